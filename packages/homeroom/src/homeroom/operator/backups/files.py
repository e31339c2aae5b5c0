"""Files copied with their sums, and settled on the disk before anybody relies on them."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from homeroom.foundation.errors import ConflictError
from homeroom.foundation.secrets import make_private
from homeroom.operator.rules import size_words

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_CHUNK: Final = 1 << 20


class File(msgspec.Struct, frozen=True):
    """One file of a backup."""

    path: str
    """Below the backup's folder, with slashes."""

    size: int
    sha256: str


def sum_of(path: Path, name: str) -> File:
    """Return a file as a manifest names it."""
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return File(name, path.stat().st_size, digest)


def copy(source: Path, target: Path, name: str) -> File:
    """Copy a file, for its owner only, and return what was copied; it is on the disk then."""
    make_private(target.parent)
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as handle, created(target) as out:
        while chunk := handle.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return File(name, size, digest.hexdigest())


@contextmanager
def created(path: Path) -> Iterator[BinaryIO]:
    """Give a file that was not there, for its owner only; at the end it is on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


class Twins:
    """Links files that are the same, so that an upload repeated daily is there once."""

    def __init__(self) -> None:
        self._first: dict[object, tuple[Path, File]] = {}

    def has(self, key: object) -> bool:
        """True if there is a first of this kind."""
        return key in self._first

    def link(self, key: object, target: Path, name: str) -> File | None:
        """Return the file as a link to the first of its kind; None if it is the first."""
        found = self._first.get(key)
        if found is None:
            return None
        make_private(target.parent)
        with suppress(OSError):  # some disks know no links
            os.link(found[0], target)
            return File(name, found[1].size, found[1].sha256)
        return None

    def note(self, key: object, target: Path, file: File) -> None:
        """From now on this one is the first of its kind."""
        self._first[key] = (target, file)


def uploaded(folder: Path) -> Iterator[Path]:
    """Give every file of the uploads; what is still arriving is in folders of hidden names."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        yield from (Path(place, name) for name in sorted(names))


def must_fit(size: int, place: Path) -> None:
    """Refuse what the disk has no room for, before anything is written."""
    free = shutil.disk_usage(place).free
    if size > free:
        raise ConflictError(
            f"{size_words(size)} are to be written to {place}, whose disk has"
            f" {size_words(free)} left. Free some space, or name another folder.",
            "no_room",
        )


def settle(path: Path) -> None:
    """The file is on the disk, not only on its way there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


sync_folder: Final = settle
"""A folder's names are settled like a file's bytes."""
