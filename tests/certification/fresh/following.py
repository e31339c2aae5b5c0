"""Applications that lose their place in the feed when it breaks off in its middle."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.errors import RetryError
from homeroom_kit.probe.runs import Outcome
from homeroom_kit.stores import MemoryStore
from homeroom_kit.sync import SyncReport
from tests.certification.apps.right import PATIENCE, RightApplication
from tests.certification.fresh.reading import Defect

__all__ = ["DEFECTS"]

_HOLDER: Final = "the one who keeps the place"


def _go_on_from(store: MemoryStore, district: str, event: str | None) -> None:
    """Begin behind this event next time, whatever was done with those before it."""
    state = store.state(district)
    if event is not None and state.read_at is not None:
        store.lease(district, _HOLDER, state.read_at, 1)
        store.save(district, replace(state, cursor=event), _HOLDER)
        store.release(district, _HOLDER)


class _PlaceFirst(RightApplication):
    """The newest event is written down as the place to go on from, and only then is read."""

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        with self.reader(district) as hub:
            newest = hub.newest_event()
        try:
            return super().work(district, mode)
        except RetryError:
            _go_on_from(self.store, district, newest)
            raise


class _Noting(Hub):
    """The last event that was read, of whichever page."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.last: str | None = None

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        for page in super().documents(*path, after=after):
            if path == ("events",) and page:
                self.last = str(msgspec.json.decode(page[-1])["id"])
            yield page


class _PlaceWithEachPage(RightApplication):
    """The place moves with each page that is read; what was read is written at the end."""

    @override
    def reader(self, district: str) -> Hub:
        self.noting = _Noting(self.hub_url, lambda: self.token(district), patience=PATIENCE)
        return self.noting

    @override
    def work(self, district: str, mode: str) -> SyncReport | Outcome:
        try:
            return super().work(district, mode)
        except RetryError:
            _go_on_from(self.store, district, self.noting.last)
            raise


class _HalfIsEnough(Hub):
    """What was read before the feed broke off is taken for all that there is."""

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        try:
            yield from super().documents(*path, after=after)
        except RetryError:
            if path != ("events",):
                raise


DEFECTS: Final[Mapping[str, Defect]] = {
    name: Defect(instead, ("SYN-20",), ("I2", "SYN-21"), ("SC-46",), ("events",))
    for name, instead in {
        "place_saved_before_reading": _PlaceFirst,
        "place_saved_with_each_page": _PlaceWithEachPage,
        "half_a_feed_is_enough": type("Reading", (), {"reads": _HalfIsEnough}),
    }.items()
}
"""By its name, each application that loses its place."""
