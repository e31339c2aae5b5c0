"""Field by field: what the application keeps of a record against what is shared of it."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from homeroom.certification.harness.comparing.persons import ids_of_account
from homeroom.certification.harness.comparing.presence import named, wanted
from homeroom.certification.harness.outcomes import Difference
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import Record

__all__ = ["LONG_ENOUGH", "field_differences", "path_of", "same", "stored_fields"]

LONG_ENOUGH: Final = 255
"""A text may be cut, but not shorter than this (SYN-R5, EC-03)."""

_CUT: Final = 32
"""A shorter text is not taken for a cut one, but for another one."""

_ROLE_FIELD: Final = re.compile(r"roles\.[a-z_]+\.[a-z_]+")

_EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
_REFERENCES: Final = frozenset(
    {"school", "schools", "course", "term_id", "district", "students", "teachers", "teacher",
     "created", "last_modified", "roles"}
)  # fmt: skip
"""Compared by the links, or times that say nothing of the application."""


def field_differences(
    moment: Moment, kind: str, left_out: Collection[str] = ()
) -> Iterator[Difference]:
    """Compare each field that the application tells of its active records.

    A field that is not told is not kept; a field that is told and not shared is another matter
    (invariant I8), unless it has another value than the one that is shared.
    """
    for clever_id, record in wanted(moment, kind).items():
        found = moment.after.one(kind, clever_id)
        if found is None or not found.is_active:
            continue
        shared = record.get("fields") or {}
        stored = stored_fields(found, shared)
        alike = [_shared(moment, kind, one) for one in _others(moment, kind, clever_id)]
        for name in sorted(stored.keys() & shared.keys()):
            if any(name in one and same(name, one[name], stored[name]) for one in alike):
                continue
            if name not in left_out and not same(name, shared[name], stored[name]):
                what = f"{named(moment, kind, clever_id)} {name}"
                yield Difference(what, shared[name], stored[name])


def _others(moment: Moment, kind: str, clever_id: str) -> Collection[str]:
    """Return the other ids of one account, which may show the values of either (Q-Y32)."""
    return ids_of_account(moment, clever_id) - {clever_id} if kind == "user" else ()


def _shared(moment: Moment, kind: str, clever_id: str) -> Mapping[str, Any]:
    fields: Mapping[str, Any] = moment.expected.of(kind).get(clever_id, {}).get("fields") or {}
    return fields


def stored_fields(record: Record, shared: Collection[str] = ()) -> Mapping[str, Any]:
    """Return what a record tells, by API path: its `fields`, and those of the common shape.

    The contract's own example says `grade` for `roles.student.grade` (6.2), so a role's field may
    be called by its last word, where one role alone that is shared has such a field.
    """
    told = record.get("fields")
    found = (
        {path_of(str(name), shared): one for name, one in told.items()}
        if isinstance(told, dict)
        else {}
    )
    name = record.get("name")
    if isinstance(name, dict):
        found |= {f"name.{part}": name[part] for part in ("first", "last") if part in name}
    elif isinstance(name, str):
        found.setdefault("name", name)
    if "email" in record.values:
        found.setdefault("email", record.get("email"))
    return {path: value for path, value in found.items() if path not in _REFERENCES}


def path_of(name: str, shared: Collection[str]) -> str:
    """Return the path of a shared field that an application calls by its last word."""
    if name in shared or name in _REFERENCES or name == "roles":  # a person's own roles
        return name
    fits = [path for path in shared if _ROLE_FIELD.fullmatch(path) and path.endswith(f".{name}")]
    return fits[0] if len(fits) == 1 else name


def same(path: str, shared: Any, stored: Any) -> bool:
    """Compare one value as people would: Unicode forms, spaces and a long text's end are alike."""
    if stored in _EMPTY or shared in _EMPTY:
        return stored in _EMPTY and shared in _EMPTY
    if not isinstance(shared, str) or not isinstance(stored, str):
        return bool(shared == stored) or str(shared) == str(stored)
    wanted_text, text = _plain(shared), _plain(stored)
    if path.rpartition(".")[2] == "email":
        wanted_text, text = wanted_text.casefold(), text.casefold()
    if wanted_text == text:
        return True
    # How short a text may be cut is SYN-R5's affair, which is a recommendation.
    return len(text) >= _CUT and wanted_text.startswith(text)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
