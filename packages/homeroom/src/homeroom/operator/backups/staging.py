"""What is restored lies beside the hub's own files, whole and checked, then takes their place.

A note is there from the first file that moves until the last one has. Whoever was broken off in
between is finished from what is staged: nothing else is needed for it, and no hub starts before.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec

from homeroom.foundation.errors import ConflictError
from homeroom.foundation.occupying import UNFINISHED
from homeroom.foundation.secrets import make_private
from homeroom.operator.backups.dumping import SCRIPT, Server
from homeroom.operator.backups.files import created, sync_folder

FOLDER: Final = "restoring"
_BESIDE: Final = ("-wal", "-shm", "-journal", "")
"""What belongs to a SQLite file; the file itself goes last, for the others tell how it goes on."""


class Begun(msgspec.Struct, frozen=True):
    """A restore that has begun to put files in place."""

    backup: str
    """The folder that it came from, for whoever reads about it."""

    aside: str
    """The folder, in the home folder, for what is replaced."""

    names: list[str]
    """What is put in place, in this order."""


def begun(home: Path) -> Begun | None:
    """Return the restore that was broken off here, if one was."""
    try:
        return msgspec.json.decode((home / UNFINISHED).read_bytes(), type=Begun)
    except FileNotFoundError:
        return None


def begin(home: Path, note: Begun) -> None:
    """From now on the restore goes on to its end, whatever happens."""
    sync_folder(home / FOLDER)
    part = home / f"{UNFINISHED}.part"
    part.unlink(missing_ok=True)
    with created(part) as file:
        file.write(msgspec.json.encode(note))
    part.rename(home / UNFINISHED)
    sync_folder(home)


def finish(home: Path, note: Begun, server: Server | None) -> None:
    """Put in place what is staged and not in its place yet; then nothing is unfinished."""
    script = home / FOLDER / SCRIPT
    if script.exists():
        _carry_out(home, note, server, script)
    for name in note.names:
        _put(home, home / note.aside, name)
    (home / UNFINISHED).unlink()
    sync_folder(home)
    with suppress(OSError):
        (home / note.aside).rmdir()  # unless something was replaced
    clear(home)


def _carry_out(home: Path, note: Begun, server: Server | None, script: Path) -> None:
    if server is None:
        raise ConflictError(
            "The restore that was broken off here was into PostgreSQL: set HOMEROOM_DATABASE_URL"
            " as it was, and run it again."
        )
    try:
        server.carry_out(script)
    except ConflictError:
        # No file has moved yet, and the database is as it was: so is everything.
        (home / UNFINISHED).unlink()
        shutil.rmtree(home / note.aside, ignore_errors=True)
        clear(home)
        raise
    script.unlink()
    sync_folder(home / FOLDER)


def _put(home: Path, aside: Path, name: str) -> None:
    staged = home / FOLDER / name
    if not staged.exists():
        return
    make_private(aside)
    for end in _BESIDE:
        old = home / f"{name}{end}"
        if old.is_dir() and not any(old.iterdir()):
            old.rmdir()
        elif old.exists():
            old.rename(aside / old.name)
    sync_folder(aside)
    staged.rename(home / name)
    sync_folder(home)


def clear(home: Path) -> None:
    """Nothing is staged any more."""
    shutil.rmtree(home / FOLDER, ignore_errors=True)
