"""Logins whose end an application wants to be told."""

import threading
from dataclasses import dataclass, replace
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySet

from homeroom.accounts import actions, sessions
from homeroom.accounts.desk import desk_of
from homeroom.accounts.sessions import Device, Issued
from homeroom.foundation.outbound import Outbound
from homeroom.oauth.login.ports import SignedIn
from homeroom.oauth.logout.looking import Lookout
from homeroom.oauth.logout.telling import Teller
from tests.support.receivers import Received
from tests.support.signing_in import SomeApp, World

MINUTE = 60


@dataclass
class Login:
    """Somebody in an application, with the real session that she entered it from."""

    world: World
    app: SomeApp
    person: SignedIn
    issued: Issued
    id_token: str

    @property
    def who(self) -> tuple[int, int]:
        return self.person.district, self.person.person_rid

    def sign_out(self) -> None:
        actions.sign_out(desk_of(self.world.hub.parts), self.issued.token)

    def sid(self) -> str:
        return str(claims_of(self.world, self.id_token)["sid"])


def begun(world: World, person: SignedIn) -> tuple[SignedIn, Issued]:
    """The person with a session of `accounts` instead of one in a table."""
    with world.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, world.now, person.district, person.person_rid, Device(), method="password",
            role=person.role,
        )  # fmt: skip
    return known(world, person, issued), issued


def known(world: World, person: SignedIn, issued: Issued) -> SignedIn:
    now = replace(person, session_id=issued.kept.session_hash)
    world.door.sessions[now.session_id] = now
    return now


def listening_app(world: World, url: str, **declared: Any) -> SomeApp:
    return world.app(oidc_enabled=True, backchannel_logout_uri=url, **declared)


def entered(world: World, app: SomeApp, person: SignedIn, issued: Issued) -> Login:
    answer = world.exchange(app, world.code(app, person))
    return Login(world, app, person, issued, answer.json.get("id_token", ""))


def a_login(world: World, url: str) -> Login:
    return entered(world, listening_app(world, url), *begun(world, world.person()))


def claims_of(world: World, text: str) -> dict[str, Any]:
    keys = KeySet.import_key_set(world.get("/oauth/certs").json)
    return dict(jwt.decode(text, keys, algorithms=["RS256"]).claims)


def lookout(world: World) -> Lookout:
    return Lookout(world.hub.parts, world.identity)


def tell(world: World) -> int:
    """Tell every application what is due now; returns how many notices were heard."""
    teller = Teller(world.hub.parts, Outbound(own_machine=True, seconds=5))
    return sum(teller.tell(one, threading.Event()) for one in teller.waiting())


def told(world: World) -> int:
    """Look as the worker does every second, then tell."""
    lookout(world).short_look()
    return tell(world)


def said(world: World, received: Received) -> dict[str, Any]:
    assert ["logout_token"] == list(received.fields)
    return claims_of(world, received.fields["logout_token"])
