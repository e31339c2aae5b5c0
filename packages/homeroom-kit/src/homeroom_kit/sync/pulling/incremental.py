"""A feed read to its end: what each record is after the last event that names it.

Events are put in the order of their ids and each counts once, so repeated and late ones do no
harm, and nothing that held only for a moment is ever written. A deletion says who is gone; that
is all a feed can say of absence.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from typing import Final

import msgspec
from msgspec import Raw, Struct

from homeroom_kit.client import Hub
from homeroom_kit.errors import UNREADABLE, NotFoundError
from homeroom_kit.stores.protocol import State
from homeroom_kit.sync.pulling.pulled import Accepting, OfKind, Pulled
from homeroom_kit.sync.pulling.spool import BATCH, Spool
from homeroom_kit.sync.report import Problem

__all__ = ["is_lost", "pull"]

_KEPT: Final = timedelta(days=29)
"""Events are kept for 30 days; a reader who is later than this may miss some."""


class _Content(Struct):
    object: Raw


class _Event(Struct):
    id: str
    type: str
    data: _Content


class _Named(Struct):
    id: str


@dataclass(slots=True)
class _Latest:
    event: str
    place: tuple[int, int] | None


@dataclass
class _Feed:
    """The latest of each record."""

    spool: Spool
    kinds: frozenset[str]
    problems: list[Problem]
    cursor: str = ""
    latest: dict[tuple[str, str], _Latest] = field(default_factory=dict)
    announced: set[tuple[str, str]] = field(default_factory=set)

    def take(self, body: Raw) -> None:
        """Take one event in."""
        try:
            event = msgspec.json.decode(body, type=_Event)
            kind, _, action = event.type.partition(".")
            record = msgspec.json.decode(event.data.object, type=_Named)
        except UNREADABLE as odd:
            self.problems.append(Problem("events", "", str(odd)))
            return
        self.cursor = max(self.cursor, event.id)
        if action == "created":
            self.announced.add((kind, record.id))
        before = self.latest.get((kind, record.id))
        if kind not in self.kinds or (before is not None and before.event >= event.id):
            return
        place = (
            None if action == "deleted" else self.spool.add({record.id: bytes(event.data.object)})
        )
        self.latest[kind, record.id] = _Latest(event.id, place)

    def ask_for(
        self, hub: Hub, unread: Collection[tuple[str, str]], stay: Callable[[], None]
    ) -> Iterator[tuple[str, str]]:
        """Read records that no event need name; give those that are not shown."""
        for kind, record_id in sorted(unread):
            if kind not in self.kinds or (kind, record_id) in self.latest:
                continue
            stay()
            try:
                body = bytes(hub.document(kind, record_id))
            except NotFoundError:
                # Whether it is gone for good the feed will say.
                yield kind, record_id
                continue
            self.latest[kind, record_id] = _Latest("", self.spool.add({record_id: body}))


def is_lost(hub: Hub, state: State) -> bool:
    """Whether there is no way to go on from where the last sync ended (SYN-21).

    A cursor that is too old is not an error to the hub: it answers from the oldest event that it
    still has. So a reader has to know by herself (data-api.md 7.5).
    """
    if state.cursor is None:
        return True
    last = max(filter(None, (state.read_at, _moment_of(state.cursor))), default=None)
    if last is None or last < hub.clock.now() - _KEPT:
        return True
    newest = hub.newest_event()
    # The hub's clock may be ahead of ours; a sandbox's is, when somebody has moved it.
    moment = _moment_of(newest or "")
    if moment is not None and last < moment - _KEPT:
        return True
    # A feed that ends before the cursor is another feed.
    return bool(state.cursor) and (newest is None or newest < state.cursor)


def _moment_of(cursor: str) -> datetime | None:
    try:
        from_epoch = int(cursor[:8], 16)
    except ValueError:
        return None
    return datetime.fromtimestamp(from_epoch, UTC)


def pull(  # noqa: PLR0913 -- what a whole reading takes, and where the last one ended
    hub: Hub,
    state: State,
    kinds: Collection[str],
    accepting: Accepting,
    spool: Spool,
    stay: Callable[[], None],
) -> Pulled:
    """Read the feed from where the last sync ended, and what could not be read then.

    `stay` is called after each answer of the hub, and ends the reading if it raises.
    """
    after = state.cursor or ""
    feed = _Feed(spool, frozenset(kinds), accepting.problems, after)
    stay()
    for page in hub.documents("events", after=after or None):
        stay()
        for body in page:
            feed.take(body)
    absent = frozenset(feed.ask_for(hub, state.unread, stay))
    found = {kind: _of_kind(kind, feed, accepting) for kind in kinds}
    return Pulled(found, feed.cursor, accepting.problems, absent, feed.announced)


def _of_kind(kind: str, feed: _Feed, accepting: Accepting) -> OfKind:
    found = OfKind()
    places: list[tuple[int, int]] = []
    late: list[tuple[int, int]] = []
    for (of, record_id), latest in sorted(feed.latest.items()):
        if of != kind:
            continue
        if latest.place is None:
            found.gone.add(record_id)
            continue
        (body,) = feed.spool.read(latest.place).values()
        if accepting.look(kind, body, found) is not None:
            (late if record_id in found.contacts else places).append(latest.place)
    found.batches = lambda: chain(_together(feed.spool, places), _together(feed.spool, late))
    return found


def _together(spool: Spool, places: list[tuple[int, int]]) -> Iterator[dict[str, bytes]]:
    rest = iter(places)
    while some := list(islice(rest, BATCH)):
        yield {one: body for place in some for one, body in spool.read(place).items()}
