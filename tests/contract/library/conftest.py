"""A school whose teachers add applications, in a hub of its own."""

from collections.abc import Iterator

import pytest

from tests.support.library import School, a_school
from tests.support.stores import Place


@pytest.fixture
def school(place: Place) -> Iterator[School]:
    """A school in a hub of its own."""
    with a_school(place) as made:
        yield made
