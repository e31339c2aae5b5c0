"""Classes made by hand, on the district's pages."""

import re
from html import unescape
from typing import Any

import pytest

from tests.support.hubs import Reply
from tests.unit.districts.connecting import connect
from tests.unit.districts.town import Browser, Town

PAGE = "/district/classes"
EDIT = f"{PAGE}/edit"
CHESS = {
    "do": "save", "id": "made-chess", "name": "Chess <b>", "school": "S0", "teacher": "T0",
    "students": "P0\np1@pupils.example.org\n  \nP2, anybody",
}  # fmt: skip


@pytest.fixture
def chief(town: Town) -> Browser:
    return town.admin()


def save(chief: Browser, path: str = EDIT, **changed: str) -> Reply:
    return chief.post(path, **(CHESS | changed))


def made(town: Town, chief: Browser, **changed: str) -> str:
    """Make the class and work its run; return the path of its record."""
    reply = save(chief, **changed)
    assert (303, f"{PAGE}?said=made") == (reply.status, reply.headers["location"]), reply.body
    town.work()
    assert "applied" == town.runs()[0].state
    (record,) = set(re.findall(r"/district/data/sections/[0-9a-f]{24}", chief.text(PAGE)))
    return str(record)


def approve(town: Town, chief: Browser, run: str) -> None:
    page = chief.text(f"/district/runs/{run}")
    shown = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    reply = chief.post(f"/district/runs/{run}/approve", attempt=shown["attempt"], note="right")
    assert 303 == reply.status, reply.body
    town.work()


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def lines(page: str, name: str = "students") -> list[str]:
    found = re.search(rf'name="{name}"[^>]*>\n?([^<]*)</textarea>', page)
    assert found is not None
    return unescape(found[1]).split("\n")


def test_a_class_is_made_and_is_in_the_roster(town: Town, chief: Browser) -> None:
    assert "Make a class" in chief.text(PAGE)
    record = made(town, chief)
    page = chief.text(PAGE)
    assert "In the roster" in page
    assert "Chess &lt;b&gt;" in page
    shown = chief.text(record)
    assert "<dd>Made here</dd>" in shown
    assert "Students (3)" in shown
    assert "It was made here by hand" in chief.text(f"{record}/sent")
    assert "Our own classes" in chief.text("/district/logs/decisions")


def test_the_browser_finds_classes_by_their_source(town: Town, chief: Browser) -> None:
    made(town, chief)
    every = "/district/data?kind=sections"
    by_hand, by_files = (chief.text(f"{every}&source={one}") for one in ("hand", "sis"))
    assert ("Chess" in by_hand, "Chess" in by_files) == (True, False)
    assert ("Section 0" in by_hand, "Course 0" in by_files) == (False, True)
    file = chief.text(every.replace("/data?", "/data/records.csv?") + "&source=hand")
    assert 2 == len(file.splitlines())
    other = next(one for one in re.findall(r"/district/data/sections/[0-9a-f]{24}", by_files))
    assert "<dd>Your files (SIS)</dd>" in chief.text(other)
    assert "Data source" not in chief.text("/district/data?kind=students")


def test_what_is_wrong_is_named_and_what_was_typed_is_kept(chief: Browser) -> None:
    wrong: dict[str, Any] = {
        "name": "", "school": "S9", "teacher": "T99", "students": "P0\nnobody <i>",
        "expires": "2026-08-31", "term_start": "soon", "id": "a,b", "subject": "magic",
    }  # fmt: skip
    reply = save(chief, **wrong)
    assert 400 == reply.status
    page = reply.body.decode()
    for told in (
        "Give the class a name", "Choose the school", "nobody &lt;i&gt;", "That day is over",
        "as in 2026-12-31", "without comma or quote", "Choose a subject",
        "No teacher of your roster",
    ):  # fmt: skip
        assert told in page, told
    assert ["P0", "nobody <i>"] == lines(page)
    assert 400 == save(chief, students=" ").status
    assert b"at least one student" in save(chief, students=" ").body


def test_people_are_found_and_added_before_anything_is_saved(town: Town, chief: Browser) -> None:
    reply = save(chief, do="find", whom="students", q="first1", add_students="P5")
    assert 200 == reply.status
    page = reply.body.decode()
    assert "P5, First5" in lines(page)[-1]
    assert 'name="add_students" value="P10"' in page
    reply = save(chief, do="find", whom="teacher", q="tea", add_teacher="T3")
    assert value(reply.body.decode(), "teacher").startswith("T3, Tea3")
    reply = save(chief, do="find", whom="co_teachers", q="no such person")
    assert b"Nobody is found" in reply.body
    assert 1 == len(town.runs())


def test_a_class_is_changed_once_and_stale_forms_are_refused(town: Town, chief: Browser) -> None:
    made(town, chief)
    form = chief.text(f"{EDIT}?class=made-chess")
    seen = value(form, "seen")
    assert 3 == len(lines(form))
    assert 303 == save(chief, seen=seen, name="Go").status
    assert f"{PAGE}?said=already" == save(chief, seen=seen, name="Go").headers["location"]
    refused = save(chief, seen=seen, name="Shogi")
    assert (409, True) == (refused.status, b"Somebody changed this class" in refused.body)
    assert b'value="Shogi"' in refused.body
    town.work()
    assert "Go" in chief.text(PAGE)
    again = save(chief, name="Another")  # new, with an id that is taken
    assert (400, True) == (again.status, b"has this id already" in again.body)
    theirs = save(chief, id="C1")
    assert (400, True) == (theirs.status, b"Your files have a section" in theirs.body)


def test_removing_says_who_is_told_and_does_it(town: Town, chief: Browser) -> None:
    connect(town, "Reader")
    record = made(town, chief)
    form = chief.text(f"{EDIT}?class=made-chess")
    path = f"{PAGE}/remove"
    asked = chief.text(f"{path}?class=made-chess")
    assert "3 students" in asked
    assert "Reader" in asked
    stale = chief.post(path, **{"class": "made-chess", "seen": "0"})
    assert 409 == stale.status
    gone = chief.post(path, **{"class": "made-chess", "seen": value(form, "seen")})
    assert f"{PAGE}?said=removed" == gone.headers["location"]
    town.work()
    for run in (one for one in town.runs() if one.state == "held"):
        assert "on hold" in chief.text(PAGE)
        assert 409 == save(chief, id="made-2").status
        approve(town, chief, run.run)
    assert 404 == chief.get(record).status
    assert 404 == chief.get(f"{path}?class=made-chess").status


def test_a_hand_made_run_can_be_undone(town: Town, chief: Browser) -> None:
    record = made(town, chief)
    run = next(one.run for one in town.runs() if one.action == "hand")
    assert "Undo" in chief.text(f"/district/runs/{run}")
    chief.post(f"/district/runs/{run}/undo")
    town.work()
    assert 404 == chief.get(record).status
    assert "Chess" not in chief.text(PAGE)


def test_a_class_left_out_says_why(town: Town, chief: Browser) -> None:
    made(town, chief)
    town.files["sections"].append(town.files["sections"][0] | {"Section_id": "made-chess"})
    town.files["enrollments"].append(town.files["enrollments"][0] | {"Section_id": "made-chess"})
    town.take_in(chief)
    for run in (one for one in town.runs() if one.state == "held"):
        approve(town, chief, run.run)
    assert "your files have a section with its id" in chief.text(PAGE)
    assert "Handmade overruled" in chief.text("/district/quality")


def test_the_help_desk_sees_the_classes_and_changes_none(town: Town, other: Town) -> None:
    chief, stranger = town.admin(), other.admin()
    made(town, chief)
    assert "Chess" not in stranger.text(PAGE)
    assert 404 == stranger.get(f"{EDIT}?class=made-chess").status
