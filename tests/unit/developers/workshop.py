"""A hub with a district, and developers who work in their dashboard; every name holds markup."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device
from homeroom.developers.frame import APP
from homeroom.developers.routes import ROUTES
from homeroom.oauth import actions as oauth
from homeroom.oauth.queries import declaration_of
from tests.support.hubs import Reply
from tests.support.portals import MARK, Browser, Town, a_town
from tests.support.stores import Place

PASSWORD = "violet otter 77"
ROBIN, WREN = "robin@example.org", "wren@example.org"
CALLBACK = "https://app.example.org/callback"
SECRET = re.compile(r"\b[0-9a-f]{40}\b")

Typed = Any
"""What is typed into a field: a text, or a list where the field is there several times."""


class Desk(Browser):
    """A developer's browser, with her session."""

    csrf = ""

    def form(self, path: str, csrf: str | None = None, **typed: Typed) -> Reply:
        """Send a form with these fields; a list is a field that is there several times."""
        fields = {"csrf": self.csrf if csrf is None else csrf} | typed
        return self.ask(path, "POST", urlencode(fields, doseq=True).encode())

    def shown(self, path: str) -> str:
        """Open a page that there is."""
        assert 200 == self.get(path).status, (path, self.page.status, self.text[-600:])
        return self.text


@dataclass
class Workshop:
    """The hub with its developers."""

    town: Town

    @property
    def hub(self) -> Any:
        return self.town.hub

    def developer(self, email: str = ROBIN) -> Desk:
        """A browser in which a developer is signed in; her account is made if there is none."""
        accounts = self.town.desk
        person = accounts.people.find(HUB, email).person
        if person is None:
            person, _ = add_hub_account(accounts, email, f"Dev {MARK}", "developer")
        with self.hub.parts.store.control.writing() as control:
            issued = sessions.issue(
                control, accounts.now(), HUB, person.user, Device(), method="password",
                role="developer",
            )  # fmt: skip
        desk = Desk(self.hub)
        desk.cookies["hr"] = issued.token
        desk.csrf = issued.kept.csrf
        return desk


@dataclass
class Made:
    """An application as the page that made it told of it."""

    id: str
    client_id: str
    secret: str

    @property
    def path(self) -> str:
        return f"/developers/apps/{self.id}"


def make(desk: Desk, name: str = f"Reader {MARK}", **typed: Typed) -> Made:
    """Create an application by its form."""
    reply = desk.form("/developers/new", **(new(name) | typed))
    assert 200 == reply.status, desk.text[-900:]
    path = re.search(r"/developers/apps/([0-9a-f]{24})", desk.text)
    client = re.search(r"<code>([0-9a-f]{20})</code>", desk.text)
    assert path is not None
    assert client is not None
    return Made(path[1], client[1], "".join(SECRET.findall(desk.text)))


def new(name: str) -> dict[str, Typed]:
    """What the form of a new application holds."""
    return {
        "name": name,
        "types": ["district_sso", "secure_sync"],
        "user_types": ["student", "teacher"],
        "code": "new",
    }


def mark_of(page: str) -> str:
    """The state that a form was shown with."""
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def paths(app: str, connection: str = "0" * 24) -> list[tuple[str, str]]:
    """Every method and path of an application's pages."""
    return [
        (method, route.path.format(id=app, kind="users", connection=connection, matching="0" * 24))
        for route in ROUTES
        if route.path.startswith(APP)
        for method in route.methods
    ]


def declare(workshop: Workshop, made: Made, **changed: Any) -> None:
    """Somebody else changes the declaration; None takes a key out."""
    with workshop.hub.parts.store.control.writing() as session:
        said = declaration_of(session, made.id) | changed
        kept = {name: value for name, value in said.items() if value is not None}
        oauth.declare(session, made.id, kept)


@contextmanager
def a_workshop(place: Place, **changed: Any) -> Iterator[Workshop]:
    """Give the hub."""
    with a_town(place, **changed) as town:
        yield Workshop(town)
