"""The record of disclosures says who was given whom, on which days, and no field less.

Over random districts, agreements, days and reads over HTTP by several tokens. A second opinion
looks only at the answers that went out: the days of each person must be the same in both, nobody
may be recorded who stood in no answer, and every field that stood in one must be recorded.
"""

import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.roster.queries import day_of
from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.rules import Share
from tests.support import rosters
from tests.support.agreements import EVERYONE, EVERYTHING, an_agreement
from tests.support.disclosed import Told, leaves, recorded
from tests.support.hubs import InProcess
from tests.support.pinned import BELOW, Pinning
from tests.support.pipeline import Connected
from tests.support.readers import a_trial
from tests.support.stores import KINDS

EXAMPLES = max(1, settings().max_examples // 100)
STEPS = 12
READS = 12


@dataclass
class Watching:
    """Reads at random, and notes what came."""

    world: Pinning
    draw: random.Random
    told: Told = field(default_factory=lambda: defaultdict(set))
    known: set[tuple[str, str]] = field(default_factory=set)

    def read(self, one: Connected) -> None:
        version = self.draw.choice(("v3.0", "v3.1"))
        path = f"/{version}/{self._path()}"
        headers = {"authorization": f"Bearer {one.token}"}
        answer = InProcess(self.world.hub)(path, headers=headers)
        assert answer.status in (200, 404), (path, answer.body)
        if answer.status == 200:
            self._note(one, path, json.loads(answer.body))

    def _path(self) -> str:
        limit = self.draw.randint(1, 9)
        kind = self.draw.choice(("users", "users", "sections", "events", "schools"))
        if kind == "users" and self.draw.random() < 0.4:
            role = self.draw.choice(("student", "teacher", "staff", "contact"))
            return f"users?role={role}&limit={limit}"
        some = sorted(one for one in self.known if one[0] == kind)
        if some and self.draw.random() < 0.6:
            _, name = self.draw.choice(some)
            below = self.draw.choice(["", *BELOW[kind]]) if kind != "events" else ""
            after = self.draw.random() < 0.3
            if after and not below:
                return f"{kind}?starting_after={name}&limit={limit}"
            return f"{kind}/{name}/{below}" if below else f"{kind}/{name}"
        last = self.draw.choice(("", "&ending_before=last"))
        counted = self.draw.choice(("", "", "", "&count=true"))
        return f"{kind}?limit={limit}{last}{counted}"

    def _note(self, one: Connected, path: str, body: dict[str, Any]) -> None:
        found = body.get("data", [])
        for item in found if isinstance(found, list) else [body]:
            record = item["data"]
            if "type" in record and "data" in record:
                self.known.add(("events", record["id"]))
                kind = record["type"].split(".")[0]
                before = record["data"].get("previous_attributes") or {}
                self._give(one, kind, record["data"]["object"], before)
            else:
                rel = {link["rel"]: link["uri"] for link in body["links"]}
                kind = (item.get("uri") or rel["self"]).split("/")[2]
                assert kind in ("users", "sections", "schools", "districts", "courses", "terms",
                                "resources"), path  # fmt: skip
                self._give(one, kind, record, {})

    def _give(self, one: Connected, kind: str, *objects: dict[str, Any]) -> None:
        name = objects[0]["id"]
        self.known.add((kind, name))
        if kind in ("users", "sections"):
            key = (one.connection, self.day(), kind, name)
            self.told[key] |= {path for value in objects for path in leaves(value)}

    def day(self) -> str:
        with self.world.store.control.reading() as session:
            return day_of(session, self.world.district.number, self.world.clock.now())


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_the_record_says_who_was_given_whom_and_when(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        world = Pinning(hub, clock, trial.folder, rosters.a_roster(draw))
        everything = world.readers(world.connect(EVERYONE, EVERYTHING))[1].everything()
        apps = [world.connect(Share("district", staff=True), EVERYTHING) for _ in range(3)]
        for one in apps[1:]:
            world.agree(one, an_agreement(draw, everything))
        watching = Watching(world, draw)
        first = watching.day()
        for _ in range(STEPS):
            step = draw.choice(("day", "share", "flush", "read", "read", "later"))
            if step == "day":
                world.take_in(rosters.a_school_day(world.roster, draw))
            elif step == "share":
                world.agree(draw.choice(apps), an_agreement(draw, everything))
            elif step == "flush":
                flush(hub.parts)
            elif step == "later":
                clock.advance(timedelta(hours=draw.randint(1, 30)))
            for _ in range(READS):
                watching.read(draw.choice(apps))
        flush(hub.parts)

        found = {key: paths for key, paths in recorded(hub, world.district.number).items()
                 if key[0] in {one.connection for one in apps}}  # fmt: skip
        assert watching.told.keys() == found.keys()
        assert first <= min(day for _, day, _, _ in found)
        missing = {key: told - found[key] for key, told in watching.told.items()}
        assert not {key: paths for key, paths in missing.items() if paths}
