"""Events are carried out by type: what was created, what was updated, what was deleted."""

from collections.abc import Iterator

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_ORDER = ("created", "updated", "deleted")


class ByType(Hub):
    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        pages = super().documents(*path, after=after)
        if path != ("events",):
            yield from pages
            return
        events = [msgspec.json.decode(body) for page in pages for body in page]
        ids = [one["id"] for one in events]
        events.sort(key=lambda one: _ORDER.index(one["type"].partition(".")[2]))
        # The next place in the feed is what this application takes for the event's own.
        yield [
            Raw(msgspec.json.encode({**one, "id": place}))
            for place, one in zip(ids, events, strict=True)
        ]


class Application(RightApplication):
    reads = ByType


MUTANT = Mutant(Application, ("SYN-20",), ("I2",), scenarios=("SC-46",), modes=("events",))
