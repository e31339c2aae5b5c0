"""Members of views as roaring bitmaps: how they are stored, read, and kept in memory.

A stored bitmap begins with eight bytes of its own digest. A reader asks for these first and
takes the bitmap from memory if it has it, so the memory needs no invalidation, is right for any
number of hubs in a process, and holds equal bitmaps once.
"""

import hashlib
import threading
from collections import OrderedDict
from typing import Final

import sqlalchemy as sa
from pyroaring import BitMap64

from homeroom.foundation.database import Prepared, Session, upsert
from homeroom.sharing.models import view_bitmap

WHOLE_DISTRICT: Final = ""
"""The name under which the whole district's bitmaps are stored."""

WHOLE_KINDS: Final = (
    "schools",
    "terms",
    "courses",
    "sections",
    "users",
    "users.student",
    "users.teacher",
    "users.staff",
    "users.district_admin",
    "users.contact",
    "resources",
)
"""What the whole district has bitmaps of."""

_DIGEST_BYTES = 8
_KEPT_IN_MEMORY = 1024

_THIS = sa.and_(
    view_bitmap.c.district == sa.bindparam("district"),
    view_bitmap.c.view == sa.bindparam("view"),
    view_bitmap.c.kind == sa.bindparam("kind"),
)
_DIGEST = Prepared(sa.select(sa.func.substr(view_bitmap.c.members, 1, _DIGEST_BYTES)).where(_THIS))
_MEMBERS = Prepared(sa.select(view_bitmap.c.members).where(_THIS))
_FORGET = Prepared(
    sa.delete(view_bitmap).where(
        view_bitmap.c.district == sa.bindparam("district"),
        view_bitmap.c.view == sa.bindparam("view"),
    )
)
_STORE = upsert(view_bitmap, replace=("members", "batch"))


class _Memory:
    """The bitmaps used last, by digest. They are shared between threads: nobody changes one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, BitMap64] = OrderedDict()

    def get(self, digest: bytes) -> BitMap64 | None:
        with self._lock:
            found = self._kept.get(digest)
            if found is not None:
                self._kept.move_to_end(digest)
            return found

    def put(self, digest: bytes, members: BitMap64) -> None:
        with self._lock:
            self._kept[digest] = members
            if len(self._kept) > _KEPT_IN_MEMORY:
                self._kept.popitem(last=False)


_memory = _Memory()


def write(members: BitMap64) -> bytes:
    """Write a bitmap as it is stored."""
    compact = members.copy()
    compact.run_optimize()
    packed: bytes = compact.serialize()
    return hashlib.blake2b(packed, digest_size=_DIGEST_BYTES).digest() + packed


def read(stored: bytes) -> BitMap64:
    """Read a stored bitmap."""
    return BitMap64.deserialize(stored[_DIGEST_BYTES:])


def bitmap(session: Session, district: int, view: str, kind: str) -> BitMap64 | None:
    """The stored bitmap, not to be changed; None if none was ever stored."""
    row = session.one(_DIGEST, district=district, view=view, kind=kind)
    if row is None:
        return None
    digest = bytes(row[0])
    found = _memory.get(digest)
    if found is None:
        stored = session.one(_MEMBERS, district=district, view=view, kind=kind)
        if stored is None:
            return None
        found = read(bytes(stored[0]))
        _memory.put(digest, found)
    return found


def kept_name(view: str, as_of: int | None) -> str:
    """Return under which name a view's members are stored: as they are, or were as of a batch."""
    return view if as_of is None else f"{view}@{as_of}"


def forget(session: Session, district: int, view: str) -> None:
    """Drop every stored bitmap of a view."""
    session.run(_FORGET, district=district, view=view)


def store(
    session: Session, district: int, view: str, members: dict[str, BitMap64], batch: int
) -> None:
    """Store the bitmaps of a view, by kind; kinds not given stay as they are."""
    session.many(
        _STORE,
        [
            {
                "district": district,
                "view": view,
                "kind": kind,
                "members": write(bitmap),
                "batch": batch,
            }
            for kind, bitmap in members.items()
        ],
    )
