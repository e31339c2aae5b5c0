"""Signpost as everybody of a district meets it: a process of its own, beside a hub."""

from collections.abc import Iterator

import pytest

from starting.playing import Sandbox
from starting.schools import Place, School, a_place, a_school


@pytest.fixture(scope="module")
def signpost(sandbox: Sandbox) -> Iterator[Place]:
    with a_place("signpost", sandbox) as place:
        yield place


@pytest.fixture(scope="module")
def school(sandbox: Sandbox, signpost: Place) -> School:
    """A district that is connected; each test has people of its own in it."""
    made = a_school(sandbox, signpost, "lantern-ridge")
    made.ask("connections", client_id=signpost.client_id, types=["district_sso"])
    return made
