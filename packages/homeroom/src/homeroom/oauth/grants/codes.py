"""Authorization codes: sixty seconds, one use, bound to everything of the login (sso.md 5.2).

Marking a code used and writing its token are one transaction, so that of two exchanges at the
same moment exactly one succeeds. A code that comes again tells us that somebody else may hold a
copy: within ten seconds, by the same application, it is a phone that delivered one callback to
two programs; otherwise every token born of the code goes (ruling R20).
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, fields
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.grants import security, user_tokens
from homeroom.oauth.grants.security import SecurityEvent
from homeroom.oauth.grants.user_tokens import AuthorizedBy, UserGrant
from homeroom.oauth.models import authorization_code

LIFETIME: Final = 60_000
STUTTER: Final = 10_000
"""Milliseconds in which a repeat is the same callback delivered twice (sso.md 5.2)."""

KEPT_FOR: Final = user_tokens.LIFETIME + LIFETIME
"""A used code is remembered as long as a token of it may live."""

_VERIFIER: Final = re.compile(r"[A-Za-z0-9\-._~]{43,128}")

_ADD: Final = insert(authorization_code)
_FIND: Final = Prepared(
    sa.select(*authorization_code.c).where(
        authorization_code.c.code_hash == sa.bindparam("code_hash")
    )
)
_USE: Final = Prepared(
    sa.update(authorization_code)
    .where(
        authorization_code.c.code_hash == sa.bindparam("of_code"),
        authorization_code.c.used_at.is_(None),
        authorization_code.c.expires_at > sa.bindparam("now"),
    )
    .values(used_at=sa.bindparam("now"))
)
_VOID: Final = Prepared(
    sa.delete(authorization_code).where(
        authorization_code.c.district == sa.bindparam("of_district"),
        authorization_code.c.person == sa.bindparam("of_person"),
        authorization_code.c.used_at.is_(None),
        # Found by the index on it: only the codes of the last minute are looked at.
        authorization_code.c.expires_at > sa.bindparam("now"),
    )
)
_ISSUED: Final = Prepared(
    sa.select(authorization_code.c.code_hash)
    .where(
        authorization_code.c.application == sa.bindparam("of_application"),
        authorization_code.c.hub_session == sa.bindparam("of_session"),
        authorization_code.c.expires_at > sa.bindparam("now"),
    )
    .limit(1)
)
_SWEEP: Final = Prepared(
    sa.delete(authorization_code).where(authorization_code.c.expires_at < sa.bindparam("before"))
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a code is bound to; nothing of it can be changed by whoever holds the code."""

    application: str
    redirect_uri: str
    district: int
    person: int
    role: str
    authorized_by: AuthorizedBy
    connection: str
    nonce: str | None
    challenge: str | None
    auth_time: int
    hub_session: str
    """Hash of the hub session's id: tokens die with the session without naming it."""

    is_impersonated: bool


@dataclass(frozen=True, slots=True)
class Code:
    """An issued code as the store knows it."""

    code_hash: str
    bound: Bound
    expires_at: int
    used_at: int | None


_BOUND: Final = tuple(one.name for one in fields(Bound))


def issue(session: Session, now: int, bound: Bound) -> str:
    """A new code stands for the login for a minute; return it, the only time it is seen."""
    code = secrets.token_hex(20)
    if hash_secret(code) < user_tokens.SWEEPS_BELOW:
        sweep(session, now)
    row: dict[str, Any] = {name: getattr(bound, name) for name in _BOUND}
    row |= {
        "code_hash": hash_secret(code),
        "is_impersonated": int(bound.is_impersonated),
        "issued_at": now,
        "expires_at": now + LIFETIME,
        "used_at": None,
    }
    session.many(_ADD, [row])
    return code


def sweep(session: Session, now: int) -> int:
    """Codes are forgotten once no token of theirs can live any more."""
    return session.run(_SWEEP, before=now - KEPT_FOR)


def void_of_person(session: Session, now: int, district: int, person: int) -> int:
    """No code of the person can be exchanged any more; those that were stay known (R20)."""
    return session.run(_VOID, now=now, of_district=district, of_person=person)


def was_issued(session: Session, now: int, application_id: str, hub_session: str) -> bool:
    """True if a login of this hub session entered the application within the last minute."""
    found = session.one(_ISSUED, now=now, of_application=application_id, of_session=hub_session)
    return found is not None


def code_named(session: Session, code: str) -> Code | None:
    """Return the code that was issued with this string; None if there was none."""
    row = session.one(_FIND, code_hash=hash_secret(code))
    if row is None:
        return None
    kept = dict(zip([column.name for column in authorization_code.columns], row, strict=True))
    kept["is_impersonated"] = bool(kept["is_impersonated"])
    bound = Bound(**{name: kept[name] for name in _BOUND})
    return Code(kept["code_hash"], bound, kept["expires_at"], kept["used_at"])


def redeem(session: Session, now: int, code: Code, token: UserGrant) -> bool:
    """The code is used and its token stands; False, and nothing written, if it was used before."""
    if session.run(_USE, of_code=code.code_hash, now=now) != 1:
        return False
    user_tokens.add(session, token)
    return True


def note_replay(session: Session, now: int, code: Code, application_id: str) -> None:
    """A used code came again: unless it is a stutter, its tokens go and the event is kept."""
    used_at = code.used_at or now
    is_own = application_id == code.bound.application
    if is_own and now - used_at <= STUTTER:
        return
    revoked = user_tokens.revoke_of_code(session, code.code_hash)
    detail = {"by": application_id, "after_ms": now - used_at, "tokens_revoked": revoked}
    bound = code.bound
    seen = SecurityEvent("code_replayed", bound.application, bound.district, bound.person, detail)
    security.record(session, now, seen)


def note_stranger(session: Session, now: int, code: Code, application_id: str) -> None:
    """Another application holds a code that is not its own; it gets nothing, the event is kept."""
    bound = code.bound
    detail = {"by": application_id}
    seen = SecurityEvent("code_of_another", bound.application, bound.district, bound.person, detail)
    security.record(session, now, seen)


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def answers(challenge: str | None, verifier: str | None) -> bool:
    """True if the verifier is the challenge's; a verifier without challenge is a downgrade.

    Somebody who strips the challenge from the way out must not gain by it (RFC 9700 2.1.1).
    """
    if challenge is None or verifier is None:
        return challenge is None and verifier is None
    if not _VERIFIER.fullmatch(verifier):
        return False
    return hmac.compare_digest(challenge_of(verifier), challenge)
