"""A typed name leads to exactly one active roster user."""

import pytest

from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.people import People
from homeroom.accounts.rules import HUB
from tests.unit.accounts.campus import Campus, student, teacher


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ann.e", "ann"), (" ANN.E ", "ann"), ("ann@pupils.example.org", "ann"), ("100001", "ann"),
        ("lee.e", "lee"), ("200001", "lee"), ("300001", "dee"), ("200003", "dee"),
        ("chief@staff.example.org", "chief"),
    ],
)  # fmt: skip
def test_a_name_of_the_rule_leads_to_its_person(campus: Campus, typed: str, name: str) -> None:
    found = campus.desk.people.find(campus.number, typed)
    assert campus.person(name) == found.person


@pytest.mark.parametrize(
    "typed", ["", "nobody", "sis-100001", "ann", "pat@home.example.org", "900001"]
)
def test_nothing_else_leads_to_anybody(campus: Campus, typed: str) -> None:
    assert campus.desk.people.find(campus.number, typed).person is None


def test_a_contact_is_no_person_who_signs_in(campus: Campus) -> None:
    assert campus.desk.people.active(campus.number, campus.people["pat"]) is None


def test_two_people_of_one_name_are_nobody(campus: Campus) -> None:
    campus.user("eve", "lee@staff.example.org", student=student("100009"))
    found = campus.desk.people.find(campus.number, "lee@staff.example.org")
    assert (None, 2) == (found.person, found.matches)
    assert campus.person("lee") == campus.desk.people.find(campus.number, "lee.e").person


def test_the_choice_of_the_district_counts_from_the_next_look_up(campus: Campus) -> None:
    people = campus.desk.people
    assert people.find(campus.number, "ann.e").person is not None
    campus.choose(names={"student": ["sis_id"]})
    assert people.find(campus.number, "ann.e").person is None
    assert campus.person("ann") == people.find(campus.number, "sis-100001").person


def test_arriving_changing_and_leaving_count_from_the_next_look_up(campus: Campus) -> None:
    people = campus.desk.people
    assert people.find(campus.number, "new.e").person is None
    campus.user("new", student=student("100010", "new.e"))
    assert people.find(campus.number, "new.e").person == campus.person("new")
    campus.user("new", student=student("100010", "newer.e"))
    assert people.find(campus.number, "new.e").person is None
    assert people.find(campus.number, "newer.e").person == campus.person("new")
    campus.leave("new")
    assert people.find(campus.number, "newer.e").person is None


def test_a_person_knows_her_roles_in_their_order(campus: Campus) -> None:
    dee = campus.person("dee")
    assert ("teacher", "staff") == dee.roles
    assert "Dee Example" == dee.name
    assert "dee@staff.example.org" not in repr(dee.facts) or "facts" not in repr(dee)


def test_a_teacher_teaches_whoever_shares_a_section_with_her(campus: Campus) -> None:
    lee, kim = campus.person("lee"), campus.person("kim")
    asked = [campus.desk.people.teaches(one, campus.people["ann"]) for one in (lee, kim)]
    assert [True, False] == asked


def test_the_district_is_found_from_a_name_that_only_one_sandbox_district_has(
    campus: Campus,
) -> None:
    other = Campus(campus.desk, campus.clock, 0xB2).found()
    other.user("zoe", student=student("700001", "zoe.e"))
    other.user("lea", teacher=teacher("200001"))
    production = Campus(campus.desk, campus.clock, 0xC3).found(sandbox=False)
    production.user("max", student=student("800001", "max.e"))
    found = [
        campus.desk.people.district_of(typed) for typed in ("zoe.e", "ann.e", "200001", "max.e")
    ]
    assert [0xB2, 0xA1, None, None] == found


def test_the_hubs_own_staff_are_found_by_their_login(campus: Campus) -> None:
    person, _ = add_hub_account(campus.desk, "Dev@hub.example.org", "Devi Example", "developer")
    found = campus.desk.people.find(HUB, "dev@HUB.example.org").person
    assert (person, ("developer",), "") == (found, person.roles, person.id)


def test_a_fresh_process_finds_the_same(campus: Campus) -> None:
    assert People(campus.store).find(campus.number, "ann.e").person == campus.person("ann")
