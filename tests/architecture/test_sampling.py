"""What waits for the night is there, and most of a run does not wait."""

from pathlib import Path

import pytest

from tests.support.sampling import LATER, SAMPLED, is_left_out

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("name", LATER)
def test_what_is_left_to_the_night_is_there(name: str) -> None:
    file, _, test = name.partition("::")
    root = TESTS.parent if file.startswith("examples/") else TESTS
    assert f"def {test.partition('[')[0]}" in (root / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", SAMPLED)
def test_a_folder_that_is_sampled_is_there(folder: str) -> None:
    assert (TESTS / folder).exists()


def test_nothing_of_sqlite_is_left_out_of_a_sampled_folder() -> None:
    names = [f"test_{number}[sqlite]" for number in range(100)]
    assert not any(is_left_out(name, "unit/districts/test_home.py") for name in names)


def test_about_one_in_eleven_of_postgresql_is_taken() -> None:
    names = [f"test_{number}[postgresql]" for number in range(1000)]
    taken = [name for name in names if not is_left_out(name, "unit/districts/test_home.py")]
    assert 60 <= len(taken) <= 130
