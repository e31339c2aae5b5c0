"""What `make test` leaves to the night, which takes everything.

Of some folders it takes a sample on PostgreSQL. What they prove is mostly the same on both stores,
one schema and one code path, so some of each folder are enough to see that the two agree, and the
run stays short. Which ones is decided by their names, so every run
takes the same.
"""

import os
import zlib
from pathlib import Path
from typing import Final

import pytest

_ROOT: Final = Path(__file__).parents[1]
SAMPLED: Final = {
    "contract": 11,
    "kit": 3,
    "sandbox": 11,
    "unit/accounts": 11,
    "unit/cli/test_failures.py": 4,
    "unit/developers": 11,
    "unit/districts": 11,
    "unit/events": 3,
    "unit/intake": 5,
    "unit/library": 11,
    "unit/oauth": 11,
    "unit/operator": 11,
    "unit/portal": 11,
    "unit/sandbox": 11,
    "unit/sharing": 5,
}
"""Beginnings of folders or files, and of how many tests on PostgreSQL one is taken."""

LATER: Final = (
    "docs/test_examples.py::test_the_examples_of_a_page_do_what_it_says[docs/how-to",
    "docs/test_examples.py::test_the_examples_of_a_page_do_what_it_says[docs/tutorials",
    "sandbox/test_commands.py::test_a_build_that_was_killed_is_completed",
    "sandbox/test_commands.py::test_lost_secrets_are_told_and_a_reset_takes_the_sandbox_alone_away",
    "sandbox/test_commands.py::test_reset_builds_the_same_districts_with_other_secrets",
    "sandbox/test_completing.py::test_a_demo_that_moves_takes_every_redirect_uri_along",
    "sandbox/test_completing.py::test_an_old_sandbox_is_completed_and_keeps_its_secrets_and_its_feed",
    "kit/test_kit_benchmark.py::test_a_quick_run_gives_every_figure_of_the_kit",
    "unit/benchmarks/test_benchmarks.py::test_a_quick_run_gives_every_figure_of_a_load",
)
"""Beginnings of the names of what takes longest: on both stores it waits for the night. The
examples of the README are run by `make test` as well."""


def is_left_out(name: str, folder: str) -> bool:
    """Whether a test waits for the night: one of the longest, or PostgreSQL beyond the sample."""
    if f"{folder}::{name}".startswith(LATER):
        return True
    one_in = next((many for start, many in SAMPLED.items() if folder.startswith(start)), 1)
    if "postgresql" not in name or one_in == 1:
        return False
    return zlib.crc32(f"{folder}/{name}".encode()) % one_in != 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the sample, and say how many others were left out, unless it is night."""
    if os.environ.get("HYPOTHESIS_PROFILE") != "ci":
        return
    left_out = [
        item
        for item in items
        if item.path.is_relative_to(_ROOT)
        and is_left_out(item.name, item.path.relative_to(_ROOT).as_posix())
    ]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]
