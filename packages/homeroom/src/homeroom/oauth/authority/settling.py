"""What becomes of installs when something they depend on changes, tokens included.

Installs lie in the roster's half of the store, tokens in the other. So the roster's change is
committed first and tokens are revoked after it: in between a token opens nothing already, since
every read works out anew where its install stands.

Whoever changes what the Library allows goes through `change`; whatever nobody announced (a sync,
a connection, a listing) is found by `settle_district`.
"""

from collections.abc import Callable, Iterable, Mapping

from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.oauth.grants import user_tokens
from homeroom.oauth.grants.user_tokens import ByTeacher
from homeroom.oauth.queries import App, apps
from homeroom.oauth.rates import milliseconds
from homeroom.roster.queries import day_of
from homeroom.sharing.library import actions, queries, reach
from homeroom.sharing.library.actions import Act, Move
from homeroom.sharing.library.reach import Readers

Verb = Callable[[Session, Act], list[Move]]
"""A verb of `sharing.library.actions`, its other arguments given."""


def act_of(parts: Parts, district: int, by: str = "") -> Act:
    """Return an act of this moment, which knows whose Secure Sync signs nobody in."""
    return _act(parts, district, by, _registered(parts))


def change(parts: Parts, act: Act, verb: Verb) -> list[Move]:
    """The verb is carried out and committed; then tokens of what it closed are revoked."""
    with parts.store.roster.writing() as session:
        moves = verb(session, act)
    _close(parts, act.district, moves)
    return moves


def settle_district(parts: Parts, district: int) -> list[Move]:
    """Installs of the district stand where they belong, and no token outlives its authority.

    That ends tokens of students who left the last covered section too (sso.md 8.5).
    """
    registered = _registered(parts)
    act = _act(parts, district, "", registered)
    # Tokens first: one that is issued from now on may rest on an install that is not seen below.
    with parts.store.control.reading() as control:
        held = user_tokens.by_teachers(control, district)
    with parts.store.roster.writing() as session:
        moves = [*_as_listed(session, act, registered), *actions.settle(session, act)]
        readers = reach.readers(session, district, act.without_sign_in, act.today)
    _close(parts, district, moves)
    _revoke(parts, [one.token_hash for one in held if not _opens(one, readers)])
    return moves


def _registered(parts: Parts) -> list[App]:
    with parts.store.control.reading() as control:
        return apps(control)


def _act(parts: Parts, district: int, by: str, registered: list[App]) -> Act:
    silent = frozenset(app.application for app in registered if not app.declared.signs_in)
    now = parts.clock.now()
    with parts.store.control.reading() as control:
        today = day_of(control, district, now)
    return Act(milliseconds(now), district, by, silent, today)


def _as_listed(session: Session, act: Act, registered: list[App]) -> list[Move]:
    """Installs know whether their application is in the Library; return what moved."""
    listed = {app.application for app in registered if app.declared.library_live}
    known = {
        (one.application, one.listed) for one in queries.live_installs_of(session, act.district)
    }
    moves: list[Move] = []
    for application, was_listed in sorted(known):
        if was_listed != (application in listed):
            verb = actions.delist if was_listed else actions.relist
            moves += verb(session, act, application)
    return moves


def _opens(token: ByTeacher, readers: Mapping[str, Readers]) -> bool:
    found = readers.get(token.application, Readers())
    if token.role == "student":
        return token.person in found.students
    return token.connection in found.connections


def _close(parts: Parts, district: int, moves: Iterable[Move]) -> None:
    closed = [move.install.connection for move in moves if move.closes]
    if not closed:
        return
    with parts.store.control.writing() as control:
        for connection in closed:
            user_tokens.revoke_of_connection(control, district, connection)


def _revoke(parts: Parts, hashes: list[str]) -> None:
    if not hashes:
        return
    with parts.store.control.writing() as control:
        for token_hash in hashes:
            user_tokens.revoke_token(control, token_hash)
