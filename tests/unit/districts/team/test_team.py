"""Who of a team may do what; what a change of the team ends at once."""

import re
from datetime import timedelta

from homeroom.districts.permissions import needed
from homeroom.districts.routes import ROUTES
from homeroom.districts.tasks.queries import dismissed_by
from homeroom.foundation.ids import wire_id
from tests.unit.districts.applications.other_side import ROSTER, invites
from tests.unit.districts.team.colleagues import a_colleague, browser_of, team_of
from tests.unit.districts.test_tasks import DISMISS, forms, presses
from tests.unit.districts.town import Browser, Town

HAL, ADA = "hal@walnut.example", "ada@walnut.example"
TEAM = "/district/team"


def address(town: Town, email: str) -> str:
    page = browser_of(town, "olive@walnut.example").text(TEAM)
    row = page.partition(f"<td><bdi>{email}</bdi></td>")[2]
    return row.partition('action="')[2].partition("/role")[0]


def test_each_page_and_form_of_a_district_states_what_it_needs() -> None:
    for route in ROUTES:
        for method in route.methods:
            assert needed(method, route.path) is not None, (method, route.path)


def test_the_help_desk_looks_and_helps_and_decides_nothing(town: Town, owner: Browser) -> None:
    hal = a_colleague(town, owner, HAL, "help_desk")
    for path in ("/district", "/district/runs", "/district/people", TEAM):
        assert 200 == hal.get(path).status, path
        assert '<form method="post" action="/district' not in hal.text(path), path
        assert "/district/upload" not in hal.text(path), path
    for path in ("/district/sign-in", "/district/library", "/district/upload", "/district/logs/x"):
        reply = hal.get(path)
        assert (403, path) == (reply.status, path) or 404 == reply.status
    refused = hal.post(f"{TEAM}/invite", email="x@walnut.example", role="administrator")
    assert 403 == refused.status
    assert b"Your role in the team is help desk" in refused.body
    assert 403 == hal.post("/district/sign-in").status
    assert 403 == hal.upload({"students.csv": "x"}).status
    assert [] == town.runs()


def test_tasks_are_for_those_who_may_do_them_and_the_help_desk_sees_the_sync_alone(
    town: Town, owner: Browser
) -> None:
    hal = a_colleague(town, owner, HAL, "help_desk")
    invites(town, town.application("Harbour", **ROSTER))
    town.take_in(owner)
    town.clock.advance(timedelta(minutes=1))
    del town.files["students"][18:]
    assert "held" == town.take_in(owner).state

    hers, his = owner.text("/district"), hal.text("/district")
    for page in (hers, his):
        assert "On hold: 6 students would be lost" in page
    assert ("An application invites you" in hers, "An application invites you" in his) == (
        True,
        False,
    )
    assert "An administrator of your district decides" in his
    assert (2, 0) == (hers.count("Dismiss for me"), his.count("Dismiss for me"))
    for verb in ("dismiss", "show-again"):
        assert 403 == hal.post(f"/district/tasks/{verb}", task="run/x", substance="x").status


def test_an_administrator_decides_but_cannot_hand_the_district_over(
    town: Town, owner: Browser
) -> None:
    ada = a_colleague(town, owner, ADA, "administrator")
    assert 200 == ada.get("/district/sign-in").status
    assert 403 == ada.get(f"{TEAM}/hand-over").status
    assert 403 == ada.post(f"{TEAM}/hand-over", to=ADA, typed=ADA).status


def test_a_changed_role_holds_from_the_next_page_on_and_a_stale_form_is_refused(
    town: Town, owner: Browser
) -> None:
    hal = a_colleague(town, owner, HAL, "help_desk")
    path = f"{address(town, HAL)}/role"
    assert 403 == hal.get("/district/sign-in").status
    done = owner.post(path, was="help_desk", role="administrator")
    assert f"{TEAM}?said=role" == done.headers["location"]
    assert 200 == hal.get("/district/sign-in").status
    twice = owner.post(path, was="help_desk", role="administrator")
    assert f"{TEAM}?said=already" == twice.headers["location"]
    assert 409 == owner.post(path, was="owner", role="help_desk").status
    assert 400 == owner.post(path, was="administrator", role="owner").status


def test_who_is_removed_is_signed_out_at_once_and_twice_is_once(town: Town, owner: Browser) -> None:
    hal = a_colleague(town, owner, HAL, "administrator")
    path = f"{address(town, HAL)}/remove"
    assert 200 == owner.get(path).status
    assert f"{TEAM}?said=removed" == owner.post(path).headers["location"]
    assert (303, True) == (
        hal.get("/district").status,
        hal.get("/district").headers["location"].startswith("/login"),
    )
    assert f"{TEAM}?said=already" == owner.post(path).headers["location"]
    assert ["olive@walnut.example"] == [one.email for one in team_of(town.hub, town.district)]


def test_what_somebody_dismissed_goes_when_she_leaves_the_team(town: Town, owner: Browser) -> None:
    ada = a_colleague(town, owner, ADA, "administrator")
    invites(town, town.application("Harbour", **ROSTER))
    for who in (ada, owner):
        [form] = forms(who)
        assert "dismissed" == presses(who, DISMISS, form)
    member = {one.email: one.person for one in team_of(town.hub, town.district)}
    assert f"{TEAM}?said=removed" == owner.post(f"{address(town, ADA)}/remove").headers["location"]

    number = town.district.number
    with town.hub.parts.store.control.reading() as control:
        kept = {email: dismissed_by(control, number, one) for email, one in member.items()}
    assert ({}, 1) == (kept[ADA], len(kept["olive@walnut.example"]))


def test_the_owner_hands_over_by_typing_the_address_and_is_never_removed(
    town: Town, owner: Browser
) -> None:
    ada = a_colleague(town, owner, ADA, "administrator")
    mine = next(one for one in team_of(town.hub, town.district) if one.role == "owner")
    path = f"{TEAM}/{wire_id(mine.person, town.district.number)}/remove"
    assert 409 == ada.post(path).status
    assert 400 == owner.post(f"{TEAM}/hand-over", to=ADA, typed="ada").status
    assert 303 == owner.post(f"{TEAM}/hand-over", to=ADA, typed=ADA).status
    assert {"olive@walnut.example": "administrator", ADA: "owner"} == {
        one.email: one.role for one in team_of(town.hub, town.district)
    }
    assert 403 == owner.get(f"{TEAM}/hand-over").status
    assert 200 == ada.get(f"{TEAM}/hand-over").status


def test_administrators_come_by_file_once_the_owner_alone_has_said_so(
    town: Town, owner: Browser
) -> None:
    page = "/district/sync-settings"
    colleague = a_colleague(town, owner, "abe@walnut.example", "administrator")
    town.take_in(owner)
    assert "switched off for this district" in owner.text(f"/district/runs/{town.runs()[0].run}")
    assert not [one for one in owner.text("/district/team").split() if "chief0@" in one]
    seen = re.search(r'name="seen" value="(\w+)"', colleague.text(page))
    assert seen is not None
    sent = {"seen": seen[1], "on": "administrators_csv"}

    assert "Take administrators from" not in colleague.text(page)
    assert 403 == colleague.post(f"{page}/administrators", **sent).status
    assert 303 == owner.post(f"{page}/administrators", **sent).status
    assert 409 == owner.post(f"{page}/administrators", seen=seen[1]).status
    assert "Sync settings" in owner.text("/district/logs/decisions")
    town.clock.advance(timedelta(minutes=1))
    town.take_in(owner)

    assert "chief0@example.org" in owner.text("/district/team")
    assert 200 == town.admin().get("/district").status
