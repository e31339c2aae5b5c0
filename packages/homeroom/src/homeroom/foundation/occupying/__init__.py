"""Who uses a home folder: any number of hubs and commands together, or one who needs it alone.

Locks of the kernel's, which lets go of them when a process ends, however it ends. They tell of
this machine only: hubs elsewhere that share a PostgreSQL are told by its connections.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from homeroom.foundation.errors import ConflictError
from homeroom.foundation.secrets import make_private

IN_USE: Final = "hub.running"
UNFINISHED: Final = "restore.unfinished"
"""There while a restore is putting files in place; still there if it was broken off."""

_PATIENCE_SECONDS: Final = 0.5
_LOOK_AGAIN_SECONDS: Final = 0.02


@contextmanager
def held(path: Path, refusal: str, *, alone: bool) -> Iterator[None]:
    """Hold this file, alone or with others; ConflictError with the refusal if it is not to be had.

    The file is made if it is not there, and stays: to remove it would let two hold different ones.
    """
    make_private(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _locked(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH):
            raise ConflictError(refusal)
        yield
    finally:
        os.close(handle)


def _locked(handle: int, how: int) -> bool:
    """True once the file is locked; whoever only looks whether it is used holds it for no time."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(_LOOK_AGAIN_SECONDS)
        else:
            return True


@contextmanager
def occupied(home: Path) -> Iterator[None]:
    """Use the home folder beside others; refused while, or after, a restore is half done."""
    with held(home / IN_USE, f"A restore into {home} is at work; wait until it ends.", alone=False):
        if (home / UNFINISHED).exists():
            raise ConflictError(
                f"A restore into {home} was broken off. Run it again, which finishes it:"
                " homeroom restore FOLDER --replace"
            )
        yield


@contextmanager
def occupied_alone(home: Path) -> Iterator[None]:
    """Use the home folder while no hub and no command of this machine does."""
    with held(
        home / IN_USE,
        f"A hub or a command is at work in {home}; end that first.",
        alone=True,
    ):
        yield


def is_occupied(home: Path) -> bool:
    """True if a hub or a command of this machine uses the home folder."""
    try:
        handle = os.open(home / IN_USE, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)
