"""Lists are read by counting: an offset that goes up, whatever `next` says."""

from collections.abc import Iterator
from itertools import count

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.client.pages import id_of
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant

_ROWS = 100


class _Item(msgspec.Struct):
    data: Raw


class _Page(msgspec.Struct):
    data: list[_Item]


class Counting(Hub):
    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        if path in {("events",), ("districts",)}:
            yield from super().documents(*path, after=after)
            return
        known: set[str | None] = set()
        for n in count():
            asked = {"limit": str(_ROWS), "offset": str(n * _ROWS)}
            answer = self._sending.get(self._path(*path), asked)
            page = [one.data for one in msgspec.json.decode(answer, type=_Page).data]
            yield [one for one in page if id_of(one) not in known]
            if len(page) < _ROWS or id_of(page[0]) in known:
                return
            known.update(id_of(one) for one in page)


class Application(RightApplication):
    reads = Counting


MUTANT = Mutant(
    Application,
    ("SYN-14",),
    ("I2", "SYN-01", "SYN-07", "SYN-09", "SYN-11", "SYN-22", "SYN-24", "SYN-29", "SYN-R8"),
)
