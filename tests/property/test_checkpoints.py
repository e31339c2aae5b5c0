"""Whatever happens, a client that applied its feed can prove that it has not drifted.

Over random districts, agreements and pins, asked over HTTP: the checkpoint at every moment that
a client held is the hash of what it read then, and of what it has by its feed now.
"""

import hashlib
import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.sharing.rules import Share
from tests.support import rosters
from tests.support.agreements import EVERYONE, EVERYTHING, an_agreement
from tests.support.hubs import InProcess, Reply
from tests.support.pinned import Pinning
from tests.support.pipeline import Connected
from tests.support.readers import State, a_trial, played
from tests.support.stores import KINDS

EXAMPLES = max(1, settings().max_examples // 100)
STEPS = 6
VERSIONS = ("v3.0", "v3.1")


def hashed(state: State) -> dict[str, Any]:
    """The figures of what a client holds, made as docs/reference/events.md says."""
    figures = {}
    for kind, records in state.items():
        digest = hashlib.sha256()
        for _, record in sorted(records.items()):
            kept = {name: value for name, value in record.items() if name != "last_modified"}
            line = json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            digest.update(hashlib.sha256(line.encode()).digest())
        figures[kind] = {"count": len(records), "sha256": digest.hexdigest()}
    return figures


def asked(world: Pinning, one: Connected, version: str, at: str | None = None) -> Reply:
    path = f"/{version}/checkpoints" + (f"?at={at}" if at else "")
    return InProcess(world.hub)(path, headers={"authorization": f"Bearer {one.token}"})


class Client:
    """An application that read everything once and follows its feed."""

    def __init__(self, world: Pinning, one: Connected, version: str) -> None:
        self._world, self._one, self._version = world, one, version
        self._reader = world.readers(one)[VERSIONS.index(version)]
        self._state = self._reader.everything()
        self._cursor = self._reader.newest()
        self._held: dict[str, dict[str, Any]] = {}

    def follow(self) -> None:
        events = self._reader.events(self._cursor)
        self._state = played(self._state, events, moments_alone=True)
        if events:
            self._cursor = events[-1]["id"]
            self._held[self._cursor] = hashed(self._state)
        self._check_middle([one["id"] for one in events])

    def check(self) -> None:
        answer = asked(self._world, self._one, self._version)
        told = {"at": self._cursor, "kinds": hashed(self._state)}
        assert told == answer.json["data"]
        assert hashed(self._reader.everything()) == answer.json["data"]["kinds"]
        for at, figures in self._held.items():
            answer = asked(self._world, self._one, self._version, at)
            assert {"at": at, "kinds": figures} == answer.json["data"]

    def _check_middle(self, events: list[str]) -> None:
        """An event that others of its own second follow was never a moment."""
        for one, following in pairwise(events):
            if one[:8] == following[:8]:
                assert 409 == asked(self._world, self._one, self._version, one).status
                return


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_a_checkpoint_is_the_hash_of_what_a_client_held_at_every_event(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        world = Pinning(hub, clock, trial.folder, rosters.a_roster(draw))
        whole = world.connect(EVERYONE, EVERYTHING)
        some = world.connect(Share("district", staff=True), EVERYTHING)
        records = world.readers(whole)[1].everything()
        world.agree(some, an_agreement(draw, records))
        clients = [Client(world, one, version) for one in (whole, some) for version in VERSIONS]
        is_pinned = False
        for _ in range(STEPS):
            step = draw.choice(("day", "day", "share", "pin"))
            if step == "day":
                world.take_in(rosters.a_school_day(world.roster, draw))
            elif step == "share":
                world.agree(some, an_agreement(draw, records))
            elif is_pinned:
                is_pinned = not world.resume(some)
            else:
                is_pinned = world.pause(some)
            for client in clients:
                client.follow()
        for client in clients:
            client.check()
