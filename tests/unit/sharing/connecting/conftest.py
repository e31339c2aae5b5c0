"""A small district that an application asks, and that asks applications."""

import pytest

from homeroom.foundation.database import Store
from tests.support.small_rows import Small, a_small_district


@pytest.fixture
def small(store: Store) -> Small:
    """A small district in a store of its own."""
    with store.roster.writing() as session:
        return a_small_district(session)
