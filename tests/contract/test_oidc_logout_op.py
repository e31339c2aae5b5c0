"""The OpenID Foundation's logout modules, by their names (sso.md 12.1).

RP-Initiated Logout OP and Back-Channel OP, done as the suite's modules of those names do them:
a login, then the person's browser at the `end_session_endpoint`. Where the hub asks whether she
leaves everything else as well, she says yes, as a conformance run's browser does. None of these
is skipped.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from typing_extensions import override

from homeroom.accounts import actions, sessions
from homeroom.accounts.desk import desk_of
from homeroom.accounts.sessions import Device
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.outbound import Outbound
from homeroom.oauth.login.ports import Ports, SignedIn
from homeroom.oauth.login.routes import login_routes
from homeroom.oauth.logout.looking import Lookout
from homeroom.oauth.logout.telling import Teller
from homeroom.web import Feature
from homeroom.web.answers import Header
from homeroom.web.request import Request
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.login_tables import TableConsent, TableDecide, TableDoor, TableIdentity
from tests.support.receivers import a_receiver
from tests.support.signing_in import ISSUER, START, SomeApp, World, hidden, sent
from tests.support.stores import Place

PLACE: Final = "https://app.example.org/post_logout_redirect"
# The suite asks for a long one, to see that nothing is cut or bent.
STATE: Final = "state-" + "aZ09-._~" * 16


@dataclass
class Run:
    """One run of a module: a login, and what is needed to end it."""

    world: World
    declared: dict[str, Any] = field(default_factory=dict)
    person: SignedIn = field(init=False)
    app: SomeApp = field(init=False)
    hint: str = field(init=False)

    def __post_init__(self) -> None:
        self.person = self.world.person()
        self.app = self.world.app(
            oidc_enabled=True,
            userinfo_profile="oidc",
            post_logout_redirect_uris=[PLACE],
            **self.declared,
        )

    def enter(self) -> None:
        self.hint = self.world.exchange(self.app, self.world.code(self.app, self.person)).json[
            "id_token"
        ]

    def end_session(self, **changed: str) -> Reply:
        """Go to the endpoint with the usual three, each changed or (empty) left out."""
        usual = {"id_token_hint": self.hint, "post_logout_redirect_uri": PLACE, "state": STATE}
        asked = {name: value for name, value in (usual | changed).items() if value}
        return self.world.get("/oauth/logout?" + urlencode(asked), self.person)

    def leaves(self, asking: Reply) -> Reply:
        """Say yes to the question, whatever it leads to."""
        form = hidden(asking) | {"answer": "leave"}
        return self.world.post("/oauth/logout/confirm", form, self.person)

    def is_signed_out(self) -> None:
        """A login with `prompt=none` now says that somebody would have to sign in."""
        answer = self.world.authorize(self.app, self.person, prompt="none")
        assert "login_required" == sent(answer)["error"]

    def is_refused(self, answer: Reply) -> None:
        """A page says so; the application is not gone back to, and the person stays signed in."""
        assert (400, False) == (answer.status, "location" in answer.headers)
        assert answer.headers["content-type"].startswith("text/html")
        assert sent(self.world.authorize(self.app, self.person, prompt="none"))["code"]


def end_session_endpoint(run: Run) -> None:
    said = run.world.get("/.well-known/openid-configuration").json
    assert f"{ISSUER}/oauth/logout" == said["end_session_endpoint"]


def rp_initiated_logout(run: Run) -> None:
    back = run.leaves(run.end_session())
    assert {"state": STATE} == sent(back)
    assert back.headers["location"].startswith(PLACE + "?")
    run.is_signed_out()


def bad_post_logout_redirect_uri(run: Run) -> None:
    run.is_refused(run.end_session(post_logout_redirect_uri="https://app.example.org/another"))


def query_added(run: Run) -> None:
    run.is_refused(run.end_session(post_logout_redirect_uri=PLACE + "?foo=bar"))


def modified_hint(run: Run) -> None:
    head, body, signature = run.hint.split(".")
    bent = ("B" if signature[0] == "A" else "A") + signature[1:]
    run.is_refused(run.end_session(id_token_hint=f"{head}.{body}.{bent}"))


def bad_hint(run: Run) -> None:
    """Like ours in everything, but signed by somebody else."""
    certs = KeySet.import_key_set(run.world.get("/oauth/certs").json)
    token = jwt.decode(run.hint, certs, algorithms=["RS256"])
    key = RSAKey.generate_key(2048)
    forged = jwt.encode(dict(token.header), dict(token.claims), key, algorithms=["RS256"])
    run.is_refused(run.end_session(id_token_hint=forged))


def no_hint(run: Run) -> None:
    run.is_refused(run.end_session(id_token_hint=""))


def without(*names: str) -> Callable[[Run], None]:
    def module(run: Run) -> None:
        """The person is signed out and shown so, with nowhere to go back to."""
        shown = run.leaves(run.end_session(**dict.fromkeys(names, "")))
        assert (200, False) == (shown.status, "location" in shown.headers)
        run.is_signed_out()

    return module


def no_state(run: Run) -> None:
    back = run.leaves(run.end_session(state=""))
    assert PLACE == back.headers["location"]
    run.is_signed_out()


ALL: Final = ("id_token_hint", "post_logout_redirect_uri", "state")
RP_INITIATED: Final[Mapping[str, Callable[[Run], None]]] = {
    "oidcc-rp-initiated-logout-discovery-endpoint-verification": end_session_endpoint,
    "oidcc-rp-initiated-logout": rp_initiated_logout,
    "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri": bad_post_logout_redirect_uri,
    "oidcc-rp-initiated-logout-modified-id-token-hint": modified_hint,
    "oidcc-rp-initiated-logout-no-id-token-hint": no_hint,
    "oidcc-rp-initiated-logout-no-params": without(*ALL),
    "oidcc-rp-initiated-logout-no-post-logout-redirect-uri": without("post_logout_redirect_uri"),
    "oidcc-rp-initiated-logout-no-state": no_state,
    "oidcc-rp-initiated-logout-only-state": without("id_token_hint", "post_logout_redirect_uri"),
    "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri": query_added,
    "oidcc-rp-initiated-logout-bad-id-token-hint": bad_hint,
}
"""The plan `oidcc-rp-initiated-logout-certification-test-plan`."""


@pytest.mark.parametrize("module", RP_INITIATED)
def test_rp_initiated_logout_op(world: World, module: str) -> None:
    run = Run(world)
    run.enter()
    RP_INITIATED[module](run)


# -------------------------------------------------------------------------------- Back-Channel


@dataclass
class AccountsDoor(TableDoor):
    """A door whose sessions are those of `accounts`, as a hub's are."""

    tokens: dict[str, str] = field(default_factory=dict)

    def begin(self, world: World, person: SignedIn) -> SignedIn:
        with world.hub.parts.store.control.writing() as control:
            issued = sessions.issue(
                control, world.now, person.district, person.person_rid, Device(),
                method="password", role=person.role,
            )  # fmt: skip
        now = replace(person, session_id=issued.kept.session_hash)
        self.sessions[now.session_id] = now
        self.tokens[now.session_id] = issued.token
        return now

    @override
    def sign_out(self, request: Request, person: SignedIn) -> tuple[Header, ...]:
        actions.sign_out(desk_of(request.parts), self.tokens[person.session_id])
        return super().sign_out(request, person)


def backchannel_discovery(world: World) -> None:
    said = world.get("/.well-known/openid-configuration").json
    supported = (said["backchannel_logout_supported"], said["backchannel_logout_session_supported"])
    assert (True, True) == supported
    assert f"{ISSUER}/oauth/logout" == said["end_session_endpoint"]


def backchannel_rp_initiated_logout(world: World) -> None:
    with a_receiver() as receiver:
        run = Run(world, {"backchannel_logout_uri": receiver.url})
        assert isinstance(world.door, AccountsDoor)
        run.person = world.door.begin(world, run.person)
        run.enter()
        assert {"state": STATE} == sent(run.leaves(run.end_session()))
        parts = world.hub.parts
        Lookout(parts, world.identity).short_look()
        teller = Teller(parts, Outbound(own_machine=True))
        assert [1] == [teller.tell(one, threading.Event()) for one in teller.waiting()]
        received = receiver.next()
    run.is_signed_out()
    assert ["logout_token"] == list(received.fields)
    certs = KeySet.import_key_set(world.get("/oauth/certs").json)
    token = jwt.decode(received.fields["logout_token"], certs, algorithms=["RS256"])
    of_login = jwt.decode(run.hint, certs, algorithms=["RS256"]).claims
    claims = token.claims
    assert (ISSUER, run.app.client_id) == (claims["iss"], claims["aud"])
    assert claims["iat"] <= world.now // 1000 < claims["exp"]
    assert claims["jti"]
    assert {"http://schemas.openid.net/event/backchannel-logout": {}} == claims["events"]
    assert (of_login["sub"], of_login["sid"]) == (claims["sub"], claims["sid"])
    assert "nonce" not in claims


BACKCHANNEL: Final[Mapping[str, Callable[[World], None]]] = {
    "oidcc-backchannel-logout-discovery-endpoint-verification": backchannel_discovery,
    "oidcc-backchannel-rp-initiated-logout": backchannel_rp_initiated_logout,
}
"""The plan `oidcc-backchannel-rp-initiated-logout-certification-test-plan`."""


@contextmanager
def a_world_with_sessions(place: Place) -> Iterator[World]:
    """A world at whose door stand the sessions of `accounts`."""
    decide = TableDecide()
    door, identity, consent = AccountsDoor(), TableIdentity(), TableConsent(decide)
    ports = Ports(door, decide, identity, consent)
    clock = ManualClock(START)
    with a_hub(place, clock, (Feature("oauth", routes=login_routes(ports)),)) as hub:
        yield World(hub, InProcess(hub), clock, ports, door, decide, identity, consent)


@pytest.mark.parametrize("module", BACKCHANNEL)
def test_backchannel_op(place: Place, module: str) -> None:
    with a_world_with_sessions(place) as world:
        BACKCHANNEL[module](world)
