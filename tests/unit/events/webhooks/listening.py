"""A district whose application listens on loopback, and a teller without a thread."""

import hashlib
import hmac
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from homeroom.events.webhooks import actions
from homeroom.events.webhooks.actions import At
from homeroom.events.webhooks.looking import Lookout
from homeroom.events.webhooks.queries import Cursor, cursors_of, webhook_of
from homeroom.events.webhooks.telling import Teller
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.outbound import Outbound
from homeroom.sharing.changing.rules import Agreement
from tests.support import rosters
from tests.support.agreements import EVERYONE, EVERYTHING
from tests.support.hubs import a_hub
from tests.support.pinned import Pinning
from tests.support.pipeline import Connected
from tests.support.readers import NOW
from tests.support.receivers import Received
from tests.support.stores import Place


@dataclass
class Listening:
    """A connected application with a webhook, and the district that changes."""

    world: Pinning
    one: Connected
    secret: str = ""
    is_wide: bool = True

    def __post_init__(self) -> None:
        self.lookout = Lookout(self.world.hub.parts)
        self.outbound = Outbound(own_machine=True, seconds=5)

    @property
    def application(self) -> str:
        return self.world.found(self.one).application

    @property
    def now(self) -> int:
        return round(self.world.clock.now().timestamp() * 1000)

    def listen(self, url: str) -> None:
        store, sealer = self.world.store.control, self.world.hub.parts.sealer
        with store.writing() as control:
            found = webhook_of(control, self.application)
            at = At(self.now, found.changed_at if found else 0)
            made = actions.set_address(control, sealer, self.application, url, at)
        self.secret = made or self.secret

    def happen(self) -> str:
        """A change of what is shared, some minutes later; returns its newest event."""
        self.is_wide = not self.is_wide
        share = replace(EVERYONE, staff=self.is_wide, contacts=self.is_wide)
        assert self.world.agree(self.one, Agreement(share, EVERYTHING))
        return self.newest()

    def newest(self) -> str:
        found = [one.newest() or "" for one in self.world.readers(self.one)]
        return max(found)

    def tell(self) -> int:
        """Look as the worker does, then tell what is due; returns how much was heard."""
        self.lookout.look()
        teller = Teller(self.world.hub.parts, self.outbound)
        return sum(teller.tell(one, threading.Event()) for one in teller.waiting())

    def wait(self, **time: float) -> None:
        self.world.clock.advance(timedelta(**time))

    def cursor(self) -> Cursor:
        with self.world.store.roster.reading() as session:
            (found,) = cursors_of(session, self.application)
        return found


@contextmanager
def listening(place: Place, folder: Path) -> Iterator[Listening]:
    """Give a small district with one application that sees everything."""
    clock = ManualClock(NOW)
    with a_hub(place, clock, rate_limit=1_000_000) as hub:
        world = Pinning(hub, clock, folder, rosters.a_roster(random.Random(7)))
        yield Listening(world, world.connect(EVERYONE, EVERYTHING))


def said(received: Received) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(received.body)
    return found


def is_signed(received: Received, secret: str) -> bool:
    """As docs/how-to/receive-webhooks.md tells a receiver to do it."""
    parts = [one.split("=", 1) for one in received.headers["homeroom-signature"].split(",")]
    (stamp,) = [value for name, value in parts if name == "t"]
    text = stamp.encode() + b"." + received.body
    expected = hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
    return expected in [value for name, value in parts if name == "v1"]
