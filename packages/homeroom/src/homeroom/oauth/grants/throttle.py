"""Failed proofs of a client: twenty a minute from one address, then wait (sso.md 11.9, R23).

Counted by (client id, address), so that nobody locks an application out from elsewhere; an
address from which the application proved itself before is never refused the right secret. Counts
are rows, so that they survive a restart; only failures write, so a working client costs nothing.
"""

from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, Store, upsert
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.oauth.models import client_address, client_failure
from homeroom.oauth.rates import milliseconds

MOST_FAILURES: Final = 20
WINDOW: Final = 60_000
"""Milliseconds in which so many failures may happen."""

_COUNT: Final = Prepared(
    sa.text(
        f"INSERT INTO {client_failure.name} (bucket, opened_at, failures)"  # noqa: S608 - our name
        " VALUES (:bucket, :now, 1)"
        " ON CONFLICT (bucket) DO UPDATE SET"
        "  failures = CASE WHEN client_failure.opened_at > :began"
        "   THEN client_failure.failures + 1 ELSE 1 END,"
        "  opened_at = CASE WHEN client_failure.opened_at > :began"
        "   THEN client_failure.opened_at ELSE excluded.opened_at END"
        " RETURNING opened_at, failures"
    )
)
_FAILED: Final = Prepared(
    sa.select(client_failure.c.opened_at, client_failure.c.failures).where(
        client_failure.c.bucket == sa.bindparam("bucket"),
        client_failure.c.opened_at > sa.bindparam("began"),
    )
)
_FORGET: Final = Prepared(
    sa.delete(client_failure).where(client_failure.c.opened_at < sa.bindparam("before"))
)
_KNOWN: Final = Prepared(
    sa.select(client_address.c.seen_at).where(
        client_address.c.application == sa.bindparam("application"),
        client_address.c.address == sa.bindparam("address"),
    )
)
_SEE: Final = upsert(client_address, replace=())

# What this process has written already, so that a success writes once and not each time.
_WRITTEN: Final[WeakKeyDictionary[Store, set[tuple[str, str]]]] = WeakKeyDictionary()
_MOST_REMEMBERED: Final = 10_000


@dataclass(frozen=True)
class Standing:
    """How many failures there were in the open window, and when it ends (milliseconds)."""

    failures: int
    ends_at: int

    @property
    def is_used_up(self) -> bool:
        """True if another failure is one too many."""
        return self.failures > MOST_FAILURES

    def headers(self, now: int) -> tuple[tuple[bytes, bytes], ...]:
        """Return the four headers of a limit, and when to come back (data-api.md 1.2)."""
        wait = max(1, -(-(self.ends_at - now) // 1000))
        return (
            (b"x-ratelimit-bucket", b"client"),
            (b"x-ratelimit-limit", b"%d" % MOST_FAILURES),
            (b"x-ratelimit-remaining", b"%d" % max(0, MOST_FAILURES - self.failures)),
            (b"x-ratelimit-reset", b"%d" % -(-self.ends_at // 1000)),
            (b"retry-after", b"%d" % wait),
        )


def bucket_of(client_id: str, address: str) -> str:
    """Return the key of a client's failures from an address; it tells neither."""
    return hash_secret(f"{client_id}\n{address}")


def count_failure(parts: Parts, client_id: str, address: str) -> Standing:
    """One more failure; return how the two stand now."""
    now = milliseconds(parts.clock.now())
    with parts.store.control.writing() as session:
        session.run(_FORGET, before=now - WINDOW)
        bucket = bucket_of(client_id, address)
        row = session.one(_COUNT, bucket=bucket, now=now, began=now - WINDOW)
    assert row is not None  # noqa: S101 - RETURNING gives the row that was written
    return Standing(int(row[1]), int(row[0]) + WINDOW)


def standing(session: Session, client_id: str, address: str, now: int) -> Standing:
    """Return how a client stands that did not fail this time."""
    bucket = bucket_of(client_id, address)
    row = session.one(_FAILED, bucket=bucket, began=now - WINDOW)
    return Standing(0, now + WINDOW) if row is None else Standing(int(row[1]), row[0] + WINDOW)


def is_known(session: Session, application: str, address: str) -> bool:
    """True if the application has proved itself from this address before."""
    hashed = hash_secret(address)
    return session.one(_KNOWN, application=application, address=hashed) is not None


def remember(parts: Parts, application: str, address: str) -> None:
    """The application proved itself from this address; written once."""
    written = _WRITTEN.setdefault(parts.store, set())
    seen = (application, hash_secret(address))
    if seen in written:
        return
    with parts.store.control.writing() as session:
        now = milliseconds(parts.clock.now())
        row = {"application": application, "address": seen[1], "seen_at": now}
        session.many(_SEE, [row])
    if len(written) >= _MOST_REMEMBERED:
        written.clear()
    written.add(seen)
