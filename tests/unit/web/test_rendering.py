"""What pages make of names, for every template alike."""

import pytest

from homeroom.web.pages.rendering import Who, counted


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ann Abara", "AA"),
        ("Ann Abara <b>x</b>", "AB"),
        ("Ann Abara (Annie)", "AA"),
        ("\u2018Del\u2019 O'Brien -", "DO"),
        ("\u05d1\u05df \u05e9\u05dc\u05d5", "\u05d1\u05e9"),
        ("Cher", "C"),
        ("42 b", "4B"),
        ("\u2026 ?", "?"),
        ("", "?"),
    ],
)
def test_initials_are_letters_and_never_signs(name: str, letters: str) -> None:
    assert letters == Who(name).initials


@pytest.mark.parametrize(
    ("count", "nouns", "said"),
    [
        (0, "", "0 codes"),
        (1, "", "1 code"),
        (1204, "", "1,204 codes"),
        (1, "people", "1 code"),
        (2, "people", "2 people"),
    ],
)
def test_a_count_of_one_stands_with_one_noun(count: int, nouns: str, said: str) -> None:
    assert said == counted(count, "code", nouns)
