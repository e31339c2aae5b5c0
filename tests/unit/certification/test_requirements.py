"""The rows of the guides are whole: every id of the specification, with its level and its check."""

from typing import Final

import pytest

from homeroom.certification.requirements import reading
from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.requirements.survey import questions
from homeroom.foundation.errors import NotFoundError

_SHOULD: Final = {"LIB-21", "SYN-28", "CORE-08", "CORE-09"}
"""Numbered rows that warn; all R rows warn too, but for SSO-R8, which we run as a MUST."""

SPECIFIED: Final = {
    **{f"LIB-{number:02}": "MUST" for number in range(1, 25)},
    **{f"LIB-R{number}": "SHOULD" for number in range(1, 15)},
    **{f"SSO-{number:02}": "MUST" for number in range(1, 20)},
    **{f"SSO-R{number}": "SHOULD" for number in range(1, 10)},
    **{f"SYN-{number:02}": "MUST" for number in range(1, 31)},
    **{f"SYN-R{number}": "SHOULD" for number in range(1, 10)},
    **{f"CORE-{number:02}": "MUST" for number in range(1, 11)},
    **dict.fromkeys(_SHOULD, "SHOULD"),
    "SSO-R8": "MUST",
}
"""certification.md 1.1 to 1.4, kept here so that a lost row is noticed."""

CATALOGUE: Final = {
    f"SC-{number:02}"
    for group in (
        range(1, 10), range(10, 20), range(20, 30), range(30, 40), range(40, 48), range(50, 57),
        range(60, 65), range(70, 74), range(80, 88),
    )
    for number in group
}  # fmt: skip
"""certification.md 5."""


def test_every_requirement_of_the_specification_is_there_with_its_level() -> None:
    assert SPECIFIED == {one.id: one.level for one in reading.every().values()}


def test_ids_are_unique_in_the_files_too() -> None:
    found = [
        str(row["id"])
        for guide in reading.GUIDES
        for row in reading.rows("homeroom.certification.requirements", guide, "requirement")
    ]
    assert sorted(set(found)) == sorted(found)


def test_what_no_person_or_form_decides_has_a_scenario_that_exists() -> None:
    for one in reading.every().values():
        assert set(one.scenarios) <= CATALOGUE, one.id
        if one.id != "SYN-13" and not set(one.channels) <= {"human", "hub"}:
            assert one.scenarios, one.id


def test_every_row_says_why_how_and_what_to_do() -> None:
    for one in reading.every().values():
        assert min(len(one.why), len(one.how), len(one.fix)) > 10, one.id
        assert set(one.source) <= set(reading.sources()), one.id
        assert bool(one.when) <= bool(one.condition), one.id


def test_conditions_look_at_questions_that_there_are() -> None:
    for one in reading.every().values():
        for condition in one.when:
            assert not condition.answer or questions.question(condition.answer), one.id
            known = (
                {value for value, _ in questions.every()[condition.answer].choices}
                if (condition.has)
                else set()
            )
            assert set(condition.has) <= known, one.id


@pytest.mark.parametrize(
    ("name", "answers", "expected"),
    [
        ("SYN-08", {"Q-Y23": True}, (True, "Q-Y23 says yes")),
        ("SYN-08", {"Q-Y23": False}, (False, "Q-Y23 says no")),
        ("SYN-08", {}, (True, "Q-Y23 is not answered")),
        ("SYN-06", {"Q-Y30": ["schools", "terms"]}, (True, "Q-Y30 says schools, terms")),
        ("SYN-06", {"Q-Y30": ["schools"], "Q-Y46": "as seasons"}, (True, "Q-Y46 says as seasons")),
        (
            "SYN-06",
            {"Q-Y30": ["schools"]},
            (False, "Q-Y30 says schools; Q-Y46 is not answered"),
        ),
        ("SYN-13", {}, (False, "District SSO is not submitted")),
        ("CORE-06", {}, (False, "Library is not submitted; District SSO is not submitted")),
        ("CORE-10", {}, (True, "it applies to everybody")),
    ],
)
def test_a_condition_is_read_from_what_is_declared(
    name: str, answers: dict[str, bool | int | str | list[str]], expected: tuple[bool, str]
) -> None:
    declared = Declared(types=frozenset({"secure_sync"}), answers=answers)
    found = reading.requirement(name).applies(declared)
    assert expected == (found.holds, found.because)


def test_a_student_side_is_asked_for_where_students_are_declared() -> None:
    row = reading.requirement("LIB-06")
    types = frozenset({"library"})
    assert not row.applies(Declared(types, user_types=frozenset({"teacher"}))).holds
    assert row.applies(Declared(types, user_types=frozenset({"teacher", "student"}))).holds
    assert row.applies(Declared(types)).holds


def test_the_rows_of_some_types_are_their_guides_and_the_core() -> None:
    found = {one.guide for one in reading.for_types(["district_sso", "secure_sync"])}
    assert {"district_sso", "secure_sync", "core"} == found


def test_an_unknown_id_is_refused_with_what_ids_look_like() -> None:
    with pytest.raises(NotFoundError, match="There is no requirement LIB-99"):
        reading.requirement("LIB-99")
