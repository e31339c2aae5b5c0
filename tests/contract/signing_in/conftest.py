"""Two towns to sign in at: a sandbox, and a production hub over https."""

from collections.abc import Iterator

import pytest

from tests.support.portals import Town, a_town
from tests.support.stores import Place


@pytest.fixture
def town(place: Place) -> Iterator[Town]:
    """A sandbox hub with two districts."""
    with a_town(place) as made:
        yield made


@pytest.fixture
def strict(place: Place) -> Iterator[Town]:
    """A production hub over https; of its two districts one is a sandbox."""
    with a_town(place, sandbox=False, base_url="https://hub.example.org") as made:
        yield made
