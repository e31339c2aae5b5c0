"""What an application keeps of a record: fields by their path, and ties between records.

A field's name is its path in the API's document (`name.first`, `roles.student.grade`), so an
application may keep any field that a hub sends. Four names are made from several places: `roles`,
`schools`, `sis_id` and, for users, `school`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import Final

from msgspec import Struct

from homeroom_kit.planning.shapes import Shape, shaped

__all__ = [
    "MADE",
    "Document",
    "Kept",
    "Tie",
    "Value",
    "is_same",
    "legacy_ids_of",
    "reader_of",
    "roles_of",
    "sis_ids_of",
    "ties_of",
    "value_at",
]

Value = str | tuple[str, ...] | None
"""Text, several texts, or nothing at all. Blank and nothing mean the same to an application."""

Document = Mapping[str, object]

SIS_IDS: Final[Mapping[str, str]] = {
    "student": "sis_id",
    "teacher": "sis_id",
    "staff": "staff_id",
    "contact": "sis_id",
}
"""Where each role keeps the district's own id."""


_NONE: Final[frozenset[str]] = frozenset()


class Tie(Struct, frozen=True):
    """One record belongs to another: a student to a section, a contact to a student.

    Attributes:
        relation: `students` or `teachers` of a section, `contacts`: a contact's students.
        other: The Clever id at the other end, always a user's.
        detail: `primary` or `co` for teachers; relationship and type for contacts.
    """

    relation: str
    other: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What an application's store keeps of one kind.

    Attributes:
        fields: Names of fields, each with the greatest length it can hold, if there is one. A text
            is cut there; of a list as many as fit are kept, and an id that does not fit is not.
        relations: Which ties are kept.
        references: Fields that hold another record's id, with the kind of that record.
        plain: Relations whose ties are kept without their detail.
        details: Relations whose ties' detail can have so many characters at most.
        shapes: Fields whose column takes no text, and what it takes. Their values are texts in one
            way of writing; of a whole number the limit is that of its bytes.
    """

    fields: Mapping[str, int | None]
    relations: frozenset[str] = frozenset()
    references: Mapping[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()
    details: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, Shape] = field(default_factory=dict)

    def shape(self, values: dict[str, Value]) -> None:
        """Bring values into what their columns can hold; several texts no such column can."""
        for name, shape in self.shapes.items():
            told = values.get(name)
            values[name] = shaped("" if isinstance(told, tuple) else told, shape, self.fields[name])


def value_at(document: Document, name: str, limit: int | None = None) -> Value:
    """The value of a field; None if the hub does not show it."""
    return _reader_of_one(name, limit)(document)[name]


@cache
def _reader_of_one(name: str, limit: int | None) -> Callable[[Document], dict[str, Value]]:
    return reader_of(Kept({name: limit}))


def reader_of(kept: Kept) -> Callable[[Document], dict[str, Value]]:
    """Return what reads the fields that are kept, of any number of documents."""
    limits = {name: None if name in kept.shapes else most for name, most in kept.fields.items()}
    read = _reader_of_texts(limits)
    if not kept.shapes:
        return read

    def shaping(document: Document) -> dict[str, Value]:
        values = read(document)
        kept.shape(values)
        return values

    return shaping


def _reader_of_texts(fields: Mapping[str, int | None]) -> Callable[[Document], dict[str, Value]]:
    """Fields that stand in one object are read together: the way to it is most of the work."""
    told: dict[tuple[str, ...], list[tuple[str, str, int | None]]] = defaultdict(list)
    for name, limit in fields.items():
        *inside, last = name.split(".")
        told[tuple(inside)].append((name, last, limit))
    places = [*told.items()]
    made = [(name, MADE[name], limit) for name, limit in fields.items() if name in MADE]

    def read(document: Document) -> dict[str, Value]:
        values: dict[str, Value] = dict.fromkeys(fields)
        for inside, names in places:
            within = _within(document, inside)
            if within is None:
                continue
            for name, last, limit in names:
                found = within.get(last)
                if limit is None and isinstance(found, str):
                    values[name] = found
                elif found is not None:
                    values[name] = _plain(found, limit)
        # A record without roles may have a field of this name itself, as a section has `school`.
        if made and isinstance(document.get("roles"), dict):
            for name, make, limit in made:
                values[name] = _fitting(make(document), limit) or None
        return values

    return read


def _within(document: Document, inside: tuple[str, ...]) -> Document | None:
    for part in inside:
        found = document.get(part)
        if not isinstance(found, dict):
            return None
        document = found
    return document


def _plain(found: object, limit: int | None) -> Value:
    if isinstance(found, str):
        return found if limit is None else found[:limit]
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, list):
        return _fitting(tuple(str(one) for one in found if not isinstance(one, dict)), limit)
    return None if found is None or isinstance(found, dict) else str(found)[:limit]


def _fitting(found: str | tuple[str, ...], limit: int | None) -> str | tuple[str, ...]:
    """What a column has room for: of several texts as many whole ones as fit with commas between.

    An id is not cut, for what is left of it may be another one's.
    """
    if limit is None or isinstance(found, str):
        return found if limit is None or len(found) <= limit else ""
    lengths = accumulate(len(one) + 1 for one in found)
    return tuple(one for one, end in zip(found, lengths, strict=True) if end - 1 <= limit)


def is_same(one: Value, other: Value) -> bool:
    """Whether an application could tell the two apart: blank and nothing it cannot."""
    return (one or None) == (other or None)


def ties_of(kind: str, document: Document) -> Iterator[Tie]:
    """Give every tie that a record tells of."""
    if kind == "sections":
        for one in _texts(document.get("students")):
            yield Tie("students", one)
        primary = document.get("teacher")
        for one in _texts(document.get("teachers")):
            yield Tie("teachers", one, "primary" if one == primary else "co")
    elif kind == "users":
        contact = _roles(document).get("contact")
        links = contact.get("student_relationships") if isinstance(contact, dict) else None
        for link in links if isinstance(links, list) else ():
            if isinstance(link, dict) and isinstance(link.get("student"), str):
                detail = f"{link.get('relationship', '')}|{link.get('type', '')}"
                yield Tie("contacts", link["student"], detail)


def sis_ids_of(document: Document) -> frozenset[str]:
    """The district's own ids of a person, each with its role in front."""
    return frozenset(
        f"{role}:{sis_id}"
        for role, holds in _roles(document).items()
        if isinstance(holds, dict)
        and isinstance(sis_id := holds.get(SIS_IDS.get(role)), str)
        and sis_id.strip()
    )


def legacy_ids_of(document: Document) -> frozenset[str]:
    """Ids that the person's roles had before v3."""
    found = [
        legacy_id
        for role in _roles(document).values()
        if isinstance(role, dict) and (legacy_id := role.get("legacy_id"))
    ]
    return frozenset(one for one in found if isinstance(one, str)) if found else _NONE


def roles_of(document: Document) -> tuple[str, ...]:
    """The roles a person holds, in alphabetical order; a role is an object, even an empty one."""
    return tuple(sorted(role for role, held in _roles(document).items() if isinstance(held, dict)))


def _roles(document: Document) -> Mapping[str, object]:
    roles = document.get("roles")
    return roles if isinstance(roles, dict) else {}


def _schools(document: Document) -> tuple[str, ...]:
    """Every school of any role, once."""
    found: set[str] = set()
    for role in _roles(document).values():
        if isinstance(role, dict):
            found.update(_texts(role.get("schools")))
    return tuple(sorted(found))


def _school(document: Document) -> str:
    held = (one for one in _roles(document).values() if isinstance(one, dict))
    return next((str(role["school"]) for role in held if _is_text(role.get("school"))), "")


def _sis_id(document: Document) -> str:
    """The district's own id of the first role that has one, in the order of `SIS_IDS`."""
    held = {role: sis_id for role, _, sis_id in (o.partition(":") for o in sis_ids_of(document))}
    return next((held[role] for role in SIS_IDS if role in held), "")


def _texts(found: object) -> list[str]:
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _is_text(found: object) -> bool:
    return isinstance(found, str) and bool(found)


MADE: Final[Mapping[str, Callable[[Document], str | tuple[str, ...]]]] = {
    "roles": roles_of,
    "schools": _schools,
    "school": _school,
    "sis_id": _sis_id,
}
