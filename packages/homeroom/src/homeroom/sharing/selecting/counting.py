"""How many records a connection is given, takes and sees (district.md 3.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError
from homeroom.sharing.members import compute, whole
from homeroom.sharing.queries import connection_named
from homeroom.sharing.rules import (
    Definition,
    FieldAccess,
    Share,
    definition_of,
)
from homeroom.sharing.selecting.rules import Rule
from homeroom_wire.roles import ROLE_BITS
from homeroom_wire.values import ROLES, VERSIONS

_TYPES: Final = (
    "schools",
    "terms",
    "courses",
    "sections",
    "users",
    *(f"users.{role}" for role in ROLE_BITS),
)


@dataclass(frozen=True)
class Counts:
    """Three counts of one type of record."""

    shared: int
    """What the district's share selects."""

    filtered: int
    """What the application's filters leave of it."""

    final: int
    """What is seen: without the roles that are switched off in the field access."""


def counts(session: Session, district: int, connection: str) -> Mapping[str, Counts]:
    """Return a connection's counts by type; a type is a kind, or a role as `users.student`."""
    found = connection_named(session, district, connection)
    if found is None:
        raise NotFoundError("There is no such connection")
    return counts_of(session, district, found.share, found.access, found.filters)


def counts_of(
    session: Session,
    district: int,
    share: Share,
    access: FieldAccess,
    filters: tuple[Rule, ...],
) -> Mapping[str, Counts]:
    """Return the counts that a share, a field access and filters would have."""
    everyone = replace(access, roles=frozenset(ROLES))
    version = VERSIONS[-1]
    shared, filtered, final = (
        _numbers(session, district, definition)
        for definition in (
            definition_of(share, everyone, version, ""),
            definition_of(share, everyone, version, "", filters),
            definition_of(share, access, version, "", filters),
        )
    )
    return {name: Counts(shared[name], filtered[name], final[name]) for name in _TYPES}


def _numbers(session: Session, district: int, definition: Definition) -> Mapping[str, int]:
    found = compute(session, district, definition)
    return {
        name: len(found[name] if name in found else whole(session, district, name))
        for name in _TYPES
    }
