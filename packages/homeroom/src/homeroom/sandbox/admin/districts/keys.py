"""Which record a key of the source is: found in the hub's own documents, by what they say."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.ids import parse_id
from homeroom.foundation.parts import Parts
from homeroom.roster.documents import documents_after
from homeroom.roster.queries import District
from homeroom.sandbox.lantern.identifying import Ids, ids_of
from homeroom.sandbox.lantern.records import Kind, Lantern

_STORED: Final = ("districts", "schools", "terms", "courses", "sections", "users")
_STRETCH: Final = 2000
_KINDS_OF_KEY: Final[Mapping[str, tuple[Kind, ...]]] = {
    "schools": ("schools",),
    "terms": ("terms",),
    "courses": ("courses",),
    "sections": ("sections",),
    "users": ("students", "teachers", "staff", "administrators", "contacts"),
}
"""Kind of the API -> the kinds of the source whose keys lead to it."""


def documents_of(session: Session, district: District, kind: str) -> Iterator[dict[str, Any]]:
    """Give every stored document of a kind, opt-in fields aside (roster file)."""
    after = 0
    while stretch := documents_after(session, district.number, kind, after, _STRETCH):
        for one in stretch:
            yield msgspec.json.decode(one.body)
        after = stretch[-1].rid


def ids_in(parts: Parts, district: District, source: Lantern) -> Ids:
    """Return what finds the id of each of the source's records, as the hub has them now."""
    with parts.store.roster.reading() as session:
        documents = {kind: [*documents_of(session, district, kind)] for kind in _STORED}
    return ids_of(source, documents)


def keyed_ids(parts: Parts, district: District, source: Lantern) -> dict[str, dict[str, str]]:
    """Return the id of each of the source's keys, by kind; a record that is not there has none."""
    ids = ids_in(parts, district, source)
    return {
        kind: {
            key: found
            for mine in kinds
            for key in source.keyed(mine)
            if (found := ids(kind, key)) is not None
        }
        for kind, kinds in _KINDS_OF_KEY.items()
    }


def number_of(ids: Mapping[str, str], named: str, what: str) -> int:
    """Return the record number that a key or an id means; refused if it means none."""
    found = parse_id(ids.get(named, named))
    if found is None:
        message = f"There is no {what} {named!r} in this district"
        raise InvalidRequestError(message, "no_such_record")
    return found[0]
