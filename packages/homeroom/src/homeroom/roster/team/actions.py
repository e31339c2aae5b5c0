"""Writes of a district's team; each runs inside a transaction that its caller opened.

Whoever calls `join` or `leave` wraps it in `events.recording`: a member is a record too, and
applications that share administrators are told of her.
"""

from datetime import datetime
from typing import Final

import polars as pl
import sqlalchemy as sa

from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.ids import wire_id
from homeroom.roster import actions, queries, render
from homeroom.roster.changes import COLUMNS, Changes
from homeroom.roster.models import team_invitation, team_member
from homeroom.roster.shape import EMPLOYEE
from homeroom.roster.team.queries import Invitation, Member
from homeroom_wire.roles import ROLE_BITS

_OF_MEMBER = (
    team_member.c.district == sa.bindparam("of_district"),
    team_member.c.person == sa.bindparam("of_person"),
)
_ADD: Final = Prepared(sa.insert(team_member))
_DROP: Final = Prepared(sa.delete(team_member).where(*_OF_MEMBER))
_ROLE: Final = Prepared(
    sa.update(team_member)
    .where(*_OF_MEMBER, team_member.c.role == sa.bindparam("was"))
    .values(role=sa.bindparam("becomes"))
)
_INVITE: Final = Prepared(sa.insert(team_invitation))
_OF_INVITATION = (
    team_invitation.c.district == sa.bindparam("of_district"),
    team_invitation.c.invitation_hash == sa.bindparam("of_hash"),
    team_invitation.c.used_at.is_(None),
)
_USE: Final = Prepared(
    sa.update(team_invitation)
    .where(*_OF_INVITATION, team_invitation.c.expires_at > sa.bindparam("now"))
    .values(used_at=sa.bindparam("now"))
)
_WITHDRAW: Final = Prepared(sa.delete(team_invitation).where(*_OF_INVITATION))


def join(session: Session, district: int, member: Member, now: datetime, batch: int) -> Changes:
    """The member is there with her record; return the change for the batch's events."""
    session.run(_ADD, district=district, **member._asdict())
    born = wire_time(now)
    own, home = wire_id(member.person, district), _district_id(session, district)
    legacy = actions.reserve(session, district, int(now.timestamp()), 1).rid(0)
    first, _, last = member.name.rpartition(" ")
    row = {
        "email": member.email,
        "first_name": first,
        "last_name": last,
        "district_admin.legacy_id": wire_id(legacy, district),
    }
    version = {
        "rid": member.person,
        "body": render.head("users", own, home, born, born) + render.tail(EMPLOYEE, row),
        "extra": None,
        "roles": ROLE_BITS["district_admin"],
        "at_school": None,
        "at_course": None,
        "at_term": None,
    }
    return _applied(session, district, "created", pl.DataFrame([version], schema=COLUMNS), batch)


def leave(session: Session, district: int, person: int, batch: int) -> Changes:
    """The member is there no more, nor is her record."""
    session.run(_DROP, of_district=district, of_person=person)
    lost = queries.versions(session, district, "users", [person])
    return _applied(session, district, "deleted", lost, batch)


def set_role(session: Session, district: int, person: int, was: str, becomes: str) -> bool:
    """The member has this role; False if she had another than was said."""
    asked = {"of_district": district, "of_person": person, "was": was, "becomes": becomes}
    return session.run(_ROLE, **asked) == 1


def invite(session: Session, district: int, made: Invitation) -> None:
    """The invitation is open."""
    row = {name: getattr(made, name) for name in Invitation.__slots__}
    session.run(_INVITE, district=district, **row)


def use(session: Session, district: int, invitation_hash: str, now: int) -> bool:
    """Use the invitation up; False if it was used, withdrawn or is too old."""
    return session.run(_USE, of_district=district, of_hash=invitation_hash, now=now) == 1


def withdraw(session: Session, district: int, invitation_hash: str) -> bool:
    """The invitation leads nowhere; False if it did not before."""
    return session.run(_WITHDRAW, of_district=district, of_hash=invitation_hash) == 1


def _district_id(session: Session, district: int) -> str:
    own = queries.rids(session, district, "districts")["rid"]
    return wire_id(int(own[0]), district)


def _applied(
    session: Session, district: int, action: str, frame: pl.DataFrame, batch: int
) -> Changes:
    changes = Changes()
    changes.add("users", action, frame)
    actions.apply_documents(session, district, changes, batch)
    return changes
