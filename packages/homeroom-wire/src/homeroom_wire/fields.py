"""Which field each integration type receives, in which version: the questions to the table.

The rows are in `field_table`. The hub's masks, the public schema page and the OpenAPI document
are all made by these functions, so none of them can say something that another does not do.
"""

from collections.abc import Collection

from homeroom_wire.field_table import FIELDS, KINDS, OPT_INS, SCOPES, TIERS, Field, Shape, Tier
from homeroom_wire.values import VERSIONS, Version, allows_blank, values_of

__all__ = [
    "FIELDS",
    "KINDS",
    "OPT_INS",
    "SCOPES",
    "TIERS",
    "Field",
    "Shape",
    "Tier",
    "allowed",
    "choices",
    "field_at",
    "fields_of",
    "guaranteed",
    "opt_ins_of",
    "scopes_of",
    "shortened",
]


def fields_of(kind: str, version: Version = "v3.1") -> tuple[Field, ...]:
    """The fields of a record kind that exist in a version."""
    last = VERSIONS.index(version)
    return tuple(field for field in FIELDS[kind] if VERSIONS.index(field.since) <= last)


def field_at(kind: str, path: str) -> Field:
    """The row of one path; KeyError if there is none."""
    found = next((field for field in FIELDS[kind] if field.path == path), None)
    if found is None:
        raise KeyError(f"{kind}: {path}")
    return found


def allowed(
    kind: str, tier: Tier, version: Version, granted: Collection[str] = ()
) -> frozenset[str]:
    """The paths that a record of this kind may show.

    `granted` is what the connection holds beyond its integration type: names of opt-in groups
    ("ext", "ell_status") and scopes ("read:student_contacts"). Nothing is granted by default.
    """
    return frozenset(
        field.path
        for field in fields_of(kind, version)
        if tier in field.tiers
        and (field.opt_in is None or field.opt_in in granted)
        and (field.scope is None or field.scope in granted)
    )


def guaranteed(kind: str, tier: Tier, version: Version) -> frozenset[str]:
    """The paths that are always there for a tier, within objects and roles that are there."""
    shown = allowed(kind, tier, version, SCOPES)
    return frozenset(f.path for f in fields_of(kind, version) if f.guaranteed and f.path in shown)


def shortened(kind: str, tier: Tier) -> frozenset[str]:
    """The paths of which a tier receives only the first letter (ruling R12)."""
    return frozenset(field.path for field in FIELDS[kind] if tier in field.shortened)


def opt_ins_of(kind: str, version: Version = "v3.1") -> tuple[str, ...]:
    """The opt-in groups that exist for a record kind, in the table's order."""
    found = (field.opt_in for field in fields_of(kind, version))
    return tuple(dict.fromkeys(group for group in found if group is not None))


def scopes_of(kind: str) -> tuple[str, ...]:
    """The scopes that a record kind may need beyond its integration type."""
    found = (field.scope for field in FIELDS[kind])
    return tuple(dict.fromkeys(scope for scope in found if scope is not None))


def choices(field: Field, version: Version = "v3.1") -> tuple[str, ...] | None:
    """The values a field may hold in a version, the blank included; None for free values."""
    name = field.shape.enumeration
    if name is None:
        return None
    blank = ("",) if allows_blank(name, version) and not field.shape.many else ()
    return (*values_of(name, version), *blank)
