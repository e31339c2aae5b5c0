"""Walks over mutations in any order (certification.md 6.5); advice, and only for the night."""

import secrets
from pathlib import Path

import pytest

from tests.certification.grounds import a_sandbox
from tests.certification.mutants.keeping.hard_delete import Application as HardDelete
from tests.certification.walk import walked


@pytest.mark.parametrize("mode", ["full", "events"])
def test_the_right_application_walks_and_no_invariant_breaks(tmp_path: Path, mode: str) -> None:
    with a_sandbox(tmp_path) as url:
        found = walked(url, secrets.randbelow(10**6), 200, mode)
    assert ((), "") == (found.broken, found.ended)


def test_a_walk_that_breaks_is_shortened_to_what_it_takes(tmp_path: Path) -> None:
    with a_sandbox(tmp_path) as url:
        found = walked(url, 1, 60, made=HardDelete)
    assert "I3" in {one.requirement for one in found.broken}
    assert len(found.shortest) == 1
