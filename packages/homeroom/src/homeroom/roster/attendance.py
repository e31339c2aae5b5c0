"""Reads of attendance entries, in the one order that cursors are made of (data-api.md 9)."""

from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa

from homeroom.foundation.database import Session
from homeroom.roster.models import attendance
from homeroom.roster.past import entries_then

Key = tuple[str, int, int, int]
"""Day, student, section (0: none) and school: what orders entries and tells them apart."""

_ORDER: Final = ("day", "student", "section", "school")


@dataclass(frozen=True, slots=True)
class Entry:
    """One student, present, absent or tardy, on one day."""

    day: str
    student: int
    section: int
    school: int
    status: str
    type: str
    excuse_code: str | None
    sis_id: str | None
    created_at: int
    modified_at: int

    @property
    def key(self) -> Key:
        """What orders entries and tells them apart."""
        return self.day, self.student, self.section, self.school


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries: of one school or section, between two days, with one status."""

    column: Literal["school", "section"]
    rid: int
    first_day: str | None = None
    last_day: str | None = None
    status: str | None = None


def entries(  # noqa: PLR0913 - a page of a span, in one of two directions, now or then
    session: Session,
    district: int,
    span: Span,
    beyond: Key | None,
    limit: int,
    *,
    backward: bool,
    as_of: int | None = None,
) -> list[Entry]:
    """Return the entries nearest beyond the key, in the direction of reading."""
    columns = attendance.c if as_of is None else entries_then(as_of).c
    order = [columns[name] for name in _ORDER]
    query = sa.select(
        *order,
        columns.status,
        columns.type,
        columns.excuse_code,
        columns.sis_id,
        columns.created_at,
        columns.modified_at,
    ).where(columns.district == district, columns[span.column] == span.rid)
    if span.first_day is not None:
        query = query.where(columns.day >= span.first_day)
    if span.last_day is not None:
        query = query.where(columns.day <= span.last_day)
    if span.status is not None:
        query = query.where(columns.status == span.status)
    if beyond is not None:
        place, given = sa.tuple_(*order), sa.tuple_(*[sa.literal(part) for part in beyond])
        query = query.where(place < given if backward else place > given)
    sorting = [column.desc() if backward else column.asc() for column in order]
    rows = session.all(query.order_by(*sorting).limit(limit))
    return [Entry(*row) for row in rows]
