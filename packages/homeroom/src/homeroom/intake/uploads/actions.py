"""Receive files: copied, hashed while they are written, in place all at once.

The bytes go to a folder that nobody looks into; one rename makes it the upload's own. The row
that makes an upload exist is written afterwards, together with its run (`runs.actions.submit`),
so a crash leaves an upload whole or a folder that no row names.
"""

import hashlib
import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path
from typing import Final

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.errors import SourceUnavailableError, UnreadableSourceError
from homeroom.foundation.secrets import make_private
from homeroom.intake.problems import Problem
from homeroom.intake.runs.desk import Desk
from homeroom.intake.sources.received import folder_files, zip_problems
from homeroom.intake.sources.unpacking import Limits, unpack
from homeroom.intake.uploads.queries import (
    PROBLEMS,
    KeptFile,
    Upload,
    folder_of,
    uploads_named,
)

ARRIVING: Final = ".arriving-"
_BLOCK: Final = 1 << 20
_LEFT_SECONDS: Final = 3600
_READ_ONLY: Final = 0o444


@dataclass(frozen=True)
class Accepted:
    """An accepted file of the district, which an identical one need not be copied beside."""

    size: int
    sha256: str
    path: Path


@dataclass(frozen=True)
class Arrival:
    """Who sends, for which district, and what is there of it already."""

    district: int
    way: str
    sender: str
    accepted: Mapping[str, Accepted]


def new_name(milliseconds: int) -> str:
    """Return a fresh 24-hex name of an upload or a run; later ones sort after earlier ones."""
    return f"{milliseconds // 1000:08x}{milliseconds % 1000:04x}{secrets.token_hex(6)}"


def receive(desk: Desk, arrival: Arrival, path: Path) -> Upload:
    """Take a folder, a zip or a single CSV file, by what it is."""
    if path.is_dir():
        files, problems = folder_files(path)
        return receive_files(desk, arrival, files, problems)
    if not path.is_file():
        raise UnreadableSourceError("source_missing", f"There is no file or folder {path.name!r}.")
    if zipfile.is_zipfile(path):
        return receive_zip(desk, arrival, path)
    if path.suffix.lower() == ".csv":
        return receive_files(desk, arrival, {path.name: path}, ())
    raise UnreadableSourceError(
        "source_unknown",
        f"{path.name!r} is neither a folder, nor a zip, nor a CSV file. Send one of these.",
    )


def receive_files(
    desk: Desk, arrival: Arrival, files: Mapping[str, Path], problems: tuple[Problem, ...]
) -> Upload:
    """Take single files, each under the name by which it was sent."""
    settings = desk.settings
    if len(files) > settings.max_zip_files:
        raise _too_much(f"{len(files)} files; at most {settings.max_zip_files} are taken")
    left = settings.max_unpacked_bytes
    with _arriving(desk, arrival) as (name, folder):
        kept: dict[str, KeptFile] = {}
        for number, (place, path) in enumerate(sorted(files.items())):
            stored = f"{number:02d}.csv"
            kept[place] = _keep(path, folder / stored, arrival.accepted.get(place), left)
            left -= kept[place].size
        _note_problems(folder, problems)
    return Upload(name, arrival.district, arrival.way, arrival.sender, kept)


def receive_zip(desk: Desk, arrival: Arrival, path: Path) -> Upload:
    """Take the CSV files of a zip, within the limits of district.md 6, step 1."""
    with _arriving(desk, arrival) as (name, folder):
        unpacked = unpack(path, folder, limits_of(desk))
        kept = {}
        for place, file in unpacked.files.items():
            _settle(file.path)
            kept[place] = KeptFile(file.size, file.sha256, file.path.name)
        _note_problems(folder, tuple(zip_problems(path.name, unpacked)))
    return Upload(name, arrival.district, arrival.way, arrival.sender, kept)


def limits_of(desk: Desk) -> Limits:
    """Return the limits of an archive, as the hub was told."""
    settings = desk.settings
    return Limits(settings.max_zip_files, settings.max_unpacked_bytes, settings.max_zip_ratio)


def sweep(desk: Desk) -> int:
    """Remove what crashes left behind: folders that no row names, an hour after they came."""
    oldest = desk.now().timestamp() - _LEFT_SECONDS
    left = [one for one in desk.uploads.glob(f"{ARRIVING}*") if one.stat().st_mtime < oldest]
    with desk.store.control.reading() as session:
        left += [
            folder
            for folder in desk.uploads.glob("[0-9a-f]*/*")
            if int(folder.name[:8], 16) < oldest and not uploads_named(session, [folder.name])
        ]
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)
    return len(left)


@contextmanager
def _arriving(desk: Desk, arrival: Arrival) -> Iterator[tuple[str, Path]]:
    """Give a folder to write into; at the end it stands in its place, or nothing does."""
    name = new_name(desk.milliseconds())
    place = folder_of(desk.uploads, arrival.district, name)
    make_private(desk.uploads)
    make_private(place.parent)
    folder = desk.uploads / f"{ARRIVING}{name}"
    folder.mkdir()
    try:
        yield name, folder
        _sync_folder(folder)
        folder.rename(place)
        _sync_folder(place.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    checkpoint("intake.stored")


def _keep(source: Path, target: Path, accepted: Accepted | None, left: int) -> KeptFile:
    """Keep one file; an identical accepted one is linked, so that its bytes are there once.

    Only a file of the accepted size is read before it is copied: the sizes tell most changed
    files apart for nothing.
    """
    with _opened(source) as handle:
        size = os.fstat(handle.fileno()).st_size
        if size > left:
            raise _too_much("more bytes than are taken (HOMEROOM_MAX_UNPACKED_BYTES)")
        if accepted is not None and accepted.size == size:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            if digest == accepted.sha256 and _linked(accepted.path, target):
                return KeptFile(size, digest, target.name)
            handle.seek(0)
        return _copied(handle, target, left)


def _opened(source: Path) -> BufferedReader:
    """Open a file, never a link: whoever may write into a drop folder chooses no other file."""
    try:
        return os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW), "rb")
    except OSError as error:
        raise SourceUnavailableError(
            "source_unavailable", f"{source.name} could not be opened: {error.strerror}."
        ) from error


def _linked(kept: Path, target: Path) -> bool:
    try:
        os.link(kept, target)
    except OSError:
        return False  # gone, or a file system without links: the bytes are copied instead
    return True


def _copied(source: BufferedReader, target: Path, left: int) -> KeptFile:
    digest = hashlib.sha256()
    size = 0
    with target.open("wb") as out:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += out.write(block)
            if size > left:
                raise _too_much("more bytes than are taken (HOMEROOM_MAX_UNPACKED_BYTES)")
    _settle(target)
    return KeptFile(size, digest.hexdigest(), target.name)


def _settle(path: Path) -> None:
    """A kept file is on disk and is never written again."""
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
    path.chmod(_READ_ONLY)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _note_problems(folder: Path, problems: tuple[Problem, ...]) -> None:
    if problems:
        text = json.dumps([asdict(problem) for problem in problems])
        (folder / PROBLEMS).write_text(text, encoding="utf-8")


def _too_much(what: str) -> UnreadableSourceError:
    return UnreadableSourceError("upload_too_large", f"The upload holds {what}.")
