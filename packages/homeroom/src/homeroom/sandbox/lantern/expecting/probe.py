"""The expected view in the shape in which an application's probe speaks (certification.md 6.2)."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from homeroom.sandbox.lantern.expecting import Expected, ExpectedRecord

_TYPES: Final = {
    "districts": "district",
    "schools": "school",
    "terms": "term",
    "courses": "course",
    "sections": "section",
    "users": "user",
    "contacts": "contact",
}
_HEAD: Final = frozenset({"id", "district"})


def as_json(view: Expected) -> dict[str, list[dict[str, Any]]]:
    """Return every kind's records: the probe's keys, and under `fields` each field by its path."""
    sections = _sections_of(view)
    return {
        kind: [_record(kind, one, sections) for one in records]
        for kind, records in view.records.items()
    }


def _sections_of(view: Expected) -> Mapping[str, list[str]]:
    """The sections of users, as teachers or students, by their ids."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in view.records["sections"]:
        for person in (*one.document["teachers"], *one.document["students"]):
            found[person].append(one.clever_id)
    return found


def _record(kind: str, one: ExpectedRecord, sections: Mapping[str, list[str]]) -> dict[str, Any]:
    shape = _SHAPES.get(kind)
    return {
        "key": one.key,
        "type": _TYPES[kind],
        "clever_id": one.clever_id,
        **({"district": one.document["district"]} if "district" in one.document else {}),
        **(shape(one.document) if shape else {}),
        **({"sections": sorted(sections.get(one.clever_id, ()))} if kind == "users" else {}),
        "fields": dict(_fields("", one.document)),
    }


def _section(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": document["name"],
        "school": document.get("school"),
        "term": document.get("term_id"),
        "course": document.get("course"),
        "teachers": document["teachers"],
        "students": document["students"],
    }


def _user(document: Mapping[str, Any]) -> dict[str, Any]:
    roles = document["roles"]
    schools = {school for held in roles.values() for school in held.get("schools", ())}
    return {
        "roles": sorted(roles),
        "name": document["name"],
        "email": document.get("email"),
        "schools": sorted(schools),
    }


def _contact(document: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": document["name"],
        "email": document.get("email"),
        "links": document["roles"]["contact"]["student_relationships"],
    }


_SHAPES: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
    "sections": _section,
    "users": _user,
    "contacts": _contact,
}


def _fields(before: str, document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every field by its dotted path; a list stays a list."""
    for name, value in document.items():
        if not before and name in _HEAD:
            continue
        if isinstance(value, Mapping) and value:
            yield from _fields(f"{before}{name}.", value)
        else:
            yield f"{before}{name}", value
