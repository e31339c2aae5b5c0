"""What is missing and what is non-unique in a district's records: one pass over each kind.

Nothing here knows who is given what: `findings` cuts it down to what an application sees.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import msgspec
from pyroaring import BitMap64

from homeroom.foundation.database import Session, Store
from homeroom.roster.documents import BEFORE_ALL, Document, documents_after, documents_named
from homeroom.roster.history.kept import KeptByBatch
from homeroom.sharing.quality.rules import Place, compared, realm_of
from homeroom.sharing.selecting.district import whole
from homeroom_wire.roles import ROLE_BITS

_STRETCH: Final = 2000
_KEPT: Final = 16
_DECODER: Final = msgspec.json.Decoder(dict[str, Any])

Group = Mapping[Place, BitMap64]
"""The records that have one value, by the place in which they have it."""


@dataclass(frozen=True)
class Examined:
    """What was found in a district."""

    missing: Mapping[Place, BitMap64] = field(default_factory=dict)
    """Place -> the records of its type without a value there."""

    shared: Mapping[str, tuple[Group, ...]] = field(default_factory=dict)
    """Realm -> each value that several records have."""


_EXAMINED: Final[KeptByBatch[Examined]] = KeptByBatch(_KEPT)


def examined(
    store: Store, session: Session, district: int, places: Collection[Place], as_of: int | None
) -> Examined:
    """Return what `examine` finds, which holds until the district's next batch."""
    asked = frozenset(places)
    return _EXAMINED.of(
        store,
        session,
        district,
        lambda reading, number: examine(reading, number, asked, as_of),
        (as_of, asked),
    )


def examine(
    session: Session, district: int, places: Collection[Place], as_of: int | None = None
) -> Examined:
    """Look at these places in every record that has them, as of a batch or now."""
    missing = {place: BitMap64() for place in places}
    shared: dict[str, tuple[Group, ...]] = {}
    for kind in sorted({place.kind for place in places}):
        having = _look(session, district, kind, missing, as_of)
        shared |= {realm: tuple(_groups(values)) for realm, values in having.items()}
    return Examined(missing, shared)


Having = dict[str, list[tuple[int, Place]]]
"""Value, as it is compared -> the records that have it, each with the place."""


def _look(
    session: Session,
    district: int,
    kind: str,
    missing: Mapping[Place, BitMap64],
    as_of: int | None,
) -> dict[str, Having]:
    """Note in `missing` what the records of a kind lack; return the values of every realm."""
    asked = [place for place in missing if place.kind == kind]
    wants_more = any(place.is_sensitive for place in asked)
    having: dict[str, Having] = {
        realm: defaultdict(list) for place in asked if (realm := realm_of(place))
    }
    by_roles: dict[int, list[_Look]] = {}
    for document in _documents(session, district, kind, as_of):
        bodies = [_DECODER.decode(document.body)]
        if wants_more and document.extra is not None:
            bodies.append(_DECODER.decode(document.extra))
        if document.roles not in by_roles:
            by_roles[document.roles] = _looks(asked, document.roles)
        for above, places in by_roles[document.roles]:
            holders = [found for body in bodies if (found := _inside(body, above))]
            for key, realm, place in places:
                value = ""
                for holder in holders:
                    value = holder.get(key) or value
                if not value:
                    missing[place].add(document.rid)
                elif realm:
                    having[realm][compared(realm, value)].append((document.rid, place))
    return having


_Look = tuple[tuple[str, ...], list[tuple[str, str, Place]]]
"""The keys that lead to an object, and the values looked at in it: key, realm, place."""


def _looks(asked: Collection[Place], roles: int) -> list[_Look]:
    """Return what is looked at in a record with these roles, each object named once."""
    found: dict[tuple[str, ...], list[tuple[str, str, Place]]] = {}
    for place in asked:
        if not place.role or roles & ROLE_BITS[place.role]:
            *above, key = place.steps
            found.setdefault(tuple(above), []).append((key, realm_of(place), place))
    return list(found.items())


def _inside(body: Any, above: tuple[str, ...]) -> dict[str, Any]:
    """Return the object to which the keys lead; empty if there is none."""
    found = body
    for step in above:
        found = found.get(step)
        if not isinstance(found, dict):
            return {}
    return cast("dict[str, Any]", found)


def value_of(document: Document, place: Place) -> str:
    """Return the value that a stored record has in a place; "" if it has none."""
    bodies = [_DECODER.decode(document.body)]
    if document.extra is not None:
        bodies.append(_DECODER.decode(document.extra))
    *above, key = place.steps
    found = [_inside(body, tuple(above)).get(key) for body in bodies]
    return next((str(one) for one in found if one), "")


def _groups(values: Having) -> Iterator[Group]:
    for found in values.values():
        if len({rid for rid, _ in found}) > 1:
            group: dict[Place, BitMap64] = {}
            for rid, place in found:
                group.setdefault(place, BitMap64()).add(rid)
            yield group


def _documents(session: Session, district: int, kind: str, as_of: int | None) -> Iterator[Document]:
    if as_of is not None:
        numbers = whole(session, district, kind, as_of)
        for start in range(0, len(numbers), _STRETCH):
            some = numbers[start : start + _STRETCH]
            yield from documents_named(session, district, kind, some, as_of)
        return
    after = BEFORE_ALL
    while stretch := documents_after(session, district, kind, after, _STRETCH):
        yield from stretch
        after = stretch[-1].rid
