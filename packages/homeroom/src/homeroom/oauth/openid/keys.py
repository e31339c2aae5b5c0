"""Keys that sign id_tokens: next, current, retired (sso.md 11.7).

The next key is published a day before it may sign, so that whoever caches the key set knows it
by then; a retired one stays for two days, longer than any id_token lives. Private keys are sealed
with the hub's master key. Rotation happens on use, so it needs no timer and no second process.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from joserfc.jwk import KeySet, RSAKey

from homeroom.foundation.database import Prepared, Session, Store, insert
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import Sealer
from homeroom.oauth.models import signing_key
from homeroom.oauth.rates import milliseconds

PURPOSE: Final = "signing_key"
BITS: Final = 2048
_HOUR: Final = 3_600_000
PUBLISHED_BEFORE: Final = 24 * _HOUR
PUBLISHED_AFTER: Final = 48 * _HOUR
SIGNS_FOR: Final = 90 * 24 * _HOUR

State = Literal["next", "current", "retired"]
_ORDER: Final = ("current", "next", "retired")
_TURNED: Final = (
    "The keys were rotated since the page was loaded. Look at what signs now; rotate again if that"
    " one must go too."
)
_LOCK: Final = 0x6B657973  # "keys": two processes that rotate at once wait for each other


@dataclass(frozen=True)
class Key:
    """One key; the private half is sealed."""

    kid: str
    state: State
    public: str
    sealed: str
    created_at: int
    changed_at: int


_ADD: Final = insert(signing_key)
_ALL: Final = Prepared(sa.select(*signing_key.c).order_by(signing_key.c.created_at))
_MOVE: Final = Prepared(
    sa.update(signing_key)
    .where(signing_key.c.kid == sa.bindparam("of_kid"))
    .values(state=sa.bindparam("to_state"), changed_at=sa.bindparam("now"))
)
_DROP: Final = Prepared(sa.delete(signing_key).where(signing_key.c.kid == sa.bindparam("of_kid")))
_WAIT: Final = Prepared(sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})"))

# Opening a private key costs more than signing with it.
_OPENED: Final[WeakKeyDictionary[Store, dict[str, RSAKey]]] = WeakKeyDictionary()


def all_keys(session: Session) -> list[Key]:
    """Return every key: the current, the next, then the retired ones."""
    found = [Key(*row) for row in session.all(_ALL)]
    return sorted(found, key=lambda key: _ORDER.index(key.state))


def is_due(keys: Sequence[Key], now: int) -> bool:
    """True if something must be made, moved or dropped by now."""
    states = [key.state for key in keys]
    if states.count("current") != 1 or states.count("next") != 1:
        return True
    return _may_rotate(keys, now) or any(_is_over(key, now) for key in keys)


def _may_rotate(keys: Sequence[Key], now: int) -> bool:
    current = next(key for key in keys if key.state == "current")
    following = next(key for key in keys if key.state == "next")
    is_old = now - current.changed_at >= SIGNS_FOR
    return is_old and now - following.created_at >= PUBLISHED_BEFORE


def _is_over(key: Key, now: int) -> bool:
    return key.state == "retired" and now - key.changed_at >= PUBLISHED_AFTER


def published(parts: Parts) -> list[Key]:
    """Return the keys as they are to be at this moment, making and moving what is due."""
    now = milliseconds(parts.clock.now())
    with parts.store.control.reading() as session:
        keys = all_keys(session)
    if not is_due(keys, now):
        return keys
    # Made beforehand: finding primes would hold up every other writer.
    spare = [_new_key() for _ in range(2)]
    with parts.store.control.writing() as session:
        _wait_for_others(session)
        _renew(session, parts.sealer, now, spare)
        return all_keys(session)


def _wait_for_others(session: Session) -> None:
    if session.kind == "postgresql":
        session.all(_WAIT)


def _renew(session: Session, sealer: Sealer, now: int, spare: list[RSAKey]) -> None:
    keys = all_keys(session)
    states = [key.state for key in keys]
    for key in keys:
        if _is_over(key, now):
            session.run(_DROP, of_kid=key.kid)
    if "current" not in states:
        _add(session, sealer, spare.pop(), "current", now)
    if "next" not in states:
        _add(session, sealer, spare.pop(), "next", now)
    elif "current" in states and _may_rotate(keys, now):
        _turn(session, sealer, now, spare.pop())


def rotate(parts: Parts, *, forget_current: bool = False, seen: str = "") -> None:
    """The next key signs from now on, at once; a current one that leaked is not published more.

    ConflictError if another key than the one that was `seen` signs by now.
    """
    published(parts)
    spare = _new_key()
    now = milliseconds(parts.clock.now())
    with parts.store.control.writing() as session:
        _wait_for_others(session)
        current = next(key for key in all_keys(session) if key.state == "current")
        if seen and current.kid != seen:
            raise ConflictError(_TURNED, "keys_rotated")
        _turn(session, parts.sealer, now, spare)
        if forget_current:
            session.run(_DROP, of_kid=current.kid)


def _turn(session: Session, sealer: Sealer, now: int, spare: RSAKey) -> None:
    moved: dict[State, State] = {"current": "retired", "next": "current"}
    for key in all_keys(session):
        if key.state in moved:
            session.run(_MOVE, of_kid=key.kid, to_state=moved[key.state], now=now)
    _add(session, sealer, spare, "next", now)


def _new_key() -> RSAKey:
    return RSAKey.generate_key(BITS, auto_kid=True)


def _add(session: Session, sealer: Sealer, key: RSAKey, state: State, now: int) -> None:
    named = {"kid": str(key.kid), "alg": "RS256", "use": "sig"}
    private = json.dumps(key.as_dict(private=True) | named)
    session.many(
        _ADD,
        [
            {
                "kid": named["kid"],
                "state": state,
                "public": json.dumps(key.as_dict(private=False) | named, sort_keys=True),
                "sealed": sealer.seal(private, PURPOSE).hex(),
                "created_at": now,
                "changed_at": now,
            }
        ],
    )


def signer(parts: Parts) -> RSAKey:
    """Return the key that signs now."""
    current = next(key for key in published(parts) if key.state == "current")
    opened = _OPENED.setdefault(parts.store, {})
    found = opened.get(current.kid)
    if found is None:
        private = parts.sealer.open(bytes.fromhex(current.sealed), PURPOSE)
        found = opened[current.kid] = RSAKey.import_key(json.loads(private))
    return found


def verifiers(parts: Parts) -> KeySet:
    """Return the public keys whose signatures count."""
    return KeySet([RSAKey.import_key(json.loads(key.public)) for key in published(parts)])


def jwks(parts: Parts) -> bytes:
    """Return the JWK set as text: public halves only."""
    return ('{"keys":[' + ",".join(key.public for key in published(parts)) + "]}").encode()
