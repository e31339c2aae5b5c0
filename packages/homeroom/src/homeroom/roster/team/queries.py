"""Reads of a district's team (roster file)."""

from dataclasses import dataclass
from typing import Final, NamedTuple

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.roster.models import team_invitation, team_member

OWNER: Final = "owner"
ADMINISTRATOR: Final = "administrator"
HELP_DESK: Final = "help_desk"
INVITED: Final = (ADMINISTRATOR, HELP_DESK)
"""What somebody may be invited as; the owner becomes one by hand-over only."""

_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_MEMBER_COLUMNS = (
    team_member.c.person,
    team_member.c.role,
    team_member.c.name,
    team_member.c.email,
    team_member.c.joined_at,
    team_member.c.invited_by,
)
_MEMBERS: Final = Prepared(
    sa.select(*_MEMBER_COLUMNS)
    .where(team_member.c.district == _D)
    .order_by(team_member.c.joined_at, team_member.c.person)
)
_MEMBER: Final = Prepared(
    sa.select(*_MEMBER_COLUMNS).where(
        team_member.c.district == _D, team_member.c.person == sa.bindparam("person")
    )
)
_INVITATION_COLUMNS = (
    team_invitation.c.invitation_hash,
    team_invitation.c.person,
    team_invitation.c.role,
    team_invitation.c.email,
    team_invitation.c.invited_by,
    team_invitation.c.invited_at,
    team_invitation.c.expires_at,
    team_invitation.c.used_at,
)
_OPEN: Final = Prepared(
    sa.select(*_INVITATION_COLUMNS)
    .where(
        team_invitation.c.district == _D,
        team_invitation.c.used_at.is_(None),
        team_invitation.c.expires_at > sa.bindparam("now"),
    )
    .order_by(team_invitation.c.invited_at, team_invitation.c.invitation_hash)
)
_INVITATION: Final = Prepared(
    sa.select(*_INVITATION_COLUMNS).where(
        team_invitation.c.district == _D,
        team_invitation.c.invitation_hash == sa.bindparam("invitation_hash"),
    )
)


class Member(NamedTuple):
    """One member of a district's team."""

    person: int
    role: str
    name: str
    email: str
    joined_at: int
    invited_by: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link by which somebody may join."""

    invitation_hash: str
    person: int
    role: str
    email: str
    invited_by: str
    invited_at: int
    expires_at: int
    used_at: int | None

    def is_open(self, now: int) -> bool:
        """True while the link leads in."""
        return self.used_at is None and now < self.expires_at


def members(session: Session, district: int) -> list[Member]:
    """Return the team, whoever joined first first."""
    return [Member(*row) for row in session.all(_MEMBERS, district=district)]


def member_named(session: Session, district: int, person: int) -> Member | None:
    """Return the member of this number."""
    row = session.one(_MEMBER, district=district, person=person)
    return None if row is None else Member(*row)


def numbers(session: Session, district: int) -> list[int]:
    """Return the record numbers of the team, which no sync may touch."""
    return sorted(one.person for one in members(session, district))


def open_invitations(session: Session, district: int, now: int) -> list[Invitation]:
    """Return the invitations that still lead in, oldest first."""
    return [Invitation(*row) for row in session.all(_OPEN, district=district, now=now)]


def invitation_named(session: Session, district: int, invitation_hash: str) -> Invitation | None:
    """Return the invitation, used or not."""
    row = session.one(_INVITATION, district=district, invitation_hash=invitation_hash)
    return None if row is None else Invitation(*row)
