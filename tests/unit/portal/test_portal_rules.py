"""Where a person goes on, and which places a typed word means."""

import pytest

from homeroom.accounts import sessions
from homeroom.portal import rules
from homeroom.portal.rules import Offer, grouped, meant, onward

PLACES = {1: ("Lantern Ridge", "lantern"), 2: ("Far Away", "far"), 3: ("Elm", "elm-usd")}
SCHOOLS = {1: ("Elm", "Hill School"), 2: ("Hill School", "Far Hills"), 3: ()}


def test_everything_that_a_session_waits_for_has_its_page() -> None:
    assert {sessions.SECOND_FACTOR, sessions.ENROLMENT, sessions.ROLE} == set(rules.STEPS)


def test_what_is_missing_comes_before_what_was_asked_for() -> None:
    assert "/login/role?next=%2Fa%3Fb%3Dc%26d" == onward("role", "", "/a?b=c&d")
    assert "/login/second-factor" == onward("second_factor", "", "//evil.example")


def test_then_what_was_asked_for_and_else_the_home_of_the_role() -> None:
    assert "/a?b=c" == onward("", "teacher", "/a?b=c")
    homes = [onward("", role, "") for role in ("student", "teacher", "staff", "district_admin")]
    assert ["/portal", "/portal", "/portal", "/district"] == homes


@pytest.mark.parametrize(
    "typed",
    ["Lantern Ridge", " lantern  RIDGE ", "LANTERN", "\uff2c\uff21\uff2e\uff34\uff25\uff32\uff2e"],
)
def test_a_name_in_full_is_certain_in_any_case_and_spacing(typed: str) -> None:
    assert ([Offer(1)], True) == meant(typed, PLACES, SCHOOLS)


def test_a_school_leads_to_its_district() -> None:
    assert ([Offer(2, "Far Hills")], True) == meant("far hills", PLACES, SCHOOLS)


def test_one_name_for_several_is_never_decided_for_a_person() -> None:
    assert ([Offer(1, "Hill School"), Offer(2, "Hill School")], True) == meant(
        "Hill School", PLACES, SCHOOLS
    )
    assert ([Offer(3), Offer(1, "Elm")], True) == meant("elm", PLACES, SCHOOLS)


def test_a_part_of_a_name_is_only_an_offer() -> None:
    assert ([Offer(1)], False) == meant("ridge", PLACES, SCHOOLS)
    assert ([Offer(1, "Hill School"), Offer(2, "Hill School")], False) == meant(
        "hill", PLACES, SCHOOLS
    )


def test_two_letters_say_too_little() -> None:
    assert ([], True) == meant("el", PLACES, SCHOOLS)


def test_offers_end_where_nobody_reads_on() -> None:
    many = {number: (f"District {number}",) for number in range(50)}
    assert 10 == len(meant("district", many, {})[0])


def test_a_secret_is_read_in_groups_of_four() -> None:
    assert "ABCD EFGH IJ" == grouped("ABCDEFGHIJ")
