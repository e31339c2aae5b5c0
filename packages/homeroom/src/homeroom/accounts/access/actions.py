"""Adds sign-ins and failures, inside a transaction of the caller; forgets the old ones."""

import secrets
from typing import Final

import sqlalchemy as sa

from homeroom.accounts import rules
from homeroom.accounts.access.queries import FAILURE, PROMPTED, SUCCESS, Access
from homeroom.accounts.models import access_event
from homeroom.accounts.queries import KeptSession
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import SECOND_FACTOR
from homeroom.accounts.throttles import Admission
from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.secrets import hash_secret

KEPT_FOR: Final = 60 * 24 * rules.HOUR

UNKNOWN: Final = "Unknown_user"
WRONG_SECRET: Final = "Wrong_secret"  # noqa: S105 - the name of an error
WRONG_CODE: Final = "Wrong_code"

_CONTEXT_DIGITS: Final = 16
_ADD: Final = insert(access_event)
_FORGET: Final = Prepared(sa.delete(access_event).where(access_event.c.at < sa.bindparam("before")))


def succeeded(control: Session, now: int, kept: KeptSession, address: str) -> None:
    """The sign-in is in the log; one that waits for a second factor as a prompt for it."""
    method, _, factor = kept.method.partition("+")
    event = PROMPTED if kept.waits_for == SECOND_FACTOR else SUCCESS
    context = hash_secret(f"context:{kept.district:x}:{kept.person:x}:{kept.started_at}")
    told = Access(
        now, context[:_CONTEXT_DIGITS], kept.person, kept.role, address, method, factor, event, ""
    )
    _add(control, kept.district, told)


def failed(
    control: Session, now: int, admission: Admission, person: int | None, error: str
) -> None:
    """The failure is in the log; `person` is whom the name led to, if to anybody."""
    told = Access(
        now, "", person, "", admission.origin.address, admission.method, "", FAILURE, error
    )
    _add(control, admission.district, told)


def tidy(control: Session, now: int) -> int:
    """Forget what is older than 60 days; returns how many."""
    return control.run(_FORGET, before=now - KEPT_FOR)


def _add(control: Session, district: int, told: Access) -> None:
    if district != HUB:
        row = told._asdict()
        control.run(_ADD, district=district, entry=secrets.token_hex(4), **row)
