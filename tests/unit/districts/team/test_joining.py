"""A district comes by a form, a colleague by a link; each of them once."""

from datetime import timedelta

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from tests.support.hubs import InProcess, a_hub
from tests.support.stores import Place
from tests.unit.districts.team.colleagues import (
    PASSWORD,
    SIGN_UP,
    Guest,
    browser_of,
    district_of,
    invited,
    team_of,
)
from tests.unit.districts.town import START, Browser, Town


def test_a_district_that_signs_up_is_empty_and_its_owner_is_signed_in(hub: Hub) -> None:
    reply = Guest(hub).sign_up()
    assert (303, "/district") == (reply.status, reply.headers["location"])
    assert reply.headers["set-cookie"].startswith("hr=")
    district = district_of(hub)
    assert district is not None
    assert ("Walnut Creek", "walnut") == (district.name, district.short_name)
    assert ["owner"] == [one.role for one in team_of(hub, district)]
    # In production she proves herself twice before any page opens (ruling R25).
    cookie = {"cookie": reply.headers["set-cookie"].split(";")[0]}
    first = InProcess(hub)("/district", headers=cookie)
    assert (303, "/login?next=%2Fdistrict") == (first.status, first.headers["location"])
    said = browser_of(Town(hub, district), "olive@walnut.example").text("/district")
    for step in ("Upload the first files", "Connect an application", "Invite colleagues"):
        assert step in said


def test_what_is_wrong_in_a_sign_up_is_said_and_what_was_typed_is_kept(hub: Hub) -> None:
    wrong = {
        "short_name": "Walnut Creek!", "email": "olive", "password": "password1234", "district": "-"
    }  # fmt: skip
    reply = Guest(hub).sign_up(**wrong)
    said = reply.body.decode()
    assert 400 == reply.status
    for words in ("small letters from a to z", "whole e-mail address", "many people use", "name,"):
        assert words in said
    assert 'value="Olive Owner"' in said
    assert "password1234" not in said
    assert district_of(hub) is None


def test_a_short_name_is_given_once(hub: Hub, town: Town) -> None:
    reply = Guest(hub).sign_up(email="other@walnut.example")
    assert (400, True) == (reply.status, b"Another district has this short name" in reply.body)
    assert ["olive@walnut.example"] == [one.email for one in team_of(hub, town.district)]


def test_a_hub_that_is_no_sandbox_takes_no_sign_ups_by_itself(place: Place) -> None:
    with a_hub(place, ManualClock(START)) as closed:
        assert 403 == InProcess(closed)(SIGN_UP).status


def test_an_invitation_lets_one_person_in_once(hub: Hub, town: Town, owner: Browser) -> None:
    link = invited(owner, "hal@walnut.example")
    assert 303 == Guest(hub).join(link).status
    assert [("olive@walnut.example", "owner"), ("hal@walnut.example", "help_desk")] == [
        (one.email, one.role) for one in team_of(hub, town.district)
    ]
    again = InProcess(hub)(link)
    assert (404, True) == (again.status, b"leads nowhere any more" in again.body)


def test_an_invitation_ends_after_seven_days_when_withdrawn_and_when_renewed(
    hub: Hub, town: Town, owner: Browser
) -> None:
    first = invited(owner, "hal@walnut.example")
    second = invited(owner, "hal@walnut.example")
    call = InProcess(hub)
    assert (404, 200) == (call(first).status, call(second).status)
    page = owner.text("/district/team")
    mark = page.partition('name="invitation" value="')[2].partition('"')[0]
    assert 303 == owner.post("/district/team/withdraw", invitation=mark).status
    assert 404 == call(second).status
    third = invited(owner, "hal@walnut.example")
    town.clock.advance(timedelta(days=7))
    assert 404 == call(third).status
    assert 404 == call("/districts/join?link=" + "f" * 70).status


def test_who_joins_chooses_a_password_that_is_worth_one(hub: Hub, owner: Browser) -> None:
    link = invited(owner, "hal@walnut.example")
    reply = Guest(hub).join(link, password="password1234")
    assert (400, True) == (reply.status, b"many people use" in reply.body)
    assert 303 == Guest(hub).join(link, password=PASSWORD).status
