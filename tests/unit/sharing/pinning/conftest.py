"""A district with two schools and twelve students, on each store, and its hub."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.foundation.clock import ManualClock
from tests.support import rosters
from tests.support.hubs import a_hub
from tests.support.pinned import Pinning
from tests.support.readers import NOW
from tests.support.rosters import Roster
from tests.support.stores import Place


def twelve_students() -> Roster:
    draw = random.Random(12)
    roster = rosters.a_roster(draw)
    while len(roster.students) < 12:
        roster = rosters.a_school_day(roster, draw)
    for section in roster.sections:
        roster.enrolled |= {(section, student) for student in list(roster.students)[:3]}
    return roster


@pytest.fixture
def world(place: Place, tmp_path: Path) -> Iterator[Pinning]:
    clock = ManualClock(NOW)
    with a_hub(place, clock, rate_limit=1_000_000) as hub:
        yield Pinning(hub, clock, tmp_path, twelve_students())
