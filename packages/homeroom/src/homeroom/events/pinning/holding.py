"""Connections whose applications set limits: a change beyond them is not told, but held.

A held connection stays at the batch before, in the transaction of the change itself, so that no
reader gets a part of what its application wants to look at first (district.md 1.12).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from pyroaring import BitMap64

from homeroom.events.actions import end_feed
from homeroom.events.differences import Between
from homeroom.events.telling import Side, side_of
from homeroom.foundation.database import Session
from homeroom.sharing import bitmaps
from homeroom.sharing import queries as sharing
from homeroom.sharing.pinning.actions import Members, put_pin
from homeroom.sharing.pinning.queries import Pin
from homeroom.sharing.pinning.rules import TYPES, Excess, Figures, exceeded
from homeroom.sharing.queries import Connection, View
from homeroom.sharing.selecting.district import whole
from homeroom_wire.values import VERSIONS

COUNTED: Final = VERSIONS[-1]
"""The version on which figures are counted; the older one has the same records."""

Numbers = Callable[[str], BitMap64]


def pin(session: Session, found: Connection, why: Pin) -> None:
    """The connection, which reads what is there now, stays at that, and its feed ends."""
    view = sharing.view_named(session, found.district, found.view(COUNTED))
    seen = side_of(session, view, stored=True).members
    everything = {kind: whole(session, found.district, kind) for kind in bitmaps.WHOLE_KINDS}
    _pin(session, found, why, seen, everything)


def figures_between(change: Between) -> dict[str, Figures]:
    """Return what readers are told who go from one side to the other."""
    updated = {
        one.kind: BitMap64(told.rid for told in one.told if told.action == "updated")
        for one in change.differences()
    }
    return _figures(
        lambda kind: change.numbers(change.before, kind),
        lambda kind: change.numbers(change.after, kind),
        updated,
    )


def excess_of(found: Connection, figures: Mapping[str, Figures]) -> list[Excess]:
    """Return which of its application's limits the figures go beyond."""
    return [] if found.limits is None else exceeded(found.limits, figures)


class Watch:
    """Looks, while a batch is recorded, whether it is too much for somebody."""

    def __init__(self, session: Session, district: int) -> None:
        everyone = sharing.following(session, district)
        self._session = session
        self._limited = [one for one in everyone if one.limits is not None]
        self._counted = {
            key: sharing.view_named(session, district, key)
            for key in sorted({one.view(COUNTED) for one in self._limited})
        }
        self._updated: dict[str, Mapping[str, BitMap64]] = {}
        self._later: list[Callable[[], None]] = []
        self.views = {key for one in self._limited for key in one.views}
        """Views whose moments must be as they were until it is known who is held."""

    def beside(self, logs: Iterable[View]) -> list[View]:
        """Return the views that are counted without a log, as nobody wants their events."""
        known = {view.key for view in logs}
        return [view for key, view in self._counted.items() if key not in known]

    def saw(
        self,
        view: str,
        updated: Mapping[str, BitMap64],
        remember: Callable[[], None] | None = None,
    ) -> None:
        """Note what a view's readers are told, and what must be done once it is known."""
        self._updated[view] = updated
        if remember is not None:
            self._later.append(remember)

    def hold(
        self,
        batch: int,
        at_ms: int,
        before: Mapping[str, Side],
        whole_before: Members,
        whole_after: Members,
    ) -> None:
        """Let those stay at this batch for whom what came after it is too much."""
        for one in self._limited:
            key = one.view(COUNTED)
            was, now = before[key], side_of(self._session, self._counted[key], stored=True)
            figures = _figures(
                _numbers(was, whole_before), _numbers(now, whole_after), self._updated[key]
            )
            if excess_of(one, figures):
                why = Pin("review", batch, at_ms, "", "")
                _pin(self._session, one, why, was.members, whole_before)

    def remember(self) -> None:
        """Do what had to wait."""
        for remember in self._later:
            remember()


def _pin(session: Session, found: Connection, why: Pin, seen: Members, everything: Members) -> None:
    put_pin(session, found, why, seen, everything)
    end_feed(session, found.district, found.id, why.batch)


def _numbers(side: Side, everything: Members) -> Numbers:
    return lambda kind: side.members.get(kind, everything[kind])


def _figures(
    before: Numbers, after: Numbers, updated: Mapping[str, BitMap64]
) -> dict[str, Figures]:
    found = {}
    for name, kind in TYPES.items():
        was, now = before(kind), after(kind)
        told = updated.get(kind.partition(".")[0], BitMap64())
        found[name] = Figures(len(was), len(now - was), len(told & was & now), len(was - now))
    return found
