"""All rows of a store, as a probe shows them; no sync needs this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from homeroom_kit.planning.plan import Local

__all__ = ["Shown", "ShownRow"]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row and the district that it is in; blank if it is in none."""

    district: str
    row: Local


class Shown(Protocol):
    """What a store can do beside `Store`, if an application offers a probe that reads it."""

    def active(self, district: str, kind: str) -> set[str]:
        """Return the Clever ids of all rows that are linked and not archived."""
        ...

    def shown(
        self, kind: str, after: str = "", most: int = 1000, district: str = ""
    ) -> Sequence[ShownRow]:
        """Return rows of every district, archived ones and ones that no hub knows included.

        They come in an order that does not change; `after` is the row's own id behind which to go
        on. A kind that the store does not keep has none. Of a district that is named only its own
        rows are wanted, and those that are in none: a hand-made account may become hers whom the
        district sends next.

        Raises:
            ValueError: No row can have the id `after`: it is no number, say, where ids are numbers.
        """
        ...
