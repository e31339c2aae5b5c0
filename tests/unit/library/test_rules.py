"""Where an application stands for a teacher, what her search finds, and how her history reads."""

import pytest

from homeroom.library.rules import CAN_ADD, SAID, Asked, Situation, Stand, became, stand_of
from homeroom.sharing.library.rules import ACTIVE, Policy, Standing

APP = "reader"
OPEN = Policy()


@pytest.mark.parametrize(
    ("policy", "facts", "expected"),
    [
        (OPEN, Situation(), "open"),
        (OPEN, Situation(beside=True), "beside"),
        (OPEN, Situation(added=True, beside=True), "added"),
        (OPEN, Situation(connected=True), "unshared"),
        (OPEN, Situation(connected=True, added=True), "added"),
        (OPEN, Situation(connected=True, provided=True, added=True), "provided"),
        (Policy(blocked=frozenset({APP})), Situation(added=True), "blocked"),
        (Policy(blocked=frozenset({APP})), Situation(provided=True), "provided"),
        (Policy(mode="limited"), Situation(), "blocked"),
        (Policy(mode="off", approval="required"), Situation(), "blocked"),
        (Policy(approval="required"), Situation(), "waiting"),
        (Policy(approval="required", recommended={APP: ""}), Situation(), "open"),
        (Policy(approval="required", blocked=frozenset({APP})), Situation(), "blocked"),
    ],
)
def test_an_application_stands_where_a_login_would_find_it(
    policy: Policy, facts: Situation, expected: Stand
) -> None:
    assert expected == stand_of(APP, policy, facts)


def test_only_what_nobody_decided_against_can_be_added() -> None:
    assert {"beside", "open"} == set(CAN_ADD)
    assert all(text for stand, (text, _) in SAID.items() if stand != "open")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (Asked(), True),
        (Asked(words="aloud STORIES"), True),
        (Asked(words="stories maths"), False),
        (Asked(subject="reading"), True),
        (Asked(subject="maths"), False),
        (Asked(grade="3", subject="reading"), True),
        (Asked(grade="12"), False),
    ],
)
def test_a_search_finds_what_has_every_word_the_subject_and_the_grade(
    asked: Asked, *, expected: bool
) -> None:
    assert expected == asked.fits("Stories to read aloud", ("reading",), ("3", "4"))


def test_the_first_consent_is_an_addition_and_later_activity_a_return() -> None:
    assert became(ACTIVE, first=True) == "You added it"
    assert became(ACTIVE, first=False) == "It works again"
    assert became(Standing("ended", "teacher"), first=False) == "You removed it"
