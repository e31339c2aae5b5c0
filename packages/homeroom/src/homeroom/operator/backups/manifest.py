"""What is in a backup: one file, written last and read first, which nobody can change unnoticed."""

import hashlib
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.operator.backups.files import File, created, sync_folder

NAME: Final = "manifest.json"
FORMAT: Final = 1


class Manifest(msgspec.Struct, frozen=True):
    """A whole backup."""

    format: int
    version: str
    """Of Homeroom."""

    store: str
    """`sqlite` or `postgresql`."""

    schema: dict[str, str]
    """The revision of each half; on PostgreSQL, which has both in one, of `database`."""

    began_at: datetime
    ended_at: datetime
    files: list[File]
    master_key: str = "not in this backup"

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(one.size for one in self.files)


class _Sealed(msgspec.Struct):
    sha256: str
    """Of the text that stands under `backup`, byte for byte."""

    backup: msgspec.Raw


def write(folder: Path, manifest: Manifest) -> None:
    """Make the folder a backup; a crash before the last line leaves it none."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    digest = hashlib.sha256(text).hexdigest().encode()
    part = folder / f"{NAME}.part"
    with created(part) as file:
        file.write(b'{"sha256": "' + digest + b'",\n"backup": ' + text + b"}\n")
    part.rename(folder / NAME)
    sync_folder(folder)


def read(folder: Path) -> Manifest:
    """Return what the folder's manifest says; refused if it is no whole backup."""
    if not folder.is_dir():
        raise NotFoundError(f"There is no folder {folder}.", "no_backup")
    try:
        sealed = msgspec.json.decode((folder / NAME).read_bytes(), type=_Sealed)
        if hashlib.sha256(bytes(sealed.backup)).hexdigest() != sealed.sha256:
            raise damaged(NAME)
        manifest = msgspec.json.decode(bytes(sealed.backup), type=Manifest)
    except FileNotFoundError:
        raise NotFoundError(
            f"{folder} has no {NAME}: it is no backup, or one that was broken off. Take another.",
            "no_backup",
        ) from None
    except msgspec.MsgspecError:
        raise damaged(NAME) from None
    if manifest.format != FORMAT or not all(map(_is_ours, manifest.files)):
        raise ConflictError(
            f"The backup was made by Homeroom {manifest.version} in a form that this version does"
            " not know. Restore it with that version.",
            "newer_backup",
        )
    return manifest


def damaged(name: str) -> ConflictError:
    """Return the refusal of a backup of which this file is not what it was."""
    return ConflictError(
        f"The backup is damaged: {name} is not as it was written. Nothing was restored; take"
        " another backup.",
        "damaged_backup",
    )


def _is_ours(file: File) -> bool:
    # A manifest from elsewhere must not name files outside of its folder.
    path = PurePosixPath(file.path)
    return not path.is_absolute() and ".." not in path.parts and path.name not in ("", NAME)
