"""A campus on each store, and one cheap password pool for all tests."""

from collections.abc import Iterator

import pytest

from homeroom.accounts.proof.pool import Pool
from homeroom.foundation.database import Store
from tests.unit.accounts.campus import CHEAP, Campus, a_campus


@pytest.fixture(scope="session")
def pool() -> Iterator[Pool]:
    """A pool whose hashes cost next to nothing."""
    made = Pool(CHEAP, threads=1)
    yield made
    made.close()


@pytest.fixture
def campus(store: Store, pool: Pool) -> Campus:
    """A district in a store of its own."""
    return a_campus(store, pool)
