"""What a login keeps in the application's own session: plain text and numbers, and no secret.

A session of the framework may be a cookie that its owner can read. So neither the token nor the
client secret ever gets there. What does not read as ours is as if it were not there.
"""

from collections.abc import MutableMapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from homeroom_kit.login.identity import Identity

__all__ = ["KEY", "Begun", "Kept", "Session", "Who", "kept_in", "replace", "write"]

Session = MutableMapping[str, Any]

KEY: Final = "homeroom"


class Begun(Struct):
    """A login that was begun and did not come back yet."""

    verifier: str
    next: str
    at: float
    as_admin: bool = False


class Who(Struct):
    """Somebody who is signed in.

    Attributes:
        login: The number of this login; another one each time.
        account: The application's own id of her account, once it is known.
        waits_for: What she has to do before she is signed in: `account`, `prove`, `questions`;
            blank if nothing.
    """

    login: str
    at: float
    id: str
    district: str | None
    type: str
    authorized_by: str
    first: str
    last: str
    email: str | None
    loginas_by_admin: bool = False
    account: str = ""
    waits_for: str = ""

    @property
    def name(self) -> str:
        """First and last name, or whatever there is of them."""
        return " ".join(part for part in (self.first, self.last) if part)

    @classmethod
    def of(cls, identity: Identity, login: str, now: float) -> "Who":
        """What is kept of an identity."""
        return cls(
            login, now, identity.id, identity.district, identity.type, identity.authorized_by,
            identity.first, identity.last, identity.email, identity.loginas_by_admin,
        )  # fmt: skip


class Kept(Struct):
    """All of it.

    Attributes:
        logins: Logins that were begun, by their state; several, since people have several tabs.
        done: Marks of the last states that came back, each with where it led.
        restarted_at: When a login was last begun anew by itself and has not ended since.
        form: A word that our own forms carry back.
        next: Where she goes when nothing waits for her any more.
        may_make: Whether she may say that no account from earlier is hers.
    """

    logins: dict[str, Begun] = {}
    done: dict[str, str] = {}
    restarted_at: float = 0.0
    who: Who | None = None
    form: str = ""
    next: str = "/"
    may_make: bool = False


def kept_in(session: Session) -> Kept:
    """Read it; empty where there is nothing, or nothing of ours."""
    try:
        return msgspec.convert(session.get(KEY) or {}, Kept)
    except msgspec.ValidationError:
        return Kept()


def write(session: Session, kept: Kept) -> None:
    """Put it back; set whole, so that every framework notices."""
    session[KEY] = msgspec.to_builtins(kept)


def replace(session: Session, kept: Kept) -> None:
    """Begin a new session that holds this and nothing else (CORE-06)."""
    # Django's sessions have a key of their own, which `flush` changes; plain ones are emptied.
    getattr(session, "flush", session.clear)()
    write(session, kept)
