"""SQLite's own copy of a file that a hub goes on writing to."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

from homeroom.foundation.errors import ConflictError, NotFoundError, StoreError
from homeroom.operator.backups.files import Tell, created, settle

HALVES: Final = ("control", "roster")
"""In the order in which they are looked at: a sync applied between the two is repaired from the
roster when a worker takes its run up again, and the other way round it could not be."""

_PAGES: Final = 2_000
_WAIT_SECONDS: Final = 30.0


def file_of(half: str) -> str:
    """Return the name of a half's file."""
    return f"{half}.db"


def missing(home: Path) -> list[str]:
    """Return the halves that are not there."""
    return [half for half in HALVES if not (home / file_of(half)).is_file()]


@contextmanager
def held_still(home: Path) -> Iterator[Mapping[str, sqlite3.Connection]]:
    """Give each half as it is now, for as long as it takes to copy; nobody waits meanwhile.

    Both are held within the same instant, however long the copies take.
    """
    with ExitStack() as stack:
        opened = {half: stack.enter_context(closing(_opened(home, half))) for half in HALVES}
        for connection in opened.values():
            connection.execute("BEGIN")
            connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        yield opened


def _opened(home: Path, half: str) -> sqlite3.Connection:
    path = home / file_of(half)
    if not path.is_file():
        raise NotFoundError(
            f"There is no {path.name} in {home}, so there is nothing to back up. Name the hub's"
            " folder with --home or HOMEROOM_HOME.",
            "no_store",
        )
    address = f"file:{quote(str(path.absolute()))}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=_WAIT_SECONDS)


def copy_half(source: sqlite3.Connection, target: Path, tell: Tell) -> str:
    """Write a half's copy, whole in one file, and return the revision that it is at."""
    with created(target):
        pass
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:

        def told(_status: int, remaining: int, total: int) -> None:
            tell(target.name, total - remaining, total)

        # The source's transaction is open already, so what is written meanwhile restarts nothing.
        source.backup(copy, pages=_PAGES, progress=told)
        copy.execute("PRAGMA journal_mode=DELETE")
        tell(f"checking {target.name}", 0, 0)
        if copy.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreError(
                f"{target.name} is damaged, so it was not backed up. Restore an earlier backup."
            )
        try:
            (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        except (sqlite3.OperationalError, TypeError):
            raise StoreError(f"{target.name} holds no store of Homeroom's.") from None
    settle(target)
    return str(revision)


def must_be_idle(home: Path) -> None:
    """Refuse if any process has a half open, also one that does not know of our locks."""
    for half in HALVES:
        path = home / file_of(half)
        if not path.is_file():
            continue
        with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
            try:
                # In this mode SQLite takes the file alone, which it cannot while another is there.
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("ROLLBACK")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise ConflictError(
                        f"{path} is open in another process; end the hub first."
                    ) from None
            except sqlite3.DatabaseError:
                continue  # damaged, which may be why a backup is restored
