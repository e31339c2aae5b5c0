"""A hub for the examples' tests, by HTTP: the examples themselves know nothing else of it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from homeroom.testing import homeroom_prepared
from starting.playing import Sandbox

if TYPE_CHECKING:
    from homeroom.testing.prepared import Prepared

__all__ = ["homeroom_prepared", "sandbox"]


@pytest.fixture(scope="module")
def sandbox(homeroom_prepared: "Prepared") -> Iterator[Sandbox]:
    """A hub that is served, with its admin API."""
    with homeroom_prepared.fresh() as hub:
        yield Sandbox(hub.url, hub.env["SANDBOX_TOKEN"])
