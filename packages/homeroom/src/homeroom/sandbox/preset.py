"""What the sandbox's districts are, what they chose, and what each has sent until now."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from homeroom.sandbox.generator import (
    LIBRARY,
    MIDDLE,
    SMALL,
    FileSet,
    days,
    library_files,
    middle_files,
)
from homeroom.sharing.rules import CONTACTS_SCOPE, RESOURCES_SCOPE, FieldAccess, Share
from homeroom_wire.attendance import ATTENDANCE_SCOPE
from homeroom_wire.fields import OPT_INS

SWITCHES: Final = {
    "administrators_csv": True,
    "sign_in": {"starts": {"district_admin": "email"}},
}
"""A new district leaves the file off; a sandbox has somebody of every role (ruling R45).

Administrators have no number that could be typed twice, so it is their e-mail address.
"""

EVERYTHING: Final = Share("district", staff=True, administrators=True, contacts=True)
UPLOAD_HOUR: Final = time(6, 0, tzinfo=timezone(timedelta(hours=-5)))
"""When a school day's files arrive, before anybody is there."""

DAYS_PLAYED: Final = 14
"""More than 200 events, and all of them stay in the feed for ten days after the build."""

_SCOPES: Final = frozenset({CONTACTS_SCOPE, RESOURCES_SCOPE, ATTENDANCE_SCOPE})
_SCHOOL_YEAR_BEGINS: Final = 8  # August


@dataclass(frozen=True)
class Preset:
    """One district of the sandbox."""

    name: str
    title: str
    access: FieldAccess | None
    """What the application of its name sees; None if nothing is connected (sso.md 8.11)."""

    files: Callable[[int], FileSet] | None = None
    """By the school year, if it sends files once; the small one plays its school days."""

    @property
    def number(self) -> int:
        """Its number, the same in every sandbox, so that a build that was cut off goes on."""
        return int.from_bytes(hashlib.sha256(f"homeroom sandbox {self.name}".encode()).digest()[:5])


SMALL_PRESET: Final = Preset("small", SMALL.name, FieldAccess(scopes=_SCOPES))
MIDDLE_PRESET: Final = Preset(
    "middle",
    MIDDLE.name,
    FieldAccess(scopes=_SCOPES, opt_ins=frozenset(OPT_INS)),
    lambda year: middle_files(school_year=year),
)
LIBRARY_PRESET: Final = Preset(
    "library", LIBRARY.name, None, lambda year: library_files(school_year=year)
)
PRESETS: Final = (SMALL_PRESET, MIDDLE_PRESET, LIBRARY_PRESET)


@dataclass(frozen=True)
class Delivery:
    """One set of files and the moment at which the district sent it."""

    label: str
    at: datetime
    files: FileSet


def deliveries(preset: Preset, now: datetime) -> list[Delivery]:
    """Return what the district has sent until now, oldest first.

    The days are the last school days, for events leave the feed after 30 days (data-api.md 7.5).
    """
    last = now.astimezone(UPLOAD_HOUR.tzinfo)
    today = last.date() if last.timetz() >= UPLOAD_HOUR else last.date() - timedelta(days=1)
    played = days(school_year=school_year(today), until=today, count=DAYS_PLAYED)
    if preset.files is not None:
        # It was there before the story begins and has sent nothing since.
        files = preset.files(school_year(today))
        return [Delivery("first upload", datetime.combine(played[0].on, UPLOAD_HOUR), files)]
    return [Delivery(day.story, datetime.combine(day.on, UPLOAD_HOUR), day.files) for day in played]


def school_year(today: date) -> int:
    """Return the year in which the present school year began."""
    return today.year if today.month >= _SCHOOL_YEAR_BEGINS else today.year - 1
