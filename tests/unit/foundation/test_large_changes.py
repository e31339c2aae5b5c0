"""A change of many megabytes: as whole as any other, and filed away beside the next."""

import shutil
import sqlite3
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Store
from tests.support.stores import Place

_WORDS = sa.table("large_change", sa.column("word"))
_COUNT = Prepared(sa.select(sa.func.count()).select_from(_WORDS))
_MANY = 4_000
_LONG = "x" * 4_000


def _table(store: Store) -> None:
    with store.roster.writing() as session:
        session.connection.execute("CREATE TABLE IF NOT EXISTS large_change (word TEXT)")
        session.connection.execute("DELETE FROM large_change")


def _fill(store: Store, *, fails: bool = False) -> None:
    mark = "?" if store.kind == "sqlite" else "%s"
    with store.roster.writing_much() as session:
        cursor = session.connection.cursor()
        cursor.executemany(
            f"INSERT INTO large_change VALUES ({mark})",  # noqa: S608 - a mark of the driver's
            [(_LONG,)] * _MANY,
        )
        if fails:
            raise LookupError


def _drop(store: Store) -> None:
    with store.roster.writing() as session:
        session.connection.execute("DROP TABLE large_change")


def test_a_large_change_is_there_as_a_whole(store: Store) -> None:
    _table(store)
    _fill(store)
    assert store.roster.one(_COUNT) == (_MANY,)
    _drop(store)


def test_nothing_is_left_of_a_large_change_that_fails(store: Store) -> None:
    _table(store)
    with pytest.raises(LookupError):
        _fill(store, fails=True)
    assert store.roster.one(_COUNT) == (0,)
    _fill(store)
    assert store.roster.one(_COUNT) == (_MANY,)
    _drop(store)


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_the_log_is_moved_into_the_file_though_nobody_writes_again(
    place: Place, tmp_path: Path
) -> None:
    store = place.open()
    _table(store)
    _fill(store)
    until = time.monotonic() + 20
    while not (found := _in_the_file_alone(store.roster.address, tmp_path)):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert found == _MANY
    store.close()


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_closing_waits_until_the_log_is_moved(place: Place, tmp_path: Path) -> None:
    store = place.open()
    _table(store)
    other = sqlite3.connect(store.roster.address)  # or whoever closes last would move it
    assert other.execute("SELECT count(*) FROM large_change").fetchone() == (0,)
    _fill(store)
    store.close()
    assert _in_the_file_alone(store.roster.address, tmp_path) == _MANY
    other.close()


def _in_the_file_alone(address: str, folder: Path) -> int:
    """Count the rows that are there without the log."""
    copied = folder / "copied.db"
    shutil.copyfile(address, copied)
    connection = sqlite3.connect(f"file:{copied}?immutable=1", uri=True)
    try:
        (count,) = connection.execute("SELECT count(*) FROM large_change").fetchone()
    except sqlite3.DatabaseError:  # copied while it was being written
        return 0
    finally:
        connection.close()
    return int(count)
