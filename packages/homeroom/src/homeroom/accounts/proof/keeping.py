"""Writes of an account and its credentials; each inside a transaction of its caller."""

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from homeroom.accounts import queries
from homeroom.accounts.models import account, credential
from homeroom.foundation.database import Prepared, Session, upsert

PASSWORD: Final = "password"  # noqa: S105 - the name of a kind
TOTP: Final = "totp"

Void = Callable[[Session, int, int, int], object]
"""Takes back what a person was issued: session, now, district, person."""

# Codes and tokens belong to a feature above this one. Each states once, as it is loaded, how its
# own are voided; so no page that resets a password or signs somebody out can forget it.
_VOIDS: Final[dict[Void, None]] = {}

_OPEN: Final = upsert(account, replace=[])
_PUT: Final = upsert(credential, replace=["secret", "origin", "last_step", "changed_at"])
_DROP: Final = Prepared(
    sa.delete(credential).where(
        credential.c.district == sa.bindparam("of_district"),
        credential.c.person == sa.bindparam("of_person"),
        credential.c.kind == sa.bindparam("of_kind"),
    )
)
_STEP: Final = Prepared(
    sa.update(credential)
    .where(
        credential.c.district == sa.bindparam("of_district"),
        credential.c.person == sa.bindparam("of_person"),
        credential.c.kind == TOTP,
        credential.c.last_step < sa.bindparam("step"),
    )
    .values(last_step=sa.bindparam("step"))
)
_CONFIRM: Final = Prepared(
    sa.update(credential)
    .where(
        credential.c.district == sa.bindparam("of_district"),
        credential.c.person == sa.bindparam("of_person"),
        credential.c.kind == TOTP,
    )
    .values(origin=sa.bindparam("to"), changed_at=sa.bindparam("now"))
)
_OF_PERSON = (
    account.c.district == sa.bindparam("of_district"),
    account.c.person == sa.bindparam("of_person"),
)
_NEXT_GENERATION: Final = Prepared(
    sa.update(account).where(*_OF_PERSON).values(generation=account.c.generation + 1)
)
_HOLD: Final = Prepared(sa.select(account.c.generation).where(*_OF_PERSON).with_for_update())
_SUSPEND: Final = Prepared(
    sa.update(account).where(*_OF_PERSON).values(suspended_at=sa.bindparam("moment"))
)


def open_account(  # noqa: PLR0913 -- an account is all of these
    control: Session,
    now: int,
    district: int,
    person: int,
    *,
    login: str | None = None,
    name: str | None = None,
    duties: str = "",
) -> None:
    """The person has an account; one that is there already stays as it is."""
    control.run(
        _OPEN,
        district=district,
        person=person,
        login=login,
        name=name,
        duties=duties,
        generation=0,
        suspended_at=None,
        created_at=now,
    )


def hold(control: Session, district: int, person: int) -> None:
    """Whoever else would write in the account waits until this transaction ends."""
    control.one(_HOLD, of_district=district, of_person=person)


def keep(  # noqa: PLR0913 -- a credential is all of these
    control: Session, now: int, district: int, person: int, kind: str, secret: str, origin: str
) -> None:
    """This is the account's credential of that kind, in place of any before."""
    control.run(
        _PUT,
        district=district,
        person=person,
        kind=kind,
        secret=secret,
        origin=origin,
        last_step=0,
        changed_at=now,
    )


def drop(control: Session, district: int, person: int, kind: str) -> bool:
    """The account has no credential of that kind; False if it had none."""
    return control.run(_DROP, of_district=district, of_person=person, of_kind=kind) == 1


def confirm_factor(control: Session, now: int, district: int, person: int, to: str) -> None:
    """The second factor is in force; the steps that were used stay used."""
    control.run(_CONFIRM, of_district=district, of_person=person, now=now, to=to)


def use_step(control: Session, district: int, person: int, step: int) -> bool:
    """Use a second factor's step; False if it, or a later one, was used before."""
    return control.run(_STEP, of_district=district, of_person=person, step=step) == 1


def void_by(void: Void) -> None:
    """Whoever issues something on the strength of a sign-in states here how it is taken back."""
    _VOIDS[void] = None


def begin_generation(control: Session, now: int, district: int, person: int) -> None:
    """Every code and token that the person was ever issued is void (sso.md 11.1).

    In the caller's own transaction, so that no session ends without them.
    """
    control.run(_NEXT_GENERATION, of_district=district, of_person=person)
    for void in _VOIDS:
        void(control, now, district, person)


def suspend(control: Session, district: int, person: int, moment: int | None) -> None:
    """The account opens nothing from this moment on; None restores it."""
    control.run(_SUSPEND, of_district=district, of_person=person, moment=moment)


def is_suspended(control: Session, district: int, person: int) -> bool:
    """True if somebody stopped the account; a person without one is not suspended."""
    found = queries.account_of(control, district, person)
    return found is not None and found.is_suspended
