"""Sends what the generator made through the real intake, one delivery after the other."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from homeroom.foundation.errors import IntakeError
from homeroom.foundation.ids import Block
from homeroom.foundation.parts import Parts
from homeroom.intake.sources.received import from_folder
from homeroom.intake.steps import application
from homeroom.intake.steps.preparation import Order, prepare
from homeroom.roster import actions as roster
from homeroom.roster import queries
from homeroom.roster.queries import District
from homeroom.sandbox.generator import write_files
from homeroom.sandbox.preset import Delivery


def take_in(parts: Parts, district: District, sent: Sequence[Delivery]) -> None:
    """Every delivery that is newer than the last one applied has been applied."""
    for delivery in sent:
        run = f"{int(delivery.at.timestamp()):08x}{district.number:010x}sandbx"
        with parts.store.roster.reading() as session:
            before = application.applied(session, district.number).run
        if before is None or before < run:
            _take_in(parts, district, delivery, run)


def _take_in(parts: Parts, district: District, delivery: Delivery, run: str) -> None:
    store, number, fence = parts.store, district.number, (run, 1)

    def reserve(count: int) -> Block:
        with store.roster.writing() as session:
            return roster.reserve(session, number, int(delivery.at.timestamp()), count)

    with tempfile.TemporaryDirectory(prefix="homeroom-sandbox-") as folder:
        write_files(delivery.files, Path(folder))
        with store.roster.writing() as session:
            application.raise_fence(session, number, fence)
        with store.roster.reading() as session:
            switches = queries.setting(session, number).switches
            order = Order(district, switches, from_folder(Path(folder)), "lenient", delivery.at)
            prepared = prepare(session, order, reserve, _silent)
        if prepared.is_refused or prepared.comparison is None:
            raise IntakeError(
                "sandbox_refused", f"The generator's files are refused: {delivery.label}"
            )
        with store.roster.writing() as session:
            application.apply(session, order, prepared, fence, {}, {})
        prepared.comparison.changes.close()


def _silent(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""
