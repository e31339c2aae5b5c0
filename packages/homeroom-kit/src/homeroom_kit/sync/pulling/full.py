"""A whole reading: every list to its end, and only then the question who is missing."""

from collections.abc import Callable, Iterable
from itertools import islice

from homeroom_kit.client import Hub
from homeroom_kit.errors import NotFoundError
from homeroom_kit.sync.pulling.pulled import Accepting, OfKind, Pulled
from homeroom_kit.sync.pulling.spool import BATCH, Spool, uncollected

__all__ = ["pull"]


def pull(
    hub: Hub, kinds: Iterable[str], accepting: Accepting, spool: Spool, stay: Callable[[], None]
) -> Pulled:
    """Read everything; the cursor is taken first, so that no change falls between (SYN-20).

    `stay` is called after each answer of the hub, and ends the reading if it raises.
    """
    cursor = _cursor(hub)
    found = {kind: _read(hub, kind, accepting, spool, stay) for kind in kinds}
    return Pulled(found, cursor, accepting.problems)


def _cursor(hub: Hub) -> str | None:
    try:
        return hub.newest_event() or ""
    except NotFoundError:
        return None  # This connection has no feed.


def _read(
    hub: Hub, kind: str, accepting: Accepting, spool: Spool, stay: Callable[[], None]
) -> OfKind:
    found = OfKind(is_whole=True)
    places: list[tuple[int, int]] = []
    late: list[tuple[int, int]] = []
    stay()  # the list before may have ended with an empty page, which nobody was given
    for page in hub.documents(kind):
        stay()
        records = iter(page)
        while batch := list(islice(records, BATCH)):
            wanted: dict[str, bytes] = {}
            last: dict[str, bytes] = {}
            with uncollected():
                for body in map(bytes, batch):
                    one = accepting.look(kind, body, found)
                    if one is not None:
                        (last if one in found.contacts else wanted)[one] = body
            places += [spool.add(wanted)] if wanted else []
            late += [spool.add(last)] if last else []
    found.batches = lambda: spool.each([*places, *late])
    return found
