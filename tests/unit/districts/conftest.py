"""Two towns of one hub on each kind of store."""

from collections.abc import Iterator

import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from tests.support.hubs import a_hub
from tests.support.stores import Place
from tests.unit.districts.town import MARKUP, START, Town, a_town


@pytest.fixture
def hub(place: Place) -> Iterator[Hub]:
    with a_hub(place, ManualClock(START), max_upload_bytes=100_000) as made:
        yield made


@pytest.fixture
def town(hub: Hub) -> Town:
    return a_town(hub, f"Ridge {MARKUP}")


@pytest.fixture
def other(hub: Hub) -> Town:
    return a_town(hub, "Elm Valley")
