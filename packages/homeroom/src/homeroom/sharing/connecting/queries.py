"""Proposals as they are stored."""

from typing import Final

import msgspec
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Row, Session
from homeroom.foundation.errors import NotFoundError
from homeroom.sharing.connecting.rules import Kind, Proposal, Stage, State, Terms, stage_of
from homeroom.sharing.members import members_of, whole
from homeroom.sharing.models import proposal
from homeroom.sharing.queries import ENDED, Connection, connections_of, view_through
from homeroom_wire.values import VERSIONS

_D: Final[sa.BindParameter[int]] = sa.bindparam("district")
_COLUMNS: Final = (
    proposal.c.proposal,
    proposal.c.district,
    proposal.c.application,
    proposal.c.kind,
    proposal.c.state,
    proposal.c.terms,
    proposal.c.launch_on,
    proposal.c.asked_at,
    proposal.c.asked_by,
    proposal.c.reminded_at,
    proposal.c.answered_at,
    proposal.c.answered_by,
    proposal.c.note,
    proposal.c.connection,
)
_ALL: Final = sa.select(*_COLUMNS).order_by(proposal.c.asked_at, proposal.c.proposal)
_OF_DISTRICT: Final = Prepared(_ALL.where(proposal.c.district == _D))
_OF_APPLICATION: Final = Prepared(_ALL.where(proposal.c.application == sa.bindparam("application")))
_ACCEPTED: Final = Prepared(_ALL.where(proposal.c.state == "accepted"))
_NAMED: Final = Prepared(
    _ALL.where(proposal.c.district == _D, proposal.c.proposal == sa.bindparam("named"))
)


def proposals_of(session: Session, district: int) -> list[Proposal]:
    """Every proposal of a district, oldest first, answered ones too."""
    return [_proposal(row) for row in session.all(_OF_DISTRICT, district=district)]


def proposals_to(session: Session, application: str) -> list[Proposal]:
    """Every proposal of an application in all districts, oldest first, answered ones too."""
    return [_proposal(row) for row in session.all(_OF_APPLICATION, application=application)]


def accepted_proposals(session: Session) -> list[Proposal]:
    """Every proposal that became a connection, in all districts."""
    return [_proposal(row) for row in session.all(_ACCEPTED)]


def proposal_named(session: Session, district: int, named: str) -> Proposal:
    """The proposal with this id; NotFoundError if the district has none."""
    row = session.one(_NAMED, district=district, named=named)
    if row is None:
        raise NotFoundError("There is no such request or invitation")
    return _proposal(row)


def open_proposal(session: Session, district: int, application: str) -> Proposal | None:
    """The one proposal between a district and an application that waits for an answer."""
    every = proposals_of(session, district)
    found = (one for one in every if one.application == application and one.state == "open")
    return next(found, None)


def connected(session: Session, district: int, application: str) -> Connection | None:
    """The connection between a district and an application that has not ended."""
    every = connections_of(session, district)
    found = (one for one in every if one.application == application and one.state != ENDED)
    return next(found, None)


def stage_now(session: Session, link: Connection, today: str) -> Stage:
    """Where a connection that has not ended stands on a day of its district."""
    view = view_through(session, link, VERSIONS[-1])
    users = members_of(session, view, "users")
    everyone = whole(session, link.district, "users") if users is None else users
    return stage_of(link, today, has_users=bool(everyone))


def _proposal(row: Row) -> Proposal:
    name, district, application, kind, state, terms, *rest = row
    return Proposal(
        name,
        district,
        application,
        msgspec.convert(kind, Kind),
        msgspec.convert(state, State),
        msgspec.convert(terms, Terms),
        *rest,
    )
