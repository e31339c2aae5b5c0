"""An application that hears notices of logins that ended."""

from collections.abc import Iterator

import pytest

from tests.support.receivers import Receiver, a_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with a_receiver() as made:
        yield made
