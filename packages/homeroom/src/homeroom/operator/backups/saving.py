"""`homeroom backup`: everything a hub keeps but its master key, while it serves."""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

import msgspec

from homeroom.foundation.clock import Clock
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.foundation.occupying import occupied
from homeroom.foundation.secrets import make_private
from homeroom.foundation.settings import Settings
from homeroom.operator.backups import manifest, online
from homeroom.operator.backups.dumping import DUMP, Server
from homeroom.operator.backups.files import (
    File,
    Tell,
    Twins,
    copy,
    must_fit,
    sum_of,
    sync_folder,
    uploaded,
)

UPLOADS: Final = "uploads"
_LAST: Final = "last-backup.json"


class Last(msgspec.Struct, frozen=True):
    """The last backup that was made of this home folder."""

    at: datetime
    folder: str
    size: int


def kind_of(settings: Settings) -> str:
    """Return which kind of store the settings name, as a manifest does."""
    return "postgresql" if settings.database_url else "sqlite"


@dataclass(frozen=True)
class _Source:
    """What is backed up, and where to."""

    settings: Settings
    folder: Path
    tell: Tell

    @property
    def uploads(self) -> Path:
        return self.settings.home / UPLOADS


def back_up(settings: Settings, clock: Clock, folder: Path, tell: Tell) -> manifest.Manifest:
    """The folder holds the hub as it was at one moment; refused unless it is empty."""
    began_at = clock.now()
    source = _Source(settings, folder, tell)
    if not settings.home.is_dir():
        raise NotFoundError(
            f"There is no folder {settings.home}. Name the hub's with --home or HOMEROOM_HOME.",
            "no_store",
        )
    with occupied(settings.home):
        _must_be_free(source)
        make_private(folder)
        must_fit(_size(source), folder)
        # Before and after the store: of what its rows name, nothing was gone by then or came later.
        uploads = _copied_uploads(source, {})
        schema, files = _copied_store(source)
        uploads = _copied_uploads(source, uploads)
        for place, folders, _ in os.walk(folder):
            for name in folders:
                sync_folder(Path(place, name))
        made = manifest.Manifest(
            format=manifest.FORMAT,
            version=version("homeroom"),
            store=kind_of(settings),
            schema=schema,
            began_at=began_at,
            ended_at=clock.now(),
            files=[*files, *uploads.values()],
        )
        manifest.write(folder, made)
        _note(settings.home, Last(made.ended_at, str(folder.absolute()), made.size))
    return made


def _must_be_free(source: _Source) -> None:
    folder = source.folder
    if folder.is_dir() and any(folder.iterdir()):
        raise ConflictError(
            f"{folder} is not empty. Name a folder that is, or one that is not there yet.",
            "not_empty",
        )
    if source.uploads.absolute() in (folder.absolute(), *folder.absolute().parents):
        raise ConflictError(f"{folder} lies in what is backed up. Name another.", "not_empty")


def _size(source: _Source) -> int:
    halves = [source.settings.home / online.file_of(half) for half in online.HALVES]
    size = sum(path.stat().st_size for path in halves if path.is_file())
    if source.settings.database_url:
        size = 0  # how much a dump takes is not known before it is there
    alike = {path.stat().st_ino: path.stat().st_size for path in uploaded(source.uploads)}
    return size + sum(alike.values())


def _copied_store(source: _Source) -> tuple[dict[str, str], list[File]]:
    """Copy the store; return its revisions and its files."""
    folder, tell = source.folder, source.tell
    if source.settings.database_url:
        revision = Server(source.settings.database_url).dump(folder / DUMP, tell)
        return {"database": revision}, [sum_of(folder / DUMP, DUMP)]
    schema, files = {}, []
    with online.held_still(source.settings.home) as halves:
        for half, connection in halves.items():
            target = folder / online.file_of(half)
            schema[half] = online.copy_half(connection, target, tell)
            files.append(sum_of(target, target.name))
    return schema, files


def _copied_uploads(source: _Source, before: dict[str, File]) -> dict[str, File]:
    """Copy what is not there yet: an upload never changes once it stands in its place."""
    home, twins, copied = source.settings.home, Twins(), dict(before)
    wanted = {path.relative_to(home).as_posix(): path for path in uploaded(source.uploads)}
    for number, (name, path) in enumerate(wanted.items()):
        source.tell(UPLOADS, number, len(wanted))
        target = source.folder / name
        # Retention takes an upload's files before its row, so a file may be gone by now.
        with suppress(FileNotFoundError):
            same = path.stat().st_ino
            if name not in copied:
                copied[name] = twins.link(same, target, name) or copy(path, target, name)
            twins.note(same, target, copied[name])
    return copied


def _note(home: Path, last: Last) -> None:
    part = home / f"{_LAST}.part"
    part.write_bytes(msgspec.json.encode(last))
    part.rename(home / _LAST)


def last_backup(home: Path) -> Last | None:
    """Return the last backup that was made from this machine, as far as is known."""
    try:
        return msgspec.json.decode((home / _LAST).read_bytes(), type=Last)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None
