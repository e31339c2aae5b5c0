"""The worker that keeps installs true after syncs, connections and listings that changed.

It looks often and cheaply: one query for which districts have installs, three small ones for each
of them. Only where something is not as it was when it last looked, it settles. What it keeps
lives in memory, so each start settles every district once, and several hubs on one store do the
same twice, which changes nothing.
"""

import sqlite3
import threading
from typing import Any, Final

import psycopg

from homeroom.foundation.database import Session
from homeroom.foundation.errors import StoreError
from homeroom.foundation.parts import Parts
from homeroom.oauth.authority.settling import settle_district
from homeroom.oauth.queries import apps
from homeroom.roster.documents import newest_batch
from homeroom.roster.queries import day_of
from homeroom.sharing.library import queries, reach
from homeroom.sharing.queries import connections_of

EVERY_SECONDS: Final = 3.0
_AWAY: Final = (sqlite3.OperationalError, psycopg.OperationalError, StoreError)

Mark = tuple[Any, ...]
"""Everything that installs depend on; compared with the one before, never read."""


class Watch:
    """What was seen of each district when it was last settled."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._seen: dict[int, Mark] = {}

    def look(self) -> list[int]:
        """Districts in which something has changed are settled; return which."""
        marks = self._marks()
        changed = [district for district, mark in marks.items() if self._seen.get(district) != mark]
        for district in changed:
            self._settle(district)
            # The mark is older than what was settled: a change in between is seen next time.
            self._seen[district] = marks[district]
        return changed

    def _settle(self, district: int) -> None:
        log = self._parts.log.bind(district=f"{district:010x}")
        try:
            moves = settle_district(self._parts, district)
        except _AWAY:
            raise  # nothing can be settled anywhere; all of it is tried again
        except Exception as error:
            # A bug met one district's installs: the others are not made to wait for it.
            log.exception("library not settled", exc_info=error)
        else:
            if moves:
                log.info("library settled", moves=len(moves))

    def _marks(self) -> dict[int, Mark]:
        store = self._parts.store
        with store.roster.reading() as session:
            installs = reach.districts_with_installs(session)
            if not installs:
                return {}
            marks = {
                district: (installed, *_of_district(session, district))
                for district, installed in installs.items()
            }
        with store.control.reading() as control:
            listed = {
                app.application: (app.declared.library_live, app.declared.signs_in)
                for app in apps(control)
            }
            # Connections are launched as the day begins, and nobody writes anything then.
            days = {one: day_of(control, one, self._parts.clock.now()) for one in marks}
        return {one: (*mark, listed, days[one]) for one, mark in marks.items()}


def work(parts: Parts, stopping: threading.Event) -> None:
    """Work runs until told to stop: the hub's worker thread."""
    watch = Watch(parts)
    while not stopping.is_set():
        try:
            watch.look()
        except _AWAY as error:
            parts.log.warning("store away", error=type(error).__name__)
        stopping.wait(EVERY_SECONDS)


def _of_district(session: Session, district: int) -> Mark:
    return (
        newest_batch(session, district),
        queries.policy_of(session, district),
        connections_of(session, district),
    )
