"""What is worked out of a district's records once, and kept until a batch changes them.

Lists that people search are too dear to make for each page and too large to store: one is made
when it is first asked for after a sync. The districts asked for last are kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from homeroom.foundation.database import Session, Store
from homeroom.roster.documents import newest_batch

Made = TypeVar("Made")


class KeptByBatch(Generic[Made]):
    """Values by store and key; each is as of the newest batch of its district."""

    def __init__(self, most: int) -> None:
        self._most: Final = most
        self._kept: WeakKeyDictionary[Store, OrderedDict[Hashable, tuple[int, Made]]] = (
            WeakKeyDictionary()
        )
        self._lock = threading.Lock()

    def of(
        self,
        store: Store,
        session: Session,
        district: int,
        make: Callable[[Session, int], Made],
        key: Hashable = None,
    ) -> Made:
        """Return the value of a district as of its newest batch; made now if need be."""
        batch = newest_batch(session, district)
        with self._lock:
            kept = self._kept.setdefault(store, OrderedDict())
            found = kept.get((district, key))
            if found is not None and found[0] == batch:
                kept.move_to_end((district, key))
                return found[1]
        made = make(session, district)
        with self._lock:
            kept[district, key] = batch, made
            kept.move_to_end((district, key))
            while len(kept) > self._most:
                kept.popitem(last=False)
        return made
