"""Mints tickets and takes them, each once."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final, Literal
from urllib.parse import urlencode

from homeroom.accounts.desk import desk_of
from homeroom.foundation.errors import GoneError, InvalidRequestError, NotFoundError, StoreError
from homeroom.foundation.ids import parse_id
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.trying import PORTAL
from homeroom.roster.queries import District
from homeroom.sandbox.admin.answering import PREFIX, Body
from homeroom.sandbox.admin.districts.keys import keyed_ids
from homeroom.sandbox.admin.districts.queries import played_of
from homeroom.sandbox.admin.districts.source import source_of

LIFETIME: Final = timedelta(minutes=5)
PATH: Final = f"{PREFIX}/logins/{{ticket}}"

_PURPOSE: Final = "sandbox_login"
_OVER: Final = "This login was used already, or has waited too long. Mint another one."


class NewLogin(Body):
    """Who signs in, and where she ends up."""

    district: str
    user: str
    client_id: str = ""
    by: Literal["portal", "link", "session"] = "portal"


@dataclass(frozen=True)
class Ticket:
    """What an address stands for."""

    district: int
    user: int
    onward: str
    expires_at: int
    once: str


def mint(parts: Parts, district: District, app: App | None, asked: NewLogin) -> dict[str, str]:
    """Return an address for this person; NotFoundError if she is not there or cannot sign in."""
    user = _user(parts, district, asked.user)
    if app is None and asked.by != "session":
        raise InvalidRequestError(f"By {asked.by} one enters an application: name its client_id")
    expires = parts.clock.now() + LIFETIME
    onward = "/portal" if app is None or asked.by == "session" else _launch(app, district, asked.by)
    ticket = Ticket(district.number, user, onward, milliseconds(expires), secrets.token_hex(16))
    sealed = parts.sealer.seal(json.dumps(asdict(ticket)), _PURPOSE).hex()
    return {"url": parts.settings.base_url + PATH.replace("{ticket}", sealed)}


def opened(parts: Parts, sealed: str) -> Ticket:
    """Return what an address stands for; GoneError if it is none of ours or its time is over."""
    try:
        said: dict[str, Any] = json.loads(parts.sealer.open(bytes.fromhex(sealed), _PURPOSE))
    except (ValueError, StoreError):
        raise GoneError(_OVER, "login_over") from None
    ticket = Ticket(**said)
    if milliseconds(parts.clock.now()) >= ticket.expires_at:
        raise GoneError(_OVER, "login_over")
    return ticket


def over() -> GoneError:
    """Return the refusal of a ticket that is good for nothing any more."""
    return GoneError(_OVER, "login_over")


def _user(parts: Parts, district: District, named: str) -> int:
    ids = keyed_ids(parts, district, source_of(played_of(parts, district)))
    found = parse_id(ids["users"].get(named, named))
    is_hers = found is not None and found[1] == district.number
    if not is_hers or found is None or desk_of(parts).people.active(*reversed(found)) is None:
        message = f"Nobody of this district who signs in is called {named!r} now"
        raise NotFoundError(message, "no_such_person")
    return found[0]


def _launch(app: App, district: District, by: str) -> str:
    asked = {"client_id": app.client_id, "district_id": district.id}
    start = {"start": PORTAL} if by == "portal" else {}
    return f"/oauth/instant-login?{urlencode(asked | start)}"
