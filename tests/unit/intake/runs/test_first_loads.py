"""A district's first records are rendered while they are stored (decision 0029)."""

import csv
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from homeroom.foundation import checkpoint
from homeroom.foundation.checkpoint import CHECKPOINTS
from homeroom.intake.assembly import rows
from homeroom.intake.holding import sheets
from homeroom.intake.runs import actions, leases
from homeroom.intake.steps import comparison
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.roster import changes, render
from tests.support.intake import Intake, reopened, replayed, some_files
from tests.support.stores import Place
from tests.unit.intake.runs.test_kill_points import ALL, Passed, killed_at

OVER = timedelta(seconds=leases.LEASE_SECONDS + 1)
MOMENTS = ("intake.rendered", "apply.begun", "apply.documents", "apply.views", "apply.committed")
SAMPLE = [name for name in MOMENTS if ALL or name in ("apply.documents", "apply.committed")]


def test_nothing_of_a_first_load_is_rendered_before_it_is_stored(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed, tails = Passed(), render.tails

    def noted(shape: Any, *rest: Any) -> Any:
        passed.names.append(f"render {shape.kind}")
        return tails(shape, *rest)

    monkeypatch.setattr(checkpoint, "_KNOWN", passed)
    monkeypatch.setattr(render, "tails", noted)
    assert "applied" == intake.take_in(some_files()).state
    begun, stored = passed.names.index("apply.begun"), passed.names.index("apply.documents")
    rendered = [place for place, name in enumerate(passed.names) if name.startswith("render ")]
    assert {"render schools", "render sections"} <= {passed.names[place] for place in rendered}
    assert begun < min(rendered) < max(rendered) < stored


def test_nobody_counts_the_records_while_another_thread_makes_them(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, count = changes.Changes.made, changes.Changes.count
    making: list[changes.Changes] = []
    asked: list[bool] = []

    def noted(self: changes.Changes) -> Iterator[tuple[str, pl.DataFrame]]:
        yield from made(self)
        making.remove(self)

    def begun(self: changes.Changes) -> Iterator[tuple[str, pl.DataFrame]]:
        making.append(self)
        return noted(self)

    def counted(self: changes.Changes, *of: Any, **which: Any) -> int:
        asked.append(self in making)
        return count(self, *of, **which)

    monkeypatch.setattr(changes.Changes, "made", begun)
    monkeypatch.setattr(changes.Changes, "count", counted)
    assert "applied" == intake.take_in(some_files()).state
    assert making == []
    assert asked
    assert not any(asked)


def test_many_small_batches_and_a_spool_on_disk_come_to_the_same(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, small in (
        (comparison, "BATCH_ROWS", 3),
        (changes, "HELD_BYTES", 3000),
        (rows, "_STUDENTS_AT_ONCE", (5, 5)),
        (rows, "_CONTACTS_AT_ONCE", 4),
        (rows, "_SECTIONS_AT_ONCE", 2),
    ):
        monkeypatch.setattr(module, name, small)
    connection = intake.connect()
    before = intake.seen(connection)
    run = intake.take_in(some_files())
    counted = {name: row["created"] for name, row in run.outcome["counts"].items()}
    assert sum(counted.values()) == len(intake.documents())
    assert intake.seen(connection) == replayed(before, intake.events(connection))
    assert 24 == sum("student" in one.get("roles", {}) for one in intake.documents().values())

    monkeypatch.undo()
    files = some_files()
    for listed in files.rows.values():
        listed.reverse()
    assert "unchanged" == intake.take_in(files).state


def test_files_in_another_order_are_found_to_be_what_the_first_load_stored(intake: Intake) -> None:
    assert "applied" == intake.take_in(some_files()).state
    files = some_files()
    for listed in files.rows.values():
        listed.reverse()
    assert "unchanged" == intake.take_in(files).state


def test_a_first_load_can_be_looked_at_before_any_of_it_is_stored(intake: Intake) -> None:
    folder = some_files().write(intake.folder / "looked at")
    sent = receive(intake.desk, Arrival(intake.district.number, "folder", "test", {}), folder)
    actions.note_upload(intake.desk, sent, intake.desk.milliseconds())
    with intake.store.control.writing() as session:
        now = intake.desk.milliseconds()
        run = actions.queue_sync(session, sent, "lenient", now, look_first=True)

    assert "held" == intake.work(run.run)
    held = intake.run(run.run)
    with (sheets.place_of(intake.desk.uploads, held) / "creates.csv").open() as sheet:
        listed = [
            tuple(row[of] for of in ("type", "sis_id", "name")) for row in csv.DictReader(sheet)
        ]
    assert {} == intake.documents()
    counted = {name: row["created"] for name, row in held.outcome["counts"].items()}
    assert (24, 6, 2) == tuple(counted[name] for name in ("students", "sections", "schools"))
    assert sum(counted.values()) == len(listed) == len({*listed})

    actions.approve(intake.desk, run.run, "chief")
    assert "applied" == intake.work(run.run)
    assert len(listed) == len(intake.documents())


def test_a_bug_in_the_middle_of_a_first_load_leaves_nothing_behind(
    intake: Intake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tails, asked = render.tails, []

    def broken(shape: Any, *rest: Any) -> Any:
        asked.append(shape.kind)
        if shape.kind == "sections":
            message = "a bug"
            raise RuntimeError(message)
        return tails(shape, *rest)

    monkeypatch.setattr(render, "tails", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    sent = intake.send(some_files())
    assert ["queued", "queued", "failed"] == [intake.work(sent.run) for _ in range(3)]
    assert 3 == asked.count("sections")
    assert ({}, {}, set()) == (intake.documents(), intake.memberships(), intake.known())
    assert [] == [*tmp_path.glob("homeroom-spool-*")]
    assert [] == [one.name for one in threading.enumerate() if one.name.startswith("ahead")]

    monkeypatch.undo()
    assert "applied" == intake.take_in(some_files()).state


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_first_load_that_is_killed_leaves_nothing_or_everything(
    name: str, intake: Intake, place: Place
) -> None:
    folder = some_files().write(intake.folder / "killed")
    killed_at(name, intake, place, folder)

    left = intake.bodies()
    is_stored = CHECKPOINTS.index(name) >= CHECKPOINTS.index("apply.committed")
    assert is_stored == bool(left)
    after = reopened(place, intake.store, intake.clock.now() + OVER)
    while after.work() is not None:
        continue
    assert 24 == sum("student" in one.get("roles", {}) for one in after.documents().values())
    assert not is_stored or left == after.bodies()
    assert "unchanged" == after.take_in(some_files()).state
