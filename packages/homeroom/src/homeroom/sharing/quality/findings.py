"""What of a district's faults is an application's: of the records and fields that its view shows.

That a pupil shares her address with somebody whom the application is not given is none of its
findings, so nothing of hidden records can be told from them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.sharing.members import members_of, whole
from homeroom.sharing.quality.examining import Examined, Group
from homeroom.sharing.quality.rules import Place, Problem, realm_of
from homeroom.sharing.queries import View


@dataclass(frozen=True)
class Finding:
    """Records that an application is given, and what is wrong with one of their fields."""

    problem: Problem
    place: Place
    groups: tuple[BitMap64, ...]
    """The records together, or those of each value that several have."""

    @property
    def records(self) -> BitMap64:
        """Every record concerned."""
        return BitMap64().union(*self.groups)

    @property
    def count(self) -> int:
        """How many records are concerned: in a place each has one value."""
        return sum(len(one) for one in self.groups)


def findings_of(
    session: Session, view: View, places: Collection[Place], examined: Examined
) -> list[Finding]:
    """Return what is missing and what is non-unique in these places of what a view shows."""
    seen = {place: _members(session, view, place) for place in places if view.opens(place.kind)}
    return [*_missing(seen, examined), *_shared(seen, examined)]


def _members(session: Session, view: View, place: Place) -> BitMap64:
    found = members_of(session, view, place.members)
    return whole(session, view.district, place.members, view.as_of) if found is None else found


def _missing(seen: Mapping[Place, BitMap64], examined: Examined) -> Iterator[Finding]:
    for place, members in seen.items():
        found = examined.missing.get(place, BitMap64()) & members
        if found:
            yield Finding("missing", place, (found,))


def _shared(seen: Mapping[Place, BitMap64], examined: Examined) -> Iterator[Finding]:
    groups: dict[Place, list[BitMap64]] = {}
    for realm in dict.fromkeys(realm_of(place) for place in seen):
        for group in examined.shared.get(realm, ()):
            for place, records in _given(group, seen):
                groups.setdefault(place, []).append(records)
    for place, found in groups.items():
        yield Finding("non_unique", place, tuple(sorted(found, key=lambda one: one.min())))


def _given(group: Group, seen: Mapping[Place, BitMap64]) -> list[tuple[Place, BitMap64]]:
    """Return who of those with one value is seen with it, by place; nobody who is alone then."""
    found = [(place, records & seen[place]) for place, records in group.items() if place in seen]
    together = BitMap64().union(*(records for _, records in found))
    return [one for one in found if one[1]] if len(together) > 1 else []
