"""The last applied sync can be taken back: same ids, ordinary events, nothing lost by hand."""

import json
from datetime import timedelta
from typing import Any

import polars as pl
import pytest

from homeroom.events.recording import recorded
from homeroom.foundation.errors import ConflictError
from homeroom.intake.runs import actions
from homeroom.intake.runs.queries import Run
from homeroom.intake.undo.actions import _everything
from homeroom.intake.undo.rules import memberships
from homeroom.roster import actions as roster
from homeroom.roster import queries
from homeroom.roster.changes import COLUMNS, OLD, Changes
from tests.support.intake import Files, Intake, replayed, some_files


def next_day() -> Files:
    """Somebody goes, somebody comes, somebody changes; a teacher becomes staff too."""
    files = some_files()
    for name in ("students", "enrollments"):
        files.drop(name, "Student_id", "P0")
    files.row("students", "Student_id", "P1")["Last_name"] = "Changed"
    files["students"].append({**files["students"][0], "Student_id": "P99", "Last_name": "New",
                              "Contact_email": "new@home.example.org"})  # fmt: skip
    files["enrollments"].append({"School_id": "S0", "Section_id": "C0", "Student_id": "P99"})
    files.row("staff", "Staff_id", "E0")["Staff_email"] = "t0@staff.example.org"
    files.row("sections", "Section_id", "C1")["Teacher_2_id"] = "T0"
    return files


def settled(documents: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Documents without the moment of their last change."""
    return {
        key: {name: value for name, value in document.items() if name != "last_modified"}
        for key, document in documents.items()
    }


def undone(intake: Intake, run: Run) -> Run:
    asked = actions.ask_undo(intake.desk, run.run, "Ms Ito")
    intake.work(asked.run)
    return intake.run(asked.run)


def test_undo_restores_documents_neighbours_keys_and_files(intake: Intake) -> None:
    intake.take_in(some_files())
    state = (settled(intake.documents()), intake.memberships(), intake.known())
    accepted = intake.applied().files
    intake.clock.advance(timedelta(days=1))
    run = intake.take_in(next_day())
    assert state != (settled(intake.documents()), intake.memberships(), intake.known())
    intake.clock.advance(timedelta(days=1))

    undo = undone(intake, run)

    assert "applied" == undo.state
    assert state == (settled(intake.documents()), intake.memberships(), intake.known())
    assert accepted == intake.applied().files
    assert {"created": 1, "updated": 1, "deleted": 1} == undo.outcome["counts"]["students"]


def test_undo_tells_readers_by_ordinary_events(intake: Intake) -> None:
    intake.take_in(some_files())
    connection = intake.connect()
    before = intake.seen(connection)
    intake.clock.advance(timedelta(days=1))
    run = intake.take_in(next_day())
    intake.clock.advance(timedelta(days=1))

    undone(intake, run)

    events = intake.events(connection)
    assert replayed(before, events) == intake.seen(connection)
    assert {"created", "updated", "deleted"} == {event.action for event in events}


def test_the_undone_files_can_be_sent_again(intake: Intake) -> None:
    intake.take_in(some_files())
    run = intake.take_in(next_day())
    after = (settled(intake.documents()), intake.memberships(), intake.known())
    undone(intake, run)

    assert "applied" == intake.take_in(next_day()).state
    assert after == (settled(intake.documents()), intake.memberships(), intake.known())


def test_undo_of_the_first_sync_leaves_an_empty_district(intake: Intake) -> None:
    run = intake.take_in(some_files())

    undone(intake, run)

    assert ({}, {}, set()) == (intake.documents(), intake.memberships(), intake.known())


def test_undo_after_a_split_of_employees_gives_back_their_numbers(intake: Intake) -> None:
    together = some_files()
    together.row("staff", "Staff_id", "E0")["Staff_email"] = "t0@staff.example.org"
    intake.take_in(together)
    known = intake.known()
    intake.clock.advance(timedelta(days=1))
    run = intake.take_in(some_files())
    assert known != intake.known()

    undone(intake, run)

    assert known == intake.known()


def test_only_the_last_sync_is_undone_and_only_once(intake: Intake) -> None:
    first = intake.take_in(some_files())
    second = intake.take_in(next_day())

    with pytest.raises(ConflictError, match="not the last sync"):
        actions.ask_undo(intake.desk, first.run)
    undone(intake, second)
    with pytest.raises(ConflictError, match="not the last sync"):
        actions.ask_undo(intake.desk, second.run)


def test_after_thirty_days_nothing_is_undone(intake: Intake) -> None:
    run = intake.take_in(some_files())
    intake.clock.advance(timedelta(days=31))

    with pytest.raises(ConflictError, match="more than 30 days ago"):
        actions.ask_undo(intake.desk, run.run)


def change_by_hand(intake: Intake, sis_id: str) -> str:
    """Another feature changes a section; returns its id."""
    number = intake.district.number
    seconds = int(intake.clock.now().timestamp())
    with intake.store.roster.writing() as session:
        frame = queries.stretch(session, number, "sections", 0, (1 << 63) - 1)
        old = frame.filter(pl.col("body").str.contains(f'"sis_id":"{sis_id}"', literal=True))
        kept = old.rename({name: f"old_{name}" for name in COLUMNS if name != "rid"})
        new = old.with_columns(pl.col("body").str.replace('"period":"', '"period":"by hand '))
        changes = Changes()
        changes.add("sections", "updated", new.join(kept, on="rid").select(*COLUMNS, *OLD))
        with recorded(session, number, "hand", None, seconds, seconds * 1000) as batch:
            roster.apply_documents(session, number, changes, batch.number)
            batch.add(changes)
    return str(json.loads(old["body"][0])["id"])


def test_undo_is_refused_with_a_list_when_a_later_change_would_be_lost(intake: Intake) -> None:
    intake.take_in(some_files())
    run = intake.take_in(next_day())
    intake.clock.advance(timedelta(hours=1))
    name = change_by_hand(intake, "C1")

    with pytest.raises(ConflictError, match=f"sections {name} was changed after the sync"):
        actions.ask_undo(intake.desk, run.run)


def test_a_change_that_comes_between_asking_and_working_refuses_too(intake: Intake) -> None:
    intake.take_in(some_files())
    run = intake.take_in(next_day())
    asked = actions.ask_undo(intake.desk, run.run)
    name = change_by_hand(intake, "C1")
    before = intake.bodies()

    assert "failed" == intake.work(asked.run)
    assert name in intake.run(asked.run).outcome["message"]
    assert before == intake.bodies()


def test_a_later_change_of_what_the_sync_did_not_touch_is_no_reason(intake: Intake) -> None:
    intake.take_in(some_files())
    files = some_files()
    files.row("students", "Student_id", "P1")["Last_name"] = "Changed"
    run = intake.take_in(files)
    change_by_hand(intake, "C1")

    assert "applied" == undone(intake, run).state


def test_documents_tell_the_neighbours_that_the_intake_stored(intake: Intake) -> None:
    intake.take_in(next_day())

    with intake.store.roster.reading() as session:
        users, sections = _everything(session, intake.district.number)
        implied = dict(memberships(users, sections))

    assert intake.memberships() == implied
