"""Whose an application is: inviting another developer, joining, leaving.

An invitation is a sealed text that the inviter hands over herself, and nothing is stored for it:
so whoever invites an address learns nothing of whether anybody here has it. It counts once, for
seven days, for the address that it names, and only while the inviter is an owner. Whoever was
removed cannot come back by an invitation of before.
"""

import secrets
from dataclasses import dataclass
from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import ConflictError, NotFoundError, StoreError
from homeroom.foundation.secrets import Sealer, hash_secret
from homeroom.oauth.actions import wait_for_issuers
from homeroom.oauth.models import application_owner, spent_form
from homeroom.oauth.registration.actions import own
from homeroom.oauth.registration.queries import Registration, owners_of, registration_of

OPEN_FOR: Final = 7 * 86_400_000

_PURPOSE: Final = "application_invitation"
_LONGEST: Final = 4000

_SPEND: Final = upsert(spent_form, replace=())
_NOTE: Final = upsert(spent_form, replace=("expires_at",))
_NOTED: Final = Prepared(
    sa.select(spent_form.c.expires_at).where(spent_form.c.form_hash == sa.bindparam("form_hash"))
)
_REMOVE: Final = Prepared(
    sa.delete(application_owner).where(
        application_owner.c.application == sa.bindparam("of_application"),
        application_owner.c.person == sa.bindparam("of_person"),
    )
)


@dataclass(frozen=True)
class Invitation:
    """What an invitation says."""

    application: str
    login: str
    """The address of whoever is invited, in the form in which addresses are compared."""

    by: int
    """The owner who invites."""

    at: int
    once: str


def invite(sealer: Sealer, now: int, application_id: str, by: int, login: str) -> str:
    """Return an invitation for the address, to be handed over by whoever invites."""
    made = Invitation(application_id, login, by, now, secrets.token_hex(16))
    return sealer.seal(msgspec.json.encode(made).decode(), _PURPOSE).hex()


def invitation_of(sealer: Sealer, text: str, now: int, login: str) -> Invitation:
    """Return what a text invites this address to; NotFoundError if to nothing (any more)."""
    if len(text) > _LONGEST:
        raise _not_invited()
    try:
        said = sealer.open(bytes.fromhex(text), _PURPOSE)
    except (ValueError, StoreError):
        raise _not_invited() from None
    found = msgspec.json.decode(said, type=Invitation)
    if found.login != login or not found.at <= now < found.at + OPEN_FOR:
        raise _not_invited()
    return found


def inviting(session: Session, invitation: Invitation, person: int, now: int) -> Registration:
    """Return the application that somebody may join; NotFoundError once she may not any more."""
    found = registration_of(session, invitation.by, invitation.application, now)
    spent = session.one(_NOTED, form_hash=_spent(invitation))
    left = session.one(_NOTED, form_hash=_left(invitation.application, person))
    # A departure is kept for as long as an invitation counts, so its end says when it was.
    has_left_since = left is not None and invitation.at <= left[0] - OPEN_FOR
    if found is None or spent is not None or has_left_since:
        raise _not_invited()
    return found


def join(session: Session, invitation: Invitation, person: int, now: int) -> None:
    """The application is hers too; whoever has joined by this invitation already still has."""
    wait_for_issuers(session, invitation.application)
    if person in owners_of(session, invitation.application):
        return
    inviting(session, invitation, person, now)
    session.run(_SPEND, form_hash=_spent(invitation), expires_at=invitation.at + OPEN_FOR)
    own(session, now, invitation.application, person)


def remove(session: Session, held_one: Registration, person: int, now: int) -> None:
    """The application is not this developer's any more; ConflictError if she is its last owner."""
    owners = owners_of(session, held_one.id)
    if person not in owners:
        return
    if len(owners) == 1:
        raise ConflictError("An application keeps at least one owner. Invite another one first.")
    session.run(_REMOVE, of_application=held_one.id, of_person=person)
    session.run(_NOTE, form_hash=_left(held_one.id, person), expires_at=now + OPEN_FOR)


def _spent(invitation: Invitation) -> str:
    return hash_secret(f"invitation:{invitation.once}")


def _left(application_id: str, person: int) -> str:
    return hash_secret(f"left:{application_id}:{person}")


def _not_invited() -> NotFoundError:
    return NotFoundError(
        "This invitation counts no more, or is for another account. Ask for a new one, and sign"
        " in with the address that it was made for.",
        "no_such_invitation",
    )
