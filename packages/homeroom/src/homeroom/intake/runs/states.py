"""What a district's own record says of its syncs, and the problems that a run leaves behind."""

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from homeroom.events.recording import recorded
from homeroom.foundation.database import Prepared, Session
from homeroom.intake.models import problem
from homeroom.intake.problems import Problem
from homeroom.intake.runs.desk import Desk
from homeroom.intake.steps.application import district_time
from homeroom.roster import districts, queries

HELD: Final = "An upload waits for the district to look at it: approve or discard it."

_FORGET: Final = Prepared(
    sa.delete(problem).where(
        problem.c.district == sa.bindparam("of_district"), problem.c.run == sa.bindparam("of_run")
    )
)
_COLUMNS: Final = (
    "district", "run", "position", "code", "severity", "file", "line", "record", "field", "value",
    "text", "hint",
)  # fmt: skip


def show_state(
    session: Session, desk: Desk, district: queries.District, state: str, error: str
) -> None:
    """Say what state the district is in; an event only if that can be seen (ruling R38).

    A paused district stays paused, whatever became of an upload.
    """
    profile = queries.setting(session, district.number).profile
    shown = profile.get("state"), profile.get("error", "")
    if shown == (state, error) or shown[0] == "paused":
        return
    now = district_time(desk.now(), district)
    seconds = int(now.timestamp())
    with recorded(session, district.number, "state", None, seconds, seconds * 1000) as batch:
        told = {"state": state, "error": error}
        batch.add(districts.describe(session, district, told, batch.number))


def put_problems(session: Session, district: int, run: str, found: Iterable[Problem]) -> None:
    """Keep a run's problems, in place of those of an earlier attempt."""
    session.run(_FORGET, of_district=district, of_run=run)
    rows = (
        (
            district,
            run,
            position,
            one.code,
            one.severity,
            _storable(one.file),
            one.line,
            _storable(one.record),
            _storable(one.field),
            _storable(one.value),
            _storable(one.text),
            _storable(one.hint),
        )
        for position, one in enumerate(found)
    )
    session.load(problem, _COLUMNS, rows)


def _storable(text: str) -> str:
    """A NUL in a file is evidence, but PostgreSQL keeps none in a text."""
    return text.replace("\0", "\N{SYMBOL FOR NULL}")
