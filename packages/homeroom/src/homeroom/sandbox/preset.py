"""What the sandbox consists of: two districts, and the application connected to each."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

from homeroom.sandbox.generator import MIDDLE, SMALL, FileSet, days, middle_files
from homeroom.sharing.rules import CONTACTS_SCOPE, RESOURCES_SCOPE, FieldAccess, Share
from homeroom_wire.attendance import ATTENDANCE_SCOPE
from homeroom_wire.fields import OPT_INS

REDIRECT_URI: Final = "http://localhost:8401/oauth/callback"
SWITCHES: Final = {"administrators_csv": True}
"""A new district leaves the file off; a sandbox has somebody of every role (ruling R45)."""

EVERYTHING: Final = Share("district", staff=True, administrators=True, contacts=True)
UPLOAD_HOUR: Final = time(6, 0, tzinfo=timezone(timedelta(hours=-5)))
"""When a school day's files arrive, before anybody is there; both towns lie in the east."""

DAYS_PLAYED: Final = 14
"""More than 200 events, and all of them stay in the feed for ten days after the build."""

_SCOPES: Final = frozenset({CONTACTS_SCOPE, RESOURCES_SCOPE, ATTENDANCE_SCOPE})
_SCHOOL_YEAR_BEGINS: Final = 8  # August


@dataclass(frozen=True)
class Preset:
    """One district of the sandbox."""

    name: str
    title: str
    application: str
    access: FieldAccess

    @property
    def number(self) -> int:
        """Its number, the same in every sandbox, so that a build that was cut off goes on."""
        return int.from_bytes(hashlib.sha256(f"homeroom sandbox {self.name}".encode()).digest()[:5])

    @property
    def declaration(self) -> Mapping[str, Any]:
        """What its application declared when it was registered."""
        return {
            "types": ["secure_sync", "district_sso"],
            "user_types": ["student", "teacher", "staff", "district_admin"],
            "scopes": sorted(self.access.scopes),
            "opt_ins": sorted(self.access.opt_ins),
            "events": True,
        }


SMALL_PRESET: Final = Preset("small", SMALL.name, "Demo App", FieldAccess(scopes=_SCOPES))
MIDDLE_PRESET: Final = Preset(
    "middle",
    MIDDLE.name,
    "Demo App with opt-in fields",
    FieldAccess(scopes=_SCOPES, opt_ins=frozenset(OPT_INS)),
)
PRESETS: Final = (SMALL_PRESET, MIDDLE_PRESET)


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
    if preset is MIDDLE_PRESET:
        # It was there before the story begins, with its oddities, and has sent nothing since.
        files = middle_files(school_year=school_year(today))
        return [Delivery("first upload", datetime.combine(played[0].on, UPLOAD_HOUR), files)]
    return [Delivery(day.story, datetime.combine(day.on, UPLOAD_HOUR), day.files) for day in played]


def school_year(today: date) -> int:
    """Return the year in which the present school year began."""
    return today.year if today.month >= _SCHOOL_YEAR_BEGINS else today.year - 1
