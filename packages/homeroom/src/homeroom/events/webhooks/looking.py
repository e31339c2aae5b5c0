"""Which feeds have moved since their application was told: asked of the feeds themselves."""

from dataclasses import dataclass, field

from homeroom.events.queries import FeedAsk, feed
from homeroom.events.webhooks import cursors
from homeroom.events.webhooks.queries import Webhook, cursors_of, webhooks
from homeroom.foundation.database import Session
from homeroom.foundation.parts import Parts
from homeroom.roster.documents import newest_batches
from homeroom.sharing.queries import ENDED, Connection, connections_to
from homeroom_wire.values import VERSIONS

_LAST = FeedAsk(last=True, limit=1)


@dataclass
class Lookout:
    """Looks at the feeds of the applications of one hub that want to be told."""

    parts: Parts
    _seen: dict[int, int] = field(default_factory=dict)
    """By district the newest batch that was looked at."""

    _for: list[Webhook] = field(default_factory=list)

    def look(self) -> int:
        """Note which feeds have moved; returns how many. Costs little while nothing happens."""
        now = round(self.parts.clock.now().timestamp() * 1000)
        with self.parts.store.control.reading() as control:
            wanted = webhooks(control)
        if not wanted:
            return 0
        with self.parts.store.roster.reading() as session:
            batches = newest_batches(session)
            # A new address is told of every feed of its application that holds anything.
            seen = self._seen if wanted == self._for else {}
            lately = {one for one, batch in batches.items() if seen.get(one, 0) < batch}
            found = [one for hook in wanted for one in _moved(session, hook, lately)]
        if found:
            with self.parts.store.roster.writing() as session:
                for connection, newest in found:
                    cursors.moved(
                        session, now, connection.application, connection.district,
                        connection.id, newest,
                    )  # fmt: skip
        self._seen, self._for = batches, wanted
        return len(found)


def has_feed(connection: Connection) -> bool:
    """Whether an application can read events through a connection (data-api.md 7.5, Q-11)."""
    is_open = connection.state != ENDED and connection.events
    return is_open and connection.tier == "secure_sync"


def newest_event(session: Session, connection: Connection) -> int:
    """Return the newest event that a connection can read, in either version; 0 if there is none.

    What v3.0 does not show may be an event of v3.1 alone.
    """
    found = 0
    for version in VERSIONS:
        rows = feed(session, connection.district, connection.id, version, _LAST).rows
        found = max([found, *(row.event for row in rows)])
    return found


def _moved(session: Session, hook: Webhook, lately: set[int]) -> list[tuple[Connection, int]]:
    if not lately:
        return []
    known = {
        (one.district, one.connection): one.event for one in cursors_of(session, hook.application)
    }
    found = []
    for one in connections_to(session, hook.application):
        if one.district in lately and has_feed(one):
            newest = newest_event(session, one)
            if newest > known.get((one.district, one.id), 0):
                found.append((one, newest))
    return found
