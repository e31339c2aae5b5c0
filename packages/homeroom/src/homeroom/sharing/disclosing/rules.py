"""What a disclosure says: its key, and the fields that its terms give. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec

from homeroom.sharing.rules import Definition, paths_given, view_key
from homeroom_wire.attendance import Attendance
from homeroom_wire.fields import FIELDS
from homeroom_wire.values import ROLES

ATTENDANCE: Final = "attendance"
KINDS: Final = ("users", "sections", ATTENDANCE)
"""What is recorded: people, sections with their lists of people, people's attendance."""

DAY_SECONDS: Final = 86_400

key_of: Final = lru_cache(maxsize=1024)(view_key)
"""The name of a definition, worked out once: readers ask for it at every read."""


class Reader(NamedTuple):
    """Who was given something: an application in a district, by a connection or an install."""

    district: int
    application: str
    connection: str


class Key(NamedTuple):
    """What is counted together."""

    reader: Reader
    day: int
    """Days since 1970 by the district's clock."""

    view: str
    kind: str


def fields_given(
    definition: Definition, kind: str, roles: Iterable[str] = ROLES
) -> tuple[str, ...]:
    """Return the dotted paths that terms give of a record, of a person's in these roles."""
    if kind == ATTENDANCE:
        return tuple(f"{ATTENDANCE}.{one}" for one in Attendance.__struct_fields__)
    return tuple(path for path in paths_given(definition, kind) if _is_of(path, kind, set(roles)))


def _is_of(path: str, kind: str, roles: set[str]) -> bool:
    words = path.split(".")
    return kind != "users" or words[0] != "roles" or len(words) == 1 or words[1] in roles


def narrowed(definition: Definition, paths: Iterable[str]) -> Definition:
    """Return terms that give of a person no more than these paths, as `/me` does."""
    allowed = set(definition.allowed["users"])
    users = tuple(sorted(allowed.intersection(paths)))
    return replace(definition, allowed={**dict.fromkeys(definition.allowed, ()), "users": users})


def as_given(definition: Definition, kind: str, texts: Iterable[str]) -> Definition:
    """Return terms under which these documents could be given: the definition's, and more.

    Events are cut when they are written. One that tells of a field being switched off holds what
    the view of now gives no more.
    """
    allowed = set(definition.allowed.get(kind, ()))
    written = {_bare(row.path): row.path for row in FIELDS.get(kind, ())}
    found = {written[path] for text in texts for path in paths_in(kind, msgspec.json.decode(text))}
    if found <= set(paths_given(definition, kind)):
        return definition
    given: Mapping[str, tuple[str, ...]] = {
        **definition.allowed,
        kind: tuple(sorted(allowed | found)),
    }
    roles = {path.split(".")[1] for path in found if path.startswith("roles.")}
    return replace(definition, allowed=given, roles=tuple(sorted({*definition.roles, *roles})))


def paths_in(kind: str, record: Any) -> set[str]:
    """Return which fields of the table stand in a document, without the marks of lists."""
    return set(_found(_known(kind), "", record))


@lru_cache(maxsize=16)
def _known(kind: str) -> frozenset[str]:
    return frozenset(_bare(row.path) for row in FIELDS.get(kind, ()))


def _found(known: frozenset[str], at: str, value: Any) -> Iterator[str]:
    if at in known:
        yield at
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict):
            for name, inner in one.items():
                yield from _found(known, f"{at}.{name}" if at else name, inner)


def _bare(path: str) -> str:
    return path.replace("[]", "")
