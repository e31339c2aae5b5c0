"""The four ports of a login as tables, for tests that tell them what to answer.

What accounts, sharing and the Library would say is put in by hand here, so that a test of the
protocol needs no roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom.oauth.login.ports import ConsentAsked, Decision, SignedIn, SignInAsked
from homeroom.oauth.queries import App
from homeroom.web.answers import Answer, Header, html
from homeroom.web.request import Request
from homeroom_wire.fields import allowed, shortened
from homeroom_wire.values import Version

COOKIE = "hub"


@dataclass
class TableDoor:
    """Sessions in a table; the cookie is the session's id."""

    sessions: dict[str, SignedIn] = field(default_factory=dict)
    asked: list[SignInAsked] = field(default_factory=list)
    shared_device: bool = False

    def person(self, request: Request) -> SignedIn | None:
        return self.sessions.get(request.cookies.get(COOKIE, ""))

    def sign_in(self, request: Request, asked: SignInAsked) -> str:
        assert request.path
        self.asked.append(asked)
        return "/login?" + urlencode({"return_to": asked.return_to})

    def goes_on(self, session: Session, person: SignedIn) -> bool:
        assert session.kind
        return person.session_id in self.sessions

    def sign_out(self, request: Request, person: SignedIn) -> tuple[Header, ...]:
        del self.sessions[request.cookies[COOKIE]]
        assert person.session_id
        return ((b"set-cookie", f"{COOKIE}=; Max-Age=0".encode()),)

    def ends_with_application(self, request: Request, person: SignedIn) -> bool:
        assert request.path
        assert person.session_id
        return self.shared_device


@dataclass
class TableDecide:
    """Who may enter what: whatever a test put in, else the district's word."""

    said: dict[tuple[str, int], Decision] = field(default_factory=dict)
    refused: dict[tuple[str, int, str], Decision] = field(default_factory=dict)
    """What holds for somebody in one of her roles only."""

    asked: list[tuple[int, str]] = field(default_factory=list)

    def __call__(
        self,
        parts: Parts,
        app: App,
        person: SignedIn,
        role: str,
        to: str = "",  # noqa: ARG002 - these tables know no hosts
    ) -> Decision:
        assert parts.settings
        self.asked.append((person.person_rid, role))
        usual = Decision("district", connection="d" * 24)
        who = app.client_id, person.person_rid
        return self.refused.get((*who, role)) or self.said.get(who, usual)


@dataclass
class TableIdentity:
    """Whole documents of people, cut by the field table as the one view will."""

    documents: dict[int, dict[str, Any]] = field(default_factory=dict)
    gate: Barrier | None = None
    """Where set, everybody who asks waits here until all have come."""

    def record(
        self, parts: Parts, grant: UserGrant, version: Version, tells: tuple[str, ...] = ()
    ) -> Mapping[str, Any] | None:
        assert parts.settings
        assert "" not in tells
        if self.gate is not None:
            self.gate.wait()
        document = self.documents.get(grant.person)
        if document is None:
            return None
        shown = allowed("users", grant.tier, version)
        short = shortened("users", grant.tier)
        cut: dict[str, Any] = _cut(document, "", shown, short)
        return cut


def _cut(value: Any, path: str, shown: frozenset[str], short: frozenset[str]) -> Any:
    if not isinstance(value, dict):
        return value[:1] if path in short else value
    inner = {key: f"{path}.{key}" if path else key for key in value}
    return {key: _cut(value[key], inner[key], shown, short) for key in value if inner[key] in shown}


@dataclass
class TableConsent:
    """Shows a bare form; accepting makes the teacher's decision `teacher`."""

    decide: TableDecide
    shown: list[ConsentAsked] = field(default_factory=list)
    accepted: list[tuple[str, int]] = field(default_factory=list)

    def page(self, request: Request, asked: ConsentAsked) -> Answer:
        assert request.path
        self.shown.append(asked)
        return html("consent?")

    def accept(self, parts: Parts, app: App, person: SignedIn) -> None:
        assert parts.settings
        key = (app.client_id, person.person_rid)
        self.accepted.append(key)
        self.decide.said[key] = Decision("teacher", connection="e" * 24)
