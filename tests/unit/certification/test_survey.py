"""The survey is whole, and its answers steer what is asked."""

from typing import Final

import pytest

from homeroom.certification.requirements import reading
from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.requirements.survey import answers, questions
from homeroom_wire import values

SPECIFIED: Final = {
    "common": [f"Q-C{number:02}" for number in range(1, 11)],
    "library": [f"Q-L{number:02}" for number in range(1, 17)],
    "district_sso": [f"Q-S{number:02}" for number in range(1, 17)],
    "secure_sync": [f"Q-Y{number:02}" for number in range(1, 48)],
}
"""certification.md 2.1 to 2.4, kept here so that a lost question is noticed."""

OURS: Final = {"district_sso": ["Q-S17"]}
"""Questions that the specification does not list, and why stands with each."""

SPLIT: Final = {"Q-C06": "abc", "Q-C08": "ab", "Q-Y17": "abcde", "Q-Y18": "abcde"}
"""Questions that ask for several things; each has a letter."""


def _declared(*types: str, **said: bool | int | str | list[str]) -> Declared:
    given = {name.replace("_", "-"): answer for name, answer in said.items()}
    return Declared(types=frozenset(types), answers=given)


def _asked(declared: Declared) -> set[str]:
    return {one.id for one in questions.asked_of(declared)}


@pytest.mark.parametrize("form", SPECIFIED)
def test_every_question_of_the_specification_is_there(form: str) -> None:
    wanted = [name + letter for name in SPECIFIED[form] for letter in SPLIT.get(name, [""])]
    wanted += OURS.get(form, [])
    assert wanted == [one.id for one in questions.every().values() if one.form == form]


def test_ids_are_unique_in_the_files_too() -> None:
    found = [
        str(row["id"])
        for form in questions.FORMS
        for row in reading.rows("homeroom.certification.requirements.survey", form, "question")
    ]
    assert sorted(set(found)) == sorted(found)


def test_a_question_says_what_its_answer_does() -> None:
    for one in questions.every().values():
        assert one.effect, one.id
        assert bool(one.does) == (set(one.effect) != {"H"}), one.id
        assert bool(one.choices) == (one.kind in ("enum", "multi")), one.id
        assert bool(one.more) == bool(one.more_ask), one.id
        if one.same_as:
            twin = questions.question(one.same_as)
            assert (twin.kind, twin.choices, twin.more) == (one.kind, one.choices, one.more)


@pytest.mark.parametrize(
    ("types", "forms"),
    [
        (["library"], ("common", "library")),
        (["district_sso"], ("common", "district_sso")),
        (["secure_sync"], ("common", "secure_sync")),
        (["library", "district_sso"], ("common", "library", "district_sso")),
        (["district_sso", "secure_sync"], ("common", "secure_sync")),
    ],
)
def test_types_that_go_together_are_asked_the_forms_of_the_table(
    types: list[str], forms: tuple[str, ...]
) -> None:
    assert forms == questions.forms_of(types)


def test_a_shared_survey_asks_twins_once_and_counts_them_twice() -> None:
    alone = _asked(_declared("district_sso"))
    shared = _asked(_declared("district_sso", "library"))
    twins = {f"Q-S{number:02}" for number in (1, 2, 3, 4, 5, 6, 8, 9)}
    assert twins <= alone
    assert set() == twins & shared
    told = questions.with_twins({"Q-L01": True, "Q-L15-more": "a map"})
    assert (True, "a map") == (told["Q-S01"], told["Q-S09-more"])


def test_answers_steer_what_is_asked() -> None:
    nothing = _asked(_declared("secure_sync"))
    assert set() == nothing & {"Q-Y18a", "Q-Y24", "Q-Y27", "Q-Y31", "Q-Y38", "Q-Y39"}
    said = _declared(
        "secure_sync", Q_Y17a=True, Q_Y23=True, Q_Y16=["events"], Q_Y09=["staff"], Q_Y08=["login"]
    )
    more = {"Q-Y18a", "Q-Y24", "Q-Y26", "Q-Y27", "Q-Y28", "Q-Y31", "Q-Y32", "Q-Y38", "Q-Y39"}
    assert more == _asked(said) - nothing
    assert "Q-Y27" in _asked(_declared("secure_sync", "district_sso"))


def test_what_is_missing_is_said_by_question() -> None:
    wrong = answers.problems_of(_declared("library", Q_L08=False))
    assert "Q-L08" not in wrong
    assert "Q-L09" not in wrong
    assert "Q-L10" not in wrong
    assert wrong["Q-L11"] == "Q-L11 is not answered: When is the data refreshed?"
    assert not {"Q-C09", "Q-C06c", "Q-L12-more"} & set(wrong)


@pytest.mark.parametrize(
    ("name", "said", "answer", "wrong"),
    [
        ("Q-L08", ["yes"], True, ""),
        ("Q-L08", ["maybe"], "maybe", "Q-L08: the answer is yes or no."),
        ("Q-L14", ["20"], 20, ""),
        ("Q-L14", ["soon"], "soon", "Q-L14: the answer is a whole number."),
        ("Q-L14", [" "], None, ""),
        ("Q-Y21", ["archive"], "archive", ""),
        ("Q-Y21", ["burn"], "burn", "Q-Y21: choose one of archive, delete, keep."),
        ("Q-Y08", ["login", "daily"], ["login", "daily"], ""),
        ("Q-Y08", ["never"], ["never"], "Q-Y08: choose among login, daily, more often."),
        ("Q-C06b", ["https://app.example/login"], "https://app.example/login", ""),
        (
            "Q-C06b",
            ["https://[bad"],
            "https://[bad",
            "Q-C06b: write a whole address, as https://app.example/login.",
        ),
        ("Q-C08a", ["2026-13-01"], "2026-13-01", "Q-C08a: write the date as 2026-08-17."),
        ("Q-Y37-more", ["4"], 4, ""),
        ("Q-L09", ["math/science"], "math/science", ""),
        ("Q-L09", ["none"], "none", ""),
        (
            "Q-L09",
            ["math, if it is advanced"],
            "math, if it is advanced",
            f"Q-L09: write subjects alone, with commas between: {', '.join(values.SUBJECTS)}.",
        ),
        ("Q-C04", ["x" * 4001], "x" * 4001, "Q-C04 has more than 4000 characters."),
    ],
)
def test_what_is_typed_becomes_a_value_or_is_refused_in_words(
    name: str, said: list[str], answer: object, wrong: str
) -> None:
    asked = questions.question(name)
    typed = answers.typed(asked, said)
    assert (answer, wrong) == (typed, answers.problem_of(asked, typed))


def test_names_that_are_no_questions_are_found() -> None:
    given = {"Q-Y01": "v3.1", "Q-Y99": True, "Q-Y13-more": "email", "Q-Y01-more": "x"}
    assert ("Q-Y99", "Q-Y01-more") == answers.unknown_in(given)
