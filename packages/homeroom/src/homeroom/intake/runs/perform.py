"""One run from its claim to its end; reads like a contents page (district.md 6).

fence -> stage -> prepare -> decide -> apply -> finish. Each end writes the roster first, in one
transaction that checks the fence, then the run's row; a crash between the two is repaired from
`last_applied` by whoever claims the run next (house.md 14, item 3).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, SourceUnavailableError
from homeroom.foundation.ids import Block
from homeroom.intake.holding import figures, sheets
from homeroom.intake.mapping.rules import mapping_of
from homeroom.intake.problems import Mode, Problem, file_problem
from homeroom.intake.rules import ENDED, Reason, exceeds, is_extreme
from homeroom.intake.runs import actions, leases, report, staging
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import LOOK_FIRST, Run
from homeroom.intake.runs.states import HELD, put_problems, show_state
from homeroom.intake.steps import application
from homeroom.intake.steps.losses import losses
from homeroom.intake.steps.preparation import Order, Prepared, prepare
from homeroom.intake.undo.actions import undo
from homeroom.intake.undo.queries import refusals
from homeroom.intake.uploads.queries import uploads_named
from homeroom.roster import actions as roster
from homeroom.roster import queries

Tell = Callable[[str, int, int], None]

LOST: Final = "lost"
"""The state returned by an attempt that was taken over: it has nothing to say any more."""

_LOOK: Final = "You asked to see what would change before it is applied."
_MANY: Final = 1_000
"""Changed records; fewer are found quickly however they are looked for."""

_SCHOOL_OR_ID: Final = frozenset({"school", "id_reused"})


@dataclass
class Attempt:
    """One try of one run."""

    desk: Desk
    run: Run
    district: queries.District
    tell: Tell
    began: float = field(default_factory=time.perf_counter)

    def work(self) -> str:
        """Carry the run out; return the state it ended in."""
        checkpoint("intake.claimed")
        before = self._raise_fence()
        if before is None:
            return LOST
        checkpoint("intake.fenced")
        try:
            if before.run == self.run.run:
                return self._finish(_state_of(before.batch), before.outcome or {})
            if self.run.action == "undo":
                return self._undo()
            return self._sync(before)
        except ConflictError as error:
            if error.code != "fenced":
                raise
            return LOST

    def _raise_fence(self) -> application.Applied | None:
        """Put the fence before this attempt; then make sure that the run is still its own.

        In this order: whoever takes the run over does so after the look, and raises the fence
        after that, so of two attempts only the later one can pass it.
        """
        with self.desk.store.roster.writing() as session:
            before = application.applied(session, self.district.number)
            if not application.raise_fence(session, self.district.number, self.run.fence):
                return None
        return before if leases.is_mine(self.desk, self.run) else None

    # ------------------------------------------------------------ sync

    def _sync(self, before: application.Applied) -> str:
        with self.desk.store.control.reading() as session:
            sent = uploads_named(session, self.run.uploads)
        with self.desk.store.roster.reading() as session:
            switches = queries.setting(session, self.district.number).switches
        mark = staging.fingerprint(self.run.mode, switches)
        mode: Mode = "strict" if self.run.mode == "strict" else "lenient"
        try:
            staged = staging.stage(
                self.desk.uploads,
                self.district.number,
                before.files,
                sent,
                mode,
                mapping_of(switches),
            )
        except SourceUnavailableError as error:
            gone = file_problem("file_error", error.code, "", error.message, "Send every file.")
            return self._fail([gone], {})
        outcome: dict[str, Any] = {"files": _named(staged), "fingerprint": mark}
        if self.run.looks_first:
            outcome[LOOK_FIRST] = True
        same_reading = (before.outcome or {}).get("fingerprint") == mark
        if staged.is_unchanged and same_reading and before.files:
            return self._unchanged(staged, outcome)
        order = Order(
            self.district,
            switches,
            staged.received,
            mode,
            application.district_time(self.desk.now(), self.district),
            staged.attendance_is_new or not before.files,
            staged.sent,
        )
        return self._prepared(order, staged, outcome)

    def _prepared(self, order: Order, staged: staging.Staged, outcome: dict[str, Any]) -> str:
        with self.desk.store.roster.reading() as session:
            prepared = prepare(session, order, self._reserve(order), self.tell)
            outcome |= {
                "counts": report.counts(prepared.tallies(), prepared.problems),
                "figures": prepared.figures,
                "problems": report.severities(prepared.problems),
            }
            if prepared.is_refused:
                return self._fail(prepared.problems, outcome)
            reasons = self._decide(session, order, prepared)
        checkpoint("intake.decided")
        try:
            self.tell("apply", 0, 1)
            if reasons:
                outcome["extreme"] = is_extreme(prepared.tallies())
                return self._hold(reasons, prepared, outcome)
            return self._apply(order, prepared, staged, outcome)
        finally:
            if prepared.comparison is not None:
                prepared.comparison.changes.close()

    def _reserve(self, order: Order) -> Callable[[int], Block]:
        def reserve(count: int) -> Block:
            with self.desk.store.roster.writing() as session:
                seconds = int(order.now.timestamp())
                return roster.reserve(session, self.district.number, seconds, count)

        return reserve

    def _decide(self, session: Session, order: Order, prepared: Prepared) -> list[Reason]:
        """Return why a person must look; nothing once she has seen figures that still hold."""
        tallies = prepared.tallies()
        reasons = [*figures.reasons(session, order, prepared), *self._asked(prepared)]
        if not self.run.approvals or exceeds(tallies, report.shown(self.run.outcome)):
            return reasons
        if is_extreme(tallies) and not self.run.outcome.get("extreme"):
            return reasons
        seen = {one["text"] for one in self.run.outcome.get("hold", [])}
        unseen = any(one.code in _SCHOOL_OR_ID and one.text not in seen for one in reasons)
        return reasons if unseen else []

    def _asked(self, prepared: Prepared) -> list[Reason]:
        """Return that somebody wants to see the changes first, if there are any."""
        found = prepared.comparison
        if not self.run.looks_first or found is None or not (found.changes or prepared.entries):
            return []
        return [Reason(LOOK_FIRST, "", 0, 0, _LOOK)]

    # ------------------------------------------------------------ ends

    def _apply(
        self, order: Order, prepared: Prepared, staged: staging.Staged, outcome: dict[str, Any]
    ) -> str:
        outcome["seconds"] = self._seconds()
        store, found = self.desk.store.roster, prepared.comparison
        is_large = found is not None and found.changes.count() >= _MANY
        with store.writing_much() if is_large else store.writing() as session:
            number = self.district.number
            batch = application.apply(
                session, order, prepared, self.run.fence, staged.accepted, outcome
            )
            put_problems(session, number, self.run.run, prepared.problems)
            if batch is None:
                show_state(session, self.desk, self.district, "running", "")
        checkpoint("apply.committed")
        self._look_over(prepared)
        return self._finish(_state_of(batch), outcome | {"batch": batch})

    def _look_over(self, prepared: Prepared) -> None:
        """After a large change the store learns at once what it holds, before anybody reads it."""
        found = prepared.comparison
        if found is not None and (changed := found.changes.count()) >= _MANY:
            self.desk.store.roster.look_over(("document", "membership"), changed)

    def _unchanged(self, staged: staging.Staged, outcome: dict[str, Any]) -> str:
        if told := [*staged.received.problems]:  # of the set: what was left out of it, and why
            outcome["problems"] = report.severities(told)
            self._note_problems(told)
        with self.desk.store.roster.reading() as session:
            profile = queries.setting(session, self.district.number).profile
        if profile.get("state") != "running" or profile.get("error"):
            with self.desk.store.roster.writing() as session:
                application.check_fence(session, self.district.number, self.run.fence)
                show_state(session, self.desk, self.district, "running", "")
        return self._finish("unchanged", outcome)

    def _fail(self, problems: list[Problem], outcome: dict[str, Any]) -> str:
        message = report.first_sentence(problems)
        self._note("pending", message, problems)
        return self._finish("failed", outcome | {"message": message})

    def _hold(self, reasons: list[Reason], prepared: Prepared, outcome: dict[str, Any]) -> str:
        if prepared.comparison is not None:
            sheets.write(self.desk.uploads, self.run, prepared.comparison)
        problems = [*prepared.problems, *losses(prepared.comparison)]
        if any(one.code != LOOK_FIRST for one in reasons):
            self._note("pending", HELD, problems)
        else:  # nothing is wrong: applications see no hold where somebody only wants to look
            self._note_problems(problems)
        rows = [report.reason_row(reason) for reason in reasons]
        return self._finish("held", outcome | {"hold": rows, "attempts_before": self.run.attempt})

    def _note(self, state: str, error: str, problems: list[Problem]) -> None:
        with self.desk.store.roster.writing() as session:
            application.check_fence(session, self.district.number, self.run.fence)
            put_problems(session, self.district.number, self.run.run, problems)
            show_state(session, self.desk, self.district, state, error)

    def _note_problems(self, problems: list[Problem]) -> None:
        with self.desk.store.roster.writing() as session:
            application.check_fence(session, self.district.number, self.run.fence)
            put_problems(session, self.district.number, self.run.run, problems)

    def _undo(self) -> str:
        undone = str(self.run.outcome["undoes"])
        now = application.district_time(self.desk.now(), self.district)
        with self.desk.store.roster.reading() as session:
            seconds = int(self.desk.now().timestamp())
            against = refusals(session, self.district.number, undone, seconds)
        if against:
            return self._finish("failed", self.run.outcome | {"message": "\n".join(against)})
        with self.desk.store.roster.writing() as session:
            outcome = undo(session, self.district, undone, self.run.fence, now)
        checkpoint("apply.committed")
        return self._finish("applied", self.run.outcome | outcome)

    def _finish(self, state: str, outcome: dict[str, Any]) -> str:
        outcome.setdefault("seconds", self._seconds())
        checkpoint("intake.reported")
        if not leases.end(self.desk, self.run, state, outcome):
            return LOST
        if state in ENDED:
            sheets.forget(self.desk.uploads, self.run)
        if state != "failed" and self.run.action != "undo":
            actions.supersede_held(self.desk, self.run)
        checkpoint("intake.finished")
        return state

    def _seconds(self) -> float:
        return round(time.perf_counter() - self.began, 3)


def _state_of(batch: int | None) -> str:
    return "unchanged" if batch is None else "applied"


def _named(staged: staging.Staged) -> dict[str, Any]:
    """Return the run's files for its report: sizes, sums, and which are new."""
    return {
        name: {
            "size": file["size"],
            "sha256": file["sha256"],
            "upload": file["upload"],
            "changed": name in staged.changed,
        }
        for name, file in sorted(staged.files.items())
    }
