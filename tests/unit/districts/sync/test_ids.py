"""A change of ids: the records stay, the applications are told, files with either id fit."""

import re
from datetime import timedelta

import pytest

from homeroom.intake.renaming.rules import Known, judge, read_pairs
from homeroom.roster.queries import one
from tests.support.hubs import Reply
from tests.unit.districts.connecting import connect, events_of
from tests.unit.districts.town import MARKUP, Browser, Town

IDS = "/district/ids"


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page[-2000:]
    return found[1]


def _asked(chief: Browser, type_: str, pairs: str) -> str:
    reply = chief.post(f"{IDS}/preview", type=type_, pairs=pairs)
    assert 200 == reply.status, reply.body[-800:]
    return reply.body.decode()


def _apply(chief: Browser, page: str, type_: str, pairs: str, **more: str) -> Reply:
    seen = _hidden(page, "seen")
    return chief.post(f"{IDS}/apply", type=type_, pairs=pairs, seen=seen, **more)


def _change(chief: Browser, type_: str, pairs: str) -> Reply:
    return _apply(chief, _asked(chief, type_, pairs), type_, pairs)


def _body(town: Town, kind: str, key: str) -> str:
    with town.hub.parts.store.roster.reading() as session:
        found = one(session, town.district.number, kind, town.rid(kind, key))
    assert found is not None
    return found[0]


def _renamed(town: Town, file: str, column: str, old: str, new: str) -> None:
    for name in town.files.rows:
        for row in town.files.rows[name]:
            if column in row and row[column] == old:
                row[column] = new
    assert any(new == row[column] for row in town.files[file])


@pytest.mark.parametrize(
    ("type_", "file", "column", "kind", "old", "prefix"),
    [
        ("students", "students", "Student_id", "users", "P2", "student:"),
        ("teachers", "teachers", "Teacher_id", "users", "T1", "teacher:"),
        ("staff", "staff", "Staff_id", "users", "E3", "staff:"),
        ("sections", "sections", "Section_id", "sections", "C1", ""),
        ("schools", "schools", "School_id", "schools", "S1", ""),
    ],
)
def test_the_record_stays_and_files_with_the_new_id_change_nothing(  # noqa: PLR0913
    town: Town, type_: str, file: str, column: str, kind: str, old: str, prefix: str
) -> None:
    chief = town.admin()
    reader = connect(town, "Reader")[1]
    rid = town.rid(kind, prefix + old)
    town.clock.advance(timedelta(minutes=1))
    before = len(events_of(town, reader))
    said = _change(chief, type_, f"old id,new id\n{old},N-{old}\n")
    assert f"{IDS}?changed=1" == said.headers["location"], said.body[-900:]
    assert rid == town.rid(kind, f"{prefix}N-{old}")
    assert f'_id":"N-{old}"' in _body(town, kind, f"{prefix}N-{old}")
    told = events_of(town, reader)[before:]
    assert [(kind, "updated")] == [(event.kind, event.action) for event in told]
    _renamed(town, file, column, old, f"N-{old}")
    town.clock.advance(timedelta(minutes=1))
    run = town.take_in(chief)
    changed = [
        (name, verb)
        for name, row in run.outcome["counts"].items()
        for verb in ("created", "updated", "deleted")
        if row.get(verb)
    ]
    assert ("applied", []) == ("applied" if run.state == "unchanged" else run.state, changed)
    assert len(told) == len(events_of(town, reader)[before:])
    assert rid == town.rid(kind, f"{prefix}N-{old}")


def test_files_with_the_old_id_and_the_reverse_pairs_mean_the_same_record(town: Town) -> None:
    chief = town.admin()
    rid = town.rid("users", "student:P2")
    town.clock.advance(timedelta(minutes=1))
    _change(chief, "students", "P2,N2")
    # A partial upload stands on the last accepted pupils, who have the old ids.
    town.files.row("teachers", "Teacher_id", "T0")["First_name"] = "Other"
    assert 303 == chief.upload({"teachers.csv": town.texts()["teachers.csv"]}).status
    town.work()
    run = town.runs()[0]
    counts = run.outcome["counts"]["students"]
    assert (0, 0) == (counts.get("created", 0), counts.get("deleted", 0))
    assert rid == town.rid("users", "student:P2")
    town.clock.advance(timedelta(minutes=1))
    _change(chief, "students", "P2,N2")
    said = _change(chief, "students", "N2,P2")
    assert f"{IDS}?changed=1" == said.headers["location"]
    assert rid == town.rid("users", "student:P2")
    assert '"sis_id":"P2"' in _body(town, "users", "student:P2")


def test_an_old_id_beside_the_new_one_is_somebody_else(town: Town) -> None:
    chief = town.admin()
    rid = town.rid("users", "student:P2")
    _change(chief, "students", "P2,N2")
    town.clock.advance(timedelta(minutes=1))
    _renamed(town, "students", "Student_id", "P2", "N2")
    newcomer = town.files.row("students", "Student_id", "N2") | {
        "Student_id": "P2", "Last_name": "Newcomer", "Student_email": "new@pupils.example.org",
        "Contact_email": "other@home.example.org", "Contact_name": "Other",
    }  # fmt: skip
    town.files["students"].append(newcomer)
    school = newcomer["School_id"]
    section = next(r["Section_id"] for r in town.files["sections"] if r["School_id"] == school)
    row = {"School_id": school, "Section_id": section, "Student_id": "P2"}
    town.files["enrollments"].append(row)
    run = town.take_in(chief)
    assert "applied" == run.state, run.outcome
    assert rid == town.rid("users", "student:N2")
    assert rid != town.rid("users", "student:P2")


def test_pairs_that_cannot_be_are_told_of_and_change_nothing(town: Town) -> None:
    chief = town.admin()
    pairs = "P1,P2\nP3,X1\nP4,X1\nXX,X2\nP5,P5\nP6,X6"
    page = _asked(chief, "students", pairs)
    for words in (
        "is, or was not long ago", "stands in several pairs", "No record with the old id",
        "Both ids are the same", "Change 1 id</button>",
    ):  # fmt: skip
        assert words in page
    assert MARKUP not in page
    assert 303 == _apply(chief, page, "students", pairs).status
    assert '"sis_id":"P1"' in _body(town, "users", "student:P1")
    again = _apply(chief, page, "students", pairs)
    assert 409 == again.status
    assert "The records have changed since" in again.body.decode()
    bad = chief.post(f"{IDS}/preview", type="students", pairs="P1 X1\n,\na,b,c")
    assert 400 == bad.status
    assert "Line 1: write an old id" in bad.body.decode()
    assert "P1 X1" in bad.body.decode()
    assert "Changed ids" in chief.text("/district/logs/decisions")


def test_an_administrators_id_changes_only_if_she_is_known_to_be_the_same(town: Town) -> None:
    chief = town.admin()
    town.files.row("teachers", "Teacher_id", "T0")["Teacher_email"] = "chief1@example.org"
    town.clock.advance(timedelta(minutes=1))
    assert "applied" == town.take_in(chief).state
    page = _asked(chief, "teachers", "T0,N0")
    assert "They are the same people" in page
    assert f"{IDS}?changed=0" == _apply(chief, page, "teachers", "T0,N0").headers["location"]
    done = _apply(chief, page, "teachers", "T0,N0", administrators="same")
    assert f"{IDS}?changed=1" == done.headers["location"]


def test_a_file_is_put_into_the_form_and_another_district_is_untouched(
    town: Town, other: Town
) -> None:
    chief = town.admin()
    edge = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="ids.csv"\r\n\r\n'
    for content, status, words in (
        (b"P1,N1\n", 200, "P1,N1"),
        (b"\x00\x01", 400, "no CSV file"),
        (b"P,N\n" * 30_000, 413, ""),
    ):
        headers = {"cookie": chief.cookie, "content-type": "multipart/form-data; boundary=edge"}
        body = edge + content + b"\r\n--edge--\r\n"
        reply = town.call(f"{IDS}/file?csrf={chief.csrf}", "POST", headers, body)
        assert (status, True) == (reply.status, words in reply.body.decode())
    before = _body(other, "users", "student:P1")
    _change(chief, "students", "P1,N1")
    assert before == _body(other, "users", "student:P1")


def test_pairs_are_read_with_any_separator_and_judged_one_by_one() -> None:
    for text in ("1,2", "1;2", "1\t2", "Old,New\r\n1,2\r\n", '\ufeffold id;new id\r"1";"2"'):
        pairs, troubles = read_pairs(text)
        assert ([("1", "2")], []) == ([(one.old, one.new) for one in pairs], troubles)
    known = {"1": Known(7, is_there=True), "2": Known(8, is_there=False)}
    pairs, _ = read_pairs("1,2\n2,3\n4,4")
    assert ["in_use", "not_found", "same"] == [one.state for one in judge(pairs, known, "")]
