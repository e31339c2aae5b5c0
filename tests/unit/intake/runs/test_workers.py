"""Killed, stalled and broken workers: every run ends once, and nothing is applied twice."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Store
from homeroom.foundation.errors import ConflictError
from homeroom.intake.runs import leases
from homeroom.intake.runs.perform import LOST, Attempt
from homeroom.intake.runs.queries import Run, run_named
from homeroom.intake.runs.worker import Worker
from homeroom.intake.steps import application
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place

_REOPEN = Prepared(
    sa.text(
        "UPDATE sync_run SET state = 'running', lease_until = 0, outcome = '{}' WHERE run = :named"
    )
)
OVER = timedelta(seconds=leases.LEASE_SECONDS + 1)


def claimed(intake: Intake, worker: str = "other") -> Run:
    run = leases.claim(intake.desk, worker)
    assert run is not None
    return run


def test_a_claimed_run_is_nobody_elses_until_its_lease_is_over(intake: Intake) -> None:
    intake.send(some_files())
    run = claimed(intake)

    assert None is leases.claim(intake.desk, "second")
    intake.clock.advance(OVER)
    again = claimed(intake, "second")
    assert (run.run, 1, 2) == (again.run, run.attempt, again.attempt)


def test_a_renewed_lease_holds(intake: Intake) -> None:
    intake.send(some_files())
    run = claimed(intake)
    intake.clock.advance(timedelta(seconds=50))
    assert leases.renew(intake.desk, run)
    intake.clock.advance(timedelta(seconds=50))

    assert None is leases.claim(intake.desk, "second")


def test_a_lease_that_was_taken_over_is_not_renewed(intake: Intake) -> None:
    intake.send(some_files())
    run = claimed(intake)
    intake.clock.advance(OVER)
    claimed(intake, "second")

    assert not leases.renew(intake.desk, run)
    assert not leases.end(intake.desk, run, "applied", {})


def test_a_run_that_a_person_ends_waits_again_and_loses_no_try(intake: Intake) -> None:
    """Five interrupts are more than the three tries that a run has."""

    def interrupt(_step: str, _done: int, _total: int) -> None:
        raise KeyboardInterrupt

    run = intake.send(some_files())
    for _ in range(5):
        with Worker(intake.desk) as worker, pytest.raises(KeyboardInterrupt):
            worker.work_one(run.run, interrupt)
        with intake.store.control.reading() as session:
            assert "queued" == run_named(session, run.run).state

    with Worker(intake.desk) as worker:
        assert "applied" == worker.work_one(run.run)


def test_a_district_has_one_running_run(intake: Intake) -> None:
    intake.send(some_files())
    first = claimed(intake)
    intake.send(some_files(students=23))

    assert None is leases.claim(intake.desk, "second")
    assert leases.end(intake.desk, first, "applied", {})
    assert first.run != claimed(intake, "second").run


def test_two_districts_run_side_by_side(place: Place, store: Store) -> None:
    one, other = an_intake(place, store), an_intake(place, store, "Elm Valley")
    one.send(some_files())
    other.send(some_files())

    assert {one.district.number, other.district.number} == {
        claimed(one).district, claimed(other).district,
    }  # fmt: skip


def test_of_many_workers_one_gets_the_run(intake: Intake) -> None:
    intake.send(some_files())
    found: list[Run | None] = []
    start = threading.Barrier(4)

    def try_to_claim() -> None:
        start.wait()
        found.append(leases.claim(intake.desk, threading.current_thread().name))

    threads = [threading.Thread(target=try_to_claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 == sum(run is not None for run in found)


class Stalled:
    """An attempt that stands still at one step while another worker does everything."""

    def __init__(self, intake: Intake, step: str, meanwhile: Any) -> None:
        self.intake, self.step, self.meanwhile = intake, step, meanwhile
        self.run = claimed(intake, "stalled")
        self.stood = False

    def __call__(self, step: str, _done: int, _total: int) -> None:
        if step == self.step and not self.stood:
            self.stood = True
            self.intake.clock.advance(OVER)
            # A thread of its own: on this one it would read in the stalled attempt's snapshot.
            other = threading.Thread(target=self.meanwhile)
            other.start()
            other.join()

    def wake(self) -> str:
        return Attempt(self.intake.desk, self.run, self.intake.district, self).work()


@pytest.mark.parametrize(
    ("is_first", "step"), [(True, "read"), (True, "apply"), (False, "users"), (False, "apply")]
)
def test_a_stalled_worker_cannot_apply_late(intake: Intake, step: str, *, is_first: bool) -> None:
    files = some_files()
    if not is_first:  # of a first load no kind is told: it is rendered while it is stored
        intake.take_in(files)
        files.row("students", "Student_id", "P1")["Last_name"] = "Changed"
    sent = intake.send(files)
    connection = intake.connect()
    seen: list[Any] = []

    def meanwhile() -> None:
        assert "applied" == intake.work(sent.run)
        seen.extend([intake.bodies(), intake.events(connection)])

    stalled = Stalled(intake, step, meanwhile)

    assert LOST == stalled.wake()
    assert stalled.stood
    assert seen == [intake.bodies(), intake.events(connection)]
    assert ("applied", 2) == (intake.run(sent.run).state, intake.run(sent.run).attempt)


def test_a_worker_that_wakes_before_its_fence_does_not_disturb_a_later_run(
    intake: Intake,
) -> None:
    sent = intake.send(some_files())
    late = claimed(intake, "late")
    intake.clock.advance(OVER)
    assert "applied" == intake.work(sent.run)
    files = some_files()
    files.row("students", "Student_id", "P1")["Last_name"] = "Changed"
    assert "applied" == intake.take_in(files).state
    before = intake.bodies()

    assert LOST == Attempt(intake.desk, late, intake.district, lambda *_: None).work()
    assert before == intake.bodies()
    assert "unchanged" == intake.take_in(files).state


def test_the_fence_refuses_an_apply_that_was_overtaken(intake: Intake) -> None:
    number = intake.district.number
    with intake.store.roster.writing() as session:
        assert application.raise_fence(session, number, ("run", 2))
        assert not application.raise_fence(session, number, ("run", 1))
        with pytest.raises(ConflictError, match="taken over"):
            application.check_fence(session, number, ("run", 1))


def test_a_run_that_was_applied_and_not_ended_is_repaired(intake: Intake) -> None:
    sent = intake.send(some_files())
    run = claimed(intake)
    attempt = Attempt(intake.desk, run, intake.district, lambda *_: None)
    # Its end is lost, as by a crash between the two files of the store.
    intake.clock.advance(OVER)
    thief = claimed(intake, "thief")
    assert LOST == attempt.work()
    assert "applied" == Attempt(intake.desk, thief, intake.district, lambda *_: None).work()
    bodies, outcome = intake.bodies(), intake.run(sent.run).outcome
    reopen(intake, sent.run)

    assert "applied" == intake.work(sent.run)
    assert (bodies, outcome["counts"]) == (intake.bodies(), intake.run(sent.run).outcome["counts"])


def reopen(intake: Intake, name: str) -> None:
    """Make the run's row what a crash before its end would have left."""
    with intake.store.control.writing() as session:
        session.run(_REOPEN, named=name)


def test_a_run_that_breaks_its_worker_three_times_fails(intake: Intake) -> None:
    sent = intake.send(some_files())
    for _ in range(3):
        claimed(intake)
        intake.clock.advance(OVER)

    assert "failed" == intake.work(sent.run)
    assert "begun 3 times" in intake.run(sent.run).outcome["message"]
    assert ("error", {}) == (intake.profile()["state"], intake.documents())


def test_a_bug_met_in_one_run_leaves_the_worker_alive(intake: Intake) -> None:
    sent = intake.send(some_files())

    def broken(_step: str, _done: int, _total: int) -> None:
        message = "a bug"
        raise RuntimeError(message)

    with Worker(intake.desk) as worker:
        assert ["queued", "queued", "failed", None] == [
            worker.work_one(sent.run, broken) for _ in range(4)
        ]
