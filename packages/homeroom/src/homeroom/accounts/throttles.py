"""Failures counted by typed name and by address; kept in the store, so a restart forgets none.

An attempt is counted as a failure before its secret is looked at and taken back when the secret
was right: a hundred guesses sent at once count a hundred, however long each takes to check.
Whether the name exists plays no part, so that being slowed down tells nobody (sso.md 11.9).

Where a name signed in before, from a device or an address, its right secret is never refused
(ruling R23): the attempt is looked at even during a delay, and only a wrong one is refused. Class
mates cannot lock each other out, and a school behind one address goes on.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from homeroom.accounts import queries, rules
from homeroom.accounts.models import familiar, throttle
from homeroom.accounts.rules import HUB, Failures, Limits
from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.secrets import hash_secret

FAMILIAR_FOR: Final = 180 * 24 * rules.HOUR

PASSWORD: Final = "password"  # noqa: S105 - the name of a method
BACKUP_CODE: Final = "backup_code"
SECOND_FACTOR: Final = "second_factor"
SIGN_UP: Final = "sign_up"

_CLAIM: Final = upsert(throttle, replace=["district"], give=["failures", "first_at", "last_at"])
"""Make the row if it is missing, and hold it until the end: on PostgreSQL too, one at a time."""

_PUT: Final = upsert(throttle, replace=["failures", "first_at", "last_at"])
_DROP: Final = Prepared(
    sa.delete(throttle).where(
        throttle.c.district == sa.bindparam("of_district"),
        throttle.c.kind == sa.bindparam("of_kind"),
        throttle.c.key_hash == sa.bindparam("of_key"),
    )
)
_BACK: Final = Prepared(
    sa.update(throttle)
    .where(
        throttle.c.district == sa.bindparam("of_district"),
        throttle.c.kind == sa.bindparam("of_kind"),
        throttle.c.key_hash == sa.bindparam("of_key"),
        throttle.c.failures > 0,
    )
    .values(failures=throttle.c.failures - 1)
)
_REMEMBER: Final = upsert(familiar, replace=["seen_at"])
_FORGET_FAILURES: Final = Prepared(
    sa.delete(throttle).where(throttle.c.last_at < sa.bindparam("before"))
)
_FORGET_FAMILIAR: Final = Prepared(
    sa.delete(familiar).where(familiar.c.seen_at < sa.bindparam("before"))
)


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from; `device` is what the long-lived cookie held, if anything."""

    address: str
    device: str = ""


@dataclass(frozen=True)
class Admission:
    """An attempt that may be looked at, already counted as a failure."""

    district: int
    method: str
    name_hash: str
    origin: Origin
    wait: int
    """Milliseconds for which the name or the address is refused; only its right secret passes."""


class Refused(Exception):  # noqa: N818 - a value that `begin` hands out of its transaction
    """The attempt is not looked at; it was not counted either."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def begin(  # noqa: PLR0913 -- an attempt is all of these
    control: Session,
    now: int,
    limits: Limits,
    district: int,
    method: str,
    name: str,
    origin: Origin,
) -> Admission:
    """Admit an attempt and count it as failed until it is settled; Refused while it must wait."""
    name_hash = _name_hash(district, name)
    by_name = _claimed(control, district, f"name:{method}", name_hash)
    by_address = _claimed(control, HUB, f"address:{method}", _address_hash(origin))
    wait = max(
        _name_wait(method, by_name, now, limits),
        _address_wait(method, by_address, now, limits),
    )
    if wait:
        # Who types a second factor has shown a password, so nobody else can make her wait; and six
        # digits are guessed in minutes from the address that a whole school shares.
        origins = [_address_hash(origin), *_device_hashes(origin)]
        spared = method not in (SECOND_FACTOR, SIGN_UP) and queries.is_familiar(
            control, district, name_hash, origins, now - FAMILIAR_FOR
        )
        if not spared:
            raise Refused(wait)
    _count(control, now, limits, district, method, name_hash, by_name)
    _count_address(control, now, limits, method, origin, by_address)
    return Admission(district, method, name_hash, origin, wait)


def succeed(control: Session, now: int, admission: Admission, device: str) -> None:
    """The secret was right: the name begins anew, and is familiar here from now on."""
    control.run(
        _DROP,
        of_district=admission.district,
        of_kind=f"name:{admission.method}",
        of_key=admission.name_hash,
    )
    _take_back_address(control, admission)
    here = Origin(admission.origin.address, device)
    for origin_hash in (_address_hash(here), *_device_hashes(here)):
        row = {
            "district": admission.district,
            "name_hash": admission.name_hash,
            "origin_hash": origin_hash,
            "seen_at": now,
        }
        control.run(_REMEMBER, **row)


def take_back(control: Session, admission: Admission) -> None:
    """The secret was never looked at, for want of room: it was no failure."""
    control.run(
        _BACK,
        of_district=admission.district,
        of_kind=f"name:{admission.method}",
        of_key=admission.name_hash,
    )
    _take_back_address(control, admission)


def hold(control: Session, admission: Admission) -> None:
    """Keep others who come with this name waiting until the transaction ends."""
    _claimed(control, admission.district, f"name:{admission.method}", admission.name_hash)


def unlock(control: Session, district: int, names: set[str]) -> None:
    """Let the names of one person begin anew: what a teacher does for a pupil who waits."""
    for name in names:
        for method in (PASSWORD, BACKUP_CODE):
            key = _name_hash(district, name)
            control.run(_DROP, of_district=district, of_kind=f"name:{method}", of_key=key)


def tidy(control: Session, now: int, limits: Limits) -> int:
    """Forget failures that no longer count and places not used for half a year."""
    windows = limits.address_window, limits.code_window, limits.sign_up_window
    longest = max(limits.forgets_after, *windows)
    gone = control.run(_FORGET_FAILURES, before=now - longest)
    return gone + control.run(_FORGET_FAMILIAR, before=now - FAMILIAR_FOR)


def _name_wait(method: str, known: Failures, now: int, limits: Limits) -> int:
    if method == BACKUP_CODE:
        return rules.window_wait(known, now, limits.code_guesses, limits.code_window)
    return rules.name_wait(known, now, limits)


def _address_wait(method: str, known: Failures, now: int, limits: Limits) -> int:
    # Nobody must sign up in this minute; a class must be able to sign in.
    wait = rules.window_wait if method == SIGN_UP else rules.paced_wait
    return wait(known, now, *_address_window(method, limits))


def _address_window(method: str, limits: Limits) -> tuple[int, int]:
    """Return how many tries of one address there may be, and in how long a time."""
    if method == SIGN_UP:
        return limits.sign_ups, limits.sign_up_window
    return limits.address_failures, limits.address_window


def _count(  # noqa: PLR0913 -- a count is all of these
    control: Session,
    now: int,
    limits: Limits,
    district: int,
    method: str,
    name_hash: str,
    known: Failures,
) -> None:
    window = method == BACKUP_CODE
    length = limits.code_window if window else limits.forgets_after
    counted = rules.one_more(known, now, length, window=window)
    _put(control, district, f"name:{method}", name_hash, counted)


def _count_address(  # noqa: PLR0913 -- a count is all of these
    control: Session, now: int, limits: Limits, method: str, origin: Origin, known: Failures
) -> None:
    _, length = _address_window(method, limits)
    counted = rules.one_more(known, now, length, window=True)
    _put(control, HUB, f"address:{method}", _address_hash(origin), counted)


def _claimed(control: Session, district: int, kind: str, key_hash: str) -> Failures:
    nothing = {"failures": 0, "first_at": 0, "last_at": 0}
    [row] = control.all(_CLAIM, district=district, kind=kind, key_hash=key_hash, **nothing)
    return Failures(int(row[0]), int(row[1]), int(row[2]))


def _put(control: Session, district: int, kind: str, key_hash: str, counted: Failures) -> None:
    control.run(
        _PUT,
        district=district,
        kind=kind,
        key_hash=key_hash,
        failures=counted.count,
        first_at=counted.first_at,
        last_at=counted.last_at,
    )


def _take_back_address(control: Session, admission: Admission) -> None:
    control.run(
        _BACK,
        of_district=HUB,
        of_kind=f"address:{admission.method}",
        of_key=_address_hash(admission.origin),
    )


def _name_hash(district: int, name: str) -> str:
    # Hashed, because what is typed into the field of the name is sometimes a password.
    return hash_secret(f"name:{district:x}:{rules.plain_name(name)}")


def _address_hash(origin: Origin) -> str:
    return hash_secret(f"address:{origin.address}")


def _device_hashes(origin: Origin) -> tuple[str, ...]:
    return (hash_secret(f"device:{origin.device}"),) if origin.device else ()
