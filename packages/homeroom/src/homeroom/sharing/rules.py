"""What a share means: who is asked for, which fields, and the one definition that results.

Pure. A *share* is the district's choice of records, a *field access* its choice of fields beside
what the application declared; a *definition* is both, normalised, with everything else that
alters what is seen. Connections with equal definitions have one view (house.md 14).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import msgspec
from pyroaring import BitMap64

from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.ids import wire_id
from homeroom.sharing.lens import NEVER_REFUSED, Lens, Mask, below, cut, mask_of
from homeroom.sharing.selecting.rules import Rule, brought_roles, cuts_lists, normalised
from homeroom.sharing.selecting.shares import FieldAccess, Share, ShareKind
from homeroom_wire.fields import FIELDS, KINDS, OPT_INS, SCOPES, Tier, allowed, fields_of
from homeroom_wire.roles import ROLE_BITS
from homeroom_wire.values import ROLES, VERSIONS, Version, values_of

__all__ = [
    "CONTACTS_SCOPE",
    "RESOURCES_SCOPE",
    "ROLE_BITS",
    "Definition",
    "FieldAccess",
    "Share",
    "ShareKind",
    "bits_of",
    "check_refusals",
    "cut",
    "definition_of",
    "lens_of",
    "lens_without_people",
    "paths_given",
    "read_definition",
    "restricted",
    "selection_of",
    "view_key",
    "write_definition",
]

CONTACTS_SCOPE: Final = "read:student_contacts"
RESOURCES_SCOPE: Final = "read:resources"
_PLACES: Final = ("schools", "sections", "terms", "courses")
_LISTED: Final = frozenset({"student", "teacher"})
"""Roles whose holders stand in lists of other records."""

_NOT_RENDERED: Final = frozenset({"lms_status", "lms_status.synced_in_lms"})
"""Fields of the table that no stored body holds yet (LMS Connect comes later, ruling R37).

Without this line every body would have to be searched for them under v3.0.
"""
_KEY_LENGTH: Final = 32
_CHOSEN: Final = "extensions"
_LATER: Final = ("rules", "filters", "common")


@dataclass(frozen=True)
class Selected:
    """One of several shares of which only what all have in common is seen."""

    kind: ShareKind
    schools: tuple[int, ...]
    excluded: tuple[int, ...]
    roles: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Definition:
    """Everything that alters what is seen, and nothing else: equal definitions share a view."""

    tier: Tier
    version: Version
    kind: ShareKind | Literal["common"]
    schools: tuple[int, ...]
    excluded: tuple[int, ...]
    roles: tuple[str, ...]
    allowed: Mapping[str, tuple[str, ...]] = field(hash=False)
    """Kind -> the dotted paths that may be shown."""

    refused_extensions: tuple[str, ...]
    """Single extension fields that are off, as `kind.path`."""

    application: str
    """Only where it matters: whose resources are seen."""

    rules: tuple[Rule, ...] = ()
    filters: tuple[Rule, ...] = ()
    """What the application takes of what is shared (district.md 3.3); empty: all of it."""

    extensions: tuple[str, ...] | None = None
    """The only extension fields that are shown, as `kind.path`; None: all but the refused."""

    common: tuple[Selected, ...] = ()
    """Kind common: the shares of which each must show a record, in the role that it is seen in."""


def definition_of(
    share: Share,
    access: FieldAccess,
    version: Version,
    application: str,
    filters: tuple[Rule, ...] = (),
) -> Definition:
    """Return what a share and a field access come down to for readers of one version."""
    if share.kind == "recommended":
        parts = _parts_of(share)
        return _in_common(
            [definition_of(one, access, version, application, filters) for one in parts]
        )
    nothing = share.kind == "nothing"
    inner = {kind: _split(kind, access) for kind in KINDS}
    return Definition(
        tier=access.tier,
        version=version,
        kind=share.kind,
        schools=tuple(sorted(share.schools)) if share.kind == "schools" else (),
        excluded=() if nothing else tuple(sorted(share.excluded)),
        roles=() if nothing else tuple(sorted(_roles(share, access))),
        allowed={kind: _paths(kind, access, version, inner[kind][0]) for kind in KINDS},
        refused_extensions=tuple(sorted(path for _, below in inner.values() for path in below)),
        application=application if _reads_resources(access) and not nothing else "",
        rules=normalised(share.rules) if share.kind == "rules" else (),
        filters=() if nothing else normalised(filters),
        extensions=None if access.extensions is None else tuple(sorted(access.extensions)),
    )


def _parts_of(share: Share) -> list[Share]:
    """Return the shares of a recommendation, less what the district itself leaves out."""
    parts = share.follows.parts if share.follows else ()
    return [
        replace(one, excluded=share.excluded, contacts=one.contacts and share.contacts)
        for one in parts or (Share("nothing"),)
    ]


def _in_common(each: Sequence[Definition]) -> Definition:
    """Return the definition of what all of these show, which differ in whom they select."""
    selected = {
        Selected(one.kind, one.schools, one.excluded, one.roles, one.rules)
        for one in each
        if one.kind != "common"
    }
    if len(selected) == 1:
        return each[0]
    return replace(
        each[0],
        kind="common",
        schools=(),
        rules=(),
        roles=tuple(sorted(set(each[0].roles).intersection(*(one.roles for one in each)))),
        common=tuple(sorted(selected, key=msgspec.json.encode)),
    )


def check_refusals(access: FieldAccess) -> None:
    """Refuse a field access that switches off what does not exist or what identifies a record.

    Ids and roles cannot be refused (district.md 3.5, D-FIELD-2).
    """
    for refused in sorted(access.refused):
        kind, _, path = refused.partition(".")
        known = {row.path.replace("[]", "") for row in FIELDS.get(kind, ())}
        if path in NEVER_REFUSED:
            raise InvalidRequestError(f"{refused} identifies the record and cannot be refused")
        if path not in known and not any(_is_extension(path, one) for one in known):
            raise InvalidRequestError(f"There is no field {refused} that could be refused")


def view_key(definition: Definition) -> str:
    """Return the name of the view that the definition has, the same wherever it is worked out."""
    return hashlib.sha256(write_definition(definition).encode()).hexdigest()[:_KEY_LENGTH]


def write_definition(definition: Definition) -> str:
    """Write a definition as canonical JSON.

    What is empty is left out where that was so before there were rules: equal definitions have
    one text, and so one view, whatever release wrote them.
    """
    written = msgspec.to_builtins(definition)
    for name in _LATER:
        # One that was read has no entry at all for what its text left out.
        if not written.get(name):
            written.pop(name, None)
    if written.get(_CHOSEN) is None:
        written.pop(_CHOSEN, None)
    return msgspec.json.encode(written, order="sorted").decode()


def read_definition(text: str) -> Definition:
    """Read a definition that was written by `write_definition`."""
    return msgspec.json.decode(text, type=Definition)


def selection_of(definition: Definition) -> tuple[object, ...]:
    """Return what decides which records are seen.

    Definitions that differ in fields, version or application alone have the same members, but
    for an application's own resources, so that many connections with one rule cost about as
    much as one.
    """
    return (
        definition.kind,
        definition.schools,
        definition.excluded,
        definition.roles,
        definition.rules,
        definition.filters,
        definition.common,
    )


def paths_given(definition: Definition, kind: str) -> tuple[str, ...]:
    """Return the dotted paths that readers get of a kind, without those that no body holds."""
    return tuple(
        path
        for path in definition.allowed.get(kind, ())
        if path not in _NOT_RENDERED and (kind != "users" or _is_role_seen(path, definition))
    )


def bits_of(roles: tuple[str, ...]) -> int:
    """Return the roles as a bit mask."""
    return sum(ROLE_BITS[role] for role in roles)


def restricted(definition: Definition) -> frozenset[str]:
    """The kinds of which the definition does not show the whole district."""
    if definition.kind != "district":
        return frozenset({"users", "resources", *_PLACES})
    found = {"resources"}
    narrowed = {rule.kind for rule in definition.filters}
    if definition.excluded or set(definition.roles) != set(ROLES) or narrowed - {"section"}:
        found.add("users")
    if "section" in narrowed:
        found |= {"sections", "terms", "courses"}
    return frozenset(found)


def lens_of(
    definition: Definition,
    district: int,
    members: Mapping[str, BitMap64],
    fields: Lens | None = None,
) -> Lens:
    """Return the lens of a definition; `members` are those of the moment that is looked at.

    `fields` saves compiling the definition again.
    """
    compiled = fields or lens_without_people(definition)
    if "users" not in restricted(definition):
        return compiled
    hidden = frozenset(wire_id(rid, district) for rid in definition.excluded)
    return replace(
        compiled,
        visible={role: members[f"users.{role}"] for role in _LISTED},
        # Whoever is in a shared section is shared with it (district.md 3.4), unless excluded.
        hidden_ids=None if _cuts_lists(definition) else hidden,
    )


def lens_without_people(definition: Definition) -> Lens:
    """Return what of a lens follows from the definition alone: its fields, not its people."""
    hides = bool(definition.excluded) or _cuts_lists(definition)
    return Lens(
        masks={kind: _mask(kind, definition) for kind in KINDS},
        plain=frozenset(kind for kind in KINDS if _is_plain(kind, definition)),
        merges=frozenset(kind for kind in KINDS if _is_merged(kind, definition)),
        version=definition.version,
        enumerations=_enumerations(definition),
        hidden_roles=bits_of(tuple(set(ROLES) - set(definition.roles))),
        cuts_sections=hides,
        cuts_contacts=hides or definition.kind != "district",
    )


def _cuts_lists(definition: Definition) -> bool:
    """Whether others than the excluded may be missing from a section that is seen."""
    narrowed = {rule.kind for rule in definition.filters}
    return (
        not set(definition.roles) >= _LISTED
        or bool(narrowed & _LISTED)
        or cuts_lists(definition.rules)
        or bool(definition.common)
    )


def _reads_resources(access: FieldAccess) -> bool:
    return access.tier == "secure_sync" and RESOURCES_SCOPE in access.scopes


def _roles(share: Share, access: FieldAccess) -> set[str]:
    """The roles that are seen at all; a person with none of them is not a member."""
    roles = set(access.roles) & set(ROLES)
    if share.kind == "district" and not share.staff:
        roles.discard("staff")
    if share.kind == "rules":
        roles &= brought_roles(share.rules)
    elif not share.administrators:
        roles.discard("district_admin")
    scoped = CONTACTS_SCOPE in access.scopes and access.tier == "secure_sync"
    if not (share.contacts and scoped):
        roles.discard("contact")
    return roles


def _split(kind: str, access: FieldAccess) -> tuple[frozenset[str], tuple[str, ...]]:
    """The refusals of a kind: paths of the table, and single extension fields."""
    known = {row.path.replace("[]", "") for row in FIELDS[kind]}
    paths = {one.removeprefix(f"{kind}.") for one in access.refused if one.startswith(f"{kind}.")}
    below = tuple(f"{kind}.{path}" for path in paths if path not in known)
    return frozenset(paths & known) - NEVER_REFUSED, below


def _paths(
    kind: str, access: FieldAccess, version: Version, refused: frozenset[str]
) -> tuple[str, ...]:
    granted = (access.scopes & set(SCOPES)) | (access.opt_ins & set(OPT_INS))
    paths = allowed(kind, access.tier, version, granted)
    return tuple(sorted(path for path in paths if not _is_refused(path, refused)))


def _is_refused(path: str, refused: frozenset[str]) -> bool:
    bare = path.replace("[]", "")
    return any(bare == one or bare.startswith(f"{one}.") for one in refused)


def _is_extension(path: str, of: str) -> bool:
    return of.rpartition(".")[2] == "ext" and path.startswith(f"{of}.")


def _is_role_seen(path: str, definition: Definition) -> bool:
    words = path.split(".")
    return words[0] != "roles" or len(words) == 1 or words[1] in definition.roles


def _is_plain(kind: str, definition: Definition) -> bool:
    """Whether the mask takes nothing from a stored body of a person whose roles are all seen."""
    shown = set(definition.allowed[kind])
    held = (row.path for row in fields_of(kind) if row.opt_in is None)
    return all(
        path in shown or path in _NOT_RENDERED or not _is_role_seen(path, definition)
        for path in held
    )


def _is_merged(kind: str, definition: Definition) -> bool:
    shown = set(definition.allowed[kind])
    return any(row.opt_in is not None and row.path in shown for row in fields_of(kind))


def _enumerations(definition: Definition) -> tuple[tuple[tuple[str, ...], str], ...]:
    if definition.version == VERSIONS[-1]:
        return ()
    found = []
    for row in fields_of("users", definition.version):
        name = row.shape.enumeration
        if name and row.path in definition.allowed["users"]:
            known = values_of(name, definition.version)
            if known != values_of(name) and not row.shape.many:
                found.append((tuple(row.path.split(".")), name))
    return tuple(found)


def _mask(kind: str, definition: Definition) -> Mask:
    """Build the mask of a kind from its dotted paths."""
    shown = {
        path.replace("[]", "")
        for path in definition.allowed[kind]
        if kind != "users" or _is_role_seen(path, definition)
    }
    refused = frozenset(below(kind, definition.refused_extensions))
    chosen = definition.extensions
    return mask_of(kind, shown, refused, None if chosen is None else frozenset(below(kind, chosen)))
