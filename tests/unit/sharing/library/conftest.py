"""The campus, on each store."""

import pytest

from homeroom.foundation.database import Store
from tests.unit.sharing.library.campus import Campus, a_campus


@pytest.fixture
def campus(store: Store) -> Campus:
    """A campus in a store of its own."""
    with store.roster.writing() as session:
        return a_campus(session)
