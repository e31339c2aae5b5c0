"""A district small enough to know everybody by name, and a desk whose clock stands still."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from homeroom.accounts import actions
from homeroom.accounts.actions import Attempt, SignedIn
from homeroom.accounts.desk import Desk
from homeroom.accounts.people import People, Person
from homeroom.accounts.proof.pool import Cost, Pool
from homeroom.accounts.sessions import Device, Visit
from homeroom.accounts.throttles import Origin
from homeroom.foundation import ids
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Store, insert, upsert
from homeroom.foundation.log import make_logger
from homeroom.foundation.secrets import Sealer
from homeroom.foundation.settings import Settings
from homeroom.roster import actions as roster
from homeroom.roster.models import district_setting, document, membership
from homeroom_wire.roles import ROLE_BITS

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
CHEAP = Cost(memory_kib=8, passes=1)
SCHOOL = "192.0.2.1"
HOME = "198.51.100.7"
_GONE = sa.delete(document).where(
    document.c.district == sa.bindparam("of"), document.c.rid == sa.bindparam("rid")
)
_NEXT_BATCH = sa.update(district_setting).values(last_batch=district_setting.c.last_batch + 1)
_CHOOSE = (
    sa.update(district_setting)
    .where(district_setting.c.district == sa.bindparam("of"))
    .values(switches=sa.bindparam("chosen"))
)


def a_desk(store: Store, clock: ManualClock, pool: Pool, **changed: Any) -> Desk:
    """A sandbox's desk, which requires no second factor of anybody."""
    quiet = make_logger(Settings(log_level="error"))
    desk = Desk(
        store, clock, Sealer(b"k" * 32), quiet, pool, People(store),
        require_second_factor=False, finds_district=True,
    )  # fmt: skip
    return replace(desk, **changed)


@dataclass
class Campus:
    """One district with its people."""

    desk: Desk
    clock: ManualClock
    number: int = 0xA1
    counter: int = 0
    people: dict[str, int] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        return self.desk.store

    def found(self, *, sandbox: bool = True) -> "Campus":
        """Write the district itself."""
        row = {
            "district": self.number,
            "rid": self.rid(),
            "short_name": f"d{self.number:x}",
            "name": f"District {self.number:x}",
            "sandbox": int(sandbox),
            "clock_offset_seconds": 0,
            "created_at": 0,
        }
        with self.store.control.writing() as session:
            roster.add_district(session, row)
        with self.store.roster.writing() as session:
            roster.add_setting(session, self.number, "{}", "{}")
        return self

    def rid(self) -> int:
        self.counter += 1
        return ids.mint(0, 1_700_000_000, 1).rid(0) + self.counter

    def choose(self, **sign_in: Any) -> None:
        """The district chooses how its people sign in."""
        with self.store.roster.writing() as session:
            session.run(_CHOOSE, of=self.number, chosen=json.dumps({"sign_in": sign_in}))

    def user(self, name: str, email: str = "", sections: tuple[int, ...] = (), **roles: Any) -> int:
        """Enrol or employ somebody; `roles` are the role objects of her document."""
        rid = self.people.get(name) or self.rid()
        body = {
            "id": ids.wire_id(rid, self.number),
            "email": email,
            "name": {"first": name.title(), "last": "Example"},
            "roles": roles,
        }
        row = {
            "district": self.number,
            "kind": "users",
            "rid": rid,
            "body": json.dumps(body),
            "extra": None,
            "roles": sum(ROLE_BITS[role] for role in roles),
            "school": None,
            "course": None,
            "term": None,
            "batch": 1,
        }
        packed = ids.pack(np.array(sections, dtype=np.uint64))
        with self.store.roster.writing() as session:
            session.many(upsert(document, replace=["body", "roles"]), [row])
            if sections and name not in self.people:
                session.run(
                    insert(membership), district=self.number, kind="users", rid=rid,
                    relation="sections", rids=packed,
                )  # fmt: skip
            session.run(_NEXT_BATCH)
        self.people[name] = rid
        return rid

    def leave(self, name: str) -> None:
        """Somebody vanishes from the roster."""
        with self.store.roster.writing() as session:
            session.run(_GONE, of=self.number, rid=self.people[name])
            session.run(_NEXT_BATCH)

    def person(self, name: str) -> Person:
        found = self.desk.people.active(self.number, self.people[name])
        assert found is not None
        return found

    def attempt(self, name: str, secret: str, **changed: Any) -> Attempt:
        where = Origin(changed.pop("address", HOME), changed.pop("device_cookie", ""))
        device = Device(changed.pop("agent", ""), changed.pop("shared", False))
        district = changed.pop("district", self.number)
        return Attempt(district, name, secret, where, device, **changed)

    def sign_in(self, name: str, secret: str, **changed: Any) -> SignedIn:
        return actions.sign_in(self.desk, self.attempt(name, secret, **changed))

    def visit(self, done: SignedIn) -> Visit | None:
        return actions.visit_of(self.desk, done.token)

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))


def student(number: str, username: str = "") -> dict[str, Any]:
    """A student's role object."""
    made: dict[str, Any] = {
        "sis_id": f"sis-{number}",
        "student_number": number,
        "state_id": f"st-{number}",
        "dob": "2012-03-09",
        "grade": "7",
    }
    return made | ({"credentials": {"district_username": username}} if username else {})


def teacher(number: str, username: str = "") -> dict[str, Any]:
    """A teacher's role object."""
    made: dict[str, Any] = {"legacy_id": "x", "sis_id": f"sis-{number}", "teacher_number": number}
    return made | ({"credentials": {"district_username": username}} if username else {})


def a_campus(store: Store, pool: Pool) -> Campus:
    """Ann and Ben learn with Lee; Kim teaches others; Dee teaches and works in the office."""
    clock = ManualClock(START)
    campus = Campus(a_desk(store, clock, pool), clock).found()
    campus.user("ann", "ann@pupils.example.org", (1, 2), student=student("100001", "ann.e"))
    campus.user("ben", sections=(1,), student=student("100002", "ben.e"))
    campus.user("lee", "lee@staff.example.org", (1,), teacher=teacher("200001", "lee.e"))
    campus.user("kim", "kim@staff.example.org", (3,), teacher=teacher("200002", "kim.e"))
    office = {"legacy_id": "y", "staff_id": "300001"}
    campus.user("dee", "dee@staff.example.org", (3,), teacher=teacher("200003"), staff=office)
    campus.user("chief", "chief@staff.example.org", district_admin={"legacy_id": "z"})
    campus.user("pat", "pat@home.example.org", contact={"legacy_id": "c", "sis_id": "900001"})
    return campus
