"""A town of three schools, with one application that is connected to it."""

import pytest

from homeroom.hub import Hub
from tests.unit.districts.sharing.desk import Desk, a_desk
from tests.unit.districts.town import MARKUP, Town, a_town, marked_files


@pytest.fixture
def town(hub: Hub) -> Town:
    return a_town(hub, f"Ridge {MARKUP}", marked_files(schools=3))


@pytest.fixture
def desk(town: Town) -> Desk:
    return a_desk(town)
