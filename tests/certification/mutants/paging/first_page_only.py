"""Only the first page of each list is read."""

from collections.abc import Iterator
from itertools import islice

from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.mutants import Mutant


class Hasty(Hub):
    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        return islice(super().documents(*path, after=after), 1)


class Application(RightApplication):
    reads = Hasty


MUTANT = Mutant(
    Application,
    ("SYN-14",),
    ("I2", "SYN-01", "SYN-07", "SYN-09", "SYN-11", "SYN-22", "SYN-24", "SYN-29", "SYN-R8"),
)
