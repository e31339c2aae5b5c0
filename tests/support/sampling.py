"""What `make test` leaves to the night, which takes everything.

Of some folders it takes a sample on PostgreSQL. They drive pages and the wire, which are the same
on both stores; what the stores do is proved on both below. So a few of each folder are enough to
see that the two agree, and the run stays short. Which ones is decided by their names, so every run
takes the same.
"""

import os
import zlib
from pathlib import Path
from typing import Final

import pytest

_ROOT: Final = Path(__file__).parents[1]
SAMPLED: Final = (
    "contract",
    "sandbox",
    "unit/accounts",
    "unit/developers",
    "unit/districts",
    "unit/intake/console",
    "unit/intake/handmade",
    "unit/intake/uploads",
    "unit/library",
    "unit/oauth",
    "unit/operator",
    "unit/portal",
    "unit/sandbox",
    "unit/sharing/connecting",
    "unit/sharing/pinning",
)

ONE_IN: Final = 11
LATER: Final = (
    "docs/test_examples.py::test_the_examples_of_a_page_do_what_it_says[docs/how-to",
    "docs/test_examples.py::test_the_examples_of_a_page_do_what_it_says[docs/tutorials",
    "sandbox/test_commands.py::test_a_build_that_was_killed_is_completed",
    "sandbox/test_commands.py::test_lost_secrets_are_told_and_a_reset_takes_the_sandbox_alone_away",
    "sandbox/test_commands.py::test_reset_builds_the_same_districts_with_other_secrets",
    "sandbox/test_completing.py::test_a_demo_that_moves_takes_every_redirect_uri_along",
    "sandbox/test_completing.py::test_an_old_sandbox_is_completed_and_keeps_its_secrets_and_its_feed",
    "unit/benchmarks/test_benchmarks.py::test_a_quick_run_gives_every_figure_of_a_load",
)
"""Beginnings of the names of what takes longest: on both stores it waits for the night. The
examples of the README are run by `make test` as well."""


def is_left_out(name: str, folder: str) -> bool:
    """Whether a test waits for the night: one of the longest, or PostgreSQL beyond the sample."""
    if f"{folder}::{name}".startswith(LATER):
        return True
    if "postgresql" not in name or not any(folder.startswith(one) for one in SAMPLED):
        return False
    return zlib.crc32(f"{folder}/{name}".encode()) % ONE_IN != 0


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
