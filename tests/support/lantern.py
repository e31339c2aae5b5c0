"""A Lantern district at a real hub: sent as files, shared by the hub's own actions, read by token.

The two sides of the comparison meet here and nowhere else: what the public API serves, without
the moments that no source knows, and what the source alone lets one expect.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from homeroom.events.agreements import change
from homeroom.events.recording import recorded
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.ids import parse_id
from homeroom.hub import Hub
from homeroom.intake.sources.received import from_folder
from homeroom.intake.steps import application
from homeroom.intake.steps.preparation import Order, prepare
from homeroom.roster import actions, districts
from homeroom.sandbox.lantern.expecting import Expected, Reader, expected
from homeroom.sandbox.lantern.files import files
from homeroom.sandbox.lantern.identifying import Ids, ids_of
from homeroom.sandbox.lantern.records import Lantern
from homeroom.sandbox.lantern.sharing import Sharing, base_sharing
from homeroom.sharing.changing.rules import Agreement, Author
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.support import pipeline
from tests.support.hubs import InProcess

NOW: Final = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
KINDS: Final = ("districts", "schools", "terms", "courses", "sections", "users")
_EVERYTHING: Final = Share("district", staff=True, administrators=True)
_SCOPES: Final = frozenset({"read:student_contacts"})
_ROLE_OF: Final = {"contacts": "contact", "staff": "staff", "district_admins": "district_admin"}
_UNTOLD: Final = frozenset({"created", "last_modified"})

Served = dict[str, dict[str, dict[str, Any]]]


class LanternHub:
    """A district of the source at a hub, an application that sees it all, and one that does not."""

    def __init__(
        self,
        hub: Hub,
        clock: ManualClock,
        lantern: Lantern,
        reader: Reader | None = None,
        number: int = 0xA1B2C3D4E5,
    ) -> None:
        self.hub, self.clock, self._store = hub, clock, hub.parts.store
        self._call = InProcess(hub)
        self.lantern, self.sharing = lantern, base_sharing(lantern.kind)
        self.reader = reader or Reader()
        self.district = pipeline.a_district(self._store, clock.now(), number)
        self.send(lantern)
        every = FieldAccess(scopes=_SCOPES)
        self._whole = self._connected(_EVERYTHING, every)
        self._access = FieldAccess(
            scopes=_SCOPES if self.reader.contacts else frozenset(),
            opt_ins=self.reader.opt_ins,
            roles=frozenset(self.reader.roles),
        )
        self._reading = self._connected(self._share(), self._access)

    def _connected(self, share: Share, access: FieldAccess) -> pipeline.Connected:
        parts = self.hub.parts
        return pipeline.an_application(
            self._store, parts.sealer, self.district, self.clock.now(), share, access
        )

    def send(self, lantern: Lantern) -> None:
        """The district has these choices, this name, and these files, whatever they lose."""
        self.clock.advance(timedelta(hours=1))
        now, number = self.clock.now(), self.district.number
        switches = {**pipeline.SWITCHES, **lantern.choices}
        with tempfile.TemporaryDirectory() as name:
            _write(files(lantern), Path(name))
            order = Order(self.district, switches, from_folder(Path(name)), "lenient", now)
            with self._store.roster.reading() as session:
                prepared = prepare(session, order, self._reserve, lambda *_: None)
            assert not prepared.is_refused, [one.text for one in prepared.problems]
            fence = (f"run-{now.timestamp():.0f}", 1)
            with self._store.roster.writing() as session:
                application.raise_fence(session, number, fence)
            with self._store.roster.writing() as session:
                application.apply(session, order, prepared, fence, {}, {})
        self._rename(lantern.name)
        self.lantern = lantern

    def _reserve(self, count: int) -> Any:
        seconds = int(self.clock.now().timestamp())
        with self._store.roster.writing() as session:
            return actions.reserve(session, self.district.number, seconds, count)

    def _rename(self, name: str) -> None:
        seconds, number = int(self.clock.now().timestamp()), self.district.number
        with (
            self._store.roster.writing() as session,
            recorded(session, number, "name", None, seconds, seconds * 1000) as batch,
        ):
            batch.add(districts.describe(session, self.district, {"name": name}, batch.number))

    def share(self, sharing: Sharing) -> None:
        """The district shares this, by the hub's own action."""
        self.sharing = sharing
        self.clock.advance(timedelta(hours=1))
        author = Author("district", int(self.clock.now().timestamp() * 1000))
        roles = self._access.roles - {_ROLE_OF[one] for one in sharing.types_off}
        access = replace(self._access, refused=sharing.fields_off, roles=roles)
        with self._store.roster.writing() as session:
            agreement = Agreement(self._share(), access)
            change(session, self.district.number, self._reading.connection, agreement, author)

    def _share(self) -> Share:
        return share_of(self.sharing, self.ids())

    def wait(self, seconds: int) -> None:
        """Time passes."""
        self.clock.advance(timedelta(seconds=seconds))

    def ids(self) -> Ids:
        """The ids of the source's records, as an application that sees everything reads them."""
        documents = self._read(self._whole.token)
        return ids_of(self.lantern, {kind: [*some.values()] for kind, some in documents.items()})

    def served(self) -> Served:
        """What the application reads, as the oracle speaks of it."""
        read = self._read(self._reading.token)
        users = {key: comparable(one) for key, one in read["users"].items()}
        contacts = {key: one for key, one in users.items() if "contact" in one["roles"]}
        found = {kind: {k: told_of(one) for k, one in some.items()} for kind, some in read.items()}
        found["users"] = {key: one for key, one in users.items() if key not in contacts}
        found["districts"] = {
            key: {name: one[name] for name in ("id", "name")}
            for key, one in found["districts"].items()
        }
        return found | {"contacts": contacts}

    def expected(self) -> Expected:
        """What the source lets one expect."""
        return expected(self.lantern, self.sharing, self.ids(), self.reader)

    def differences(self) -> list[str]:
        """Every record and field in which the hub and the oracle differ, in words."""
        served, wanted = self.served(), self.expected()
        found = []
        for kind, records in wanted.records.items():
            mine = {one.clever_id: one for one in records}
            keys = {one.clever_id: one.key for one in records}
            assert len(mine) == len(records), f"{kind}: one id twice"
            missing = sorted(mine.keys() - served[kind].keys())
            more = sorted(served[kind].keys() - mine.keys())
            found += [f"{kind} {keys[one]}: not served" for one in missing]
            found += [f"{kind} {one}: not expected, {served[kind][one]}" for one in more]
            for one in mine.keys() & served[kind].keys():
                at = f"{kind} {keys[one]}"
                found += apart(at, dict(mine[one].document), served[kind][one])
        return found

    def _read(self, token: str) -> Served:
        headers = {"authorization": f"Bearer {token}"}
        found: Served = {}
        for kind in KINDS:
            path, found[kind] = f"/{self.reader.version}/{kind}?limit=10000", {}
            while path:
                answer = self._call(path, headers=headers)
                assert answer.status == 200, (path, answer.body)
                found[kind] |= {one["data"]["id"]: one["data"] for one in answer.json["data"]}
                path = next((i["uri"] for i in answer.json["links"] if i["rel"] == "next"), "")
        return found


def share_of(sharing: Sharing, ids: Ids) -> Share:
    """The hub's share for a sharing of the source; a section left out needs rules."""

    def _numbers(kind: str, keys: Any) -> frozenset[int]:
        named = (ids(kind, key) for key in keys)
        return frozenset(parsed[0] for one in named if one and (parsed := parse_id(one)))

    people = frozenset({*sharing.students_off, *sharing.teachers_off})
    excluded, contacts = _numbers("users", people), "contacts" not in sharing.types_off
    if sharing.sections_off:
        sis = tuple(f"60{key[1:]}" for key in sorted(sharing.sections_off))
        whom = [Rule(kind) for kind in ("student", "teacher", "staff", "admin")]
        rules = (*whom, Rule("section", (Filter("sis_id", "not_equals_any", sis),)))
        return Share("rules", contacts=contacts, excluded=excluded, rules=rules)
    if sharing.schools is not None:
        schools = _numbers("schools", sharing.schools)
        return Share("schools", schools, administrators=True, contacts=contacts, excluded=excluded)
    return replace(_EVERYTHING, contacts=contacts, excluded=excluded)


def comparable(user: Mapping[str, Any]) -> dict[str, Any]:
    """A user as the oracle speaks of one: lists of people in order, no days at a school."""
    told = told_of(user)
    roles = {role: dict(held) for role, held in told["roles"].items()}
    if "enrollments" in roles.get("student", {}):
        roles["student"]["enrollments"] = [
            {"school": one["school"]}
            for one in sorted(roles["student"]["enrollments"], key=lambda it: str(it["school"]))
            if "end_date" not in one
        ]
    if "student_relationships" in roles.get("contact", {}):
        links = roles["contact"]["student_relationships"]
        roles["contact"]["student_relationships"] = sorted(links, key=lambda it: str(it["student"]))
    return told | {"roles": roles}


def told_of(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in record.items() if name not in _UNTOLD}


def apart(at: str, wanted: Any, served: Any) -> list[str]:
    if isinstance(wanted, Mapping) and isinstance(served, Mapping):
        found = []
        for name in sorted(wanted.keys() | served.keys()):
            found += apart(
                f"{at}.{name}", wanted.get(name, "(absent)"), served.get(name, "(absent)")
            )
        return found
    return [] if wanted == served else [f"{at}: expected {wanted!r}, served {served!r}"]


def _write(sent: Mapping[str, bytes], folder: Path) -> None:
    for name, content in sent.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
