"""What the editor offers to choose from: schools, people, values of a field, other applications.

Whatever may be long is searched and cut to what one page can list; what is chosen already comes
first, so that it can be taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import msgspec

from homeroom.districts.guard import Admin
from homeroom.districts.people.register import USERS, Search, plain, register_of, row_of
from homeroom.foundation.database import Session, Store
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import Document, documents_named
from homeroom.sharing.selecting.district import whole
from homeroom.sharing.selecting.fields import names_of
from homeroom.sharing.selecting.offering import Value, extensions_of, values_of
from homeroom.sharing.selecting.rules import Rule

LISTED: Final = 50
"""How many schools or people one page lists."""

_VALUES_LISTED: Final = 100
_FOUND: Final = 10
_LONGEST_SEARCH: Final = 200
_PROMISED: Final = "ext."


class _School(msgspec.Struct):
    name: str = ""
    sis_id: str = ""


_SCHOOL: Final = msgspec.json.Decoder(_School)


class Entry(NamedTuple):
    """A line with a box to tick."""

    id: str
    name: str
    note: str
    is_chosen: bool


@dataclass(frozen=True)
class Listing:
    """Lines of a page, and how many there are beyond them."""

    entries: list[Entry]
    matching: frozenset[int]
    """Everything that the search finds, listed or not."""

    @property
    def ids(self) -> str:
        """What this page lists, as the form carries it."""
        return " ".join(one.id for one in self.entries)


def schools_listed(session: Session, district: int, chosen: frozenset[int], typed: str) -> Listing:
    """Return the schools whose name or id holds what was typed, the chosen ones first."""
    rows = documents_named(session, district, "schools", whole(session, district, "schools"))
    read = [(row.rid, _SCHOOL.decode(row.body)) for row in rows]
    words = plain(typed[:_LONGEST_SEARCH]).split()
    found = [
        (rid, one)
        for rid, one in read
        if all(word in plain(f"{one.name} {one.sis_id}") for word in words)
    ]
    found.sort(key=lambda pair: (pair[0] not in chosen, plain(pair[1].name), pair[0]))
    return Listing(
        [
            Entry(wire_id(rid, district), one.name, one.sis_id, rid in chosen)
            for rid, one in found[:LISTED]
        ],
        frozenset(rid for rid, _ in found),
    )


def people_listed(
    session: Session, store: Store, admin: Admin, left_out: frozenset[int], typed: str
) -> Listing:
    """Return people who are left out, and those whom a search finds."""
    found: list[int] = []
    if typed:
        by_id = admin.number_of(typed)
        register = register_of(store, session, admin.number)
        found = [by_id] if by_id is not None else []
        found += register.find(Search(typed[:_LONGEST_SEARCH]), _FOUND)[:_FOUND]
    wanted = [rid for rid in found if rid not in left_out] + sorted(left_out)[:LISTED]
    rows = {row.rid: row for row in documents_named(session, admin.number, USERS, wanted)}
    return Listing(
        [
            _person(admin.number, rows.get(rid), rid, is_chosen=rid in left_out)
            for rid in dict.fromkeys(wanted)
            if rid in rows or rid in left_out
        ],
        frozenset(found) & frozenset(rows),
    )


def _person(district: int, document: Document | None, rid: int, *, is_chosen: bool) -> Entry:
    if document is None:
        return Entry(wire_id(rid, district), "", "not in the roster any more", is_chosen)
    row = row_of(document)
    roles = ", ".join(one.replace("_", " ") for one in row.roles)
    note = ", ".join((roles, *row.ids))
    return Entry(wire_id(rid, district), row.name, note, is_chosen)


def fields_offered(session: Session, district: int, kind: str) -> list[tuple[str, str]]:
    """Return what a rule of a kind may filter here: extension fields only those that there are."""
    names = [one for one in names_of(kind) if not one.startswith(_PROMISED)]
    own = [f"{_PROMISED}{key}" for key in extensions_of(session, district, kind)]
    return [(one, one) for one in (*names, *own)]


class Offered(NamedTuple):
    """Values of a field that can be ticked, and how many more there are."""

    values: list[Value]
    more: int


def values_offered(session: Session, district: int, rule: Rule, place: int, typed: str) -> Offered:
    """Return the existing values of a filter's field that hold what was typed."""
    one = rule.filters[place]
    looked_for = plain(typed[:_LONGEST_SEARCH])
    found = [
        value
        for value in _not_taken(values_of(session, district, rule.kind, one.field), one.values)
        if looked_for in plain(value.label)
    ]
    return Offered(found[:_VALUES_LISTED], max(len(found) - _VALUES_LISTED, 0))


def _not_taken(values: Iterable[Value], taken: tuple[str, ...]) -> Iterable[Value]:
    known = frozenset(taken)
    return (one for one in values if one.text not in known)
