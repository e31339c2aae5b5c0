"""Trades a code for a token and asks the hub whose it is: the only part that talks to it.

A code is sent once. It is sent again only if no connection came about, since then nobody got it.
"""

import logging
from typing import Final

import httpx2
import msgspec

from homeroom_kit.client import Hub
from homeroom_kit.client.sending import BROKEN
from homeroom_kit.errors import UNREADABLE, ConfigurationError, KitError, NotFoundError
from homeroom_kit.login.app import App
from homeroom_kit.login.errors import LoginError
from homeroom_kit.login.identity import Identity, identity_of
from homeroom_kit.login.rules import Trade
from homeroom_kit.planning import Document
from homeroom_wire.envelopes import Me
from homeroom_wire.tokens import TokenAnswer, TokenError

__all__ = ["exchange"]

_OK: Final = (200, 201)
_BUSY: Final = 429
_BROKEN: Final = 500
_TOLD: Final = 200
_log: Final = logging.getLogger("homeroom_kit.login")


class _UserInfo(msgspec.Struct):
    user_type: str = ""


def exchange(app: App, trade: Trade, *, as_admin: bool) -> Identity:
    """Return who signed in.

    Raises:
        LoginError: The code is worth nothing, or the hub cannot be reached or understood.
    """
    try:
        token = _token(app, trade)
        endpoints = app.endpoints
        with Hub(
            endpoints.api, token, version=app.version, transport=app.transport, clock=app.clock,
            patience=app.patience,
        ) as hub:  # fmt: skip
            me = hub.me()
            document = _record(hub, me)
        identity = identity_of(me, document, None, token, as_admin=as_admin)
        if len(identity.roles) > 1:
            said = _said_type(app, token)
            identity = identity_of(me, document, said, token, as_admin=as_admin)
    except LoginError:
        raise
    except ConfigurationError as wrong:
        raise LoginError("wrong_setup", wrong.message) from wrong
    except KitError as trouble:
        # A token that is refused right after it was given is the hub's trouble as well.
        raise LoginError("hub_unavailable", trouble.message) from trouble
    return identity


def _token(app: App, trade: Trade) -> str:
    fields = {
        "grant_type": "authorization_code",
        "code": trade.code,
        "redirect_uri": app.redirect_uri,
        "code_verifier": trade.begun.verifier,
    }
    answer = _post(app, fields)
    if answer.status_code not in _OK:
        raise _refused(answer)
    try:
        return msgspec.json.decode(answer.content, type=TokenAnswer).access_token
    except UNREADABLE as odd:
        raise LoginError("not_understood", f"The hub's token answer is none ({odd}).") from odd


def _post(app: App, fields: dict[str, str]) -> httpx2.Response:
    tries = app.patience.attempts
    with httpx2.Client(transport=app.transport, timeout=app.patience.timeout) as client:
        for attempt in range(tries):
            try:
                return client.post(
                    app.endpoints.tokens, data=fields, auth=(app.client_id, app.client_secret)
                )
            except httpx2.ConnectError as broken:
                if attempt + 1 == tries:
                    raise LoginError("hub_unavailable", "The hub cannot be reached.") from broken
                app.clock.sleep(app.patience.first)
            except BROKEN as broken:
                said = f"The connection broke ({type(broken).__name__}); the code may be used."
                raise LoginError("hub_unavailable", said) from broken
    raise AssertionError("unreachable")


def _refused(answer: httpx2.Response) -> LoginError:
    try:
        said = msgspec.json.decode(answer.content, type=TokenError)
    except UNREADABLE:
        said = TokenError(error="")
    told = f"The hub's token endpoint answered {answer.status_code} {said.error[:_TOLD]!r}."
    if answer.status_code == _BUSY or answer.status_code >= _BROKEN:
        return LoginError("hub_unavailable", told)
    if said.error == "invalid_grant":
        return LoginError("code_refused", told)
    return LoginError("wrong_setup", f"{told} Look at client id, secret and redirect URI.")


def _record(hub: Hub, me: Me) -> Document:
    """Her record; empty if the hub does not show it, for the id alone is enough (SSO-17)."""
    try:
        body = hub.document("users", me.data.id)
        found: dict[str, object] = msgspec.json.decode(body, type=dict)
    except (NotFoundError, *UNREADABLE):
        _log.warning("the hub does not show the record of %s", me.data.id)
        return {}
    return found


def _said_type(app: App, token: str) -> str | None:
    """The role in which somebody of several roles came; None if nobody says."""
    address = app.endpoints.userinfo
    if address is None:
        return None
    with httpx2.Client(transport=app.transport, timeout=app.patience.timeout) as client:
        try:
            answer = client.get(address, headers={"authorization": f"Bearer {token}"})
            said = msgspec.json.decode(answer.content, type=_UserInfo).user_type
        except (*BROKEN, *UNREADABLE):
            return None
    return said.replace(" ", "_") or None if answer.status_code in _OK else None
