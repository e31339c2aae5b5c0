"""Reads of hand-made classes: what they are, what waits, which of them are in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.errors import SourceUnavailableError
from homeroom.intake.handmade import rules
from homeroom.intake.handmade.rules import HandMade
from homeroom.intake.models import sync_run
from homeroom.intake.problems import Problem
from homeroom.intake.reading.columns import HAND_MADE_ENROLLMENTS, HAND_MADE_SECTIONS
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import BY_HAND, COLUMNS, Run, problems_of, runs_in_state
from homeroom.intake.steps.application import applied
from homeroom.intake.uploads.queries import folder_of, uploads_named

_NEWEST: Final = Prepared(
    sa.select(*COLUMNS)
    .where(
        sync_run.c.district == sa.bindparam("of_district"),
        sync_run.c.action != "sync",
    )
    .order_by(sync_run.c.queued_at.desc(), sync_run.c.run.desc())
    .limit(1)
)
_UNENDED: Final = ("queued", "running")


@dataclass(frozen=True)
class Standing:
    """What the next change starts from."""

    classes: dict[str, HandMade]
    newest: Run | None
    """The last run that changed classes by hand, or undid anything; a later one is news."""

    waits: Run | None
    """The change that is queued or running, which `classes` tell of already."""

    held: Run | None
    """The change by hand that waits for a person's look."""

    uploads_held: bool
    """An upload waits for a person's look; until then no change by hand is taken in."""

    undo_waits: bool
    has_roster: bool


def newest(control: Session, district: int) -> Run | None:
    """Return the last run that changed classes by hand, or undid anything."""
    row = control.one(_NEWEST, of_district=district)
    return None if row is None else Run.of(row)


def standing(desk: Desk, district: int) -> Standing:
    """Return the classes as the newest change wants them, and what stands in the way of others."""
    with desk.store.control.reading() as session:
        last = newest(session, district)
        unended = [one for state in _UNENDED for one in runs_in_state(session, district, state)]
        held = runs_in_state(session, district, "held")
        waits = [one for one in unended if one.action == BY_HAND]
        latest = max(waits, key=lambda one: (one.queued_at, one.run), default=None)
        sent = uploads_named(session, latest.uploads[-1:]) if latest else []
    with desk.store.roster.reading() as session:
        accepted = applied(session, district).files
    files = (
        {name: {"upload": sent[0].upload, "stored": file.stored}
         for name, file in sent[0].files.items()}
        if sent else accepted
    )  # fmt: skip
    return Standing(
        _classes_in(desk, district, files),
        last,
        latest,
        next((one for one in held if one.action == BY_HAND), None),
        any(one.action != BY_HAND for one in held),
        any(one.action == "undo" for one in unended),
        bool(accepted),
    )


def in_force(desk: Desk, district: int) -> tuple[dict[str, HandMade], list[Problem]]:
    """Return the classes that were accepted last, and what was wrong with any of them."""
    with desk.store.roster.reading() as session:
        before = applied(session, district)
        told = problems_of(session, district, before.run) if before.run else []
    mine = [one for one in told if one.file == HAND_MADE_SECTIONS]
    return _classes_in(desk, district, before.files), mine


def _classes_in(
    desk: Desk, district: int, files: Mapping[str, Mapping[str, Any]]
) -> dict[str, HandMade]:
    if HAND_MADE_SECTIONS not in files or HAND_MADE_ENROLLMENTS not in files:
        return {}
    paths = [
        folder_of(desk.uploads, district, file["upload"]) / file["stored"]
        for file in (files[HAND_MADE_SECTIONS], files[HAND_MADE_ENROLLMENTS])
    ]
    try:
        sections, enrollments = (path.read_text("utf-8") for path in paths)
    except OSError as error:
        raise SourceUnavailableError(
            "upload_gone", "The files of your own classes are no longer kept."
        ) from error
    return rules.read(sections, enrollments)
