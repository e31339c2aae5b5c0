"""A command that waits for its run, and what Ctrl-C does to it."""

import pytest
import typer

from homeroom.foundation.database import Store
from homeroom.intake.console.waiting import INTERRUPTED, received, worked
from homeroom.intake.runs import leases
from homeroom.intake.runs.queries import Run, run_named
from homeroom.intake.uploads.actions import Arrival
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)


def state(intake: Intake, run: Run) -> str:
    with intake.store.control.reading() as session:
        return run_named(session, run.run).state


def interrupt(_step: str, _done: int, _total: int) -> None:
    raise KeyboardInterrupt


def nothing(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def test_an_interrupted_run_is_queued_again_and_says_how_to_go_on(
    intake: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    run = intake.send(some_files())
    with pytest.raises(typer.Exit) as ended:
        worked(intake.desk, run, interrupt)
    assert (INTERRUPTED, "queued") == (ended.value.exit_code, state(intake, run))
    said = "its files are kept. A running hub works it; to go on here, send the files again."
    assert f"Stopped: run {run.run} is queued and {said}\n" == capsys.readouterr().err
    again = intake.send(some_files())
    assert "applied" == worked(intake.desk, again, nothing).state
    assert "superseded" == state(intake, run)


def test_one_line_says_that_another_worker_has_the_run(
    intake: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    run = intake.send(some_files())
    claimed = leases.claim(intake.desk, "other")
    assert claimed is not None
    looks = 0

    def tell(_step: str, _done: int, _total: int) -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            leases.end(intake.desk, claimed, "applied", {})

    assert "applied" == worked(intake.desk, run, tell).state
    assert capsys.readouterr().err.splitlines() == [
        f"Another worker has run {run.run}; waiting for it to end (Ctrl-C stops waiting)."
    ]


def test_who_stops_waiting_takes_nothing_from_another_worker(
    intake: Intake, capsys: pytest.CaptureFixture[str]
) -> None:
    first = intake.send(some_files())
    assert leases.claim(intake.desk, "other") is not None
    second = intake.send(some_files(students=23))
    for run, line in (
        (first, f"Stopped waiting: another worker goes on with run {first.run}. "),
        (second, f"Stopped: run {second.run} is queued and"),
    ):
        with pytest.raises(typer.Exit) as ended:
            worked(intake.desk, run, interrupt)
        told = capsys.readouterr().err.splitlines()
        assert (INTERRUPTED, 2) == (ended.value.exit_code, len(told))
        assert told[1].startswith(line)
    assert ("running", "queued") == (state(intake, first), state(intake, second))


def test_files_that_were_not_taken_in_leave_nothing(
    intake: Intake, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("homeroom.intake.uploads.actions.os.fsync", stop)
    folder = some_files().write(intake.folder)
    arrival = Arrival(intake.district.number, "folder", "test", {})
    with pytest.raises(typer.Exit) as ended:
        received(intake.desk, arrival, folder)
    assert INTERRUPTED == ended.value.exit_code
    assert "nothing of them was kept" in capsys.readouterr().err
    assert [] == [path for path in intake.desk.uploads.rglob("*") if path.is_file()]
