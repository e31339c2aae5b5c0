"""An intake on each kind of store, whose district sent its files."""

import pytest

from homeroom.foundation.database import Store
from tests.support.intake import Intake, an_intake, some_files
from tests.support.stores import Place


@pytest.fixture
def intake(place: Place, store: Store) -> Intake:
    made = an_intake(place, store)
    assert "applied" == made.take_in(some_files()).state
    return made
