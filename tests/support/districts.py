"""A hub with districts and applications for the contract suite, and what is known about them.

`build_districts` sends files through the real intake and connects applications; the rest of the
suite asks the hub, over its public API only. Districts are built once for each kind of store:
tests get copies of that store, and `Known.in_copy` says what is known of a copy.
"""

import json
import tempfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from homeroom.events.actions import open_feed
from homeroom.events.models import event
from homeroom.events.recording import recorded
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Prepared, Session, Store
from homeroom.foundation.ids import wire_id
from homeroom.foundation.secrets import Sealer
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    Registered,
    issue_district_token,
    register_application,
)
from homeroom.roster import queries
from homeroom.roster.queries import District
from homeroom.sharing.actions import connect
from homeroom.sharing.resources import NewResource, create_resource
from homeroom.sharing.rules import FieldAccess, Share
from homeroom_wire.fields import OPT_INS
from tests.support.district_files import CLASSES, PUPILS, SCHOOLS, Year
from tests.support.pipeline import a_district, take_in

START = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)
NOW = START + timedelta(days=6)
"""What the clock says when everything is built."""

DAY = timedelta(days=1)
ALL_SCOPES = frozenset({"read:sis", "read:student_contacts", "read:resources", "read:attendance"})

_EVENTS = Prepared(sa.select(event.c.event).where(event.c.district == sa.bindparam("district")))


@dataclass
class Reader:
    """One application's way in."""

    name: str
    token: str
    application: Registered
    connection: str
    refused: frozenset[str] = frozenset()


@dataclass
class Sender:
    """A district that sends its files, over and over."""

    store: Store
    district: District
    year: Year

    def send(self, now: datetime) -> None:
        """Take in the files as they are; attendance goes along once."""
        with tempfile.TemporaryDirectory(prefix="homeroom-test-") as folder:
            prepared = take_in(self.store, self.district, self.year.files.write(Path(folder)), now)
        self.year.files.rows.pop("attendance.csv", None)
        errors = [p.text for p in prepared.problems if p.severity.endswith("error")]
        assert errors == []
        if prepared.comparison is not None:
            prepared.comparison.changes.close()

    def known(self) -> dict[tuple[str, str], int]:
        """Every record's number by kind and by the district's own key."""
        with self.store.roster.reading() as session:
            rows = queries.known(session, self.district.number).iter_rows()
            return {(kind, key): rid for kind, key, rid, _ in rows}

    def named(self, kind: str, *names: str) -> list[int]:
        """The numbers of records by their `name`."""
        with self.store.roster.reading() as session:
            frame = queries.stretch(session, self.district.number, kind, 0, (1 << 63) - 1)
        found = {json.loads(body)["name"]: rid for rid, body in frame["rid", "body"].iter_rows()}
        return [found[name] for name in names]


@dataclass
class Known:
    """What the suite may know beforehand: ids, and the readers' tokens."""

    sender: Sender
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

    @property
    def district_id(self) -> str:
        """The id of the district that everybody but `other` reads."""
        return self.sender.district.id

    @property
    def happen(self) -> dict[str, Callable[[], None]]:
        """Things that may happen to the first district, each one upload, a minute later."""
        year = self.sender.year

        def day(change: Callable[[], None]) -> Callable[[], None]:
            def happen() -> None:
                self.clock.advance(timedelta(seconds=60))
                change()
                self.sender.send(self.clock.now())

            return happen

        return {
            "dob_changes": day(year.birth_corrected),
            "pupil_arrives": day(year.pupil_arrives),
            "pupil_moves": day(year.pupil_moves),
            "phones_change": day(year.phones_change),
            "busy_day": day(year.busy_day),
            "nothing": day(year.nothing),
        }

    def in_copy(self, store: Store, clock: ManualClock) -> "Known":
        """What is known of a copy of the store; what happens there happens nowhere else."""
        sender = Sender(store, self.sender.district, deepcopy(self.sender.year))
        return replace(self, sender=sender, clock=clock)


def build_districts(store: Store, sealer: Sealer, clock: ManualClock) -> Known:
    """Two districts send files to an empty store, applications connect, and some days pass.

    The first of those days is more than 30 days ago: its events are past their time.
    """
    now = clock.now()
    begun = now - 40 * DAY
    main = Sender(store, a_district(store, begun), Year(PUPILS))
    main.send(begun)
    other = Sender(store, a_district(store, begun, 0x0102030405), Year(9))
    other.year.hire_for_everywhere()
    other.send(begun)
    readers = _connect_all(store, sealer, now - 39 * DAY, main, other)
    _old_day(main, now - 35 * DAY)
    old = _events(main)
    _map_resources(main, readers, now - 6 * DAY)
    _play(main, now)
    ids = _ids(main) | {"old_events": old}
    return Known(main, clock, **readers, other_district_id=other.district.id, ids=ids)


def _connect_all(
    store: Store, sealer: Sealer, now: datetime, main: Sender, other: Sender
) -> dict[str, Reader]:
    known = main.known()
    everyone = Share("district", staff=True, administrators=True)
    two = Share(
        "schools",
        schools=frozenset({known["schools", "S0"], known["schools", "S1"]}),
        excluded=frozenset({known["users", "student:P0"]}),
    )
    off = frozenset({"users.email", "users.roles.student.dob"})
    full = FieldAccess("secure_sync", ALL_SCOPES, frozenset(OPT_INS))
    cut = FieldAccess("secure_sync", ALL_SCOPES, refused=off)
    bare = FieldAccess("secure_sync", frozenset({"read:sis"}))
    sso = FieldAccess("district_sso", frozenset({"read:user_id"}))
    wanted = {
        "whole": (main, everyone, full, True),
        "restricted": (main, two, cut, True),
        "quiet": (main, everyone, bare, False),
        "sso": (main, everyone, sso, False),
        "other": (other, everyone, full, True),
    }
    return {
        name: _reader(store, sealer, now, (name, sender.district.number, share, access, events))
        for name, (sender, share, access, events) in wanted.items()
    }


def _reader(
    store: Store,
    sealer: Sealer,
    now: datetime,
    asked: tuple[str, int, Share, FieldAccess, bool],
) -> Reader:
    name, number, share, access, events = asked
    moment = _milliseconds(now)
    with store.control.writing() as session:
        application = register_application(session, moment, NewApplication(name, {}))
    with store.roster.writing() as session:
        connection = connect(
            session,
            moment,
            number,
            application.application,
            access.tier,
            share,
            access,
            events=events,
        )
        open_feed(session, number, connection)
    with store.control.writing() as session:
        holder = Holder(number, connection, application.application)
        token = issue_district_token(session, sealer, moment, holder)
    return Reader(name, token, application, connection, access.refused)


def _map_resources(sender: Sender, readers: dict[str, Reader], now: datetime) -> None:
    """A resource belongs to the application that mapped it; each reader sees its own."""
    courses = sender.named("courses", "Art", "Maths")
    for name in ("whole", "restricted"):
        application = readers[name].application.application
        roles = ("student", "teacher")
        asked = NewResource(application, f"R-{name}", f"Workbook of {name}", roles, courses)
        with sender.store.roster.writing() as session:
            _create(session, sender.district, asked, now)


def _create(session: Session, district: District, asked: NewResource, now: datetime) -> None:
    seconds, milliseconds = int(now.timestamp()), _milliseconds(now)
    with recorded(session, district.number, "resource", None, seconds, milliseconds) as batch:
        changes = create_resource(session, district, asked, now, batch.number)
        batch.add(changes)
    changes.close()


def _old_day(sender: Sender, now: datetime) -> None:
    """Twenty pupils of all schools get their last grades corrected."""
    for place in range(100, 120):
        sender.year.student(place)["Grade"] = "4"
    sender.send(now)


def _play(sender: Sender, now: datetime) -> None:
    """Some days pass: names, grades, a move between schools, a class that ends, a new child."""
    year = sender.year
    for place in range(80):
        year.student(place)["First_name"] = f"Pippa{place}"
    year.mark_attendance()
    sender.send(now - 5 * DAY)
    for place in range(80):
        year.student(place)["Grade"] = "5"
    year.files.row("schools", "School_id", "S0")["School_phone"] = "555-010-0199"
    sender.send(now - 4 * DAY)
    year.move(5, 2)
    sender.send(now - 3 * DAY)
    year.end_class(7)
    year.arrive(PUPILS, 1)
    sender.send(now - 2 * DAY)


def _events(sender: Sender) -> list[str]:
    """The ids of everything that any reader was told until now."""
    number = sender.district.number
    with sender.store.roster.reading() as session:
        rows = session.all(_EVENTS, district=number)
    return sorted({wire_id(rid, number) for (rid,) in rows})


def _ids(sender: Sender) -> dict[str, list[str]]:
    known = sender.known()

    def of(kind: str, keys: list[str]) -> list[int]:
        return [known[kind, key] for key in keys]

    found = {
        "schools": of("schools", [f"S{place}" for place in range(SCHOOLS)]),
        "sections": of("sections", [f"C{place}" for place in range(CLASSES + 1)]),
        "students": of("users", [f"student:P{place}" for place in range(PUPILS + 1)]),
        "teachers": of("users", [f"teacher:T{place}" for place in range(CLASSES)]),
        "courses": sender.named("courses", "Art", "Maths", "Reading"),
        "terms": sender.named("terms", "Fall", "Spring"),
        "staff": of("users", ["staff:ST1", "staff:ST2"]),
        "admins": of("users", ["district_admin:A0"]),
    }
    number = sender.district.number
    return {kind: [wire_id(rid, number) for rid in rids] for kind, rids in found.items()}


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
