"""Any mixture of the edge cases, shared in any way, is served as its source lets one expect."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, note, settings

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from homeroom.sandbox.lantern.records import Lantern
from homeroom.sandbox.lantern.sharing import Sharing
from tests.support.hubs import a_hub
from tests.support.lantern import NOW, LanternHub
from tests.support.lantern_pieces import brief, districts, sharings
from tests.support.stores import copied

_NUMBERS = count(0x0A00000001)


@pytest.fixture(scope="module")
def running(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Hub, ManualClock]]:
    """One hub; every example is a district of its own at it."""
    clock, folder = ManualClock(NOW), tmp_path_factory.mktemp("lantern") / "hub"
    with (
        copied("sqlite", folder, sqlite_template, None) as place,
        a_hub(place, clock, rate_limit=1_000_000) as hub,
    ):
        yield hub, clock


# An example is two uploads and three full reads: two thirds of a second.
@settings(max_examples=max(2, settings().max_examples // 25))
@given(first=districts(), then=districts(), sharing=sharings())
def test_two_uploads_and_a_sharing_are_served_as_the_source_lets_one_expect(
    running: tuple[Hub, ManualClock], first: Lantern, then: Lantern, sharing: Sharing
) -> None:
    note(f"first\n{brief(first)}\nthen\n{brief(then)}\nshared\n{sharing}")
    hub, clock = running
    ridge = LanternHub(hub, clock, first, number=next(_NUMBERS))
    ridge.share(sharing)
    assert [] == ridge.differences()
    ridge.send(then)
    ridge.share(sharing)  # Whoever is left out by her key may be here only now.
    assert [] == ridge.differences()
