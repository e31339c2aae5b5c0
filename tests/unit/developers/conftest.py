"""A workshop on each kind of store."""

from collections.abc import Iterator

import pytest

from tests.support.stores import Place
from tests.unit.developers.workshop import Workshop, a_workshop


@pytest.fixture
def workshop(place: Place) -> Iterator[Workshop]:
    with a_workshop(place) as made:
        yield made
