"""What a view does to one document: which fields stay, which people are left out of its lists.

Pure: text in, text out, the same for a page, an event and the identity of someone signing in. A
document that loses nothing is never decoded, and most of them lose nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import msgspec
from pyroaring import BitMap64

from homeroom.foundation.ids import parse_id
from homeroom_wire.fields import FIELDS
from homeroom_wire.values import ROLES, Version, as_seen_in

CONTACT_BIT: Final = 16
ROLES_UNKNOWN: Final = -1
"""For `cut`: every bit set, so that whatever depends on a role is looked at."""

NEVER_REFUSED: Final = frozenset({"id", "district", "roles", *(f"roles.{r}" for r in ROLES)})
"""What identifies a record and says what it is (district.md 3.5, D-FIELD-2)."""

_EXTENSION: Final = "ext"
_PEOPLE_LISTS = {"students": "student", "teachers": "teacher"}


@dataclass(frozen=True)
class Mask:
    """Which keys of an object stay, and what stays inside them."""

    keep: "Mapping[str, Mask | None] | None" = None
    """Key -> mask of what is inside, None for everything inside. As a whole None: every key."""

    drop: frozenset[str] = frozenset()
    """Keys that go although `keep` is None: extension fields are refused one by one."""

    bare: bool = False
    """Stays even when nothing is left inside: that someone is a student is a fact of its own."""


@dataclass(frozen=True)
class Lens:
    """Everything that `cut` has to know about a view."""

    masks: Mapping[str, Mask]
    plain: frozenset[str] = frozenset()
    """Kinds whose stored bodies hold no field that the mask would take away."""

    merges: frozenset[str] = frozenset()
    """Kinds of which the view sees at least one opt-in field."""

    version: Version = "v3.1"
    enumerations: tuple[tuple[tuple[str, ...], str], ...] = ()
    """(Path, enumeration) of users' fields whose values not every version knows."""

    hidden_roles: int = 0
    """Bits of the roles that the view does not see."""

    visible: Mapping[str, BitMap64] = field(default_factory=dict)
    """Role -> who may stand in lists of people, where these are cut; without an entry nobody."""

    hidden_ids: frozenset[str] | None = None
    """The only ids that can be hidden in a section's lists; None: ask `visible`."""

    cuts_sections: bool = False
    cuts_contacts: bool = False

    def whole(self, kind: str) -> bool:
        """Whether every stored body of the kind goes out as it is, whatever its columns say."""
        if kind not in self.plain or kind in self.merges:
            return False
        if kind == "users":
            return not self.hidden_roles and not self.cuts_contacts
        return kind != "sections" or not self.cuts_sections

    def passes(self, kind: str, body: str, extra: str | None, roles: int) -> bool:
        """Whether this one document goes out as it is."""
        if kind not in self.plain or (extra is not None and kind in self.merges):
            return False
        if kind == "users":
            return not roles & self.hidden_roles and not (
                self.cuts_contacts and roles & CONTACT_BIT
            )
        if kind == "sections" and self.cuts_sections:
            return self.hidden_ids is not None and all(
                _is_free_of(self.hidden_ids, body, key) for key in _PEOPLE_LISTS
            )
        return True

    def shows(self, role: str, record_id: str) -> bool:
        """Whether the person may stand in a list of people with this role."""
        parsed = parse_id(record_id)
        return parsed is not None and parsed[0] in self.visible.get(role, ())


def cut(kind: str, body: str, extra: str | None, lens: Lens, roles: int = ROLES_UNKNOWN) -> str:
    """Return the document as the view's readers see it; keys keep their order.

    `roles` is the record's column; giving it saves decoding users who lose no role.
    """
    if lens.passes(kind, body, extra, roles):
        return body
    record: dict[str, Any] = msgspec.json.decode(body)
    if extra is not None and kind in lens.merges:
        _merge(record, msgspec.json.decode(extra))
    if kind == "sections" and lens.cuts_sections:
        _hide_people(record, lens)
    elif kind == "users":
        _hide_relationships(record, lens)
        _put_in_version(record, lens)
    record = _inside(record, lens.masks[kind])
    return msgspec.json.encode(record).decode()


def _merge(record: dict[str, Any], more: Mapping[str, Any]) -> None:
    for key, value in more.items():
        here = record.get(key)
        if isinstance(here, dict) and isinstance(value, dict):
            _merge(here, value)
        else:
            record[key] = value


def _inside(record: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Return the object without what the mask takes away.

    A part that loses everything is absent, not empty (data-api.md 4.1); one that was empty in
    the source stays.
    """
    kept: dict[str, Any] = {}
    for key, value in record.items():
        if key in mask.drop or (mask.keep is not None and key not in mask.keep):
            continue
        within = mask.keep[key] if mask.keep is not None else None
        if within is None:
            kept[key] = value
            continue
        left = _masked(value, within)
        if left or not value or within.bare:
            kept[key] = left
    return kept


def _masked(value: Any, mask: Mask) -> Any:
    if isinstance(value, dict):
        return _inside(value, mask)
    if isinstance(value, list):
        return [left for item in value if (left := _masked(item, mask))]
    # Not the object that the table knows: nobody can say which part of it may be seen.
    return None


def _hide_people(section: dict[str, Any], lens: Lens) -> None:
    for key, role in _PEOPLE_LISTS.items():
        if key in section:
            section[key] = [one for one in section[key] if lens.shows(role, one)]
    # A primary teacher who is not shared leaves the key absent; nobody moves up (R15).
    if "teacher" in section and not lens.shows("teacher", section["teacher"]):
        del section["teacher"]


def _hide_relationships(user: dict[str, Any], lens: Lens) -> None:
    contact = user.get("roles", {}).get("contact")
    if lens.cuts_contacts and contact and "student_relationships" in contact:
        contact["student_relationships"] = [
            one
            for one in contact["student_relationships"]
            # One that names nobody (the field is refused) was looked at before it lost the name.
            if "student" not in one or lens.shows("student", one["student"])
        ]


def _put_in_version(user: dict[str, Any], lens: Lens) -> None:
    for (*path, key), enumeration in lens.enumerations:
        inside: Any = user
        for step in path:
            inside = inside.get(step, {})
        if key in inside:
            inside[key] = as_seen_in(lens.version, enumeration, inside[key])


def _is_free_of(hidden: frozenset[str], body: str, key: str) -> bool:
    """Whether a list of ids in a section's text holds none of these, seen without decoding it.

    Inside a string the quotes of the key would be escaped, so the first match is the key. A text
    of another form is not judged: it will be decoded.
    """
    start = body.find(f'"{key}":[')
    if start < 0:
        return False
    start += len(key) + 4
    return hidden.isdisjoint(body[start + 1 : body.index("]", start) - 1].split('","'))


def below(kind: str, paths: Iterable[str]) -> Iterator[str]:
    """Give the paths of a kind without its name."""
    for path in paths:
        if path.startswith(f"{kind}."):
            yield path.removeprefix(f"{kind}.")


def mask_of(
    kind: str, shown: set[str], refused: frozenset[str], chosen: frozenset[str] | None
) -> Mask:
    """Return the mask that lets these paths stay.

    Of the extension fields the refused go; and, where some were `chosen`, all others.
    """
    known = {row.path.replace("[]", "") for row in FIELDS[kind]}
    mask = _node("", shown, known, refused)
    return mask if chosen is None else _with_extensions("", mask, chosen)


def _with_extensions(at: str, mask: Mask, chosen: frozenset[str]) -> Mask:
    keep: dict[str, Mask | None] = dict(mask.keep or {})
    for key, inner in keep.items():
        path = f"{at}.{key}" if at else key
        if key == _EXTENSION:
            mine = {one[len(path) + 1 :] for one in chosen if one.startswith(f"{path}.")}
            keep[key] = Mask(keep=dict.fromkeys(mine - (inner.drop if inner else frozenset())))
        elif inner is not None:
            keep[key] = _with_extensions(path, inner, chosen)
    return replace(mask, keep=keep)


def _node(at: str, shown: set[str], known: set[str], refused: frozenset[str]) -> Mask:
    before = f"{at}." if at else ""
    keep: dict[str, Mask | None] = {}
    for path in shown:
        key = path.removeprefix(before)
        if not path.startswith(before) or "." in key:
            continue
        if any(one.startswith(f"{path}.") for one in known):
            keep[key] = _node(path, shown, known, refused)
        else:
            off = {one[len(path) + 1 :] for one in refused if one.startswith(f"{path}.")}
            keep[key] = Mask(drop=frozenset(off)) if off else None
    return Mask(keep=keep, bare=at in NEVER_REFUSED)
