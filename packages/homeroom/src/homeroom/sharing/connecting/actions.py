"""Verbs that write proposals and days of launch; each runs inside a writing session of the roster.

Whatever is sent twice is done once: asking, answering and withdrawing again changes nothing, and
an answer to something that was answered otherwise is a ConflictError.
"""

import secrets
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, insert
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting.queries import (
    connected,
    open_proposal,
    proposal_named,
    proposals_of,
)
from homeroom.sharing.connecting.rules import (
    Kind,
    Proposal,
    Side,
    State,
    Terms,
    check_asked,
    check_asker,
    check_note,
    check_open,
    launch_day,
)
from homeroom.sharing.models import connection, proposal
from homeroom.sharing.queries import ENDED, PAUSED, RUNNING, SETTING_UP, connection_named

_ASK: Final = insert(proposal)
_MINE: Final = (
    proposal.c.district == sa.bindparam("of_district"),
    proposal.c.proposal == sa.bindparam("named"),
)
_CLOSE: Final = Prepared(
    sa.update(proposal)
    .where(*_MINE, proposal.c.state == "open")
    .values(
        state=sa.bindparam("new_state"),
        answered_at=sa.bindparam("at"),
        answered_by=sa.bindparam("who"),
        note=sa.bindparam("said"),
        connection=sa.bindparam("became"),
    )
)
_REMIND: Final = Prepared(sa.update(proposal).where(*_MINE).values(reminded_at=sa.bindparam("at")))
_PROPOSE: Final = Prepared(sa.update(proposal).where(*_MINE).values(launch_on=sa.bindparam("day")))
_PUT: Final = Prepared(
    sa.update(connection)
    .where(
        connection.c.district == sa.bindparam("of_district"),
        connection.c.connection == sa.bindparam("named"),
    )
    .values(state=sa.bindparam("new_state"), launch_on=sa.bindparam("day"))
)
_WAIT: Final = Prepared(sa.text("SELECT pg_advisory_xact_lock(:of_district)"))


def request_application(  # noqa: PLR0913 - a request is all of this
    session: Session,
    district: int,
    application: str,
    author: Author,
    *,
    terms: Terms = "",
    launch_on: str | None = None,
) -> str:
    """The district asks for the application; return the proposal's id."""
    return _ask(session, district, application, author, "request", terms, launch_on)


def invite_district(session: Session, district: int, application: str, author: Author) -> str:
    """The application asks the district; return the proposal's id."""
    return _ask(session, district, application, author, "invitation", "", None)


def withdraw(session: Session, district: int, named: str, side: Side, author: Author) -> None:
    """The side that asked takes it back."""
    wait_for_others(session, district)
    found = proposal_named(session, district, named)
    check_asker(found, side)
    _close(session, found, "withdrawn", author)


def decline(session: Session, district: int, named: str, side: Side, author: Author) -> None:
    """The side that was asked says no, with the author's note."""
    wait_for_others(session, district)
    found = proposal_named(session, district, named)
    check_asked(found, side)
    _close(session, found, "declined", author)


def remind(session: Session, district: int, named: str, side: Side, author: Author) -> None:
    """The side that was asked is told once more, at most once a day."""
    wait_for_others(session, district)
    found = proposal_named(session, district, named)
    check_asker(found, side)
    check_open(found)
    if not found.may_remind(author.at_ms):
        raise ConflictError("You asked or reminded within the last day; wait a day")
    session.run(_REMIND, of_district=district, named=named, at=author.at_ms)


def became(session: Session, found: Proposal, named: str, author: Author) -> None:
    """An open proposal was accepted and is this connection, which is set up from now on."""
    _close(session, found, "accepted", author, named)
    put = {"of_district": found.district, "named": named}
    session.run(_PUT, **put, new_state=SETTING_UP, day=None)


def set_launch_day(session: Session, district: int, named: str, day: str, today: str) -> None:
    """People may enter from this day on; the application says which (district.md 3.3)."""
    wait_for_others(session, district)
    found = connection_named(session, district, named)
    if found is None or found.state == ENDED:
        raise NotFoundError("There is no such connection")
    if found.launched(today):
        if found.launch_on == day:
            return
        raise ConflictError("The connection is launched already; its launch date is over")
    if found.state == PAUSED:
        raise ConflictError("The connection is paused; end the pause first")
    on = launch_day(day, today)
    session.run(_PUT, of_district=district, named=named, new_state=RUNNING, day=on)


def propose_launch_day(
    session: Session, district: int, application: str, day: str, today: str
) -> None:
    """The district asks the application for this day; it decides nothing (district.md 3.3)."""
    wait_for_others(session, district)
    on = launch_day(day, today)
    found = open_proposal(session, district, application)
    if found is None or found.kind != "request":
        found = _behind(session, district, application, today)
    session.run(_PROPOSE, of_district=district, named=found.id, day=on)


def wait_for_others(session: Session, district: int) -> None:
    """Whoever arranges a connection of the district looks and writes with nobody in between."""
    if session.kind == "postgresql":
        session.one(_WAIT, of_district=district)


def _ask(  # noqa: PLR0913 - a proposal is all of this
    session: Session,
    district: int,
    application: str,
    author: Author,
    kind: Kind,
    terms: Terms,
    launch_on: str | None,
) -> str:
    wait_for_others(session, district)
    if connected(session, district, application) is not None:
        raise ConflictError("The application is connected to this district already")
    known = open_proposal(session, district, application)
    if known is not None:
        return _same(known, kind, terms, launch_on)
    made = f"{author.at_ms // 1000:08x}{secrets.token_hex(8)}"
    row = {
        "district": district,
        "proposal": made,
        "application": application,
        "kind": kind,
        "state": "open",
        "terms": terms,
        "launch_on": launch_on,
        "asked_at": author.at_ms,
        "asked_by": author.who,
        "reminded_at": None,
        "answered_at": None,
        "answered_by": "",
        "note": "",
        "connection": None,
    }
    session.many(_ASK, [row])
    return made


def _same(known: Proposal, kind: Kind, terms: Terms, launch_on: str | None) -> str:
    """Return the open proposal if this one says the same; a form sent twice asks once."""
    if (known.kind, known.terms, known.launch_on) == (kind, terms, launch_on):
        return known.id
    if known.kind == kind:
        raise ConflictError(f"This was asked already, by {known.asked_by}")
    if kind == "request":
        raise ConflictError("The application has invited the district; accept the invitation")
    raise ConflictError("The district has asked for the application; accept its request")


def _close(
    session: Session, found: Proposal, state: State, author: Author, became: str | None = None
) -> None:
    if found.state == state:
        return
    check_open(found)
    check_note(author.note)
    session.run(
        _CLOSE,
        of_district=found.district,
        named=found.id,
        new_state=state,
        at=author.at_ms,
        who=author.who,
        said=author.note,
        became=became,
    )


def _behind(session: Session, district: int, application: str, today: str) -> Proposal:
    """Return what a connection that is not launched yet came from."""
    link = connected(session, district, application)
    if link is None:
        raise NotFoundError("There is no such connection")
    if link.launched(today):
        raise ConflictError("The connection is launched already; its launch date is over")
    every = proposals_of(session, district)
    found = [one for one in every if one.connection == link.id]
    if not found:
        raise ConflictError("Nobody asked for this connection, so no launch date is awaited")
    return found[-1]
