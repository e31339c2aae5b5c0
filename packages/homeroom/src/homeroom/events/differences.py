"""What readers are told when they change from one view to another, or from then to now.

The same answer serves the preview of a change and the events of it, so the two cannot differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from pyroaring import BitMap64

from homeroom.events.rules import CREATED_ORDER
from homeroom.events.telling import (
    Both,
    Side,
    Told,
    difference,
    listing,
    schools_of,
    side_of,
    since,
    untouched,
)
from homeroom.foundation.database import Session
from homeroom.roster import documents
from homeroom.roster.past import changed_since
from homeroom.sharing import members, steady
from homeroom.sharing.lens import Lens
from homeroom.sharing.queries import View, active_views

_LISTING: Final = ("sections", "users")
_NOTHING: Final = "{}"


@dataclass(frozen=True)
class Difference:
    """What is told of one kind."""

    kind: str
    told: list[Told] = field(default_factory=list)
    moments: dict[int, str] = field(default_factory=dict)
    """When records last changed in these readers' eyes, for a view that begins with them."""


class Between:
    """Two views of a district, and what tells them apart.

    The old one may be as of a batch: what it read then is compared with what is there now.
    """

    def __init__(self, session: Session, old: View, new: View) -> None:
        self._session = session
        self._district = old.district
        self.old = old
        self.new = new
        self.before = side_of(session, old, stored=True)
        self.after = side_of(session, new)
        self._follows = new.key in {view.key for view in active_views(session, old.district)}
        """Whether others follow the new view already, so that it has a past of its own."""

    def differences(self) -> Iterator[Difference]:
        """Give what is told, kind by kind; nothing where the views are one."""
        if not self.is_same:
            for kind in CREATED_ORDER:
                yield self._difference(kind)

    @property
    def is_same(self) -> bool:
        """Whether nothing can tell them apart."""
        return self.old.key == self.new.key and self.old.as_of is None

    def numbers(self, side: Side, kind: str) -> BitMap64:
        """Return everything of a kind that a side sees; the kind may name a role."""
        found = side.members.get(kind)
        if found is not None:
            return found
        if kind == "districts":
            known = documents.numbers_of(self._session, self._district, kind)
            return BitMap64(rid for rid, _ in known)
        return members.whole(self._session, self._district, kind)

    def _difference(self, kind: str) -> Difference:
        found = Difference(kind)
        earlier = self._moments(self.old, self.before.lens, kind)
        later = self._moments(self.new, self.after.lens, kind) if self._follows else {}
        rids = self._candidates(kind) | BitMap64(earlier) | BitMap64(later)
        for rid, old, new in self._versions(kind, rids):
            was = self.before.shown(kind, rid, old)
            now = self.after.shown(kind, rid, new)
            was = was if was is None else steady.steady(was, earlier.get(rid))
            now = now if now is None else steady.steady(now, later.get(rid))
            told = difference(rid, was, now)
            if told is None and was is not None and now is not None and was != now:
                told = self._silent(found, rid, was, now)
            if told is not None:
                schools = schools_of(kind, rid, self._district, old, new)
                found.told.append(told._replace(schools=schools))
        return found

    def _versions(self, kind: str, rids: BitMap64) -> Iterator[Both]:
        if self.old.as_of is not None:
            yield from since(self._session, self._district, kind, rids, self.old.as_of)
            return
        for rid, version in untouched(self._session, self._district, kind, rids):
            yield rid, version, version

    def _silent(self, found: Difference, rid: int, was: str, now: str) -> Told | None:
        """Deal with a record of which nothing but its last change differs.

        A view that begins with these readers goes on as they knew it. In one that others follow
        the record keeps the moment that those know, so these readers must be told: an update
        that replaces nothing, or their copy would differ from a full read.
        """
        moment = steady.modified_in(was)
        fresh = not self._follows and not self.after.lens.whole(found.kind)
        if fresh and moment and steady.steady(now, moment) == was:
            found.moments[rid] = moment
            return None
        return Told(rid, "updated", now, _NOTHING)

    def _moments(self, view: View, lens: Lens, kind: str) -> dict[int, str]:
        if lens.whole(kind):
            return {}
        return steady.moments(self._session, self._district, view.kept_as, kind)

    def _candidates(self, kind: str) -> BitMap64:
        """Return every record that may look different."""
        was, now = self.numbers(self.before, kind), self.numbers(self.after, kind)
        if not _same_fields(self.before.lens, self.after.lens):
            return was | now
        moved = was ^ now
        if self.old.as_of is not None:
            changed = changed_since(self._session, self._district, kind, self.old.as_of)
            moved |= BitMap64(changed)
        if kind in _LISTING:
            people = self.numbers(self.before, "users") ^ self.numbers(self.after, "users")
            moved |= BitMap64(listing(self._session, self._district, kind, people))
        return moved


def _same_fields(one: Lens, other: Lens) -> bool:
    """Whether two lenses differ at most in the people whom they leave out of lists."""
    return (one.masks, one.merges, one.version, one.enumerations, one.hidden_roles) == (
        other.masks,
        other.merges,
        other.version,
        other.enumerations,
        other.hidden_roles,
    )
