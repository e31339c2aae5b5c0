"""What the hub writes is its owner's only."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.foundation.database import open_store
from homeroom.migrations import bring_up


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_store_is_its_owners_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    store = open_store(home)
    bring_up(store)
    found = {path.name: rights(path) for path in home.iterdir()}
    store.close()
    assert 0o700 == rights(home)
    assert {"control.db", "roster.db", "roster.db-wal"} <= found.keys()
    assert {0o600} == set(found.values())


def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o750)
    open_store(home).close()
    assert 0o750 == rights(home)
