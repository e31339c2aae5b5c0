"""What waits for an administrator, and what she dismisses: for herself, as it stands."""

import re
from datetime import timedelta
from html import unescape

import sqlalchemy as sa

from homeroom.districts.models import dismissal
from homeroom.events import agreements
from homeroom.foundation.database import Prepared
from homeroom.intake.runs.queries import Run
from homeroom.sharing.rules import Share
from tests.unit.districts.applications.other_side import (
    ROSTER,
    by,
    invites,
    link_of,
    proposal_of,
    shares_everyone,
)
from tests.unit.districts.town import Browser, Town

TODAY = "/district"
DISMISS = "/district/tasks/dismiss"
SHOW = "/district/tasks/show-again"
NOTHING = "Nothing waits for you"


def forms(who: Browser, verb: str = DISMISS) -> list[dict[str, str]]:
    """What the buttons of her first page would send."""
    found = re.findall(rf'action="{verb}".*?</form>', who.text(TODAY), re.DOTALL)
    sent = [dict(re.findall(r'name="(\w+)" value="([^"]*)"', one)) for one in found]
    return [{key: unescape(one[key]) for key in ("task", "substance")} for one in sent]


def presses(who: Browser, path: str, fields: dict[str, str]) -> str:
    """Send a form of her first page; return the word that the page then explains."""
    reply = who.post(path, **fields)
    assert 303 == reply.status, reply.body[-400:]
    return reply.headers["location"].removeprefix("/district?said=")


def holds(town: Town, chief: Browser, students: int) -> Run:
    """Files without most of the students came in, and wait."""
    town.clock.advance(timedelta(minutes=1))
    town.files.rows["students.csv"] = town.files["students"][:students]
    kept = {row["Student_id"] for row in town.files["students"]}
    rows = [row for row in town.files["enrollments"] if row["Student_id"] in kept]
    town.files.rows["enrollments.csv"] = rows
    filled = {row["Section_id"] for row in rows}
    sections = [row for row in town.files["sections"] if row["Section_id"] in filled]
    town.files.rows["sections.csv"] = sections
    run = town.take_in(chief)
    assert "held" == run.state
    return run


def connected(town: Town, chief: Browser, app: str) -> str:
    """The district accepted an invitation and shares nothing yet."""
    named = proposal_of(town, app) or invites(town, app)
    assert 303 == chief.post(f"/district/applications/{app}/accept", proposal=named).status
    link = link_of(town, app)
    assert link is not None
    return link.id


def shares_nothing(town: Town, link: str) -> None:
    with town.hub.parts.store.roster.writing() as session:
        agreements.change_share(session, town.district.number, link, Share("nothing"), by(town))


def test_a_dismissed_task_is_gone_for_whoever_dismissed_it_and_for_nobody_else(town: Town) -> None:
    chief, second, app = town.admin(), town.admin(1), town.application("Harbour", **ROSTER)
    assert NOTHING in chief.text(TODAY)
    invites(town, app)

    [form] = forms(chief)
    assert "dismissed" == presses(chief, DISMISS, form)

    page = chief.text(f"{TODAY}?said=dismissed")
    assert "Your colleagues see it as before" in page
    assert "Nothing else waits for you" in page
    assert "Dismissed by you: 1" in page
    assert [] == forms(chief)
    assert [form] == forms(second)
    assert "Dismissed by you" not in second.text(TODAY)
    assert f'href="/district/applications/{app}"' in second.text(TODAY)
    assert proposal_of(town, app)


def test_a_dismissed_hold_is_counted_in_the_navigation_and_decided_as_before(town: Town) -> None:
    chief = town.admin()
    run = holds(town, chief, 18)
    [form] = forms(chief)
    presses(chief, DISMISS, form)

    page = chief.text(TODAY)
    before, _, after = page.partition("<details>")
    assert "On hold: 6 students would be lost" not in before
    assert "On hold: 6 students would be lost" in after
    assert re.search(r'href="/district/runs"[^>]*>Sync\s*<[^>]*>1', page)
    address = f"/district/runs/{run.run}/approve"
    assert 303 == chief.post(address, attempt=str(run.attempt)).status
    town.work()
    assert "Dismissed by you" not in chief.text(TODAY)


def test_a_dismissed_task_is_shown_again_when_she_asks(town: Town) -> None:
    chief, app = town.admin(), town.application("Harbour", **ROSTER)
    invites(town, app)
    [form] = forms(chief)
    presses(chief, DISMISS, form)

    [back] = forms(chief, SHOW)
    assert form == back
    assert ["shown", "already"] == [presses(chief, SHOW, back) for _ in "ab"]

    assert [form] == forms(chief)
    assert "Dismissed by you" not in chief.text(TODAY)


def test_a_later_upload_on_hold_is_a_task_of_its_own(town: Town) -> None:
    chief = town.admin()
    holds(town, chief, 18)
    [first] = forms(chief)
    presses(chief, DISMISS, first)

    holds(town, chief, 12)

    [later] = forms(chief)
    assert first["task"] != later["task"]
    assert "On hold: 12 students would be lost" in chief.text(TODAY)


def test_a_hold_comes_back_when_it_waits_for_a_second_administrator(town: Town) -> None:
    chief, second = town.admin(), town.admin(1)
    run = holds(town, chief, 1)
    [form] = forms(second)
    presses(second, DISMISS, form)
    assert [] == forms(second)

    said = {"note": "The others left.", "confirmation": town.district.name}
    address = f"/district/runs/{run.run}/approve"
    reply = chief.post(address, attempt=str(run.attempt), **said)
    assert reply.headers["location"].endswith("said=first")

    assert [form["task"]] == [one["task"] for one in forms(second)]
    assert [form["substance"]] != [one["substance"] for one in forms(second)]


def test_a_step_comes_back_when_it_is_due_again(town: Town) -> None:
    chief, app = town.admin(), town.application("Harbour", **ROSTER)
    link = connected(town, chief, app)
    assert "Choose what is shared." in chief.text(TODAY)
    [form] = forms(chief)
    presses(chief, DISMISS, form)
    assert [] == forms(chief)

    shares_everyone(town, link)
    assert "Choose what is shared." not in chief.text(TODAY)
    shares_nothing(town, link)

    assert [form["task"]] == [one["task"] for one in forms(chief)]


def test_what_changed_since_the_page_was_opened_is_not_dismissed(town: Town) -> None:
    chief, app = town.admin(), town.application("Harbour", **ROSTER)
    link = connected(town, chief, app)
    [stale] = forms(chief)
    shares_everyone(town, link)
    assert "gone" == presses(chief, DISMISS, stale)
    shares_nothing(town, link)

    assert "changed" == presses(chief, DISMISS, stale)
    assert "Look at it again" in chief.text(f"{TODAY}?said=changed")
    [fresh] = forms(chief)
    assert ["dismissed", "dismissed"] == [presses(chief, DISMISS, fresh) for _ in "ab"]
    assert [] == forms(chief)


def test_a_dismissal_of_what_is_there_no_more_is_not_kept(town: Town) -> None:
    chief, second = town.admin(), town.admin(1)
    apps = [town.application(name, **ROSTER) for name in ("Harbour", "Tide")]
    for app in apps:
        invites(town, app)
    tasks = {one["task"]: one for one in forms(chief)}
    gone, stays = (f"invitation/{proposal_of(town, app)}" for app in apps)
    presses(chief, DISMISS, tasks[gone])
    presses(second, DISMISS, tasks[gone])
    declined = {"proposal": proposal_of(town, apps[0]), "note": "No"}
    assert 303 == chief.post(f"/district/applications/{apps[0]}/decline", **declined).status

    presses(chief, DISMISS, tasks[stays])

    number = town.district.number
    with town.hub.parts.store.control.reading() as control:
        rows = control.all(Prepared(sa.select(dismissal.c.person, dismissal.c.task).where(
            dismissal.c.district == number)))  # fmt: skip
    first, other = (town.rid("users", f"district_admin:A{place}") for place in range(2))
    assert {(first, stays), (other, gone)} == set(rows)


def test_two_districts_never_see_what_the_other_dismissed(town: Town, other: Town) -> None:
    chief, app = town.admin(), town.application("Harbour", **ROSTER)
    invites(town, app)
    invites(other, app)
    [form] = forms(chief)
    assert "gone" == presses(other.admin(), DISMISS, form)
    presses(chief, DISMISS, form)
    assert 1 == len(forms(other.admin()))
    assert "already" == presses(other.admin(), SHOW, form)
    assert [] == forms(chief)


def test_names_in_a_dismissed_task_stay_text(town: Town) -> None:
    chief, app = town.admin(), town.application("<script>alert(1)</script>", **ROSTER)
    invites(town, app)
    for _ in "ab":
        assert "<script" not in chief.text(TODAY)
        for form in forms(chief):
            presses(chief, DISMISS, form)
