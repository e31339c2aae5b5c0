"""What the hub recorded of an application's requests (certification.md 6.1, channel W)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

__all__ = ["LISTS", "Entry", "Wire"]

LISTS: Final = ("schools", "terms", "courses", "users", "sections")
"""The lists of the Data API that a full read asks for."""

_VERSIONED_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One request of the application, or one login that was handed to it."""

    n: int
    at: datetime
    method: str
    path: str
    status: int
    district: str = ""
    query: Mapping[str, Any] = field(default_factory=dict)
    token_kind: str = "none"  # noqa: S105 -- the word for a request without one
    token: str = ""
    grant_type: str = ""
    code: str = ""
    redirect_uri: str = ""
    user_agent: str = ""
    seconds: float = 0.0
    fault: str = ""

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Entry":
        """Read one entry of `GET /sandbox/v1/wire`; keys that are not known are left out."""
        known = {
            name: told[name] for name in cls.__dataclass_fields__ if told.get(name) is not None
        }
        known["at"] = datetime.fromisoformat(str(told["at"]))
        return cls(**known)

    @property
    def version(self) -> str:
        """`v3.0` of `/v3.0/users`; blank for a path without version."""
        first = self.path.strip("/").partition("/")[0]
        return first if first.startswith("v") and first[1:2].isdigit() else ""

    @property
    def collection(self) -> str:
        """`users` of `/v3.0/users`; blank for a path below a record, or of another kind."""
        parts = self.path.strip("/").split("/")
        return parts[1] if self.version and len(parts) == _VERSIONED_PARTS - 1 else ""

    @property
    def record(self) -> str:
        """The id in `/v3.0/users/{id}` and below it; blank for a list."""
        parts = self.path.strip("/").split("/")
        return parts[2] if self.version and len(parts) >= _VERSIONED_PARTS else ""

    @property
    def is_data(self) -> bool:
        """True for a request to the Data or Events API."""
        return bool(self.version) and self.collection != "me"


@dataclass(frozen=True, slots=True)
class Wire:
    """Entries in the order in which they came."""

    entries: tuple[Entry, ...] = ()
    mark: int = 0

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Wire":
        """Read the answer of `GET /sandbox/v1/wire`."""
        entries = tuple(Entry.read(one) for one in told.get("entries", ()))
        return cls(entries, int(told.get("mark", 0)))

    def with_data(self) -> tuple[Entry, ...]:
        """Return what was asked of the Data and Events API."""
        return tuple(one for one in self.entries if one.is_data)

    def of(self, collection: str) -> tuple[Entry, ...]:
        """Return requests for one list."""
        return tuple(one for one in self.entries if one.collection == collection)

    def under(self, paths: Iterable[str]) -> tuple[Entry, ...]:
        """Return requests to paths with one of these beginnings."""
        beginnings = tuple(paths)
        return tuple(one for one in self.entries if one.path.startswith(beginnings))
