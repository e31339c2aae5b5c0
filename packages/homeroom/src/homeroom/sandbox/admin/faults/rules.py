"""Which fault a request meets. Pure, but for the counts."""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

import msgspec

Kind = Literal[
    "429", "500", "502", "503", "401", "404", "slow", "cut", "html", "empty", "poison", "drift",
    "repeat",
]  # fmt: skip
KINDS: Final[tuple[str, ...]] = Kind.__args__  # type: ignore[attr-defined]

ENDING: Final = frozenset({"429", "500", "502", "503", "401", "404", "html"})
"""Faults that answer in the hub's place; only one of them can."""

MOST: Final = 50
"""Faults of one application."""

_LONGEST_SLEEP: Final = 120
_DATA: Final = re.compile(r"/v\d+\.\d+(/(?!me$).*)", re.IGNORECASE)
_VERSIONED: Final = re.compile(r"/v\d+\.\d+(/.*)", re.IGNORECASE)
_LIST: Final = re.compile(r"/v\d+\.\d+(/[a-z]+|/[a-z]+/[0-9a-f]{24}/[a-z]+)$", re.IGNORECASE)


class Fault(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One kind of trouble; see the reference page for what each kind does."""

    kind: Kind
    times: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] | None = None
    """How many requests meet it; None: all until the list is replaced."""

    after: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    """How many requests that are meant go well before the first one meets it."""

    path: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    """What their path begins with, with or without the version; None: any of the Data API."""

    record: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{24}$")] | None = None
    """The one record that is meant, by its id."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=_LONGEST_SLEEP)] = 1.0
    """How long a slow answer takes, and after how long a 429 or 503 says to come again."""

    def meets(self, path: str) -> bool:
        """Whether a request for this path is meant."""
        if self.record is not None and self.kind != "poison" and self.record not in path.lower():
            return False
        if self.path is None:
            return _DATA.fullmatch(path) is not None
        wanted, asked = self.path.lower(), path.lower()
        bare = _VERSIONED.fullmatch(asked)
        return asked.startswith(wanted) or (bare is not None and bare[1].startswith(wanted))


@dataclass(slots=True)
class _Listed:
    """A fault that was asked for, and how far it has come."""

    fault: Fault
    spared: int
    left: int | None

    def is_due(self, path: str) -> bool:
        """Whether this request meets it; one that is spared is counted."""
        if self.left == 0 or not self.fault.meets(path):
            return False
        if self.spared:
            self.spared -= 1
            return False
        return True

    def count(self) -> None:
        """One request met it."""
        if self.left is not None:
            self.left -= 1


class Faults:
    """The faults and page caps of one hub's applications; safe to ask from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, list[_Listed]] = {}
        self._caps: dict[str, int] = {}

    def replace(self, client_id: str, faults: Sequence[Fault]) -> None:
        """The application meets these faults and no others."""
        with self._lock:
            self._faults[client_id] = [_Listed(one, one.after, one.times) for one in faults]

    def cap(self, client_id: str, rows: int | None) -> None:
        """The application gets at most so many records a page; None: as many as it asks for."""
        with self._lock:
            if rows is None:
                self._caps.pop(client_id, None)
            else:
                self._caps[client_id] = rows

    def clear(self, client_id: str) -> None:
        """Nothing goes wrong for this application any more."""
        with self._lock:
            self._faults.pop(client_id, None)
            self._caps.pop(client_id, None)

    def cap_of(self, client_id: str, path: str) -> int | None:
        """Return how many records a page of this list may hold; None if as many as asked for."""
        with self._lock:
            rows = self._caps.get(client_id)
        return rows if rows is not None and _LIST.fullmatch(path) else None

    def met(self, client_id: str, path: str) -> list[Fault]:
        """Return what a request meets, and count it: what answers for the hub comes alone."""
        with self._lock:
            listed = self._faults.get(client_id)
            if not listed:
                return []
            due = [one for one in listed if one.is_due(path)]
            ending = [one for one in due if one.fault.kind in ENDING]
            taken = [one for one in due if one.fault.kind == "slow"]
            taken += ending[:1] or [one for one in due if one.fault.kind != "slow"]
            for one in taken:
                one.count()
            return [one.fault for one in taken]
