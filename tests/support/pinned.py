"""A district whose applications are paused, held and let go, and all that one of them can read."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from homeroom.events import agreements
from homeroom.events.pinning import actions as pins
from homeroom.events.queries import newest_sync
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Session, Store
from homeroom.hub import Hub
from homeroom.intake.steps import application
from homeroom.intake.undo.actions import undo
from homeroom.intake.undo.queries import refusals
from homeroom.roster.queries import District
from homeroom.sharing.changing.rules import Agreement, Author
from homeroom.sharing.pinning.actions import set_limits
from homeroom.sharing.pinning.rules import Limits
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.relations import RELATIONS
from homeroom.sharing.rules import FieldAccess, Share
from tests.support import pipeline, rosters
from tests.support.hubs import InProcess
from tests.support.readers import KINDS_READ, NOW, Reader
from tests.support.rosters import Roster

T = TypeVar("T")

BELOW = {kind: sorted(name for of, name in RELATIONS if of == kind) for kind in KINDS_READ}


@dataclass
class Pinning:
    """A hub with one district, taken in, and the applications that were connected."""

    hub: Hub
    clock: ManualClock
    folder: Path
    roster: Roster
    district: District = field(init=False)
    day: int = 0

    def __post_init__(self) -> None:
        self.district = pipeline.a_district(self.store, NOW)
        self.take_in(self.roster)

    @property
    def store(self) -> Store:
        return self.hub.parts.store

    def take_in(self, roster: Roster, **more: str) -> None:
        """Take the roster in, with more files: their names, without an ending, and texts."""
        self.day += 1
        self.roster = roster
        self.clock.advance(timedelta(hours=20))
        written = rosters.write(roster, self.folder / str(self.day))
        for name, text in more.items():
            (written / f"{name}.csv").write_text(text)
        pipeline.take_in(self.store, self.district, written, self.clock.now())

    def connect(self, share: Share, access: FieldAccess) -> pipeline.Connected:
        now = self.clock.now()
        sealer = self.hub.parts.sealer
        return pipeline.an_application(self.store, sealer, self.district, now, share, access)

    def readers(self, connection: pipeline.Connected) -> list[Reader]:
        call = InProcess(self.hub)
        return [Reader(call, connection.token, version) for version in ("v3.0", "v3.1")]

    def author(self) -> Author:
        self.clock.advance(timedelta(minutes=1))
        return Author("Ada", int(self.clock.now().timestamp() * 1000), "a note")

    def write(self, verb: Callable[[Session], T]) -> T:
        with self.store.roster.writing() as session:
            return verb(session)

    def pause(self, one: pipeline.Connected) -> bool:
        author = self.author()
        return self.write(lambda s: pins.pause(s, self.district.number, one.connection, author))

    def resume(self, one: pipeline.Connected) -> bool:
        author = self.author()
        return self.write(lambda s: pins.resume(s, self.district.number, one.connection, author))

    def review(self, one: pipeline.Connected) -> pins.Review | None:
        with self.store.roster.reading() as session:
            return pins.review(session, self.district.number, one.connection)

    def approve(self, one: pipeline.Connected, position: str) -> None:
        number, author = self.district.number, self.author()
        self.write(lambda s: pins.approve_review(s, number, one.connection, author, position))

    def agree(self, one: pipeline.Connected, agreement: Agreement) -> bool:
        number, author = self.district.number, self.author()
        return self.write(lambda s: agreements.change(s, number, one.connection, agreement, author))

    def limit(self, one: pipeline.Connected, limits: Limits | None) -> None:
        self.write(lambda s: set_limits(s, self.found(one), limits))

    def found(self, one: pipeline.Connected) -> Connection:
        with self.store.roster.reading() as session:
            found = connection_named(session, self.district.number, one.connection)
        assert found is not None
        return found

    def undo(self) -> bool:
        """Undo the last sync, if it can be."""
        number, now = self.district.number, self.clock.now() + timedelta(hours=1)
        with self.store.roster.reading() as session:
            last = newest_sync(session, number)
            assert last is not None
            run = last.run or ""
            if refusals(session, number, run, int(now.timestamp())):
                return False
        self.clock.advance(timedelta(hours=1))
        fence = (f"undo-{now.timestamp():.0f}", 1)
        self.write(lambda s: application.raise_fence(s, number, fence))
        self.write(lambda s: undo(s, self.district, run, fence, now))
        return True


class Crawl:
    """Reads all that a token opens, below every path of the table."""

    def __init__(self, hub: Hub, connection: pipeline.Connected, version: str) -> None:
        self._call = InProcess(hub)
        self._headers = {"authorization": f"Bearer {connection.token}"}
        self._version = version

    def _answer(self, path: str) -> bytes:
        answer = self._call(path, headers=self._headers)
        assert answer.status in (200, 404), (path, answer.body)
        return answer.body

    def _walked(self, path: str, word: str) -> list[Any]:
        found: list[Any] = []
        following: str | None = path
        while following is not None:
            page = json.loads(self._answer(following))
            found = [*found, *page["data"]] if word == "next" else [*page["data"], *found]
            links = {link["rel"]: link["uri"] for link in page["links"]}
            following = links.get(word) if page["data"] else None
        return found

    def lists(self, limit: int) -> dict[str, Any]:
        """Return every list, walked forwards and backwards in pages of this size."""
        found: dict[str, Any] = {}
        for kind in KINDS_READ:
            path = f"/{self._version}/{kind}"
            forwards = self._walked(f"{path}?limit={limit}", "next")
            if kind != "districts":
                backwards = self._walked(f"{path}?limit={limit}&ending_before=last", "prev")
                assert forwards == backwards, kind
            found[kind] = forwards
        return found

    def everything(self, draw: random.Random) -> dict[str, Any]:
        """Return lists, pages of one size, counts, single records and what is below them."""
        lists = self.lists(draw.randint(1, 12))
        found: dict[str, Any] = {"lists": lists}
        for kind, items in lists.items():
            path = f"/{self._version}/{kind}"
            found[path] = self._answer(f"{path}?limit=5")
            if kind != "districts":
                found[f"{path} count"] = self._answer(f"{path}?count=true")
            for item in items:
                one = f"{path}/{item['data']['id']}"
                found[one] = self._answer(one)
                for name in BELOW[kind]:
                    found[f"{one}/{name}"] = self._answer(f"{one}/{name}")
        for role in ("student", "teacher", "staff", "contact", "district_admin"):
            path = f"/{self._version}/users?role={role}"
            found[path] = self._answer(path)
        return found
