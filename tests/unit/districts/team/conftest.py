"""A hub that districts may come to by themselves, and one that did."""

from collections.abc import Iterator

import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from tests.support.hubs import a_hub
from tests.support.stores import Place
from tests.unit.districts.team.colleagues import a_signed_up_town, browser_of
from tests.unit.districts.town import START, Browser, Town


@pytest.fixture
def hub(place: Place) -> Iterator[Hub]:
    with a_hub(place, ManualClock(START), district_sign_up="open") as made:
        yield made


@pytest.fixture
def town(hub: Hub) -> Town:
    return a_signed_up_town(hub)


@pytest.fixture
def owner(town: Town) -> Browser:
    return browser_of(town, "olive@walnut.example")
