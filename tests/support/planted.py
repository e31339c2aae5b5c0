"""A hub with two planted districts, and a token of every kind for the first of them.

The districts come by the real pipeline, connections and installs by the real verbs, and whose
authority a person's token has is asked of the real decision. Only the browser is left out.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homeroom.events.actions import open_feed
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.foundation.secrets import hash_secret
from homeroom.hub import Hub
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    Registered,
    issue_district_token,
    register_application,
)
from homeroom.oauth.authority import decide
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.grants.user_tokens import LIFETIME, UserGrant, new_user_token
from homeroom.oauth.login.ports import Decision, SignedIn
from homeroom.oauth.queries import app_named
from homeroom.roster import queries as roster
from homeroom.roster.queries import District
from homeroom.sharing.actions import connect, disconnect
from homeroom.sharing.library.actions import Act, install, uninstall
from homeroom.sharing.rules import FieldAccess, Share
from homeroom_wire.fields import OPT_INS, Tier
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.pipeline import a_district, take_in
from tests.support.planted_rows import Planted
from tests.support.stores import Place

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
FOUNDED = START - timedelta(days=1)
EVERYONE = Share("district", staff=True, administrators=True)
BASIC = FieldAccess("district_sso", frozenset({"read:user_id"}))
SYNC = FieldAccess("secure_sync", frozenset({"read:sis"}))
ALL_SCOPES = frozenset({"read:sis", "read:student_contacts", "read:resources", "read:attendance"})
FULL = FieldAccess("secure_sync", ALL_SCOPES, frozenset(OPT_INS))
SIGNS_IN = ["secure_sync", "district_sso"]
KINDS = ("schools", "terms", "courses", "users", "sections")


@dataclass
class Campus:
    """One of the two districts: its files, its ids, everything that was planted."""

    district: District
    rows: Planted
    ids: dict[str, str] = field(default_factory=dict)
    """The 24-hex ids by the names of `planted_rows`; terms and courses as `mine.term` do."""

    plants: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, list[str]] = field(default_factory=dict)
    """Every id by its kind, people who have no name here (contacts) included."""

    def rid(self, who: str) -> int:
        parsed = parse_id(self.ids[who])
        assert parsed is not None
        return parsed[0]


@dataclass(frozen=True)
class Known:
    """An application, as far as tests need it."""

    made: Registered
    connection: str = ""


@dataclass
class Grounds:
    """The hub, both districts, the applications by their names."""

    hub: Hub
    call: InProcess
    clock: ManualClock
    here: Campus
    there: Campus
    apps: dict[str, Known] = field(default_factory=dict)
    _tokens: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def get(self, path: str, token: str, **headers: str) -> Reply:
        return self.call(path, headers={"authorization": f"Bearer {token}", **headers})

    def crawl(self, paths: list[str], token: str) -> list[Reply]:
        return self.call.each(paths, {"authorization": f"Bearer {token}"})

    # ------------------------------------------------------------------------------- set up

    def app(self, name: str, **declaration: Any) -> Registered:
        """Register an application."""
        with self.hub.parts.store.control.writing() as session:
            made = register_application(session, self.now, NewApplication(name, declaration))
        self.apps[name] = Known(made)
        return made

    def connect(self, name: str, tier: Tier, access: FieldAccess, share: Share = EVERYONE) -> str:
        """Connect an application to the first district, with events on."""
        number, made = self.here.district.number, self.apps[name].made
        with self.hub.parts.store.roster.writing() as session:
            connection = connect(
                session, self.now, number, made.application, tier, share, access, events=True
            )
            open_feed(session, number, connection)
        self.apps[name] = Known(made, connection)
        return connection

    def install(self, name: str, teacher: str) -> str:
        """A teacher of the first district consents."""
        made = self.apps[name].made
        act = Act(self.now, self.here.district.number, teacher)
        with self.hub.parts.store.roster.writing() as session:
            return install(session, act, made.application, self.here.rid(teacher), "test")

    def uninstall(self, name: str, teacher: str) -> None:
        """The teacher takes the application away."""
        act = Act(self.now, self.here.district.number, teacher)
        application = self.apps[name].made.application
        with self.hub.parts.store.roster.writing() as session:
            assert uninstall(session, act, application, self.here.rid(teacher))

    def disconnect(self, name: str) -> None:
        """The district ends its connection."""
        with self.hub.parts.store.roster.writing() as session:
            disconnect(session, self.here.district.number, self.apps[name].connection)

    # ------------------------------------------------------------------------------- tokens

    def district_token(self, name: str) -> str:
        """The one token of an application for the first district."""
        known = self.apps[name]
        key = (name, "", "")
        if key not in self._tokens:
            holder = Holder(self.here.district.number, known.connection, known.made.application)
            with self.hub.parts.store.control.writing() as session:
                token = issue_district_token(session, self.hub.parts.sealer, self.now, holder)
            self._tokens[key] = token
        return self._tokens[key]

    def decision(self, name: str, who: str, role: str) -> Decision:
        """What the hub decides about this login."""
        with self.hub.parts.store.control.reading() as session:
            app = app_named(session, self.apps[name].made.application)
        assert app is not None
        number, rid = self.here.district.number, self.here.rid(who)
        person = SignedIn(rid, number, role, "s", self.now, (role,))
        return decide(self.hub.parts, app, person, role, "")

    def user_token(self, name: str, who: str, role: str) -> str:
        """A person's token, by whichever authority the hub finds."""
        key = (name, who, role)
        if key not in self._tokens:
            self._tokens[key] = self.new_user_token(name, who, role)
        return self._tokens[key]

    def new_user_token(self, name: str, who: str, role: str, life: int = LIFETIME) -> str:
        """Another one, which lives for so many milliseconds."""
        found = self.decision(name, who, role)
        assert found.outcome in ("district", "teacher"), found
        token = new_user_token()
        with self.hub.parts.store.control.writing() as session:
            app = app_named(session, self.apps[name].made.application)
            assert app is not None
            grant = UserGrant(
                token_hash=hash_secret(token),
                application=app.application,
                client_id=app.client_id,
                declared=app.declared,
                district=self.here.district.number,
                person=self.here.rid(who),
                role=role,
                authorized_by="district" if found.outcome == "district" else "teacher",
                connection=found.connection,
                code_hash="c",
                hub_session="s",
                is_impersonated=False,
                issued_at=self.now,
                expires_at=self.now + life,
            )
            user_tokens.add(session, grant)
        return token

    def send(self, **changes: Mapping[str, str]) -> None:
        """The first district sends its files again, a minute later; `pia={"Grade": "5"}`."""
        self.clock.advance(timedelta(minutes=1))
        files = self.here.rows.files
        for who, changed in changes.items():
            sis_id = self.here.plants[f"{who}.sis_id"]
            for file, key in (("students", "Student_id"), ("teachers", "Teacher_id")):
                for row in files[file]:
                    if row[key] == sis_id:
                        row.update(changed)
        _take_in(self.hub, self.here, self.clock.now())


def _take_in(hub: Hub, place: Campus, now: datetime) -> None:
    with tempfile.TemporaryDirectory(prefix="homeroom-test-") as folder:
        written = place.rows.files.write(Path(folder))
        prepared = take_in(hub.parts.store, place.district, written, now)
    place.rows.files.rows.pop("attendance.csv", None)
    assert [] == [p.text for p in prepared.problems if p.severity.endswith("error")]
    if prepared.comparison is not None:
        prepared.comparison.changes.close()


def _name_all(hub: Hub, place: Campus) -> None:
    """Find out which ids the planted records got; ids are plants like any other value."""
    number = place.district.number
    values = {value: name for name, value in place.rows.plants.items()}
    place.plants = dict(place.rows.plants)
    place.ids["district"] = place.district.id
    place.plants |= {"district.id": place.district.id, "district.name": place.district.name}
    place.kinds["districts"] = [place.district.id]
    with hub.parts.store.roster.reading() as session:
        for kind in KINDS:
            frame = roster.stretch(session, number, kind, 0, (1 << 63) - 1)
            place.kinds[kind] = []
            for rid, body in frame.select("rid", "body").iter_rows():
                place.kinds[kind].append(wire_id(rid, number))
                _name(place, kind, json.loads(body), values)


def _name(place: Campus, kind: str, record: dict[str, Any], values: dict[str, str]) -> None:
    name = record["name"]
    # A contact's whole name stands in her last one.
    written = name.get("first", name["last"]) if kind == "users" else name
    # Its name is made of its course, its teacher and its period, so a section goes by its number.
    named = values[record.get("section_number", written).lower()]
    who = named.partition(".")[0] if kind not in ("courses", "terms") else named
    place.ids[who] = record["id"]
    place.plants[f"{who}.id"] = record["id"]
    for role in record.get("roles", {}).values():
        legacy = role.get("legacy_id", record["id"])
        if legacy != record["id"]:
            place.plants[f"{who}.legacy_id"] = legacy


@contextmanager
def planted_grounds(place: Place, **changed: Any) -> Iterator[Grounds]:
    """Give a hub at an empty place with the districts in it and the usual applications."""
    clock = ManualClock(START)
    with a_hub(place, clock, **({"rate_limit": 10_000_000} | changed)) as hub:
        store = hub.parts.store
        here = Campus(a_district(store, FOUNDED, 0xA1B2C3D4E5), Planted("zqa"))
        there = Campus(a_district(store, FOUNDED, 0x0102030405), Planted("zqb"))
        for one in (here, there):
            _take_in(hub, one, START)
            _name_all(hub, one)
        grounds = Grounds(hub, InProcess(hub), clock, here, there)
        _usual_applications(grounds)
        yield grounds


def _usual_applications(grounds: Grounds) -> None:
    listing = {"live": True}
    grounds.app("sso", types=["district_sso"])
    grounds.app("blank", types=["district_sso"], blank_email=True)
    grounds.app("library", types=["library"], listing=listing)
    grounds.app("blank library", types=["library"], listing=listing, blank_email=True)
    grounds.app("sync", types=SIGNS_IN)
    grounds.app("full", types=SIGNS_IN)
    grounds.app("rich", types=SIGNS_IN, rich_user_tokens=True)
    grounds.connect("sso", "district_sso", BASIC)
    grounds.connect("blank", "district_sso", BASIC)
    grounds.connect("sync", "secure_sync", SYNC)
    grounds.connect("full", "secure_sync", FULL)
    grounds.connect("rich", "secure_sync", SYNC)
    grounds.install("library", "ann")
    grounds.install("blank library", "ann")


@contextmanager
def at(request: Any, kind: str, home: Path) -> Iterator[Place]:
    """Give an empty place of the kind, for fixtures that live longer than a test."""
    if kind == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), home)
        yield Place(home, "")
        return
    home.mkdir()
    cluster = request.getfixturevalue("cluster")
    url = cluster.copy()
    try:
        yield Place(home, url)
    finally:
        cluster.drop(url)
