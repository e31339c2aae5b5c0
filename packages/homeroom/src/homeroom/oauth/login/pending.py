"""A pending login: what was asked for, sealed, so that nothing is stored before anybody signs in.

It travels through the login page and our questions as one parameter. Only this hub can make or
read it, so what it says was checked once and need not be checked again (sso.md 4.2).
"""

import base64
import binascii
import json
from dataclasses import asdict, dataclass
from typing import Final

from homeroom.foundation.errors import StoreError
from homeroom.foundation.secrets import Sealer, hash_secret
from homeroom.oauth.errors import ShownError
from homeroom.oauth.login.ports import SignedIn
from homeroom.oauth.requests.trying import Way

PATH: Final = "/oauth/continue"
PURPOSE: Final = "pending_login"
FORM_PURPOSE: Final = "login_form"
KEPT_FOR: Final = 12 * 3_600_000
"""A login page may stand open over lunch, but not until tomorrow."""


@dataclass(frozen=True)
class Pending:
    """What an application asked for, after every check that needs no person."""

    client_id: str
    redirect_uri: str
    asked_at: int
    state: str | None = None
    nonce: str | None = None
    challenge: str | None = None
    district: int | None = None
    is_unknown_district: bool = False
    confirm: bool = False
    return_unshared: bool = False
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    login_hint: str = ""
    hinted: str = ""
    """Id of the person whom an id_token_hint names."""

    confirmed_by: str = ""
    """Hash of the session whose pupil said that it is she."""

    role: str = ""
    """The role that she chose for this application."""

    way: Way = "app"
    """Who began it; nothing is decided by it."""

    @property
    def is_silent(self) -> bool:
        """True if no page may be shown (`prompt=none`)."""
        return "none" in self.prompt


def session_mark(person: SignedIn) -> str:
    """Return the mark by which a hub session is known outside of it."""
    return hash_secret(person.session_id)


def seal(sealer: Sealer, pending: Pending) -> str:
    """Return the pending login as one parameter of an address."""
    return _sealed(sealer, json.dumps(asdict(pending)), PURPOSE)


def path_of(sealer: Sealer, pending: Pending) -> str:
    """Return the path of this hub at which the login goes on."""
    return f"{PATH}?request={seal(sealer, pending)}"


def opened(sealer: Sealer, text: str, now: int) -> Pending:
    """Return the pending login; ShownError if it is not one of ours, or has waited too long."""
    said = json.loads(_opened(sealer, text, PURPOSE))
    pending = Pending(**(said | {"prompt": tuple(said["prompt"])}))
    if not pending.asked_at <= now < pending.asked_at + KEPT_FOR:
        raise ShownError("expired", "This sign-in has waited too long. Please start it again.")
    return pending


@dataclass(frozen=True)
class Form:
    """What makes a form of ours count: which question, in which session, and once."""

    question: str
    session: str
    once: str


def seal_form(sealer: Sealer, form: Form) -> str:
    """Return the form's hidden field, which nobody else can make (sso.md 11.8)."""
    return _sealed(sealer, json.dumps(asdict(form)), FORM_PURPOSE)


def opened_form(sealer: Sealer, text: str) -> Form:
    """Return what the hidden field says; ShownError if it is not ours."""
    return Form(**json.loads(_opened(sealer, text, FORM_PURPOSE)))


def _sealed(sealer: Sealer, text: str, purpose: str) -> str:
    return base64.urlsafe_b64encode(sealer.seal(text, purpose)).rstrip(b"=").decode()


def _opened(sealer: Sealer, text: str, purpose: str) -> str:
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return sealer.open(sealed, purpose)
    except (binascii.Error, ValueError, StoreError):
        # The seal's own error speaks of the master key; here somebody bent an address.
        raise ShownError("bad_request", "This address is not complete.") from None
