"""What an administrator chooses on the page is what the application reads, and is told of."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from homeroom.events import agreements
from homeroom.events.pinning import actions as pins
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.unit.districts.sharing.desk import EVERYONE, NOTHING, Desk, a_desk, told
from tests.unit.districts.town import MARKUP, START, Town

NOW = int(START.timestamp() * 1000)


def _pupils(desk: Desk, *, at: tuple[str, ...], grades: tuple[str, ...] = ()) -> set[str]:
    return {
        desk.town.id(f"student:{row['Student_id']}")
        for row in desk.town.files["students"]
        if row["School_id"] in at and (not grades or row["Grade"] in grades)
    }


def _students(desk: Desk) -> set[str]:
    users = desk.reader.everything()["users"]
    return {one for one, user in users.items() if "student" in user["roles"]}


def _figures(page: str, action: str) -> int:
    """The number of events that a preview tells."""
    return int(page.partition("events: ")[2].partition(f" {action}")[0].rpartition(" ")[2])


def test_a_rule_of_grades_and_schools_shares_exactly_its_students(town: Town) -> None:
    desk = a_desk(town, NOTHING)
    desk.opens()
    desk.presses("refresh", kind="rules")
    desk.presses("add-rule", new_rule="student")
    desk.presses("add-filter", new_filter="grade")
    offered = desk.presses("values:0", f0_values="6; 7\n\n")
    assert "2 records" in offered
    desk.presses("add-filter", new_filter="school", f0_pick=["8"])
    desk.presses("preview", f1_values=f"School 0 {MARKUP}\nS2")
    assert "Share with 4 students" in desk.text
    assert 303 == desk.saves("for the pilot").status

    expected = _pupils(desk, at=("S0", "S2"), grades=("6", "7", "8"))
    assert 4 == len(expected)
    assert expected == _students(desk)
    assert set() == desk.ids("sections")
    share = desk.stored().share
    assert ("rules", ("6", "7", "8")) == (share.kind, share.rules[0].filters[0].values)


def test_a_school_that_is_unshared_and_shared_again_keeps_its_ids(desk: Desk) -> None:
    both = [desk.school("S0"), desk.school("S1")]
    assert 303 == desk.changes("schools", school=both).status
    before, newest = desk.reader.everything(), desk.reader.newest()

    assert 303 == desk.changes("schools", school=both[:1]).status
    assert _pupils(desk, at=("S0",)) == _students(desk)
    assert 303 == desk.changes("schools", school=both).status

    assert before == desk.reader.everything()
    events = list(told(desk.reader.events(newest)))
    gone = {(kind, one) for kind, action, one in events if action == "deleted"}
    assert gone == {(kind, one) for kind, action, one in events if action == "created"}
    assert ("schools", both[1]) in gone


def test_the_figures_of_a_preview_are_the_events_that_follow(desk: Desk) -> None:
    newest = desk.reader.newest()
    desk.opens()
    desk.presses("refresh", kind="schools")
    page = desk.presses("preview", school=[desk.school("S1")])
    expected = {action: _figures(page, action) for action in ("created", "updated", "deleted")}
    assert "This application loses 16 students, " in page
    assert "Take 16 students away" in page
    listed = desk.sends(_of_list(desk, "users.student", "lost"), f"{desk.at}/sharing/names.csv")
    lost = {line.split(b",")[0].decode() for line in listed.body.splitlines()[1:]}
    desk.opens()
    assert 303 == desk.changes("schools", school=[desk.school("S1")]).status

    events = list(told(desk.reader.events(newest)))
    assert expected == {action: sum(its == action for _, its, _ in events) for action in expected}
    assert lost == _pupils(desk, at=("S0", "S2"))
    assert lost <= {one for kind, action, one in events if (kind, action) == ("users", "deleted")}


def _of_list(desk: Desk, name: str, side: str) -> list[tuple[str, str]]:
    pairs = dict(desk.sheet("/save").pairs)
    return [*((one, pairs[one]) for one in ("csrf", "proposal")), ("type", name), ("side", side)]


def test_somebody_who_is_left_out_appears_nowhere(desk: Desk) -> None:
    gone = desk.town.id("student:P3")
    newest = desk.reader.newest()
    desk.opens()
    assert gone in desk.presses("refresh", person_search="Pupil3")
    desk.presses("preview", person=[gone])
    assert 303 == desk.saves().status

    assert gone not in json.dumps(desk.reader.everything())
    events = desk.reader.events(newest)
    assert [("users", "deleted")] == [
        (kind, action) for kind, action, one in told(events) if one == gone
    ]
    # What is deleted is told as it was known, a parent with her child.
    kept = [one for one in events if not one["type"].endswith("deleted")]
    assert kept
    assert gone not in json.dumps([one["data"]["object"] for one in kept])
    desk.opens()
    desk.presses("preview", person=[])
    assert 303 == desk.saves().status
    assert gone in desk.ids("users")


def test_no_data_deletes_everything_and_a_copy_brings_it_back(town: Town) -> None:
    desk = a_desk(town)
    other = a_desk(town, Share("schools", frozenset({town.rid("schools", "S0")})), name="Pattern")
    assert 303 == desk.changes("nothing").status
    assert set() == desk.ids("users") | desk.ids("sections") | desk.ids("schools")
    assert 303 == desk.changes("copy", source=other.application).status

    assert other.ids("users") == desk.ids("users")
    assert other.stored().share == desk.stored().share


def test_four_clicks_at_once_save_once_and_none_is_told_that_nothing_was_saved(desk: Desk) -> None:
    desk.opens()
    desk.presses("refresh", kind="schools")
    desk.presses("preview", school=[desk.school("S0")])
    sheet = desk.sheet("/save")
    clicks = [replace(desk) for _ in range(4)]

    with ThreadPoolExecutor(len(clicks)) as pool:
        replies = list(pool.map(lambda one: one.sends(sheet.pairs, sheet.action), clicks))

    assert {303} == {one.status for one in replies}
    said = sorted(one.headers["location"].rpartition("=")[2] for one in replies)
    assert ["already", "already", "already", "saved"] == said


def test_saving_twice_does_nothing_twice_and_a_stale_preview_saves_nothing(desk: Desk) -> None:
    desk.opens()
    desk.presses("refresh", kind="schools")
    desk.presses("preview", school=[desk.school("S0")])
    first = desk.page
    assert 303 == desk.saves().status
    newest = desk.reader.newest()
    desk.page = first
    again = desk.saves()
    assert (303, True) == (again.status, "said=already" in again.headers["location"])
    assert newest == desk.reader.newest()

    assert 303 == desk.changes("district").status
    share, newest = desk.stored().share, desk.reader.newest()
    desk.page = first
    refused = desk.saves("why")
    assert 409 == refused.status
    assert "has changed since you looked. Nothing was saved" in desk.text
    assert 'value="why"' in desk.text
    assert (share, newest) == (desk.stored().share, desk.reader.newest())
    assert 303 == desk.saves().status
    assert "schools" == desk.stored().share.kind


def test_going_back_shows_a_preview_and_brings_the_same_view_and_ids(desk: Desk) -> None:
    before, views = desk.reader.everything(), desk.stored().views
    desk.opens("/sharing/history")
    assert "Nothing was changed yet" in desk.text
    desk.opens()
    desk.presses("refresh", kind="schools")
    desk.presses("preview", school=[desk.school("S2")])
    assert 303 == desk.saves(f"too much {MARKUP}").status

    history = desk.opens("/sharing/history")
    assert f"too much {MARKUP}" in history
    assert "<script>" not in desk.page.body.decode()
    assert "As it began" in history
    assert "1 school: School 2" in history
    desk.opens("/sharing/history/0")
    assert "Share with 16 students" in desk.text
    assert 303 == desk.saves().status
    assert (before, views) == (desk.reader.everything(), desk.stored().views)
    assert EVERYONE == desk.stored().share
    assert 404 == desk.chief.get(f"{desk.at}/sharing/history/99").status
    assert 404 == desk.chief.get(f"{desk.at}/sharing/history/x").status


def test_what_is_saved_for_a_paused_application_waits_and_says_so(desk: Desk) -> None:
    town, before = desk.town, desk.reader.everything()
    with town.hub.parts.store.roster.writing() as session:
        pins.pause(session, town.district.number, desk.connection, Author("Ada", NOW))
    desk.opens()
    desk.presses("refresh", kind="schools")
    desk.presses("preview", school=[desk.school("S2")])
    assert "What you save waits with it" in desk.text
    first, saved = desk.page, desk.saves()
    assert "said=waits" in saved.headers["location"]
    assert before == desk.reader.everything()
    assert "Waits for the end of the pause" in desk.opens()
    desk.page = first
    assert "said=already" in desk.saves().headers["location"]

    with town.hub.parts.store.roster.writing() as session:
        pins.resume(session, town.district.number, desk.connection, Author("Ada", NOW))
    assert _pupils(desk, at=("S2",)) == _students(desk)


def test_three_counts_tell_what_is_shared_taken_and_seen(town: Town) -> None:
    desk = a_desk(town)
    only = (Rule("student", (Filter("grade", "equals_any", ("6", "7")),)),)
    with town.hub.parts.store.roster.writing() as session:
        district = town.district.number
        agreements.change_filters(session, district, desk.connection, only, Author("app", 1))
    page = desk.opens()
    cells = _row(page, "Students")
    assert ["24", "4", "4"] == cells
    assert 4 == len(_students(desk))


def _row(page: str, name: str) -> list[str]:
    row: Any = page.partition(f'<th scope="row">{name}</th>')[2].partition("</tr>")[0]
    return [one.partition("<")[0] for one in row.split('<td class="number">')[1:]]
