"""Verbs of the Library; each runs inside a writing session of the roster that its caller opened.

Each can be done twice and means the same as once. What a verb changes about installs it returns
as moves: whoever calls revokes the tokens of those that no longer read, which lie in the other
half of the store. A token that outlives that moment opens nothing all the same, because every
read works the standing out anew.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.foundation.errors import ConflictError, NotAllowedError, NotFoundError
from homeroom.sharing.library import queries
from homeroom.sharing.library.queries import Install
from homeroom.sharing.library.rules import (
    ACTIVE,
    UNINSTALLED,
    Approval,
    Mode,
    Standing,
    WhenConnected,
)
from homeroom.sharing.models import (
    library_change,
    library_choice,
    library_connection,
    library_policy,
)
from homeroom.sharing.queries import ENDED

Choice = Literal["blocked", "approved", "recommended"]

_ADD: Final = upsert(library_connection, replace=())
_NOTE: Final = upsert(library_change, replace=())
_CHOOSE: Final = upsert(library_choice, replace=("note", "changed_at"))
_SET: Final = {
    name: upsert(library_policy, replace=(name, "changed_at"))
    for name in ("mode", "approval", "when_connected", "abbreviation")
}
_FIRST: Final = {"mode": "open", "approval": "free", "when_connected": "keep", "abbreviation": ""}
_MOVE: Final = Prepared(
    sa.update(library_connection)
    .where(
        library_connection.c.district == sa.bindparam("of_district"),
        library_connection.c.connection == sa.bindparam("named"),
        library_connection.c.state == sa.bindparam("old_state"),
        library_connection.c.cause == sa.bindparam("old_cause"),
    )
    .values(
        state=sa.bindparam("new_state"),
        cause=sa.bindparam("new_cause"),
        ended_at=sa.bindparam("new_end"),
    )
)
_LIST: Final = Prepared(
    sa.update(library_connection)
    .where(
        library_connection.c.district == sa.bindparam("of_district"),
        library_connection.c.application == sa.bindparam("of_application"),
        library_connection.c.state != ENDED,
    )
    .values(listed=sa.bindparam("is_listed"))
)
_UNCHOOSE: Final = Prepared(
    sa.delete(library_choice).where(
        library_choice.c.district == sa.bindparam("of_district"),
        library_choice.c.application == sa.bindparam("of_application"),
        library_choice.c.choice == sa.bindparam("of_choice"),
    )
)


@dataclass(frozen=True)
class Move:
    """An install that went from one standing to another."""

    install: Install
    before: Standing
    after: Standing

    @property
    def closes(self) -> bool:
        """Whether tokens that came by the install are to be revoked (sso.md 8.2).

        Where it stood before does not matter: what was stored may have been older than a token.
        """
        return not self.after.reads


@dataclass(frozen=True)
class Act:
    """When something is done, where, and by whom; `by` is blank for what follows from a sync."""

    at: int
    """In milliseconds, by the hub's clock."""

    district: int
    by: str = ""
    without_sign_in: Collection[str] = ()
    """Applications whose Secure Sync signs nobody in, so that it takes no install's place."""

    today: str = ""
    """The district's own day, by which connections are launched."""


# -------------------------------------------------------------------------------- the teacher's


def install(
    session: Session, act: Act, application: str, teacher: int, consent_version: str
) -> str:
    """The teacher's install is there; return its connection (sso.md 8.4).

    An install that has not ended is returned as it is. ConflictError beside a district
    connection (Q8), NotAllowedError where the district forbids it, NotFoundError if nobody of
    the roster teaches by this number.
    """
    found = queries.consents_of(session, act.district, application, teacher)
    if found and found[-1].stored.state != ENDED:
        return found[-1].connection
    here = queries.near(session, act.district, [application], (), act.today)[application]
    if teacher not in here.teachers:
        raise NotFoundError("There is no such teacher")
    if here.policy.blocks(application):
        raise NotAllowedError("The district does not allow this application")
    if here.launched:
        raise ConflictError("The district has connected this application itself")
    row = {
        "district": act.district,
        "application": application,
        "teacher": teacher,
        "consent": len(found) + 1,
        "connection": f"{act.at // 1000:08x}{secrets.token_hex(8)}",
        "state": ACTIVE.state,
        "cause": ACTIVE.cause,
        "listed": 1,
        "consent_version": consent_version,
        "consented_at": act.at,
        "ended_at": None,
    }
    session.many(_ADD, [row])
    # Somebody may have pressed twice on two servers; the first consent of this number counts.
    made = queries.consents_of(session, act.district, application, teacher)[-1]
    if made.connection == row["connection"]:
        _note(session, act, made, ACTIVE)
    return made.connection


def uninstall(session: Session, act: Act, application: str, teacher: int) -> list[Move]:
    """The teacher's install has ended; her students keep what other teachers give them."""
    found = queries.consents_of(session, act.district, application, teacher)
    return _moved(session, act, [(one, UNINSTALLED) for one in found if not _has_ended(one)])


# -------------------------------------------------------------------------------- the district's


def block(session: Session, act: Act, application: str) -> list[Move]:
    """Nobody of the district enters the application by the Library."""
    return choose(session, act, application, "blocked")


def unblock(session: Session, act: Act, application: str) -> list[Move]:
    """The application is not blocked; installs that were suspended for it are back."""
    return unchoose(session, act, application, "blocked")


def recommend(session: Session, act: Act, application: str, note: str = "") -> list[Move]:
    """Teachers are told to look at the application; where approval is required, it has it."""
    return choose(session, act, application, "recommended", note)


def approve(session: Session, act: Act, application: str) -> list[Move]:
    """Teachers may add the application where approval is required."""
    return choose(session, act, application, "approved")


def choose(
    session: Session, act: Act, application: str, choice: Choice, note: str = ""
) -> list[Move]:
    """The district's choice for one application stands."""
    row = {"district": act.district, "application": application, "choice": choice}
    session.many(_CHOOSE, [row | {"note": note, "changed_at": act.at}])
    return settle(session, act, application)


def unchoose(session: Session, act: Act, application: str, choice: Choice) -> list[Move]:
    """The district's choice for one application is taken back."""
    session.run(_UNCHOOSE, of_district=act.district, of_application=application, of_choice=choice)
    return settle(session, act, application)


def set_mode(session: Session, act: Act, mode: Mode) -> list[Move]:
    """The Library is open, limited to links, or off; installs go and return with it."""
    return _set(session, act, "mode", mode)


def set_approval(session: Session, act: Act, approval: Approval) -> list[Move]:
    """Applications need the district's approval, or do not."""
    return _set(session, act, "approval", approval)


def set_when_connected(session: Session, act: Act, choice: WhenConnected) -> list[Move]:
    """Installs go on beside a district connection, or end with it (Q8)."""
    return _set(session, act, "when_connected", choice)


def set_abbreviation(session: Session, act: Act, abbreviation: str) -> None:
    """Recommendations bear the district's own short name."""
    _set(session, act, "abbreviation", abbreviation)


# ------------------------------------------------------------------------------------- the hub's


def delist(session: Session, act: Act, application: str) -> list[Move]:
    """The application left the Library: nobody enters by an install of it."""
    return _set_listed(session, act, application, listed=False)


def relist(session: Session, act: Act, application: str) -> list[Move]:
    """The application is in the Library again, and so are its installs."""
    return _set_listed(session, act, application, listed=True)


def settle(
    session: Session,
    act: Act,
    application: str | None = None,
    *,
    without_sign_in: Collection[str] = (),
) -> list[Move]:
    """What is stored of the district's installs is true now; return what moved.

    Due after everything that installs depend on: a sync, a district that connects, disconnects
    or shares differently (sso.md 8.8). `without_sign_in` adds to those that the act names.
    """
    live = [
        one
        for one in queries.live_installs_of(session, act.district)
        if application in (None, one.application)
    ]
    names = (one.application for one in live)
    silent = {*act.without_sign_in, *without_sign_in}
    here = queries.near(session, act.district, names, silent, act.today)
    return _moved(session, act, [(one, here[one.application].standing_of(one)) for one in live])


def _set(session: Session, act: Act, name: str, value: str) -> list[Move]:
    row: dict[str, Any] = {"district": act.district, "changed_at": act.at} | _FIRST
    session.many(_SET[name], [row | {name: value}])
    return settle(session, act)


def _set_listed(session: Session, act: Act, application: str, *, listed: bool) -> list[Move]:
    named = {"of_district": act.district, "of_application": application}
    session.run(_LIST, is_listed=int(listed), **named)
    return settle(session, act, application)


def _has_ended(one: Install) -> bool:
    return one.stored.state == ENDED


def _moved(session: Session, act: Act, goals: list[tuple[Install, Standing]]) -> list[Move]:
    """Write where installs stand now, and what became of those that stood elsewhere."""
    moves = []
    for one, after in goals:
        if after == one.stored:
            continue
        touched = session.run(
            _MOVE,
            of_district=act.district,
            named=one.connection,
            old_state=one.stored.state,
            old_cause=one.stored.cause,
            new_state=after.state,
            new_cause=after.cause,
            new_end=act.at if after.state == ENDED else None,
        )
        # Another server may have moved it from here in this moment, and has told of it.
        if touched:
            _note(session, act, one, after)
            moves.append(Move(one, one.stored, after))
    return moves


def _note(session: Session, act: Act, one: Install, after: Standing) -> None:
    row = {"district": act.district, "connection": one.connection, "at": act.at, "actor": act.by}
    session.many(_NOTE, [row | {"state": after.state, "cause": after.cause}])
