"""One attendance mark (data-api.md 9): v3.1 only, not wrapped in `data` like records are."""

from typing import Final

from msgspec import Struct

from homeroom_wire.absent import UNSET, Maybe
from homeroom_wire.envelopes import Link

__all__ = ["ATTENDANCE_SCOPE", "Attendance", "AttendancePage"]

ATTENDANCE_SCOPE: Final = "read:attendance"
"""Attendance needs a scope of its own (data-api.md 8); the name is ours (Q-12)."""


class Attendance(Struct, kw_only=True):
    """A student was present, absent or tardy on a day, for the day or for one section.

    Attendance is the one place besides LMS where Clever may send null for a missing value
    (data-api.md 4.1), so a reader of the optional keys must bear it; Homeroom leaves them out.
    """

    district_id: str
    school_id: str
    student_id: str
    attendance_date: str
    attendance_status: str
    attendance_type: str
    created: str
    last_modified: str
    section_id: Maybe[str | None] = UNSET
    excuse_code: Maybe[str | None] = UNSET
    sis_id: Maybe[str | None] = UNSET


class AttendancePage(Struct, kw_only=True):
    """A page of marks; `links` is left out when there is nothing to link."""

    data: list[Attendance]
    links: Maybe[list[Link]] = UNSET
