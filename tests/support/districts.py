"""A hub with districts and applications for the contract suite, and what is known about them.

`build_districts` is the one place that says how a district gets into the store. The rest of the
suite asks the hub, over its public API only.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from homeroom.events.models import segment
from homeroom.events.recording import recorded
from homeroom.foundation.clock import ManualClock, wire_time
from homeroom.foundation.database import Session, Store, insert, upsert
from homeroom.foundation.ids import pack, wire_id
from homeroom.foundation.secrets import Sealer
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    Registered,
    issue_district_token,
    register_application,
)
from homeroom.roster import actions as roster
from homeroom.roster.changes import COLUMNS, Changes
from homeroom.roster.models import attendance, membership
from homeroom.sharing.actions import connect, link_resource
from homeroom.sharing.rules import FieldAccess, Share

START = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
ROLE_BITS = {"student": 1, "teacher": 2, "staff": 4, "district_admin": 8, "contact": 16}
ALL_SCOPES = frozenset({"read:sis", "read:student_contacts", "read:resources", "read:attendance"})
PUPILS = 130


@dataclass
class Reader:
    """One application's way in."""

    name: str
    token: str
    application: Registered
    connection: str
    refused: frozenset[str] = frozenset()


@dataclass
class Known:
    """What the suite may know beforehand: ids, and the readers' tokens."""

    district: int
    district_id: str
    clock: ManualClock
    whole: Reader
    restricted: Reader
    sso: Reader
    quiet: Reader
    """Secure Sync without events, scopes or opt-in fields."""

    other_district_id: str
    other: Reader
    ids: dict[str, list[str]] = field(default_factory=dict)
    """School, section, ... ids by a name that tests understand."""

    happen: dict[str, Callable[[], None]] = field(default_factory=dict)
    """Things that may happen to the first district, each one sync, at the clock's time."""


@dataclass
class Doc:
    """A record before it is written: its document and the columns beside it."""

    body: dict[str, Any]
    extra: dict[str, Any] | None = None
    roles: int = 0
    place: tuple[int | None, int | None, int | None] = (None, None, None)


class Roster:
    """A district's records in memory, put into the store by difference."""

    def __init__(self, store: Store, number: int, now: datetime) -> None:
        self.store = store
        self.number = number
        self.docs: dict[str, dict[int, Doc]] = {}
        self.stored: dict[str, dict[int, tuple[Any, ...]]] = {}
        self.relations: dict[tuple[str, int, str], list[int]] = {}
        self._next = int(now.timestamp()) << 24

    def rid(self) -> int:
        self._next += 1
        return self._next

    def id(self, rid: int) -> str:
        return wire_id(rid, self.number)

    def add(self, kind: str, doc: Doc, rid: int | None = None) -> int:
        rid = rid or self.rid()
        doc.body = {"id": self.id(rid), "district": self.id_of_district()} | doc.body
        self.docs.setdefault(kind, {})[rid] = doc
        return rid

    def id_of_district(self) -> str:
        return self.id(next(iter(self.docs["districts"])))

    def relate(self, kind: str, rid: int, relation: str, others: Iterable[int]) -> None:
        kept = list(others) if relation == "teachers" else sorted(set(others))
        self.relations[kind, rid, relation] = kept

    def publish(self, now: datetime) -> None:
        """Write every difference as one batch with its events."""
        changes = Changes()
        for kind, docs in self.docs.items():
            self._note(changes, kind, docs, self.stored.setdefault(kind, {}))
        milliseconds = int(now.timestamp() * 1000)
        with (
            self.store.roster.writing() as session,
            recorded(
                session, self.number, "sync", None, milliseconds // 1000, milliseconds
            ) as batch,
        ):
            roster.apply_documents(session, self.number, changes, batch.number)
            self._write_relations(session)
            batch.add(changes)
        changes.close()

    def _note(
        self,
        changes: Changes,
        kind: str,
        docs: dict[int, Doc],
        stored: dict[int, tuple[Any, ...]],
    ) -> None:
        new = {rid: _row(doc) for rid, doc in docs.items()}
        created = [(rid, *row) for rid, row in new.items() if rid not in stored]
        deleted = [(rid, *row) for rid, row in stored.items() if rid not in new]
        updated = [
            (rid, *row, *stored[rid])
            for rid, row in new.items()
            if rid in stored and stored[rid] != row
        ]
        olds = {f"old_{name}": kind for name, kind in COLUMNS.items() if name != "rid"}
        for action, rows, schema in (
            ("created", created, COLUMNS),
            ("updated", updated, COLUMNS | olds),
            ("deleted", deleted, COLUMNS),
        ):
            frame = pl.DataFrame(sorted(rows), schema=schema, orient="row")
            changes.add(kind, action, frame.drop("old_rid", strict=False))
        stored.clear()
        stored.update(new)

    def _write_relations(self, session: Session) -> None:
        session.run(membership.delete().where(membership.c.district == self.number))
        rows = [
            {
                "district": self.number,
                "kind": kind,
                "rid": rid,
                "relation": relation,
                "rids": pack(np.array(others, dtype=np.uint64)),
            }
            for (kind, rid, relation), others in self.relations.items()
        ]
        session.many(upsert(membership, replace=("rids",)), rows)


def _row(doc: Doc) -> tuple[Any, ...]:
    body = json.dumps(doc.body, separators=(",", ":"), ensure_ascii=False)
    extra = json.dumps(doc.extra, separators=(",", ":")) if doc.extra else None
    return (body, extra, doc.roles, *doc.place)


class School:
    """Builds and changes one school year of an invented district."""

    def __init__(self, store: Store, number: int, name: str, now: datetime, pupils: int) -> None:
        self.roster = Roster(store, number, now)
        self.stamp = wire_time(now)
        self.now = now
        self.district = self.roster.rid()
        self.schools: list[int] = []
        self.sections: list[int] = []
        self.students: list[int] = []
        self.teachers: list[int] = []
        self.courses: list[int] = []
        self.terms: list[int] = []
        self.resources: dict[str, int] = {}
        self.contacts: list[int] = []
        self.taught: dict[int, tuple[list[int], list[int], int]] = {}
        self._add_district(store, name)
        self._add_places()
        self._add_people(pupils)
        self._add_sections()
        self.relate()

    def _times(self) -> dict[str, str]:
        return {"created": self.stamp, "last_modified": self.stamp}

    def _add_district(self, store: Store, name: str) -> None:
        short = name.lower().replace(" ", "-")
        with store.control.writing() as session:
            roster.add_district(
                session,
                {
                    "district": self.roster.number,
                    "rid": self.district,
                    "short_name": short,
                    "name": name,
                    "sandbox": 1,
                    "clock_offset_seconds": 0,
                    "created_at": int(self.now.timestamp() * 1000),
                },
            )
        with store.roster.writing() as session:
            roster.add_setting(session, self.roster.number, "{}", "{}")
        body = {
            "name": name,
            "sis_type": "sftp",
            "launch_date": "2026-08-01",
            "portal_url": f"https://{short}.example.org",
            "login_methods": ["Other"],
            "state": "running",
            "error": "",
            "last_sync": self.stamp,
        }
        doc = Doc({"id": self.roster.id(self.district)} | body)
        self.roster.docs["districts"] = {self.district: doc}

    def _add_places(self) -> None:
        add = self.roster.add
        for place in range(4):
            body = self._times() | {
                "name": f"School {place}",
                "sis_id": f"S{place}",
                "school_number": str(place),
                "state_id": "",
                "low_grade": "Kindergarten",
                "high_grade": "5",
                "principal": {"name": f"Head {place}", "email": f"head{place}@example.org"},
            }
            extra = {"ext": {"Bus": f"line {place}"}}
            self.schools.append(add("schools", Doc(body, extra)))
        for name, first, last in (
            ("Fall", "2026-08-17", "2026-12-18"),
            ("Spring", "2027-01-04", "2027-06-11"),
        ):
            body = {"name": name, "start_date": first, "end_date": last}
            self.terms.append(add("terms", Doc(body)))
        for number, name in enumerate(("Art", "Maths", "Reading")):
            self.courses.append(add("courses", Doc({"name": name, "number": f"C{number}"})))
        # A resource belongs to the application that mapped it.
        for title in ("whole", "restricted"):
            body = {
                "resource_id": f"R-{title}",
                "title": f"Workbook of {title}",
                "roles": ["student", "teacher"],
                "created": self.stamp,
                "updated": self.stamp,
            }
            self.resources[title] = add("resources", Doc(body))

    def _add_people(self, pupils: int) -> None:
        for place in range(pupils):
            self.students.append(self.add_student(place, place % 4))
        for place in range(8):
            self.teachers.append(self._add_teacher(place))
        self.staff = self._add_employee("Stacy", {"staff": self._staff_role(0)}, "staff")
        self.admin = self._add_employee(
            "Adam", {"district_admin": {"legacy_id": self._fresh(), "title": "IT"}}, "admin"
        )
        for place in (0, 1, 2, 5):
            self.contacts.append(self._add_contact(place))

    def add_student(self, place: int, at: int) -> int:
        school = self.roster.id(self.schools[at])
        role = {
            "school": school,
            "schools": [school],
            "enrollments": [
                {"school": school, "start_date": "2026-08-17", "end_date": "2026-12-18"}
            ],
            "sis_id": f"P{place}",
            "student_number": str(1000 + place),
            "state_id": "",
            "grade": str(1 + place % 5),
            "dob": f"{1 + place % 12}/{1 + place % 28}/2017",
            "gender": "F" if place % 2 else "M",
            "hispanic_ethnicity": "N",
            "location": {"city": "Ödhof", "zip": f"{place:05d}"},
            "credentials": {"district_username": f"pupil{place}"},
        }
        body = self._times() | {
            "email": f"pupil{place}@example.org",
            "name": {"first": f"Pip{place}", "last": f'O\'Pupil "{place}"', "middle": "Æ"},
            "roles": {"student": role},
        }
        frl = "Other" if place % 7 == 0 else "Free"
        extra = {
            "roles": {
                "student": {
                    "frl_status": frl,
                    "home_language": "Welsh",
                    "home_language_code": "cym",
                    "gifted_status": "Y",
                    "ext": {"course": f"bus {place}"},
                }
            }
        }
        return self.roster.add("users", Doc(body, extra, ROLE_BITS["student"]))

    def _add_teacher(self, place: int) -> int:
        school = self.roster.id(self.schools[place % 4])
        teaching: dict[str, Any] = {
            "legacy_id": self._fresh(),
            "school": school,
            "schools": [school],
            "sis_id": f"T{place}",
            "teacher_number": str(place),
            "title": "Teacher",
        }
        roles: dict[str, Any] = {"teacher": teaching}
        if place == 0:
            roles["staff"] = self._staff_role(0)
        return self._add_employee(f"Tess{place}", roles, f"teacher{place}")

    def _staff_role(self, at: int) -> dict[str, Any]:
        return {
            "legacy_id": self._fresh(),
            "staff_id": f"ST{at}",
            "roles": ["SchoolTechLead"],
            "schools": [self.roster.id(self.schools[at])],
            "title": "Tech lead",
        }

    def _fresh(self) -> str:
        return self.roster.id(self.roster.rid())

    def _add_employee(self, first: str, roles: dict[str, Any], mail: str) -> int:
        body = self._times() | {
            "email": f"{mail}@example.org",
            "name": {"first": first, "last": "Iver"},
            "roles": roles,
        }
        bits = sum(ROLE_BITS[role] for role in roles)
        return self.roster.add("users", Doc(body, None, bits))

    def _add_contact(self, place: int) -> int:
        student = self.roster.id(self.students[place])
        body = self._times() | {
            "email": "",
            "name": {"last": f"Sam Guardian {place}"},
            "roles": {
                "contact": {
                    "legacy_id": self._fresh(),
                    "phone": "555-0100",
                    "phone_type": "Cell",
                    "sis_id": f"G{place}",
                    "student_relationships": [
                        {"student": student, "relationship": "Parent", "type": "Parent/Guardian"}
                    ],
                }
            },
        }
        rid = self.roster.add("users", Doc(body, None, ROLE_BITS["contact"]))
        self.roster.relate("users", rid, "students", [self.students[place]])
        self.roster.relate("users", self.students[place], "contacts", [rid])
        return rid

    def _add_sections(self) -> None:
        for place in range(8):
            pupils = [rid for at, rid in enumerate(self.students) if at % 8 == place]
            teachers = [self.teachers[place]]
            if place == 1:
                teachers.append(self.teachers[5])
            self.sections.append(self.add_section(place, pupils, teachers))
        # Neither a course nor a term, as some districts send them.
        self.sections.append(self.add_section(8, self.students[:3], [self.teachers[0]]))

    def add_section(self, place: int, pupils: list[int], teachers: list[int]) -> int:
        school = self.schools[place % 4]
        whole = place < 8
        course = self.courses[place % 3] if whole else None
        term = self.terms[place % 2] if whole else None
        body = self._times() | {
            "school": self.roster.id(school),
            "name": f"Class {place}",
            "sis_id": f"C{place}",
            "subject": "math",
            "students": [self.roster.id(rid) for rid in sorted(pupils)],
            "teacher": self.roster.id(teachers[0]),
            "teachers": [self.roster.id(rid) for rid in teachers],
            "grade": "3",
            "period": "",
            "section_number": str(place),
        }
        if course is not None:
            body["course"] = self.roster.id(course)
        if term is not None:
            body["term_id"] = self.roster.id(term)
        doc = Doc(body, {"ext": {"Room": "12"}}, 0, (school, course, term))
        rid = self.roster.add("sections", doc)
        self.taught[rid] = (sorted(pupils), teachers, school)
        return rid

    def relate(self) -> None:
        """Work out every packed neighbour again."""
        relate = self.roster.relate
        for user in self.roster.docs["users"]:
            relate("users", user, "sections", self._sections_of(user))
        for section, (pupils, teachers, _) in self.taught.items():
            relate("sections", section, "students", pupils)
            relate("sections", section, "teachers", teachers)
        self._relate_places()

    def _sections_of(self, user: int) -> list[int]:
        return [
            section
            for section, (pupils, teachers, _) in self.taught.items()
            if user in pupils or user in teachers
        ]

    def _relate_places(self) -> None:
        relate = self.roster.relate
        for school in self.schools:
            named = self.roster.id(school)
            here = [
                rid
                for rid, doc in self.roster.docs["users"].items()
                if any(named in role.get("schools", ()) for role in doc.body["roles"].values())
            ]
            primary = [
                rid
                for rid, doc in self.roster.docs["users"].items()
                if any(role.get("school") == named for role in doc.body["roles"].values())
            ]
            relate("schools", school, "users", here)
            relate("schools", school, "primary", primary)
            sections = [rid for rid, taught in self.taught.items() if taught[2] == school]
            relate("schools", school, "sections", sections)
        for column, kind, rids in ((1, "courses", self.courses), (2, "terms", self.terms)):
            for rid in rids:
                found = [s for s in self.taught if self._doc("sections", s).place[column] == rid]
                relate(kind, rid, "sections", found)

    def _doc(self, kind: str, rid: int) -> Doc:
        return self.roster.docs[kind][rid]

    # ----------------------------------------------------------------------------- what happens

    def touch(self, kind: str, rid: int, now: datetime) -> dict[str, Any]:
        """Return the record's document, marked as changed, for the caller to change."""
        body = self._doc(kind, rid).body
        body["last_modified"] = wire_time(now)
        return body

    def move_student(self, place: int, to: int, now: datetime) -> None:
        """The student changes school, and leaves her sections."""
        rid = self.students[place]
        role = self.touch("users", rid, now)["roles"]["student"]
        school = self.roster.id(self.schools[to])
        role["school"], role["schools"] = school, [school]
        role["enrollments"] = []
        for section, (pupils, _, _) in self.taught.items():
            if rid in pupils:
                pupils.remove(rid)
                body = self.touch("sections", section, now)
                body["students"] = [self.roster.id(pupil) for pupil in pupils]

    def drop_section(self, place: int) -> None:
        rid = self.sections[place]
        del self.taught[rid]
        self.roster.docs["sections"].pop(rid)
        self.roster.relations = {
            key: value for key, value in self.roster.relations.items() if key[1] != rid
        }


# =============================================================================================
#  THE ONE PLACE that puts districts into the store. It writes rows and events through the
#  roster's and the feed's own actions; once the intake can take in the sandbox's districts, its
#  body becomes a call of that, and nothing else of the suite changes.
# =============================================================================================
def build_districts(store: Store, sealer: Sealer, clock: ManualClock) -> Known:
    """Put two districts with their applications into an empty store, and play some days."""
    now = clock.now() - timedelta(days=6)
    main = School(store, 0xA1B2C3D4E5, "Lantern Ridge", now, PUPILS)
    main.roster.publish(now)
    small = School(store, 0x0102030405, "Other Valley", now, 9)
    small.roster.publish(now)
    readers = _connect_all(store, sealer, now, main, small)
    _play(main, now)
    _attendance(store, main, clock.now())
    made = main.roster.id
    ids = {
        "schools": [made(rid) for rid in main.schools],
        "sections": [made(rid) for rid in main.sections],
        "students": [made(rid) for rid in main.students],
        "teachers": [made(rid) for rid in main.teachers],
        "contacts": [made(rid) for rid in main.contacts],
        "courses": [made(rid) for rid in main.courses],
        "terms": [made(rid) for rid in main.terms],
        "staff": [made(main.staff)],
        "admins": [made(main.admin)],
    }
    return Known(
        district=main.roster.number,
        district_id=made(main.district),
        clock=clock,
        whole=readers["whole"],
        restricted=readers["restricted"],
        sso=readers["sso"],
        quiet=readers["quiet"],
        other_district_id=small.roster.id(small.district),
        other=readers["other"],
        ids=ids,
        happen=_happenings(main, clock),
    )


def _happenings(school: School, clock: ManualClock) -> dict[str, Callable[[], None]]:
    def sync(change: Callable[[datetime], None]) -> Callable[[], None]:
        def happen() -> None:
            clock.advance(timedelta(seconds=60))
            change(clock.now())
            school.relate()
            school.roster.publish(clock.now())

        return happen

    def born(now: datetime) -> None:
        birth = school.touch("users", school.students[1], now)["roles"]["student"]
        birth["dob"] = "3/3/2018"

    def arrives(_: datetime) -> None:
        school.students.append(school.add_student(len(school.students) + 500, 1))

    def busy(now: datetime) -> None:
        school.touch("users", school.teachers[1], now)["name"]["last"] = "Brook"
        school.move_student(9, 0, now)
        school.move_student(4, 3, now)
        school.drop_section(4)
        new = school.add_student(900, 0)
        school.students.append(new)
        school.add_section(4, [new, school.students[8]], [school.teachers[4]])
        school.roster.docs["terms"][school.terms[0]].body["name"] = "Autumn"

    return {
        "dob_changes": sync(born),
        "pupil_arrives": sync(arrives),
        "pupil_moves": sync(lambda now: school.move_student(13, 0, now)),
        "busy_day": sync(busy),
        "nothing": sync(lambda _: None),
    }


def _connect_all(
    store: Store, sealer: Sealer, now: datetime, main: School, small: School
) -> dict[str, Reader]:
    everyone = Share("district", staff=True, administrators=True)
    two = Share(
        "schools", schools=frozenset(main.schools[:2]), excluded=frozenset({main.students[0]})
    )
    off = frozenset({"users.email", "users.roles.student.dob"})
    opt_ins = frozenset({"frl_status", "home_language", "gifted_status", "ext"})
    full = FieldAccess("secure_sync", ALL_SCOPES, opt_ins)
    cut = FieldAccess("secure_sync", ALL_SCOPES, refused=off)
    bare = FieldAccess("secure_sync", frozenset({"read:sis"}))
    sso = FieldAccess("district_sso", frozenset({"read:user_id"}))
    wanted = [
        ("whole", main, everyone, full, True),
        ("restricted", main, two, cut, True),
        ("quiet", main, everyone, bare, False),
        ("sso", main, everyone, sso, False),
        ("other", small, everyone, full, True),
    ]
    return {
        name: _reader(store, sealer, now, (name, school, share, access, events))
        for name, school, share, access, events in wanted
    }


def _reader(
    store: Store,
    sealer: Sealer,
    now: datetime,
    asked: tuple[str, School, Share, FieldAccess, bool],
) -> Reader:
    name, school, share, access, events = asked
    milliseconds = int(now.timestamp() * 1000)
    number = school.roster.number
    with store.control.writing() as session:
        application = register_application(session, milliseconds, NewApplication(name, {}))
    with store.roster.writing() as session:
        if name in school.resources:
            mapped = school.resources[name]
            link_resource(session, number, application.application, mapped, school.courses[:2])
        connection = connect(
            session,
            milliseconds,
            number,
            application.application,
            access.tier,
            share,
            access,
            events=events,
        )
        if events:
            _open_feed(session, number, connection)
    with store.control.writing() as session:
        holder = Holder(number, connection, application.application)
        token = issue_district_token(session, sealer, milliseconds, holder)
    return Reader(name, token, application, connection, access.refused)


def _open_feed(session: Session, district: int, connection: str) -> None:
    from homeroom.events.queries import newest_batch  # noqa: PLC0415 - goes with this function
    from homeroom.sharing.queries import connection_named  # noqa: PLC0415

    found = connection_named(session, district, connection)
    assert found is not None
    rows = [
        {
            "district": district,
            "connection": connection,
            "version": version,
            "position": 0,
            "log": found.view(version),
            "after_batch": newest_batch(session, district),
            "to_batch": None,
        }
        for version in ("v3.0", "v3.1")
    ]
    session.many(insert(segment), rows)


def _play(school: School, start: datetime) -> None:
    """Some days pass: names, grades, a move between schools, a class that ends, a new child."""
    day = timedelta(days=1)
    for place in range(60):
        name = school.touch("users", school.students[place], start + day)["name"]
        name["first"] = f"Pippa{place}"
    school.roster.publish(start + day)
    for place in range(60):
        body = school.touch("users", school.students[place], start + 2 * day)
        body["roles"]["student"]["grade"] = "5"
    school.touch("schools", school.schools[0], start + 2 * day)["phone"] = "555-0199"
    school.roster.publish(start + 2 * day)
    school.move_student(5, 2, start + 3 * day)
    school.relate()
    school.roster.publish(start + 3 * day)
    school.drop_section(7)
    new = school.add_student(PUPILS, 1)
    school.students.append(new)
    school.relate()
    school.roster.publish(start + 4 * day)


def _attendance(store: Store, school: School, now: datetime) -> None:
    milliseconds = int(now.timestamp() * 1000)
    rows = [
        {
            "district": school.roster.number,
            "day": f"2026-08-{18 + at:02d}",
            "student": school.students[place],
            "section": 0 if at % 2 else school.sections[place % 4],
            "school": school.schools[place % 4],
            "status": ("present", "absent", "tardy")[(at + place) % 3],
            "type": "daily" if at % 2 else "section",
            "excuse_code": "ill" if place == 1 else None,
            "sis_id": None,
            "created_at": milliseconds,
            "modified_at": milliseconds,
        }
        for at in range(6)
        for place in range(12)
    ]
    with store.roster.writing() as session:
        session.many(insert(attendance), rows)
