"""The records of one tab in their orders, with a line to search: one pass after each batch.

A page is found from the last record of the page before, never by an offset: whoever reads page
after page meets each record once, also while others are added.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

import msgspec

from homeroom.districts.people.register import plain
from homeroom.districts.records.tabs import Tab, name_of
from homeroom.foundation.database import Session, Store
from homeroom.foundation.ids import parse_id
from homeroom.roster.documents import documents_after
from homeroom.roster.history.kept import KeptByBatch

Order = Literal["name", "created", "modified"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)

_STRETCH: Final = 2000
_KEPT: Final = 32
"""Registers kept at once, over all districts and tabs."""

_DECODER: Final = msgspec.json.Decoder(dict[str, Any])
Key = tuple[Any, int]


@dataclass(frozen=True)
class Search:
    """What is looked for, and in which order."""

    typed: str = ""
    school: int | None = None
    grade: str = ""
    order: Order = "name"
    after: int | None = None
    """The last record of the page before."""

    made: frozenset[int] | None = None
    """The records that were made by hand, if only these are looked for."""

    not_made: frozenset[int] = frozenset()
    """Likewise, if only the others are."""

    named: int | None = None
    """The record whose hub id was typed."""


@dataclass(frozen=True, slots=True)
class _Entry:
    line: str
    schools: frozenset[int]
    grade: str
    keys: tuple[str, int, str]
    """What each of `ORDERS` sorts it by."""


@dataclass
class Register:
    """The records of one tab as of one batch."""

    entries: dict[int, _Entry] = field(default_factory=dict)
    orders: dict[Order, list[Key]] = field(default_factory=dict)

    def find(self, search: Search, most: int) -> list[int]:
        """Return the next records in their order, and one more if there are more."""
        wanted = plain(search.typed).split()
        found: list[int] = []
        rows = self._ordered(search.order)
        for place in self._places(search, rows):
            rid = rows[place][1]
            if not self._fits(rid, search, wanted):
                continue
            found.append(rid)
            if len(found) > most:
                break
        return found

    def count(self, search: Search) -> int:
        """Return how many records fit, on whatever page."""
        wanted = plain(search.typed).split()
        return sum(1 for rid in self.entries if self._fits(rid, search, wanted))

    def grades(self) -> list[str]:
        """Return the grades that records have, numbers in their order."""
        every = {one.grade for one in self.entries.values()} - {""}
        return sorted(every, key=lambda one: (one.isdigit(), int(one) if one.isdigit() else 0, one))

    def _fits(self, rid: int, search: Search, wanted: list[str]) -> bool:
        entry = self.entries[rid]
        if search.school is not None and search.school not in entry.schools:
            return False
        if search.grade and search.grade != entry.grade:
            return False
        if rid in search.not_made or (search.made is not None and rid not in search.made):
            return False
        if search.named is not None:
            return rid == search.named
        return all(word in entry.line for word in wanted)

    def _ordered(self, order: Order) -> list[Key]:
        """Return (sort key, record) of every record, ascending."""
        if order not in self.orders:
            place = ORDERS.index(order)
            rows = sorted((entry.keys[place], rid) for rid, entry in self.entries.items())
            self.orders[order] = rows
        return self.orders[order]

    def _places(self, search: Search, rows: list[Key]) -> range:
        """Return where to look: names from A on, moments from the newest.

        If the last record of the page before is gone, the list begins anew.
        """
        behind = self.entries.get(search.after or 0)
        key = (behind.keys[ORDERS.index(search.order)], search.after) if behind else None
        if search.order == "name":
            return range(bisect_right(rows, key) if key else 0, len(rows))
        return range((bisect_left(rows, key) if key else len(rows)) - 1, -1, -1)


_REGISTERS: Final[KeptByBatch[Register]] = KeptByBatch(_KEPT)


def register_of(store: Store, session: Session, district: int, tab: Tab) -> Register:
    """Return a tab's register as of the newest batch."""
    return _REGISTERS.of(
        store, session, district, lambda reading, number: _made(reading, number, tab), tab.name
    )


def _made(session: Session, district: int, tab: Tab) -> Register:
    register = Register()
    after = 0
    while stretch := documents_after(session, district, tab.kind, after, _STRETCH):
        for document in stretch:
            if not tab.bit or document.roles & tab.bit:
                register.entries[document.rid] = _entry(tab, document.rid, document.body)
        after = stretch[-1].rid
    return register


def _entry(tab: Tab, rid: int, text: str) -> _Entry:
    body = _DECODER.decode(text)
    name = name_of(body)
    told = [str(value) for column in tab.columns if column.form in ("text", "id")
            if (value := column.value_in(body))]  # fmt: skip
    parts = body.get("name")
    sorted_by = name
    if isinstance(parts, dict):
        sorted_by = f"{parts.get('last', '')} {parts.get('first', '')}"
    schools = (parse_id(one) for one in tab.schools_in(body))
    return _Entry(
        plain(" ".join((name, *told))),
        frozenset(one[0] for one in schools if one is not None),
        tab.grade_in(body),
        (plain(sorted_by), rid, str(body.get("last_modified", ""))),
    )
