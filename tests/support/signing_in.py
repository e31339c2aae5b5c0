"""A hub at which people sign in to applications, with a door, a decision and a view of its own.

`world` is one hub for all tests of a run, on each store in turn: every test registers its own
application and its own people, so none sees another's. What accounts, sharing and the Library
will answer is told by tables here.
"""

import base64
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
import sqlalchemy as sa

from homeroom.data_api import FEATURE as DATA_API
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.ids import wire_id
from homeroom.hub import Hub
from homeroom.oauth import flush
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    issue_district_token,
    register_application,
)
from homeroom.oauth.login.ports import (
    Decision,
    Ports,
    SignedIn,
)
from homeroom.oauth.login.routes import login_routes
from homeroom.roster import actions as roster_actions
from homeroom.roster import queries as roster
from homeroom.roster.districts import describe
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.web import Feature
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.login_tables import (
    COOKIE,
    TableConsent,
    TableDecide,
    TableDoor,
    TableIdentity,
)
from tests.support.postgres import Cluster
from tests.support.stores import KINDS, Place

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
CALLBACK = "https://app.example.org/oauth/callback"
ISSUER = "http://localhost:8400"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class SomeApp:
    """A registered application."""

    application: str
    client_id: str
    secret: str
    uris: tuple[str, ...]

    @property
    def uri(self) -> str:
        return self.uris[0]

    @property
    def basic(self) -> str:
        text = f"{self.client_id}:{self.secret}".encode()
        return "Basic " + base64.b64encode(text).decode()


@dataclass
class World:
    """The hub, its tables, and short words for what tests do all the time."""

    hub: Hub
    call: InProcess
    clock: ManualClock
    ports: Ports
    door: TableDoor
    decide: TableDecide
    identity: TableIdentity
    consent: TableConsent
    districts: dict[int, str] = field(default_factory=dict)
    made: int = 0

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def wait(self, **how_long: float) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**how_long))

    def number(self) -> int:
        """A number that nothing else in this world has."""
        self.made += 1
        return self.made

    def district(self) -> int:
        """A district of its own; `districts` knows its id."""
        number = 0xA1B2C30000 + self.number()
        rid = (1_700_000_000 << 24) + number % 1000
        row = {
            "district": number,
            "rid": rid,
            "short_name": f"d{number:x}",
            "name": f"District {number:x}",
            "sandbox": 1,
            "clock_offset_seconds": 0,
            "created_at": self.now,
        }
        with self.hub.parts.store.control.writing() as session:
            roster_actions.add_district(session, row)
        contact = {"name": {"first": "Help", "last": "Desk"}, "email": "help@example.org"}
        profile = json.dumps({"name": row["name"], "district_contact": contact})
        with self.hub.parts.store.roster.writing() as session:
            roster_actions.add_setting(session, number, profile, "{}")
        self.districts[number] = wire_id(rid, number)
        return number

    def app(self, *uris: str, **declaration: Any) -> SomeApp:
        """An application; district SSO and everybody's unless the test says otherwise."""
        said = {"types": ["district_sso"]} | declaration
        asked = NewApplication("Reading Rocket", said, uris or (CALLBACK,))
        with self.hub.parts.store.control.writing() as session:
            made = register_application(session, self.now, asked)
        return SomeApp(made.application, made.client_id, made.client_secret, asked.redirect_uris)  # type: ignore[arg-type]

    def person(self, *roles: str, district: int | None = None, **document: Any) -> SignedIn:
        """Somebody who is signed in since a moment ago, with a document in the roster."""
        held = roles or ("teacher",)
        number = self.district() if district is None else district
        rid = ((1_700_000_000 + self.number()) << 24) + self.number()
        user = wire_id(rid, number)
        legacy = user if held == ("student",) else wire_id(rid + 1, number)
        common = {"credentials": {"district_username": "secret-name"}, "sis_id": "secret-sis"}
        self.identity.documents[rid] = {
            "id": user,
            "district": self.districts[number],
            "created": "2026-08-01T08:00:00.000Z",
            "last_modified": "2026-08-01T08:00:00.000Z",
            "email": "jp@example.org",
            "name": {"first": "John-Paul", "middle": "Q", "last": "Johnson"},
            "roles": {role: {"legacy_id": legacy} | common for role in held},
        } | document
        person = SignedIn(
            person_rid=rid,
            district=number,
            role=held[0],
            session_id=f"session-{self.number()}",
            auth_time=self.now - 1000,
            held_roles=held,
            name="John-Paul",
        )
        self.door.sessions[person.session_id] = person
        return person

    def again(self, person: SignedIn, **changed: Any) -> SignedIn:
        """The same person after she signed in anew, now, under a new session id."""
        self.door.sessions.pop(person.session_id, None)
        new = replace(person, session_id=f"session-{self.number()}", auth_time=self.now, **changed)
        self.door.sessions[new.session_id] = new
        return new

    def district_token(self, app: SomeApp, district: int) -> str:
        """The token of an application that a district connected."""
        parts = self.hub.parts
        with parts.store.control.reading() as session:
            found = next(one for one in roster.districts(session) if one.number == district)
        with parts.store.roster.writing() as session:
            describe(session, found, {}, batch=1)
            made = connect(
                session, self.now, district, app.application, "secure_sync", Share("district"),
                FieldAccess(scopes=frozenset({"read:user_id"})), events=False,
            )  # fmt: skip
        with parts.store.control.writing() as session:
            holder = Holder(district, made, app.application)
            return issue_district_token(session, parts.sealer, self.now, holder)

    def run(self, statement: str, **values: Any) -> int:
        """Change the control half behind everybody's back."""
        with self.hub.parts.store.control.writing() as session:
            return session.run(sa.text(statement), **values)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """Look into the control half."""
        with self.hub.parts.store.control.reading() as session:
            return session.all(sa.text(statement), **values)

    # ------------------------------------------------------------------------------ requests

    def get(self, path: str, person: SignedIn | None = None, **headers: str) -> Reply:
        return self.call(path, headers=_cookie(person) | _named(headers))

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        person: SignedIn | None = None,
        **headers: str,
    ) -> Reply:
        given = {"content-type": FORM} | _cookie(person) | _named(headers)
        return self.call(path, "POST", given, urlencode(fields).encode())

    def authorize(
        self, app: SomeApp, person: SignedIn | None = None, headers: Any = None, **more: str
    ) -> Reply:
        """A plain login from the application's button; `more` adds or (empty) removes."""
        return self.get(self.address(app, **more), person, **(headers or {}))

    def address(self, app: SomeApp, **more: str) -> str:
        asked = {"response_type": "code", "client_id": app.client_id, "redirect_uri": app.uri}
        asked |= more
        return "/oauth/authorize?" + query({k: v for k, v in asked.items() if v != ""})

    def code(self, app: SomeApp, person: SignedIn, **more: str) -> str:
        answer = self.authorize(app, person, **more)
        assert answer.status == 302, answer.body
        return sent(answer)["code"]

    def exchange(
        self, app: SomeApp, code: str, headers: Mapping[str, str] | None = None, **more: str
    ) -> Reply:
        """Trade a code as a standard client does: Basic and a form."""
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": app.uri} | more
        given = {"authorization": app.basic} if headers is None else dict(headers)
        kept = {k: v for k, v in fields.items() if v != ""}
        return self.post("/oauth/tokens", kept, None, **given)

    def token(self, app: SomeApp, person: SignedIn, **more: str) -> str:
        answer = self.exchange(app, self.code(app, person, **more))
        assert answer.status == 200, answer.body
        token: str = answer.json["access_token"]
        return token

    def library(self, app: SomeApp, person: SignedIn) -> None:
        """The person enters this application by a teacher's authority."""
        key = (app.client_id, person.person_rid)
        self.decide.said[key] = Decision("teacher", connection="e" * 24)

    def bearing(self, path: str, token: str, **headers: str) -> Reply:
        return self.get(path, None, authorization=f"Bearer {token}", **headers)


def query(parameters: Mapping[str, str]) -> str:
    """A query string with `%20` for a space."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters.items())


def sent(answer: Reply) -> dict[str, str]:
    """The parameters of a redirect, each of which is there once."""
    found = parse_qs(urlsplit(answer.headers["location"]).query, keep_blank_values=True)
    assert all(len(values) == 1 for values in found.values())
    return {name: values[0] for name, values in found.items()}


def return_to(answer: Reply) -> str:
    """Where the login page will lead back to."""
    assert answer.headers["location"].startswith("/login?"), answer.headers
    return sent(answer)["return_to"]


def hidden(answer: Reply) -> dict[str, str]:
    """The hidden fields of a question."""
    assert answer.status == 200, answer.body
    text = answer.body.decode()
    parts = text.split('<input type="hidden" name="')[1:]
    return {part.split('"')[0]: part.split('value="')[1].split('"')[0] for part in parts}


def _cookie(person: SignedIn | None) -> dict[str, str]:
    return {} if person is None else {"cookie": f"{COOKIE}={person.session_id}"}


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@contextmanager
def a_world(place: Place, **changed: Any) -> Iterator[World]:
    """Give a world at an empty place."""
    decide = TableDecide()
    door, identity, consent = TableDoor(), TableIdentity(), TableConsent(decide)
    ports = Ports(door, decide, identity, consent)
    clock = ManualClock(START)
    oauth = Feature("oauth", routes=login_routes(ports), prepare=flush.begin, finish=flush.finish)
    features = (oauth, DATA_API)
    with a_hub(place, clock, features, **({"rate_limit": 10_000} | changed)) as hub:
        yield World(hub, InProcess(hub), clock, ports, door, decide, identity, consent)


@pytest.fixture(scope="session", params=KINDS)
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One world for the run, on each store in turn; its clock only goes forward."""
    home: Path = tmp_path_factory.mktemp("signing-in") / "home"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), home)
        with a_world(Place(home, "")) as made:
            yield made
        return
    home.mkdir()
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.copy()
    try:
        with a_world(Place(home, url)) as made:
            yield made
    finally:
        cluster.drop(url)


@pytest.fixture
def own_world(place: Place) -> Iterator[World]:
    """A world of its own, for tests in which the whole hub changes."""
    with a_world(place) as made:
        yield made
