"""The files of participation and of resource usage, with the columns of district.md 3.14.

They are made when they are asked for, from the counts of the day and the roster as it is now:
who has left since then has a line with her id and without a name for anything. Programs read
them, so no cell is guarded against spreadsheets (D-PIPE-7).
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from homeroom.accounts.usage.queries import Usage
from homeroom.accounts.usage.rules import HUB, TEACHER
from homeroom.foundation.database import Database
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import Document, documents_after, documents_named
from homeroom_wire.roles import ROLE_BITS

KEPT_DAYS: Final = 13
"""For how many days there are files, the last one being yesterday's."""

PARTICIPATION: Final = "daily-participation"
RESOURCES: Final = "resource-usage"
ROLES: Final = {"students": "student", "teachers": "teacher", "staff": "staff"}
"""Last word of a file's name -> whom it is about."""

PARTICIPATION_COLUMNS: Final = (
    "date",
    "sis_id",
    "clever_user_id",
    "clever_school_id",
    "active",
    "num_logins",
    "num_resources_accessed",
    "school_name",
)
RESOURCE_COLUMNS: Final = (
    "date",
    "sis_id",
    "clever_user_id",
    "clever_school_id",
    "resource_type",
    "resource_name",
    "resource_id",
    "num_access",
    "school_name",
)
_STRETCH: Final = 2000
_USERS: Final = "users"


@dataclass(frozen=True)
class Whose:
    """What a line says of a person."""

    sis_id: str
    school: str


@dataclass(frozen=True)
class Reporting:
    """One day of one district, and the roster that its people are looked up in."""

    roster: Database
    district: int
    day: str
    found: list[Usage]

    def participation(self, role: str) -> Iterator[bytes]:
        """Give a line for everybody of the role, also for whoever did not come."""
        logins, opened = self._counts(role)
        schools = self._schools()
        yield _line(PARTICIPATION_COLUMNS)
        for rid, whose in self._people(role):
            yield self._participant(rid, whose, logins.pop(rid, 0), opened.pop(rid, 0), schools)
        for rid in sorted({*logins, *opened}):
            gone = Whose("", "")
            yield self._participant(rid, gone, logins.get(rid, 0), opened.get(rid, 0), schools)

    def resources(self, names: Mapping[str, str]) -> Iterator[bytes]:
        """Give a line for each person and application that she opened."""
        schools = self._schools()
        yield _line(RESOURCE_COLUMNS)
        for one in self.found:
            if one.application == HUB:
                continue
            each = one.each
            whose = self._named(one.role, list(each))
            kind = "clever-teacher-added" if one.way == TEACHER else "clever-district-added"
            name = names.get(one.application, one.application)
            for rid, times in each.items():
                her = whose.get(rid, Whose("", ""))
                yield _line(
                    (self.day, her.sis_id, wire_id(rid, self.district), her.school, kind, name,
                     one.application, times, schools.get(her.school, ""))
                )  # fmt: skip

    def _participant(
        self, rid: int, whose: Whose, logins: int, opened: int, schools: Mapping[str, str]
    ) -> bytes:
        return _line(
            (self.day, whose.sis_id, wire_id(rid, self.district), whose.school,
             bool(logins or opened), logins, opened, schools.get(whose.school, ""))
        )  # fmt: skip

    def _counts(self, role: str) -> tuple[dict[int, int], dict[int, int]]:
        logins: dict[int, int] = {}
        opened: dict[int, int] = {}
        for one in self.found:
            if one.role == role:
                into = logins if one.application == HUB else opened
                for rid, times in one.each.items():
                    into[rid] = into.get(rid, 0) + times
        return logins, opened

    def _people(self, role: str) -> Iterator[tuple[int, Whose]]:
        after = 0
        while True:
            with self.roster.reading() as session:
                stretch = documents_after(session, self.district, _USERS, after, _STRETCH)
            if not stretch:
                return
            after = stretch[-1].rid
            yield from ((one.rid, _whose(one, role)) for one in stretch if _is(one, role))

    def _named(self, role: str, rids: list[int]) -> dict[int, Whose]:
        found: dict[int, Whose] = {}
        for begin in range(0, len(rids), _STRETCH):
            with self.roster.reading() as session:
                part = rids[begin : begin + _STRETCH]
                stretch = documents_named(session, self.district, _USERS, part)
            found |= {one.rid: _whose(one, role) for one in stretch}
        return found

    def _schools(self) -> dict[str, str]:
        with self.roster.reading() as session:
            every = documents_after(session, self.district, "schools", 0, 100_000)
        read = [json.loads(one.body) for one in every]
        return {one["id"]: str(one.get("name", "")) for one in read}


def days_with_files(today: date) -> list[str]:
    """Return the days that there are files of, the newest first."""
    return [f"{today - timedelta(days=ago)}" for ago in range(1, KEPT_DAYS + 1)]


def names_of(day: str) -> list[tuple[str, str]]:
    """Return (directory, file) of a day."""
    participation = [(PARTICIPATION, f"{day}-{PARTICIPATION}-{word}.csv") for word in ROLES]
    return [*participation, (RESOURCES, f"{day}-{RESOURCES}.csv")]


def _is(one: Document, role: str) -> bool:
    return bool(one.roles & ROLE_BITS[role])


def _whose(one: Document, role: str) -> Whose:
    held: dict[str, Any] = json.loads(one.body).get("roles", {}).get(role) or {}
    several = held.get("schools") or ()
    school = held.get("school") or (several[0] if several else "")
    return Whose(str(held.get("sis_id") or held.get("staff_id") or ""), str(school))


def _line(cells: tuple[object, ...]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue().encode()
