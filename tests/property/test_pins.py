"""Whatever happens to a district, a pinned application reads what it read, and then all of it.

Over random districts, agreements and moments, asked over HTTP: while a connection is pinned its
reads do not change, byte for byte; when it is unpinned, what it held and the events of its feed
make the new full read, whoever else shares its view.
"""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.sharing.rules import Share
from tests.support import rosters
from tests.support.agreements import EVERYONE, EVERYTHING, an_agreement
from tests.support.pinned import Crawl, Pinning
from tests.support.pipeline import Connected
from tests.support.readers import Reader, State, a_trial, played
from tests.support.stores import KINDS

EXAMPLES = max(1, settings().max_examples // 200)
STEPS = 9

Held = list[tuple[Reader, State, str | None]]


def held_by(world: Pinning, connection: Connected) -> Held:
    return [(one, one.everything(), one.newest()) for one in world.readers(connection)]


def check_told(held: Held) -> None:
    for reader, before, newest in held:
        assert reader.everything() == played(before, reader.events(newest), moments_alone=True)


def crawled(world: Pinning, connection: Connected, seed: int) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    return [Crawl(world.hub, connection, version).everything(draw) for version in ("v3.0", "v3.1")]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_a_pinned_application_reads_what_it_read_and_is_then_told_the_rest(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        world = Pinning(hub, clock, trial.folder, rosters.a_roster(draw))
        whole = Share("district", staff=True)
        first, second = world.connect(whole, EVERYTHING), world.connect(whole, EVERYTHING)
        third, fourth = world.connect(EVERYONE, EVERYTHING), world.connect(whole, EVERYTHING)
        everything = world.readers(world.connect(EVERYONE, EVERYTHING))[1]
        both = an_agreement(draw, everything.everything())
        # Without resources of their own the two have one view, and one log.
        access = replace(both.access, scopes=both.access.scopes - {"read:resources"})
        both = replace(both, access=access)
        world.agree(first, both)
        world.agree(second, both)
        world.agree(fourth, an_agreement(draw, everything.everything()))
        pinned: dict[str, tuple[Connected, list[dict[str, Any]], Held]] = {}
        for _ in range(STEPS):
            held = {
                one.connection: held_by(world, one)
                for one in (first, second, third, fourth)
                if one.connection not in pinned
            }
            one = draw.choice((first, second, third, fourth))
            step = draw.choice(("pin", "pin", "pin", "day", "day", "share", "undo"))
            if step == "pin" and one.connection in pinned:
                assert world.resume(one)
                held[one.connection] = pinned.pop(one.connection)[2]
            elif step == "pin":
                before = crawled(world, one, draw.randint(0, 99))
                assert world.pause(one)
                pinned[one.connection] = (one, before, held.pop(one.connection))
            elif step == "share":
                world.agree(one, an_agreement(draw, everything.everything()))
            elif step == "day" or not world.undo():
                world.take_in(rosters.a_school_day(world.roster, draw))
            for followed in held.values():
                check_told(followed)
            for name, (frozen, before, its) in pinned.items():
                assert crawled(world, frozen, draw.randint(0, 99)) == before, (name, step)
                for reader, _, newest in its:
                    assert reader.events(newest) == []
        for one, _, its in pinned.values():
            world.resume(one)
            check_told(its)
