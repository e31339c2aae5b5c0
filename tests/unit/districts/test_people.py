"""People: found, shown with every value, suspended, signed out, given a password; each once."""

import re
from datetime import timedelta

import pytest

from homeroom.accounts import actions
from homeroom.accounts.actions import Attempt
from homeroom.accounts.desk import desk_of
from homeroom.accounts.sessions import Device
from homeroom.accounts.throttles import Origin
from homeroom.districts.people.register import Register, Search
from tests.support.hubs import Reply
from tests.support.meanwhile import meanwhile
from tests.unit.districts.town import MARKUP, Town


def test_people_are_found_by_name_id_user_name_and_role(town: Town) -> None:
    chief = town.admin()
    asked = {
        "q=pupil7": "Pupil7 ",
        "q=PUPIL7": "Pupil7 ",
        "q=first7+pupil7": "Pupil7 ",
        "q=P7": "Pupil7 ",
        "q=p7@pupils.example.org": "Pupil7 ",
        "q=tea1&role=teacher": "Teach1 ",
        "role=contact": "Parent 7",
    }
    for query, found in asked.items():
        page = chief.text(f"/district/people?{query}")
        assert found in page, query
        assert "Emp1" not in page, query
    assert "Nobody" in chief.text("/district/people?q=pupil7&role=teacher")


def test_the_list_goes_on_behind_its_last_person_and_shows_everybody_once(town: Town) -> None:
    chief = town.admin()
    path, seen = "/district/people", []
    while path:
        page = chief.text(path)
        seen += re.findall(r'href="/district/people/([0-9a-f]{24})"', page)
        following = re.search(r'href="(/district/people[^"]*after=[^"]*)">Next', page)
        path = following[1].replace("&amp;", "&") if following else ""

    assert len(seen) == len(set(seen))
    assert 24 + 6 + 12 + 2 + 24 == len(seen)


def test_a_register_of_ten_thousand_gives_its_pages_in_the_order_of_names() -> None:
    register = Register()
    for place in range(10_000):
        register.rids.append(place)
        register.roles.append(1 + place % 2)
        register.lines.append(f"pupil {place}")
        register.places[place] = place

    assert list(range(51)) == register.find(Search(), 50)
    assert list(range(9990, 10_000)) == register.find(Search(after=9989), 50)
    assert [9999] == register.find(Search("9999 pupil", "teacher"), 50)
    assert [] == register.find(Search("9999", "student"), 50)


def test_a_page_shows_every_value_of_a_person_with_schools_and_sections(town: Town) -> None:
    page = town.admin().text(f"/district/people/{town.id('student:P1')}")

    for said in ("roles.student.student_number", "n1&lt;script", "School 1 &lt;script",
                 "Course 1 - Teach1", "p1@pupils.example.org"):  # fmt: skip
        assert said in page, said
    contact = re.search(
        r"people/([0-9a-f]{24})", town.admin().text("/district/people?role=contact")
    )
    assert contact
    assert "Never signs in" in town.admin().text(f"/district/people/{contact[1]}")


def test_a_suspended_person_is_out_until_she_is_restored(town: Town) -> None:
    chief, pupil = town.admin(), town.browser("student:P1", "student")
    address = f"/district/people/{town.id('student:P1')}"
    desk = desk_of(town.hub.parts)

    assert "cannot sign in until" in chief.text(f"{address}/suspend")
    said = [chief.post(f"{address}/suspend").headers["location"].rpartition("=")[2] for _ in "ab"]
    assert ["suspended", "already"] == said
    assert "Suspended" in chief.text(address)
    assert None is actions.visit_of(desk, pupil.cookie.removeprefix("hr="))
    said = [chief.post(f"{address}/restore").headers["location"].rpartition("=")[2] for _ in "ab"]
    assert ["restored", "already"] == said
    assert "Suspended" not in chief.text(address)


def test_signing_out_everywhere_ends_every_session(town: Town) -> None:
    chief, pupil = town.admin(), town.browser("student:P1", "student")
    address = f"/district/people/{town.id('student:P1')}"
    assert "Firefox on Linux" in chief.text(address)
    assert "1 Sep 2026" in chief.text(address)

    assert 303 == chief.post(f"{address}/sign-out").status

    assert None is actions.visit_of(desk_of(town.hub.parts), pupil.cookie.removeprefix("hr="))
    assert "nowhere" in chief.text(address)


def test_a_printed_password_signs_in_and_a_form_sent_twice_prints_one(town: Town) -> None:
    chief = town.admin()
    address = f"/district/people/{town.id('student:P1')}/password"
    replaces = re.search(r'name="replaces" value="(\d+)"', chief.text(address))
    assert replaces

    first = chief.post(address, replaces=replaces[1])
    second = chief.post(address, replaces=replaces[1])

    assert (200, 409) == (first.status, second.status)
    printed = re.search(r"<code>([^<]+)</code>", first.body.decode())
    assert printed
    attempt = Attempt(
        town.district.number, f"pupil1{MARKUP}", printed[1], Origin("192.0.2.1", ""), Device()
    )
    assert actions.sign_in(desk_of(town.hub.parts), attempt).visit.person.user
    assert printed[1] not in chief.text(address.removesuffix("/password"))


def test_of_two_forms_at_once_one_prints_a_password_and_it_is_the_one_that_holds(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    chief, second = town.admin(), town.admin(1)
    address = f"/district/people/{town.id('student:P1')}/password"
    replaces = re.search(r'name="replaces" value="(\d+)"', chief.text(address))
    assert replaces
    replies: list[Reply] = []

    def again() -> None:
        town.clock.advance(timedelta(seconds=1))
        replies.append(second.post(address, replaces=replaces[1]))

    with meanwhile(monkeypatch, desk_of(town.hub.parts).pool, "hash", again):
        replies.append(chief.post(address, replaces=replaces[1]))

    assert [200, 409] == sorted(one.status for one in replies)
    (shown,) = [one.body.decode() for one in replies if one.status == 200]
    printed = re.search(r"<code>([^<]+)</code>", shown)
    assert printed
    attempt = Attempt(
        town.district.number, f"pupil1{MARKUP}", printed[1], Origin("192.0.2.1", ""), Device()
    )
    assert actions.sign_in(desk_of(town.hub.parts), attempt).visit.person.user


def test_another_administrator_is_neither_suspended_nor_given_a_password(town: Town) -> None:
    chief, second = town.admin(), town.admin(1)
    address = f"/district/people/{town.id('district_admin:A1')}"

    for verb in ("suspend", "restore", "password"):
        assert 403 == chief.post(f"{address}/{verb}", replaces="0").status, verb
    assert 403 == chief.get(f"{address}/suspend").status
    assert 200 == second.get("/district").status
