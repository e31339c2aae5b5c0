"""What an application asks for no more is off at once, in every connection (ruling R28).

The declaration comes first, in its half of the store, and each district follows in a transaction
of its own; no action writes both halves. It may be called as often as one likes: whatever a crash
left undone is done by the next time somebody saves. What is asked for anew changes nothing here:
it stays off until the district turns it on.
"""

from dataclasses import dataclass

from homeroom.events.agreements import change_access
from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.registration.rules import Needs, narrowed, waiting
from homeroom.roster.queries import time_of
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.queries import ENDED, Connection, connections_to

NOTE = "The application does not ask for these fields any more."


@dataclass(frozen=True)
class Waiting:
    """Fields that are asked for and that a district does not give."""

    connection: Connection
    fields: tuple[str, ...]


def narrow(parts: Parts, application: str, needs: Needs, who: str) -> int:
    """No connection receives what is not asked for; return how many were changed."""
    changed = 0
    for link in live(parts, application):
        with parts.store.control.reading() as control:
            there = time_of(control, link.district, parts.clock.now())
        author = Author(who, milliseconds(there), NOTE)
        with parts.store.roster.writing() as session:
            now = next((one for one in _live(session, application) if one.id == link.id), None)
            if now is None:
                continue
            access = narrowed(wished(session, now).access, needs)
            changed += change_access(session, now.district, now.id, access, author)
    return changed


def waiting_in(parts: Parts, application: str, needs: Needs) -> list[Waiting]:
    """Return, by connection, what is asked for and not given."""
    with parts.store.roster.reading() as session:
        found = [
            Waiting(one, tuple(waiting(wished(session, one).access, needs)))
            for one in _live(session, application)
        ]
    return [one for one in found if one.fields]


def live(parts: Parts, application: str) -> list[Connection]:
    """Return the connections of an application that have not ended."""
    with parts.store.roster.reading() as session:
        return _live(session, application)


def _live(session: Session, application: str) -> list[Connection]:
    return [one for one in connections_to(session, application) if one.state != ENDED]
