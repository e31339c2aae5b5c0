"""A district as rows of the store, without files and without a sync: what views are tested on.

`a_district()` is empty; each noun adds a record and returns its number; `write` puts documents,
neighbours and the whole district's bitmaps into a writing session.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from homeroom.foundation.database import Session, insert
from homeroom.foundation.ids import pack, wire_id
from homeroom.roster.models import district_setting, document, membership
from homeroom.sharing import actions, members
from homeroom.sharing.bitmaps import WHOLE_DISTRICT
from homeroom_wire.roles import ROLE_BITS

DISTRICT = 0x0A0B0C0D0E
_SECOND = 1_700_000_000
_STAMP = "2026-08-01T08:00:00.000Z"
_TIMED = frozenset({"schools", "sections", "users"})


@dataclass
class _Row:
    kind: str
    body: dict[str, Any]
    extra: dict[str, Any] | None = None
    roles: int = 0
    places: tuple[int | None, int | None, int | None] = (None, None, None)


@dataclass
class DistrictRows:
    """The records of a district so far."""

    number: int = DISTRICT
    rows: dict[int, _Row] = field(default_factory=dict)
    neighbours: dict[tuple[str, int, str], list[int]] = field(default_factory=dict)

    # ------------------------------------------------------------------------------- records

    def district(self, name: str = "Lantern Ridge") -> int:
        rid = self._next()
        body = {"id": self.id(rid), "name": name, "sis_type": "sftp", "login_methods": []}
        body |= {"state": "running", "last_attendance_sync": _STAMP}
        self.rows[rid] = _Row("districts", body)
        return rid

    def school(self, name: str = "Elm", **more: Any) -> int:
        return self._add("schools", {"name": name, "sis_id": name, "school_number": name} | more)

    def course(self, name: str = "Algebra", number: str = "A1") -> int:
        return self._add("courses", {"name": name, "number": number})

    def term(self, name: str = "S1") -> int:
        return self._add("terms", {"name": name, "start_date": "2026-08-17"})

    def student(self, *schools: int, extra: dict[str, Any] | None = None, **more: Any) -> int:
        role = self._placed(schools) | {"enrollments": self._enrollments(schools)}
        role |= {"sis_id": "s", "grade": "4", "dob": "1/2/2016", "gender": "F"} | more
        return self.user({"student": role}, {"student": extra} if extra else None)

    def teacher(self, *schools: int, staff_at: Iterable[int] = (), **more: Any) -> int:
        roles = {"teacher": self._legacy() | self._placed(schools) | {"sis_id": "t"} | more}
        at = tuple(staff_at)
        if at:
            roles["staff"] = self._staff(at)
        return self.user(roles)

    def staff(self, *schools: int) -> int:
        return self.user({"staff": self._staff(schools)})

    def administrator(self, **roles: dict[str, Any]) -> int:
        return self.user({"district_admin": self._legacy() | {"title": "Chief"}} | roles)

    def contact(self, *students: int) -> int:
        links = [
            {"student": self.id(one), "relationship": "Parent", "type": "Family"}
            for one in students
        ]
        role = self._legacy() | {"phone": "555", "student_relationships": links}
        rid = self.user({"contact": role})
        for one in students:
            self._join(("users", rid, "students"), ("users", one, "contacts"))
        return rid

    def user(
        self,
        roles: dict[str, dict[str, Any]],
        extra: dict[str, dict[str, Any]] | None = None,
    ) -> int:
        body = {"email": "someone@example.org", "name": {"first": "Ada", "last": "Byron"}}
        rid = self._add("users", body | {"roles": roles})
        self.rows[rid].roles = sum(ROLE_BITS[role] for role in roles)
        self.rows[rid].extra = {"roles": extra} if extra else None
        numbers = {self.id(one): one for one, row in self.rows.items() if row.kind == "schools"}
        for role in roles.values():
            for school in role.get("schools", ()):
                self._join_once("schools", numbers[school], "users", rid)
            if "school" in role:
                self._join_once("schools", numbers[role["school"]], "primary", rid)
        return rid

    def section(
        self,
        school: int,
        teachers: Iterable[int] = (),
        students: Iterable[int] = (),
        course: int | None = None,
        term: int | None = None,
        **more: Any,
    ) -> int:
        taught, enrolled = list(teachers), sorted(students)
        body: dict[str, Any] = {"school": self.id(school), "name": "Algebra - Byron - 1"}
        body |= {"sis_id": "x", "subject": "math", "students": [self.id(one) for one in enrolled]}
        if taught:
            body["teacher"] = self.id(taught[0])
        body["teachers"] = [self.id(one) for one in taught]
        body |= {"course": self.id(course)} if course else {}
        body |= {"term_id": self.id(term)} if term else {}
        rid = self._add("sections", body | more)
        self.rows[rid].places = (school, course, term)
        self.neighbours["sections", rid, "teachers"] = taught
        self.neighbours["sections", rid, "students"] = enrolled
        for person in {*taught, *enrolled}:
            self._join_once("users", person, "sections", rid)
        for kind, place in (("schools", school), ("courses", course), ("terms", term)):
            if place:
                self._join_once(kind, place, "sections", rid)
        return rid

    def resource(self, title: str = "Primer", roles: Iterable[str] = ("student", "teacher")) -> int:
        body = {"resource_id": title, "title": title, "roles": list(roles)}
        return self._add("resources", body | {"created": _STAMP, "updated": _STAMP})

    # ---------------------------------------------------------------------------- the store

    def id(self, rid: int) -> str:
        return wire_id(rid, self.number)

    def body(self, rid: int) -> str:
        """The stored document."""
        return _text(self.rows[rid].body)

    def of_kind(self, kind: str) -> list[int]:
        return sorted(rid for rid, row in self.rows.items() if row.kind == kind)

    def write(self, session: Session, batch: int = _SECOND, *, with_bitmaps: bool = True) -> None:
        setting = {"district": self.number, "profile": "{}", "switches": "{}"}
        setting |= {"last_minted": 0, "last_batch": batch}
        session.many(insert(district_setting), [setting])
        session.many(insert(document), [self._document(rid, batch) for rid in self.rows])
        packed = [
            {"district": self.number, "kind": kind, "rid": rid, "relation": relation}
            | {"rids": pack(np.array(found, dtype=np.uint64))}
            for (kind, rid, relation), found in self.neighbours.items()
        ]
        session.many(insert(membership), packed)
        if with_bitmaps:
            everyone = members.whole_district(session, self.number)
            actions.renew(session, self.number, WHOLE_DISTRICT, everyone, batch)

    # ------------------------------------------------------------------------------- inside

    def _document(self, rid: int, batch: int) -> dict[str, Any]:
        row = self.rows[rid]
        school, course, term = row.places
        return {
            "district": self.number,
            "kind": row.kind,
            "rid": rid,
            "body": _text(row.body),
            "extra": _text(row.extra) if row.extra else None,
            "roles": row.roles,
            "school": school,
            "course": course,
            "term": term,
            "batch": batch,
        }

    def _next(self) -> int:
        return (_SECOND << 24) + len(self.rows) + 1

    def _add(self, kind: str, body: dict[str, Any]) -> int:
        rid = self._next()
        head = {"id": self.id(rid), "district": self.id(1)}
        if kind in _TIMED:
            head |= {"created": _STAMP, "last_modified": _STAMP}
        self.rows[rid] = _Row(kind, head | body)
        return rid

    def _legacy(self) -> dict[str, Any]:
        return {"legacy_id": self.id(self._next() + (1 << 20))}

    def _placed(self, schools: Iterable[int]) -> dict[str, Any]:
        ids = [self.id(one) for one in schools]
        return {"school": ids[0], "schools": ids} if ids else {"schools": []}

    def _staff(self, schools: Iterable[int]) -> dict[str, Any]:
        ids = [self.id(one) for one in schools]
        return self._legacy() | {"staff_id": "f", "schools": ids, "roles": ["SchoolTechLead"]}

    def _enrollments(self, schools: Iterable[int]) -> list[dict[str, str]]:
        return [{"school": self.id(one), "start_date": "2026-08-17"} for one in schools]

    def _join(self, here: tuple[str, int, str], there: tuple[str, int, str]) -> None:
        self._join_once(*here, there[1])
        self._join_once(*there, here[1])

    def _join_once(self, kind: str, rid: int, relation: str, other: int) -> None:
        found = self.neighbours.setdefault((kind, rid, relation), [])
        if other not in found:
            found.append(other)
            found.sort()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def a_district() -> DistrictRows:
    """An empty district with its own document."""
    made = DistrictRows()
    made.district()
    return made
