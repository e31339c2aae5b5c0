"""The second factor: time-based codes of an authenticator app, and recovery codes (sso.md 10.7).

A code is good for its own half minute and one either side, once: its step and all before it are
used up with it. The app's secret is sealed with the hub's master key, since it must be read to
check a code.
"""

import hmac
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import pyotp
import sqlalchemy as sa

from homeroom.accounts import queries
from homeroom.accounts.desk import Desk
from homeroom.accounts.models import recovery_code
from homeroom.accounts.people import Person
from homeroom.accounts.proof import codes, keeping
from homeroom.accounts.rules import SECOND
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError

STEP: Final = 30 * SECOND
_EITHER_SIDE: Final = 1
_PENDING: Final = "pending"
_CONFIRMED: Final = "confirmed"

_ADD_RECOVERY: Final = insert(recovery_code)
_DROP_RECOVERY: Final = Prepared(
    sa.delete(recovery_code).where(
        recovery_code.c.district == sa.bindparam("of_district"),
        recovery_code.c.person == sa.bindparam("of_person"),
    )
)
_USE_RECOVERY: Final = Prepared(
    sa.update(recovery_code)
    .where(
        recovery_code.c.district == sa.bindparam("of_district"),
        recovery_code.c.person == sa.bindparam("of_person"),
        recovery_code.c.code_hash == sa.bindparam("of_code"),
        recovery_code.c.used_at.is_(None),
    )
    .values(used_at=sa.bindparam("now"))
)


@dataclass(frozen=True)
class Enrolment:
    """What an authenticator app is told: the secret to type, and the address of the QR code."""

    secret: str
    address: str


def begin_enrolment(desk: Desk, person: Person, base_url: str) -> Enrolment:
    """A fresh secret waits for its first code; ConflictError where a factor is in force.

    Otherwise whoever found an open browser could put an app of her own in its place.
    """
    secret = pyotp.random_base32()
    sealed = desk.sealer.seal(secret, _purpose(person)).hex()
    now = desk.now()
    where = person.district, person.user
    with desk.store.control.writing() as control:
        keeping.open_account(control, now, *where)
        keeping.hold(control, *where)
        if has_factor(control, person):
            raise ConflictError("You have an authenticator app already.")
        keeping.keep(control, now, *where, keeping.TOTP, sealed, _PENDING)
    host = urlsplit(base_url).netloc
    app = pyotp.TOTP(secret, name=person.email or person.id, issuer=f"Homeroom {host}")
    return Enrolment(secret, app.provisioning_uri())


def has_factor(control: Session, person: Person) -> bool:
    """True if a second factor is in force."""
    kept = queries.credential_of(control, person.district, person.user, keeping.TOTP)
    return kept is not None and kept.origin == _CONFIRMED


def confirm(desk: Desk, control: Session, now: int, person: Person, code: str) -> list[str]:
    """The waiting secret is in force; returns the recovery codes, or none if the code is wrong."""
    where = person.district, person.user
    # Held before it is looked at: of two codes at once the second finds the app in force, and the
    # recovery codes that the first was shown stay.
    keeping.hold(control, *where)
    kept = queries.credential_of(control, *where, keeping.TOTP)
    if kept is None or kept.origin != _PENDING or not use(desk, control, now, person, code):
        return []
    keeping.confirm_factor(control, now, *where, _CONFIRMED)
    control.run(_DROP_RECOVERY, of_district=person.district, of_person=person.user)
    made = [codes.new_recovery_code() for _ in range(codes.RECOVERY_CODES)]
    for one in made:
        hashed = codes.code_hash(one, *where)
        control.run(
            _ADD_RECOVERY,
            district=person.district,
            person=person.user,
            code_hash=hashed,
            used_at=None,
        )
    return made


def use(desk: Desk, control: Session, now: int, person: Person, code: str) -> bool:
    """Use a code of the app up; False if it is wrong, or was used before."""
    # Before the credential, as everywhere: in another order two would wait for each other.
    keeping.hold(control, person.district, person.user)
    kept = queries.credential_of(control, person.district, person.user, keeping.TOTP)
    if kept is None:
        return False
    app = pyotp.TOTP(desk.sealer.open(bytes.fromhex(kept.secret), _purpose(person)))
    given = "".join(sign for sign in code if sign.isalnum()).encode()
    present = now // STEP
    right = 0
    for step in range(present - _EITHER_SIDE, present + _EITHER_SIDE + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), given):
            right = step
    return bool(right) and keeping.use_step(control, person.district, person.user, right)


def use_recovery(control: Session, now: int, person: Person, code: str) -> bool:
    """Use a recovery code up; False if it is wrong, or was used before."""
    hashed = codes.code_hash(code, person.district, person.user)
    where = {"of_district": person.district, "of_person": person.user, "of_code": hashed}
    return control.run(_USE_RECOVERY, **where, now=now) == 1


def remove(control: Session, person: Person) -> None:
    """The person has no second factor: what the hub's operator does for one who lost hers."""
    keeping.drop(control, person.district, person.user, keeping.TOTP)
    control.run(_DROP_RECOVERY, of_district=person.district, of_person=person.user)


def _purpose(person: Person) -> str:
    # Sealed for one person: a row copied to another account does not open there.
    return f"totp:{person.district:x}:{person.user:x}"
