"""Sends what the generator made through the real intake, one delivery after the other.

The steps are those of a run, each at the moment of its delivery, and each is noted in the history
of runs. The queue itself is left out: it lives by the hub's present time.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from homeroom.foundation.errors import IntakeError
from homeroom.foundation.ids import Block
from homeroom.foundation.parts import Parts
from homeroom.intake.runs import actions, report, staging
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.states import put_problems
from homeroom.intake.sources.received import Received, from_folder
from homeroom.intake.steps import application
from homeroom.intake.steps.preparation import Order, prepare
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.roster import actions as roster
from homeroom.roster import queries
from homeroom.roster.queries import District
from homeroom.sandbox.generator import write_files
from homeroom.sandbox.preset import Delivery


def take_in(parts: Parts, district: District, sent: Sequence[Delivery], *, last: bool) -> None:
    """Every delivery that is newer than the last one applied has been applied.

    With `last`, the files of the newest one are kept as the accepted ones, so that a district
    may send some of them anew (district.md 1.2).
    """
    for delivery in sent:
        run = f"{int(delivery.at.timestamp()):08x}{district.number:010x}5a0d00"
        with parts.store.roster.reading() as session:
            before = application.applied(session, district.number).run
        if before is None or before < run:
            _Delivered(
                parts, district, delivery, run, is_last=last and delivery is sent[-1]
            ).apply()


class _Delivered:
    """One delivery on its way in."""

    def __init__(
        self, parts: Parts, district: District, delivery: Delivery, run: str, *, is_last: bool
    ) -> None:
        self._desk = Desk.of(parts)
        self._store = parts.store
        self._district = district
        self._delivery = delivery
        self._run = run
        self._is_last = is_last
        self._uploads: list[str] = []
        self._accepted: dict[str, dict[str, Any]] = {}

    def apply(self) -> None:
        """Take the delivery in, and note it as a run."""
        number, fence = self._district.number, (self._run, 1)
        with tempfile.TemporaryDirectory(prefix="homeroom-sandbox-") as folder:
            write_files(self._delivery.files, Path(folder))
            with self._store.roster.writing() as session:
                application.raise_fence(session, number, fence)
                switches = queries.setting(session, number).switches
            received = self._received(Path(folder))
            order = Order(self._district, switches, received, "lenient", self._delivery.at)
            with self._store.roster.reading() as session:
                prepared = prepare(session, order, self._reserve, _silent)
        if prepared.is_refused or prepared.comparison is None:
            message = f"The generator's files are refused: {self._delivery.label}"
            raise IntakeError("sandbox_refused", message)
        outcome = {
            "counts": report.counts(prepared.tallies(), prepared.problems),
            "figures": prepared.figures,
            "problems": report.severities(prepared.problems),
            "fingerprint": staging.fingerprint("lenient", switches),
            "message": self._delivery.label,
        }
        with self._store.roster.writing() as session:
            batch = application.apply(session, order, prepared, fence, self._accepted, outcome)
            if self._is_last:
                put_problems(session, number, self._run, prepared.problems)
        prepared.comparison.changes.close()
        self._note(outcome | {"batch": batch})

    def _received(self, folder: Path) -> Received:
        if not self._is_last:
            return from_folder(folder)
        arrival = Arrival(self._district.number, "folder", "sandbox", {})
        upload = receive(self._desk, arrival, folder)
        actions.note_upload(self._desk, upload, self._milliseconds())
        self._uploads = [upload.upload]
        staged = staging.stage(self._desk.uploads, self._district.number, {}, [upload])
        self._accepted = staged.accepted
        return staged.received

    def _reserve(self, count: int) -> Block:
        seconds = int(self._delivery.at.timestamp())
        with self._store.roster.writing() as session:
            return roster.reserve(session, self._district.number, seconds, count)

    def _note(self, outcome: dict[str, Any]) -> None:
        number, at = self._district.number, self._milliseconds()
        actions.note_applied(self._desk, self._run, number, self._uploads, outcome, at)

    def _milliseconds(self) -> int:
        return int(self._delivery.at.timestamp() * 1000)


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""
