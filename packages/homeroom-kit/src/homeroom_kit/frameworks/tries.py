"""Slows down who guesses the password of an account that she wants to be joined with."""

import threading
from typing import Final

__all__ = ["Tries"]

_MOST: Final = 5
_SECONDS: Final = 900.0


class Tries:
    """Counts wrong passwords of a person in this process; after five she waits a quarter hour."""

    def __init__(self) -> None:
        self._failed: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def may_try(self, person: str, now: float) -> bool:
        """Whether she may try another one."""
        with self._lock:
            for one in [one for one, at in self._failed.items() if now - at[-1] >= _SECONDS]:
                del self._failed[one]
            return len(self._failed.get(person, [])) < _MOST

    def failed(self, person: str, now: float) -> None:
        """Count a wrong one."""
        with self._lock:
            self._failed.setdefault(person, []).append(now)
