"""Readalong as a teacher meets it: a process of its own, beside a hub with an invented district."""

from collections.abc import Iterator

import pytest

from starting.playing import Sandbox
from starting.schools import Place, School, a_place, a_school


@pytest.fixture(scope="module")
def readalong(sandbox: Sandbox) -> Iterator[Place]:
    with a_place("readalong", sandbox) as place:
        yield place


@pytest.fixture
def school(sandbox: Sandbox, readalong: Place) -> School:
    """A district of the test's own, where nobody added Readalong yet."""
    return a_school(sandbox, readalong, "lantern-library")
