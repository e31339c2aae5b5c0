"""What happens to a team: each verb is one transaction of the roster, with its log entry.

What must follow in the control file, which no transaction spans as well, is done around it: a
password before its member is there, when it opens nothing; the end of sessions after she has
gone, when they open nothing any more.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from homeroom.accounts.actions import sign_out_everywhere
from homeroom.accounts.desk import Desk
from homeroom.accounts.proof import keeping
from homeroom.districts.tasks.actions import forget_person
from homeroom.events.recording import recorded
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.foundation.secrets import hash_secret
from homeroom.roster.actions import hold_district, reserve
from homeroom.roster.auditing.actions import record
from homeroom.roster.team import actions as team
from homeroom.roster.team.queries import (
    ADMINISTRATOR,
    OWNER,
    Invitation,
    Member,
    invitation_named,
    member_named,
    open_invitations,
)

_OPEN_FOR: Final = timedelta(days=7)
_MILLISECOND: Final = timedelta(milliseconds=1)
_TOKEN_BYTES: Final = 24

USED: Final = (
    "This link leads nowhere any more: it was used, withdrawn, or is older than seven days. Ask"
    " whoever sent it to you for a new one."
)
_MOVED: Final = "Somebody changed the team since you loaded the page. Look at it again."
_NO_MEMBER: Final = "There is no such person in your team."


@dataclass(frozen=True)
class By:
    """Who acts in which district."""

    district: int
    signature: str


@dataclass(frozen=True)
class Joining:
    """What somebody typed who follows an invitation."""

    token: str = field(repr=False)
    name: str
    password: str = field(repr=False)


def invite(desk: Desk, by: By, email: str, role: str) -> str:
    """An invitation is open; return what its link holds, which is kept nowhere.

    An earlier one to the same address leads nowhere from now on.
    """
    token = f"{by.district:010x}.{secrets.token_urlsafe(_TOKEN_BYTES)}"
    now = desk.now()
    with desk.store.roster.writing() as session:
        hold_district(session, by.district)
        for one in open_invitations(session, by.district, now):
            if one.email.casefold() == email.casefold():
                team.withdraw(session, by.district, one.invitation_hash)
        person = reserve(session, by.district, now // 1000, 1).rid(0)
        until = now + _OPEN_FOR // _MILLISECOND
        made = Invitation(
            hash_secret(token), person, role, email, by.signature, now, until, used_at=None
        )
        team.invite(session, by.district, made)
        said = f"invited as {role.replace('_', ' ')}"
        record(session, by.district, now, by.signature, "team", email, said)
    return token


def withdraw(desk: Desk, by: By, invitation_hash: str) -> None:
    """The invitation leads nowhere; one that is gone already is gone."""
    with desk.store.roster.writing() as session:
        found = invitation_named(session, by.district, invitation_hash)
        if found is not None and team.withdraw(session, by.district, invitation_hash):
            at = desk.now()
            record(session, by.district, at, by.signature, "team", found.email, "withdrawn")


def invitation_of(desk: Desk, token: str) -> tuple[int, Invitation]:
    """Return the district and the invitation of a link; NotFoundError once it leads nowhere."""
    number, _, _ = token.partition(".")
    try:
        district = int(number, 16)
    except ValueError:
        district = 0
    with desk.store.roster.reading() as session:
        found = invitation_named(session, district % 2**40, hash_secret(token))
    if found is None or not found.is_open(desk.now()):
        raise NotFoundError(USED, "invitation_used")
    return district, found


def accept(desk: Desk, joining: Joining, moment: datetime) -> tuple[int, int]:
    """Whoever followed the link is a member with a password; return (district, person)."""
    district, invitation = invitation_of(desk, joining.token)
    hashed = desk.pool.hash(joining.password)
    with desk.store.control.writing() as control:
        keep_password(control, desk.now(), district, invitation.person, hashed)
    now = desk.now()
    with desk.store.roster.writing() as session:
        if not team.use(session, district, invitation.invitation_hash, now):
            raise NotFoundError(USED, "invitation_used")
        made = Member(
            invitation.person,
            invitation.role,
            joining.name,
            invitation.email,
            now,
            invitation.invited_by,
        )
        join(session, district, made, moment)
    return district, invitation.person


def keep_password(control: Session, now: int, district: int, person: int, hashed: str) -> None:
    """The person has an account with a password of her own."""
    keeping.open_account(control, now, district, person)
    keeping.keep(control, now, district, person, keeping.PASSWORD, hashed, "chosen")


def join(session: Session, district: int, member: Member, moment: datetime) -> None:
    """The member is there, with her record and its events; `moment` is the district's time."""
    seconds = int(moment.timestamp())
    with recorded(session, district, "team", None, seconds, seconds * 1000) as batch:
        batch.add(team.join(session, district, member, moment, batch.number))
    said = f"joined as {member.role}"
    record(session, district, member.joined_at, _signature(member), "team", member.email, said)


def change_role(desk: Desk, by: By, person: int, was: str, becomes: str) -> bool:
    """The member has another role; False if she has it already. The owner's is handed over."""
    with desk.store.roster.writing() as session:
        found = _member(session, by.district, person)
        if found.role == becomes:
            return False
        if found.role == OWNER or not team.set_role(session, by.district, person, was, becomes):
            raise ConflictError(_MOVED, "team_changed")
        said = f"{was} becomes {becomes}"
        record(session, by.district, desk.now(), by.signature, "team", found.email, said)
    return True


def hand_over(desk: Desk, by: By, owner: int, person: int) -> None:
    """The member is the owner; who was it is an administrator."""
    with desk.store.roster.writing() as session:
        found = _member(session, by.district, person)
        # First down, then up: there is never more than one.
        moved = team.set_role(session, by.district, owner, OWNER, ADMINISTRATOR)
        if not moved or not team.set_role(session, by.district, person, found.role, OWNER):
            raise ConflictError(_MOVED, "team_changed")
        at = desk.now()
        record(session, by.district, at, by.signature, "team", found.email, "is the owner now")


def remove(desk: Desk, by: By, person: int, moment: datetime) -> None:
    """The member is gone with her record; nothing that she holds opens anything."""
    with desk.store.roster.writing() as session:
        hold_district(session, by.district)
        found = _member(session, by.district, person)
        if found.role == OWNER:
            raise ConflictError("The owner hands the district over before she leaves.", "is_owner")
        seconds = int(moment.timestamp())
        with recorded(session, by.district, "team", None, seconds, seconds * 1000) as batch:
            batch.add(team.leave(session, by.district, person, batch.number))
        record(session, by.district, desk.now(), by.signature, "team", found.email, "removed")
    sign_out_everywhere(desk, by.district, person)
    with desk.store.control.writing() as control:
        forget_person(control, by.district, person)


def _member(session: Session, district: int, person: int) -> Member:
    found = member_named(session, district, person)
    if found is None:
        raise NotFoundError(_NO_MEMBER, "no_such_member")
    return found


def _signature(member: Member) -> str:
    return member.name or member.email
