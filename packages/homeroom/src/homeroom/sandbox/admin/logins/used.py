"""Which minted logins were used: each is good for one time."""

import threading
from typing import Final

_MOST_USED: Final = 100_000


class Used:
    """The tickets of one hub that were used; safe to ask from many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[str, None] = {}

    def use(self, once: str) -> bool:
        """The ticket is used from now on; False if it was before."""
        with self._lock:
            if once in self._used:
                return False
            while len(self._used) >= _MOST_USED:
                self._used.pop(next(iter(self._used)))
            self._used[once] = None
            return True
