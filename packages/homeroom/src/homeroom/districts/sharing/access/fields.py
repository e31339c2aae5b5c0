"""Which fields an application receives, and what a form that switches some off means. Pure.

A page names the smallest parts: whole objects are switched off by their parts. What was switched
off as a whole elsewhere stays so until one of its parts is switched on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from homeroom.oauth.declared import Declared, FieldNeed, Need
from homeroom.oauth.registration.rules import need_of, needs_of_group, unasked
from homeroom.sharing.rules import FieldAccess
from homeroom_wire.fields import KINDS, allowed, fields_of, opt_ins_of
from homeroom_wire.values import ROLES

EXTENSION: Final = "ext"
_GRAVEST: Final[tuple[Need, ...]] = ("required", "optional")
_STEADY: Final = frozenset({"id", "district", "created", "last_modified"})
_NOT_HELD: Final = "lms_status"
_GROUPS: Final[Mapping[str, str]] = {
    "users.": "Everybody",
    "users.roles.student.": "Students",
    "users.roles.teacher.": "Teachers",
    "users.roles.staff.": "Staff",
    "users.roles.district_admin.": "District administrators",
    "users.roles.contact.": "Contacts",
    "sections.": "Sections",
    "courses.": "Courses",
    "terms.": "Terms",
    "schools.": "Schools",
    "districts.": "The district",
    "resources.": "Resources",
}
"""Beginning of a path -> the heading under which it is shown."""


@dataclass(frozen=True)
class Row:
    """A field that can be switched off, or on."""

    path: str
    """Behind its kind, as `users.email`."""

    label: str
    group: str
    need: FieldNeed
    is_on: bool


def rows_of(access: FieldAccess, declared: Declared) -> list[Row]:
    """Return every single field that is asked for or received, in the table's order."""
    found = []
    silent = unasked(access, declared)
    for path in _leaves(access):
        if _is_off(path, silent):
            continue
        group = _group_of(path)
        found.append(
            Row(
                path,
                path.removeprefix(group).replace(".", ", ").replace("_", " "),
                _GROUPS[group],
                need_of(path, declared),
                not _is_off(path, access.refused),
            )
        )
    return sorted(found, key=lambda row: list(_GROUPS.values()).index(row.group))


@dataclass(frozen=True)
class Group:
    """A group of sensitive fields, given whole or not at all."""

    name: str
    is_on: bool
    need: FieldNeed


def opt_ins_offered(access: FieldAccess, declared: Declared) -> list[Group]:
    """Return the groups of sensitive fields that are asked for or on, extension fields aside."""
    wanted = frozenset(declared.opt_ins) | access.opt_ins
    known = dict.fromkeys(group for kind in KINDS for group in opt_ins_of(kind))
    return [
        Group(group, group in access.opt_ins, need_of_group(group, declared))
        for group in known
        if group != EXTENSION and group in wanted
    ]


def need_of_group(group: str, declared: Declared) -> FieldNeed:
    """Return what is said of a group: required if any of its fields is, with every reason once."""
    needs = list(needs_of_group(group, declared).values())
    reasons = dict.fromkeys(one.reason for one in needs if one.reason)
    said = {one.need for one in needs}
    need: Need = next((one for one in _GRAVEST if one in said), "")
    return FieldNeed(need, "; ".join(reasons))


def extension_rows(access: FieldAccess, known: Iterable[str]) -> list[tuple[str, bool]]:
    """Return the extension fields (`users.roles.student.ext.Bus`) with whether they are on."""
    return [(path, _is_given(path, access)) for path in known]


def _is_given(path: str, access: FieldAccess) -> bool:
    chosen = access.extensions is None or path in access.extensions
    return EXTENSION in access.opt_ins and chosen and not _is_off(path, access.refused)


@dataclass(frozen=True)
class Ticked:
    """What of a form's boxes is ticked."""

    fields: frozenset[str]
    opt_ins: frozenset[str]
    roles: frozenset[str]


def access_after(
    access: FieldAccess, rows: Iterable[Row], extensions: Iterable[str], ticked: Ticked
) -> FieldAccess:
    """Return the field access that a form means, of whose boxes some are ticked.

    Extension fields are chosen one by one, so a new one in later files is not given (3.5).
    """
    single = frozenset(extensions)
    chosen = ((access.extensions or frozenset()) - single) | (single & ticked.fields)
    shown = frozenset(row.path for row in rows) | single
    off = shown - ticked.fields - single
    kept = {
        one
        for one in access.refused - shown
        if not any(path.startswith(f"{one}.") for path in ticked.fields & shown)
    }
    named = frozenset({EXTENSION}) if chosen else frozenset()
    if not single:
        named = access.opt_ins & {EXTENSION}
    return replace(
        access,
        opt_ins=ticked.opt_ins | named,
        refused=frozenset(kept | {one for one in off if not _is_off(one, frozenset(kept))}),
        roles=ticked.roles,
        extensions=chosen if single else access.extensions,
    )


def roles_offered(access: FieldAccess) -> list[tuple[str, str, bool]]:
    """Return the roles with whether they are on."""
    return [(role, role.replace("_", " "), role in access.roles) for role in ROLES]


def _leaves(access: FieldAccess) -> Iterator[str]:
    for kind in KINDS:
        known = [row.path for row in fields_of(kind)]
        shown = allowed(kind, access.tier, "v3.1", access.scopes)
        for row in fields_of(kind):
            path = row.path
            is_part = "[]" not in path and not any(one.startswith(f"{path}.") for one in known)
            if path in shown and is_part and path not in _STEADY and _NOT_HELD not in path:
                yield f"{kind}.{path}"


def _group_of(path: str) -> str:
    return max((one for one in _GROUPS if path.startswith(one)), key=len)


def _is_off(path: str, refused: frozenset[str]) -> bool:
    return any(path == one or path.startswith(f"{one}.") for one in refused)
