"""An office on each kind of store: a developer with an application, and a reviewer."""

from collections.abc import Iterator

import pytest

from tests.support.stores import Place
from tests.unit.certification.submissions.office import Office, an_office
from tests.unit.developers.workshop import a_workshop


@pytest.fixture
def office(place: Place) -> Iterator[Office]:
    with a_workshop(place) as workshop:
        yield an_office(workshop)
