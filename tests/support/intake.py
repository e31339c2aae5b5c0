"""A district's files as rows that a test changes, and a hub's intake to take them in."""

import csv
import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from homeroom.events import actions as feeds
from homeroom.events.queries import EventRow, FeedAsk, feed
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Prepared, Store
from homeroom.foundation.log import make_logger
from homeroom.intake.problems import Mode, Problem
from homeroom.intake.runs import actions, founding, queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.staging import accepted_files
from homeroom.intake.runs.worker import Worker
from homeroom.intake.steps import application
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.roster import queries as roster
from homeroom.roster.actions import set_profile
from homeroom.sharing import actions as sharing
from homeroom.sharing import views
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask
from tests.support.hubs import some_settings
from tests.support.stores import Place

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
EVERYONE = Share("district", staff=True, administrators=True)
FULL = FieldAccess(scopes=frozenset({"read:student_contacts", "read:resources"}))
Row = dict[str, str]
_SWITCHES = Prepared(sa.text("UPDATE district_setting SET switches = :text WHERE district = :of"))
KINDS = ("districts", "schools", "terms", "courses", "users", "sections")


@dataclass
class Files:
    """The rows of a district's files by file name; a test changes what it is about."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def __getitem__(self, name: str) -> list[Row]:
        return self.rows[f"{name}.csv"]

    def row(self, name: str, key: str, value: str) -> Row:
        """The first row whose `key` is `value`."""
        return next(row for row in self[name] if row[key] == value)

    def drop(self, name: str, key: str, value: str) -> None:
        """Remove every row whose `key` is `value`."""
        self.rows[f"{name}.csv"] = [row for row in self[name] if row[key] != value]

    def text(self, name: str) -> str:
        """One file as CSV."""
        out = io.StringIO()
        rows = self.rows[name]
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)
        return out.getvalue()

    def write(self, folder: Path, *only: str) -> Path:
        """Write the files, or only those named, into the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in only or self.rows:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(self.text(name), encoding="utf-8")
        return folder


def some_files(schools: int = 2, students: int = 24, sections: int = 6) -> Files:
    """Clean files: students spread over schools, each in one section of her school.

    `sections` is a multiple of `schools`, so that the two agree.
    """
    files = Files()
    files.rows["schools.csv"] = [
        {"School_id": f"S{n}", "School_name": f"School {n}", "School_number": str(n)}
        for n in range(schools)
    ]
    files.rows["students.csv"] = [
        {
            "School_id": f"S{n % schools}",
            "Student_id": f"P{n}",
            "Last_name": f"Last{n}",
            "First_name": f"First{n}",
            "Grade": str(n % 10 + 1),
            "DOB": f"{n % 12 + 1}/3/2012",
            "Student_email": f"p{n}@pupils.example.org",
            "Contact_name": f"Parent {n}",
            "Contact_type": "Parent/Guardian",
            "Contact_relationship": "Parent",
            "Contact_email": f"parent{n}@home.example.org",
        }
        for n in range(students)
    ]
    files.rows["teachers.csv"] = [
        {
            "School_id": f"S{n % schools}",
            "Teacher_id": f"T{n}",
            "Last_name": f"Teach{n}",
            "First_name": f"Tea{n}",
            "Teacher_email": f"t{n}@staff.example.org",
        }
        for n in range(sections)
    ]
    files.rows["staff.csv"] = [
        {
            "School_id": "S0",
            "Staff_id": f"E{n}",
            "Staff_email": f"e{n}@staff.example.org",
            "First_name": f"Emp{n}",
            "Last_name": f"Loyee{n}",
        }
        for n in range(12)
    ]
    files.rows["sections.csv"] = [
        {
            "School_id": f"S{n % schools}",
            "Section_id": f"C{n}",
            "Teacher_id": f"T{n}",
            "Teacher_2_id": "",
            "Name": f"Section {n}",
            "Course_name": f"Course {n % 3}",
            "Course_number": f"K{n % 3}",
            "Subject": "math",
            "Period": str(n),
            "Term_name": "Fall",
            "Term_start": "2026-08-15",
            "Term_end": "2026-12-20",
        }
        for n in range(sections)
    ]
    files.rows["enrollments.csv"] = [
        {
            "School_id": f"S{n % schools}",
            "Section_id": f"C{n % sections}",
            "Student_id": f"P{n}",
        }
        for n in range(students)
    ]
    return files


@dataclass
class Intake:
    """A hub's intake with one district, worked by hand."""

    desk: Desk
    clock: ManualClock
    district: roster.District
    folder: Path
    sent: int = 0

    @property
    def store(self) -> Store:
        """The hub's store."""
        return self.desk.store

    def send(self, files: Files, *only: str, mode: Mode = "lenient") -> Run:
        """Upload the files, or only those named; nothing is worked yet."""
        self.sent += 1
        return self.send_path(files.write(self.folder / f"sent{self.sent}", *only), mode=mode)

    def send_path(self, path: Path, mode: Mode = "lenient") -> Run:
        """Upload what lies at the path."""
        number = self.district.number
        with self.store.roster.reading() as session:
            files = application.applied(session, number).files
        accepted = accepted_files(self.desk.uploads, number, files)
        arrival = Arrival(number, "folder", "test", accepted)
        return actions.submit(self.desk, receive(self.desk, arrival, path), mode)

    def work(self, name: str | None = None) -> str | None:
        """Work one run."""
        with Worker(self.desk) as worker:
            return worker.work_one(name)

    def take_in(self, files: Files, *only: str, mode: Mode = "lenient") -> Run:
        """Upload and work; return the run as it then is."""
        run = self.send(files, *only, mode=mode)
        self.work(run.run)
        return self.run(run.run)

    def run(self, name: str) -> Run:
        """The run as it is now."""
        with self.store.control.reading() as session:
            return queries.run_named(session, name)

    def problems(self, run: Run) -> list[Problem]:
        """What was wrong in a run's files."""
        with self.store.roster.reading() as session:
            return queries.problems_of(session, run.district, run.run)

    def applied(self) -> application.Applied:
        """What was applied last."""
        with self.store.roster.reading() as session:
            return application.applied(session, self.district.number)

    def profile(self) -> dict[str, Any]:
        """What the district's own document shows."""
        with self.store.roster.reading() as session:
            return roster.setting(session, self.district.number).profile

    def switch(self, **switches: Any) -> None:
        """Choose switches of the district."""
        with self.store.roster.writing() as session:
            session.run(_SWITCHES, of=self.district.number, text=json.dumps(switches))

    def set_profile(self, **changed: Any) -> None:
        """Change the profile without an event: what another feature would have done."""
        with self.store.roster.writing() as session:
            set_profile(session, self.district.number, self.profile() | changed)

    def documents(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Every record by kind and id, without the district's own."""
        return {key: json.loads(body) for key, (body, _) in self.bodies().items()}

    def bodies(self) -> dict[tuple[str, str], tuple[str, str | None]]:
        """Every record's stored texts by kind and id, without the district's own."""
        found = {}
        with self.store.roster.reading() as session:
            for kind in ("schools", "terms", "courses", "users", "sections"):
                frame = roster.stretch(session, self.district.number, kind, 0, (1 << 63) - 1)
                for body, extra in frame.select("body", "extra").iter_rows():
                    found[kind, json.loads(body)["id"]] = (body, extra)
        return found

    def memberships(self) -> dict[tuple[str, int, str], bytes]:
        """Every packed neighbour list."""
        with self.store.roster.reading() as session:
            return dict(roster.memberships(session, self.district.number))

    def known(self) -> set[tuple[str, str, int]]:
        """Keys of records that are there, with their numbers."""
        with self.store.roster.reading() as session:
            rows = roster.known(session, self.district.number).iter_rows()
            return {(kind, key, rid) for kind, key, rid, gone in rows if gone is None}

    def connect(self) -> str:
        """Connect an application that sees everything; return the connection."""
        number = self.district.number
        with self.store.roster.writing() as session:
            name = sharing.connect(
                session, 0, number, "a" * 24, "secure_sync", EVERYONE, FULL, events=True
            )
            feeds.open_feed(session, number, name)
        return name

    def events(self, connection: str) -> list[EventRow]:
        """The connection's feed."""
        with self.store.roster.reading() as session:
            ask = FeedAsk(limit=10_000)
            return feed(session, self.district.number, connection, "v3.1", ask).rows

    def seen(self, connection: str) -> dict[tuple[str, str], Any]:
        """Everything that the connection can read, by kind and id."""
        found = {}
        with self.store.roster.reading() as session:
            view = views.view_of(session, self.district.number, connection, "v3.1")
            for kind in KINDS:
                for body in views.page(session, view, Ask(kind, limit=10_000)).bodies:
                    document = json.loads(body)
                    found[kind, document["id"]] = document
        return found


def replayed(before: dict[tuple[str, str], Any], events: list[EventRow]) -> dict[Any, Any]:
    """What a reader holds who read everything once and then followed the feed."""
    held = dict(before)
    for event in events:
        document = json.loads(event.object)
        key = event.kind, document["id"]
        assert (key in held) == (event.action != "created"), (event.kind, event.action)
        if event.action == "deleted":
            del held[key]
        else:
            held[key] = document
    return held


def reopened(place: Place, store: Store, now: datetime) -> Intake:
    """The same intake from another process, or at another time."""
    told = some_settings(place)
    clock = ManualClock(now)
    desk = Desk(told, clock, store, make_logger(told))
    with store.control.reading() as session:
        district = roster.districts(session)[0]
    return Intake(desk, clock, district, place.home / "district")


def an_intake(place: Place, store: Store, name: str = "Lantern Ridge", **settings: Any) -> Intake:
    """An intake whose clock stands still, with one district that waits for its first upload."""
    clock = ManualClock(START)
    told = some_settings(place, **settings)
    desk = Desk(told, clock, store, make_logger(told))
    return Intake(desk, clock, founding.found(desk, name), place.home / "district")
