"""Records as an application's probe tells them, and as the hub expects them (6.2, 6.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from homeroom.certification.harness.errors import UndecidedError

__all__ = ["TYPES", "AppView", "Expected", "Keys", "Record", "record_of"]

TYPES: Final[Mapping[str, str]] = {
    "user": "users",
    "contact": "contacts",
    "school": "schools",
    "term": "terms",
    "course": "courses",
    "section": "sections",
}
"""The probe's word for a record type, and the word of the expected view."""

_GONE: Final = ("archived_at", "deleted_at")


@dataclass(frozen=True, slots=True)
class Record:
    """One record, with an active or archived status; what is absent from `values` is not kept."""

    type: str
    clever_id: str
    app_id: str
    is_active: bool
    values: Mapping[str, Any]

    def get(self, name: str, default: Any = None) -> Any:
        """Return one value of the record shape of 6.2."""
        return self.values.get(name, default)

    def ids(self, name: str) -> frozenset[str]:
        """Return a list of ids as a set; nothing when the application keeps none."""
        value = self.values.get(name)
        return frozenset(str(one) for one in value) if isinstance(value, list) else frozenset()

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks planted on this record, sorted; a mark may be there twice."""
        value = self.values.get("marks")
        return tuple(sorted(str(one) for one in value)) if isinstance(value, list) else ()


def record_of(kind: str, told: object) -> Record:
    """Read one record as a probe tells it, with the conventions of 6.2.

    Raises:
        UndecidedError: It is no record: what an application says is never trusted to be one.
    """
    if not isinstance(told, Mapping):
        raise UndecidedError(f"The probe told a {kind} that is no object: {str(told)[:80]!r}.")
    clever_id, app_id = told.get("clever_id"), told.get("app_id")
    if not isinstance(clever_id, str | None):
        raise UndecidedError(f"The probe told a {kind} whose clever_id is no text: {clever_id!r}.")
    return Record(
        type=kind,
        clever_id=clever_id or "",
        app_id="" if app_id is None else str(app_id),
        is_active=_is_active(told),
        values={str(name): value for name, value in told.items()},
    )


def _is_active(told: Mapping[Any, Any]) -> bool:
    if "status" in told:
        return bool(told["status"] == "active")
    if "is_active" in told:
        return bool(told["is_active"])
    if "is_archived" in told:
        return not told["is_archived"]
    return not any(told.get(name) for name in _GONE)


@dataclass(frozen=True)
class AppView:
    """Everything the application's probe told at one time, archived records too."""

    records: tuple[Record, ...] = ()

    @cached_property
    def _by_type(self) -> Mapping[str, tuple[Record, ...]]:
        found: dict[str, list[Record]] = {}
        for one in self.records:
            found.setdefault(one.type, []).append(one)
        return {kind: tuple(some) for kind, some in found.items()}

    def of(self, kind: str) -> tuple[Record, ...]:
        """Return all records of a type, also those that never had a Clever id."""
        return self._by_type.get(kind, ())

    def named(self, kind: str, clever_id: str) -> tuple[Record, ...]:
        """Return the records under one Clever id; a right application has one at most."""
        return self._index.get((kind, clever_id), ())

    def one(self, kind: str, clever_id: str) -> Record | None:
        """Return the active record under a Clever id, else an archived one, else nothing."""
        found = self.named(kind, clever_id)
        return next((one for one in found if one.is_active), found[0] if found else None)

    def active(self, kind: str) -> dict[str, Record]:
        """Return active records by Clever id."""
        return {one.clever_id: one for one in self.of(kind) if one.is_active and one.clever_id}

    @cached_property
    def _index(self) -> Mapping[tuple[str, str], tuple[Record, ...]]:
        found: dict[tuple[str, str], list[Record]] = {}
        for one in self.records:
            found.setdefault((one.type, one.clever_id), []).append(one)
        return {key: tuple(some) for key, some in found.items()}


@dataclass(frozen=True)
class Keys:
    """What the district's source calls a record; reports name records by it, never by an id."""

    by_id: Mapping[str, str] = field(default_factory=dict)
    by_key: Mapping[str, str] = field(default_factory=dict)

    def key(self, clever_id: str) -> str:
        """Return the source key of a Clever id, or a word for a stranger."""
        return self.by_id.get(clever_id, "(unknown id)" if clever_id else "(no id)")

    def id(self, key: str) -> str:
        """Return the Clever id of a source key; blank if the district has no such record."""
        return self.by_key.get(key, "")

    def names(self, ids: Iterable[str]) -> list[str]:
        """Return source keys, sorted, so that the same seed gives the same report."""
        return sorted(self.key(one) for one in ids)

    def joined(self, told: Mapping[str, Mapping[str, str]]) -> "Keys":
        """Learn what the hub tells: by record kind, source key and Clever id.

        An id that is no longer told keeps its name, since archived records are named too.
        """
        new = {key: one for kind in told.values() for key, one in kind.items() if one}
        return Keys(
            {**self.by_id, **{one: key for key, one in new.items()}}, {**self.by_key, **new}
        )


@dataclass(frozen=True)
class Expected:
    """Exactly what an application may see of one district, by the probe's record types."""

    district: str = ""
    records: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Expected":
        """Read the answer of `GET /sandbox/v1/expected`."""
        kinds = told.get("records", {})
        return cls(
            str(told.get("district", "")),
            {
                kind: {str(one["clever_id"]): one for one in kinds.get(plural, ())}
                for kind, plural in TYPES.items()
            },
        )

    def of(self, kind: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the records of a type by Clever id."""
        return self.records.get(kind, {})

    def keys(self) -> Keys:
        """Return what this view calls its records."""
        return Keys().joined(
            {
                kind: {str(one.get("key", "")): cid for cid, one in some.items()}
                for kind, some in self.records.items()
            }
        )
