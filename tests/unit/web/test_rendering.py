"""What pages make of names, for every template alike."""

import pytest

from homeroom.web.pages.rendering import Who


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
