"""An intake on each kind of store."""

import pytest

from homeroom.foundation.database import Store
from tests.support.intake import Intake, an_intake
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    return an_intake(place, store)
