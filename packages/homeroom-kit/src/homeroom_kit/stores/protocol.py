"""What a sync asks of an application's store.

The application keeps its own tables with its own keys. The store says which fields it keeps,
links rows to Clever ids, and carries out plans. Progress, marks, groups and all else that hangs on
a row are not in this vocabulary, so no sync can touch them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from homeroom_kit.matching import Account, KnownPlace
from homeroom_kit.planning.plan import Local, Operation
from homeroom_kit.planning.values import Kept, Value
from homeroom_kit.stores.holding import Held

__all__ = ["LIBRARY", "Held", "Owner", "State", "Store", "Wanted"]

LIBRARY: Final = ""
"""In place of a district: people whom a teacher brought, and no district so far."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a district was synced.

    Attributes:
        cursor: The last event that was applied; blank before the first event, None when there is
            nothing to go on from, so that the next sync reads everything.
        read_at: When the hub was last read to the end.
        unread: By kind and Clever id, records that could not be read. They are asked for one by
            one at the next sync, though no event names them.
    """

    cursor: str | None = None
    read_at: datetime | None = None
    unread: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Wanted:
    """By what an application's own rows may be found.

    Attributes:
        clever_ids: Ids under which a row may be linked already.
        sis_ids: The district's own ids, with the role in front; `section:` for sections.
        emails: Addresses; capitals and spaces around them make no difference.
    """

    clever_ids: frozenset[str] = frozenset()
    sis_ids: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a row is, and in which district; `LIBRARY` for none."""

    app_id: str
    clever_id: str
    district: str


class Store(Protocol):
    """An application's rows. Every method but `owners` speaks of one district and sees no other."""

    def kept(self) -> Mapping[str, Kept]:
        """Say what is kept of each record kind; kinds that are not named are not synced."""
        ...

    def lease(self, district: str, holder: str, now: datetime, seconds: float) -> bool:
        """Let one sync work on a district; False while another one does.

        The same holder may ask again, to keep it longer. A lease whose time is over is free.
        """
        ...

    def release(self, district: str, holder: str) -> None:
        """Give the lease back; nothing happens if it is somebody else's by now."""
        ...

    def state(self, district: str) -> State:
        """Return how far the district was synced; a new one if it never was."""
        ...

    def known(self, district: str, kind: str, ids: Collection[str]) -> Mapping[str, Local]:
        """Return the rows that are linked to these Clever ids, archived ones too."""
        ...

    def linked(self, district: str, kind: str, ids: Collection[str]) -> set[str]:
        """Return which of these Clever ids have a row, archived or not."""
        ...

    def active(self, district: str, kind: str) -> set[str]:
        """Return the Clever ids of all rows that are linked and not archived."""
        ...

    def aliases(
        self, district: str, kind: str, ids: Collection[str], now: datetime
    ) -> Mapping[str, str]:
        """Return the application's ids of rows that were linked to these Clever ids before.

        A former id whose time (`former_until`) is over by now means nobody any more.
        """
        ...

    def accounts(self, district: str, kind: str, wanted: Wanted) -> Sequence[Account]:
        """Return every row, linked or not, that has one of the wanted things.

        Rows that belong to another district stay out; rows of no district at all are found.
        """
        ...

    def has_free(self, district: str, kind: str) -> bool:
        """Say whether any row of the district, or of none, is not linked to a Clever id.

        A sync that hears no looks for nobody by SIS id or e-mail. True where it is costly to say.
        """
        ...

    def places(self, district: str, kind: str) -> Sequence[KnownPlace]:
        """Return the rows of schools or districts that are not linked yet."""
        ...

    def rows(self, district: str, kind: str, app_ids: Collection[str]) -> Mapping[str, Local]:
        """Return rows by the application's own ids."""
        ...

    def owners(
        self, kind: str, *, clever_ids: Collection[str] = (), app_ids: Collection[str] = ()
    ) -> Sequence[Owner]:
        """Return rows that are linked, in whatever district, by Clever ids or their own ids."""
        ...

    def apply(self, district: str, operations: Sequence[Operation], holder: str) -> None:
        """Carry out operations on one kind, all or none.

        A tie's other end is always a user's Clever id that `linked` knows. Archiving a row changes
        nothing but whether it is archived. An update with `former_id` links the row anew and
        remembers the former id as an alias; one that says what it is linked by may name a row of
        the Library, which belongs to the district from then on. What is held is not changed, even
        if it was not held yet when the operation was planned.

        Raises:
            StoreError: The holder has no lease any more, or the rows cannot be written.
        """
        ...

    def save(self, district: str, state: State, holder: str) -> None:
        """Remember how far the district was synced, and forget aliases whose time is over.

        Raises:
            StoreError: The holder has no lease any more.
        """
        ...

    def hold(
        self,
        district: str,
        kind: str,
        app_id: str,
        held: Held,
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Keep what was edited by hand in a linked row from every sync, from now on.

        Values are written as well, and their fields held: what a person answered, say. A sync may
        be at work meanwhile.

        Raises:
            StoreError: The row is not linked, or the store does not keep what it should hold.
        """
        ...

    def let_go(self, district: str, kind: str, app_id: str, held: Held) -> None:
        """Hold these no longer; the next sync that sees the record brings what the hub shows.

        Raises:
            StoreError: The row is not linked.
        """
        ...

    def lines(self, district: str, kind: str) -> Iterator[bytes]:
        """Give the hashes (`Seen.line`) of active linked records, in the order of their ids."""
        ...
