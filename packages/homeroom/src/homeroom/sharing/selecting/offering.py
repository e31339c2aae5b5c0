"""What the fields of a district hold now, for people who write filters: values with their counts.

Each question reads the records of one kind once, and of each record one field.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from homeroom.foundation.database import Session
from homeroom.roster import documents
from homeroom.sharing.selecting.comparing import Place, held_at
from homeroom.sharing.selecting.district import whole
from homeroom.sharing.selecting.fields import Filtered, field_named
from homeroom.sharing.selecting.matching import Places, candidates, decoder, documents_of
from homeroom.sharing.selecting.rules import values_in


@dataclass(frozen=True)
class Value:
    """A value that records hold in a field."""

    text: str
    """As a filter takes it."""

    label: str
    """As a person reads it."""

    count: int

    @property
    def fits(self) -> bool:
        """Whether it can stand in a list of values; one with a semicolon in it cannot."""
        return values_in(self.text) == (self.text,)


def values_of(session: Session, district: int, kind: str, name: str) -> list[Value]:
    """Return what the records of a rule's kind hold in a field, the most frequent first.

    A place is offered by its name; by its id where several have the name.
    """
    field = field_named(kind, name)
    if field is None:
        return []
    counted = Counter(_held(session, district, kind, field))
    if field.place:
        found = _placed(counted, Places(session, district).of(field.place))
    else:
        found = [Value(text, text, count) for text, count in counted.items()]
    return sorted(found, key=lambda one: (-one.count, one.label, one.text))


def extensions_of(session: Session, district: int, kind: str) -> list[str]:
    """Return the extension fields that any record of a rule's kind holds, by name."""
    field = field_named(kind, "ext.any")
    if field is None:
        return []
    # Of an object that stands at the end of a path the keys are the values.
    above = Filtered("ext", field.path[:-1], extra=True)
    return sorted(set(_held(session, district, kind, above)))


def extensions_of_schools(session: Session, district: int) -> list[str]:
    """Return the extension fields that any school holds, by name."""
    rids = whole(session, district, "schools")
    decode = decoder(frozenset({("ext",)}))
    found: set[str] = set()
    for row in documents.documents_named(session, district, "schools", rids):
        found.update(held_at(decode(row.extra), ("ext",)) if row.extra else ())
    return sorted(found)


def _held(session: Session, district: int, kind: str, field: Filtered) -> Iterator[str]:
    decode = decoder(frozenset({field.path}))
    rids = candidates(session, district, kind)
    for row in documents_of(session, district, kind, rids):
        text = row.extra if field.extra else row.body
        if text is not None:
            yield from held_at(decode(text), field.path)


def _placed(counted: Counter[str], places: Iterable[Place]) -> list[Value]:
    listed = [(place, place.names[0]) for place in places if place.id in counted]
    called = Counter(name for _, name in listed)
    return [
        Value(
            name if called[name] == 1 and values_in(name) == (name,) else place.id,
            name or place.id,
            counted[place.id],
        )
        for place, name in listed
    ]
