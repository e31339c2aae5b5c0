"""The decision of sso.md 8.3 with ruling R46, over every combination of facts there is."""

from dataclasses import replace
from itertools import product

import pytest

from homeroom.sharing.library.rules import DistrictLink, LoginFacts, decide

ROLES = ("student", "teacher", "staff", "district_admin")
TAKES = (frozenset[str](), frozenset({"student", "teacher"}), frozenset(ROLES))
LINKS = (
    None,
    *(
        DistrictLink("link", state, launched, signs_in=signs_in, shares_person=shares)
        for (state, launched), signs_in, shares in product(
            (("running", True), ("running", False), ("paused", True), ("setting_up", True)),
            (True, False),
            (True, False),
        )
    ),
)


def as_written(facts: LoginFacts) -> tuple[str, str]:  # noqa: C901, PLR0911, PLR0912 - as written
    """The function of sso.md 8.3 line by line, to be read beside it."""
    if not facts.app_live and not facts.sandbox:
        return "denied", "app_not_live"
    if not facts.in_roster:
        return "denied", "user_inactive"
    c = facts.link if facts.link and facts.link.state in ("running", "setting_up") else None
    launched = c is not None and c.state == "running" and c.launched
    if not launched and facts.role != "district_admin":  # D-APP-1
        c = None
    if c and c.signs_in:  # noqa: SIM102
        if facts.role in facts.user_types and c.shares_person:
            return "district", ""
    if facts.library_live and facts.role in {"teacher", "student"}:
        if facts.blocked:
            return "denied", "library_blocked"
        if facts.role == "teacher":
            if facts.own is not None:
                return "teacher", ""
            if c:
                return "denied", "not_shared"
            return "needs_consent", ""
        if facts.teachers:
            return "teacher", ""
        return "denied", "library_student_no_teacher"
    if c and facts.role not in facts.user_types:
        return "denied", "user_type_unsupported"
    if c:
        return "denied", "not_shared"
    if facts.role not in {"teacher", "student"} and facts.library_live:
        return "denied", "library_role"
    if facts.link and facts.link.state == "paused":
        return "denied", "paused"
    if facts.link:
        return "denied", "connection_pending"
    return "denied", "app_not_connected"


def test_every_combination_is_decided_as_it_is_written() -> None:
    seen = set()
    switches = product((True, False), repeat=6)
    about = product(ROLES, TAKES, LINKS)
    for (role, takes, link), (live, sandbox, library, in_roster, blocked, added) in product(
        about, switches
    ):
        facts = LoginFacts(
            role=role,
            user_types=takes,
            app_live=live,
            sandbox=sandbox,
            library_live=library,
            in_roster=in_roster,
            link=link,
            blocked=blocked,
            own="own" if added and role == "teacher" else None,
            teachers=("first", "second") if added and role == "student" else (),
        )
        found = decide(facts)
        expected = as_written(facts)
        assert expected == (found.outcome, found.reason), facts
        seen.add(expected)
    assert seen == {
        ("district", ""),
        ("teacher", ""),
        ("needs_consent", ""),
        *(
            ("denied", reason)
            for reason in (
                "app_not_live",
                "user_inactive",
                "library_blocked",
                "not_shared",
                "library_student_no_teacher",
                "user_type_unsupported",
                "library_role",
                "paused",
                "connection_pending",
                "app_not_connected",
            )
        ),
    }


RUNS = DistrictLink("link", "running", shares_person=True)


@pytest.mark.parametrize(
    ("facts", "connection"),
    [
        (LoginFacts("teacher", TAKES[1], library_live=True, link=RUNS, own="own"), "link"),
        (LoginFacts("teacher", TAKES[1], library_live=True, own="own"), "own"),
        (LoginFacts("student", TAKES[1], library_live=True, teachers=("a", "b")), "a"),
        (LoginFacts("teacher", TAKES[1], library_live=True), ""),
    ],
)
def test_the_token_is_bound_to_what_authorised_it(facts: LoginFacts, connection: str) -> None:
    assert connection == decide(facts).connection


def test_the_steps_end_with_the_question_that_decided() -> None:
    found = decide(LoginFacts("student", TAKES[1], library_live=True))

    assert ("application_open_to_person", True) == found.steps[0]
    assert ("teacher_of_student_installed", False) == found.steps[-1]


@pytest.mark.parametrize("state", ["setting_up", "running", "paused"])
@pytest.mark.parametrize("role", ["student", "teacher", "district_admin"])
def test_a_host_that_a_connected_district_did_not_accept_is_entered_by_nobody(
    state: str, role: str
) -> None:
    astray = replace(RUNS, state=state, accepts_address=False)
    found = decide(
        LoginFacts(role, TAKES[1], library_live=True, link=astray, own="own", teachers=("a",))
    )
    assert ("denied", "redirect_not_accepted") == (found.outcome, found.reason)
    assert ("address_accepted", False) == found.steps[-1]


def test_people_whom_the_district_did_not_accept_enter_by_their_teachers_only() -> None:
    link = replace(RUNS, accepts_role=False)
    alone = decide(LoginFacts("student", frozenset({"student"}), link=link))
    assert ("denied", "user_type_not_accepted") == (alone.outcome, alone.reason)
    taught = LoginFacts(
        "student", frozenset({"student"}), library_live=True, link=link, teachers=("a",)
    )
    assert ("teacher", "a") == (decide(taught).outcome, decide(taught).connection)
