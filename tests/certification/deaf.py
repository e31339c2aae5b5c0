"""Applications that carry out every event but those of one type.

To find which row notices: `python -m tests.certification.deaf users.created SC-22 SC-23`.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from tests.certification.apps.right import RightApplication
from tests.certification.grounds import a_sandbox
from tests.certification.matrix import tried
from tests.certification.mutants import Mutant


class _DeafTo(Hub):
    """Events of one type are lost on their way."""

    lost: str

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        for page in super().documents(*path, after=after):
            yield [one for one in page if path != ("events",) or not self._is_lost(one)]

    def _is_lost(self, event: Raw) -> bool:
        return bool(msgspec.json.decode(event)["type"] == self.lost)


def deaf_to(event_type: str, fails: tuple[str, ...], *scenarios: str) -> Mutant:
    """Return the application that loses this type; what must turn red, and where it shows."""
    reads = type("Reader", (_DeafTo,), {"lost": event_type})
    made = type("Application", (RightApplication,), {"reads": reads})
    return Mutant(made, fails, scenarios=scenarios, modes=("events",), name=event_type)


class _Noting(Hub):
    """Every type of event that was read."""

    types: ClassVar[set[str]] = set()

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        for page in super().documents(*path, after=after):
            if path == ("events",):
                self.types.update(msgspec.json.decode(one)["type"] for one in page)
            yield page


def types_played(url: str) -> set[str]:
    """Play everything to a right application that follows the feed; return what it was told."""
    told = set[str]()
    reads = type("Reader", (_Noting,), {"types": told})
    made = type("Application", (RightApplication,), {"reads": reads})
    tried(Mutant(made, (), scenarios=(), modes=("events",)), url)
    return told


def main() -> int:
    """Print what turns red where events of a type are lost."""
    event_type, *scenarios = sys.argv[1:]
    with tempfile.TemporaryDirectory() as home, a_sandbox(Path(home)) as url:
        row = tried(deaf_to(event_type, (), *scenarios), url)
    print(event_type, *scenarios, "red:", *sorted(row.red))  # noqa: T201 -- it is what this is for
    return 0


if __name__ == "__main__":
    sys.exit(main())
