"""The worker: claims runs one after the other, keeps their leases, ends what cannot end itself.

Several may work on one store. A worker that is killed leaves a lease behind; when that is over
another takes the run up, three times at most.
"""

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

import psycopg

from homeroom.foundation.errors import StoreError
from homeroom.foundation.parts import Parts
from homeroom.intake.erasure import actions as erasure
from homeroom.intake.handmade.ending import end_if_due
from homeroom.intake.pauses.actions import follow_if_due
from homeroom.intake.retention.actions import perform_if_due
from homeroom.intake.runs import leases
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.perform import LOST, Attempt
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.states import show_state
from homeroom.intake.steps.application import applied, check_fence, raise_fence
from homeroom.intake.uploads.actions import sweep
from homeroom.roster import queries

ATTEMPTS: Final = 3
"""How often a run is begun before it counts as one that cannot be carried out."""

_POLL_SECONDS: Final = 0.5
_WAIT_AFTER_STORE_ERROR: Final = 5.0
_TELL_EVERY: Final = 0.5

Tell = Callable[[str, int, int], None]


class Worker:
    """Works runs; while it does, a thread of its own keeps the lease."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._claimed: Run | None = None
        self._ending = threading.Event()
        self._heart: threading.Thread | None = None

    def __enter__(self) -> Self:
        """Begin to work."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Work no more."""
        self._ending.set()
        if self._heart is not None:
            self._heart.join()

    def work_one(self, only: str | None = None, told: Tell | None = None) -> str | None:
        """Claim a run and carry it out; return its state, None if there was none to claim."""
        run = leases.claim(self.desk, self.name, only)
        if run is None:
            return None
        self._claimed = run
        self._keep_lease()
        try:
            return self._carry_out(run, told)
        except KeyboardInterrupt:
            self._put_back(run)
            raise
        finally:
            self._claimed = None

    def _put_back(self, run: Run) -> None:
        """A person ended the attempt: the run waits again, and the attempt does not count.

        What was applied already is found by `last_applied` when the run is claimed again.
        """
        spared = int(run.outcome.get("attempts_before", 0)) + 1
        try:
            leases.end(self.desk, run, "queued", run.outcome | {"attempts_before": spared})
        except (sqlite3.Error, psycopg.Error, StoreError) as error:
            # The lease runs out by itself, only later.
            self.desk.log.warning("run not put back", run=run.run, error=type(error).__name__)

    def _carry_out(self, run: Run, told: Tell | None) -> str:
        district = self._district(run)
        if district is None:
            return LOST  # the district was deleted since the run was claimed
        log = self.desk.log.bind(run=run.run, district=district.id, attempt=run.attempt)
        if run.tries > ATTEMPTS:
            state = self._give_up(run, district)
        else:
            attempt = Attempt(self.desk, run, district, self._teller(run, told))
            try:
                state = attempt.work()
            except (sqlite3.OperationalError, psycopg.OperationalError, StoreError):
                raise  # the store is away: the lease runs out, and the run is taken up again
            except Exception as error:
                # A bug met one district's files: the worker goes on with the other districts.
                log.exception("run broke off", exc_info=error)
                state = self._break_off(run, district)
        self.desk.count(state)
        log.info("run ended", state=state)
        return state

    def _break_off(self, run: Run, district: queries.District) -> str:
        if run.tries >= ATTEMPTS:
            return self._give_up(run, district)
        return "queued" if leases.end(self.desk, run, "queued", run.outcome) else LOST

    def _give_up(self, run: Run, district: queries.District) -> str:
        """Say that the run cannot be carried out; nothing of it was applied."""
        message = (
            f"The run was begun {ATTEMPTS} times and broke off each time; nothing of it was "
            "applied. The hub's log of this time says where."
        )
        with self.desk.store.roster.writing() as session:
            before = applied(session, district.number)
            raise_fence(session, district.number, run.fence)
        if before.run == run.run:  # it broke off after it was applied
            state = "unchanged" if before.batch is None else "applied"
            return state if leases.end(self.desk, run, state, before.outcome or {}) else LOST
        with self.desk.store.roster.writing() as session:
            check_fence(session, district.number, run.fence)
            show_state(session, self.desk, district, "error", "The hub could not work an upload.")
        ended = leases.end(self.desk, run, "failed", run.outcome | {"message": message})
        return "failed" if ended else LOST

    def _district(self, run: Run) -> queries.District | None:
        with self.desk.store.control.reading() as session:
            found = queries.districts(session)
        return next((one for one in found if one.number == run.district), None)

    def _teller(self, run: Run, told: Tell | None) -> Tell:
        """Write progress to the row, but so seldom that a quick run does not wait for it."""
        last = [0.0]

        def tell(step: str, done: int, total: int) -> None:
            if told is not None:
                told(step, done, total)
            moment = self.desk.now().timestamp()
            if moment - last[0] >= _TELL_EVERY:
                last[0] = moment
                leases.tell(self.desk, run, step, done, total)

        return tell

    def _keep_lease(self) -> None:
        if self._heart is None:
            self._heart = threading.Thread(target=self._beat, name="lease", daemon=True)
            self._heart.start()

    def _beat(self) -> None:
        while not self._ending.wait(leases.LEASE_SECONDS / 3):
            run = self._claimed
            if run is None:
                continue
            try:
                leases.renew(self.desk, run)
            except (sqlite3.Error, psycopg.Error, StoreError) as error:
                self.desk.log.warning("lease not renewed", run=run.run, error=type(error).__name__)


def work(parts: Parts, stopping: threading.Event) -> None:
    """Work runs until told to stop: the hub's worker thread (ruling R42)."""
    with Worker(Desk.of(parts)) as worker:
        sweep(worker.desk)
        while not stopping.is_set():
            try:
                follow_if_due(worker.desk, worker.name)
                erasure.perform_if_due(worker.desk, worker.name)
                idle = worker.work_one() is None
                if idle:
                    perform_if_due(worker.desk, worker.name)
                    end_if_due(worker.desk, worker.name)
            except (sqlite3.OperationalError, psycopg.OperationalError, StoreError) as error:
                worker.desk.log.warning("store away", error=type(error).__name__)
                stopping.wait(_WAIT_AFTER_STORE_ERROR)
                continue
            if idle:
                stopping.wait(_POLL_SECONDS)
