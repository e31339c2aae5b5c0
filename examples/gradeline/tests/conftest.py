"""Gradeline as its people meet it: a process of its own, beside a hub with an invented district."""

from collections.abc import Iterator

import pytest

from gradeline.tests.following import synced
from starting.playing import Sandbox
from starting.schools import Place, School, a_place, a_school


@pytest.fixture(scope="module")
def gradeline(sandbox: Sandbox) -> Iterator[Place]:
    with a_place("gradeline", sandbox) as place:
        yield place


@pytest.fixture
def school(sandbox: Sandbox, gradeline: Place) -> Iterator[School]:
    """A district of the test's own that is connected and was not synced yet."""
    made = a_school(sandbox, gradeline, "lantern-ridge")
    made.ask("connections", client_id=gradeline.client_id, types=["secure_sync", "district_sso"])
    yield made
    sandbox.ask("DELETE", f"/districts/{made.district}/connections/{gradeline.client_id}")


@pytest.fixture(scope="module")
def town(sandbox: Sandbox, gradeline: Place) -> School:
    """A district that was synced; each test has people of its own in it."""
    made = a_school(sandbox, gradeline, "lantern-ridge")
    made.ask("connections", client_id=gradeline.client_id, types=["secure_sync", "district_sso"])
    synced(made)
    return made
