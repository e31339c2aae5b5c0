"""An application that loses one type of event turns red where the type matters."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from homeroom_wire.events import EVENT_TYPES
from tests.certification.deaf import deaf_to, types_played
from tests.certification.grounds import a_sandbox
from tests.certification.matrix import tried

SEEN: Final = {
    "users.created": ("SC-23", "SYN-05"),
    "users.updated": ("SC-30", "SYN-11"),
    "users.deleted": ("SC-22", "SYN-04"),
    "sections.created": ("SC-13", "SYN-09"),
    "sections.updated": ("SC-10", "SYN-09"),
    "sections.deleted": ("SC-18", "SYN-04"),
    "schools.created": ("SC-47", "SYN-05"),
    "schools.updated": ("SC-39", "SYN-11"),
    "schools.deleted": ("SC-45", "SYN-04"),
    "terms.created": ("SC-42", "SYN-27"),
    "terms.deleted": ("SC-42", "SYN-06"),
    "courses.created": ("SC-43", "SYN-27"),
    "courses.updated": ("SC-44", "SYN-11"),
    "courses.deleted": ("SC-43", "SYN-06"),
}
"""For each type, a scenario that shows its loss, and the row that says so."""

UNTOLD: Final = {"districts.updated"}
"""Played, but the contract of probes has no record of a district (certification.md 6.2)."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


@pytest.mark.parametrize("event_type", SEEN)
def test_who_loses_events_of_a_type_is_seen(hub: str, event_type: str) -> None:
    scenario, row = SEEN[event_type]
    assert row in tried(deaf_to(event_type, (row,), scenario), hub).red


def test_every_type_that_the_scenarios_play_is_among_them(tmp_path: Path) -> None:
    assert SEEN.keys() <= set(EVENT_TYPES)
    with a_sandbox(tmp_path) as url:
        assert types_played(url) == SEEN.keys() | UNTOLD
