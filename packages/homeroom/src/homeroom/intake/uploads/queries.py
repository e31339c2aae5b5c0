"""Reads of uploads and upload keys (control file)."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Session
from homeroom.foundation.ids import wire_id
from homeroom.intake.models import upload, upload_key
from homeroom.intake.problems import Problem

PROBLEMS: Final = "problems.json"
"""What was wrong with a receipt as a whole; beside the files, where there was anything."""

_KEY: Final = Prepared(
    sa.select(upload_key.c.district, upload_key.c.label).where(
        upload_key.c.key_hash == sa.bindparam("key_hash"), upload_key.c.revoked_at.is_(None)
    )
)
_KEYS: Final = Prepared(
    sa.select(
        upload_key.c.key_hash,
        upload_key.c.label,
        upload_key.c.created_at,
        upload_key.c.revoked_at,
    )
    .where(upload_key.c.district == sa.bindparam("district"))
    .order_by(upload_key.c.created_at, upload_key.c.key_hash)
)
_UPLOAD: Final = Prepared(
    sa.select(upload.c.upload, upload.c.district, upload.c.way, upload.c.sender, upload.c.files)
    .where(upload.c.upload == sa.bindparam("named"))
)  # fmt: skip


@dataclass(frozen=True)
class Uploader:
    """Whom an upload key stands for: one district, and nothing but uploads."""

    district: int
    label: str


@dataclass(frozen=True)
class KeptFile:
    """One file of an upload: its size, its sha256, and the name it is kept under."""

    size: int
    sha256: str
    stored: str


@dataclass(frozen=True)
class Upload:
    """An immutable receipt."""

    upload: str
    district: int
    way: str
    sender: str
    files: dict[str, KeptFile]

    def files_text(self) -> str:
        """Return the files as the store keeps them."""
        return json.dumps({name: asdict(file) for name, file in self.files.items()})


def uploader_named(session: Session, key_hash: str) -> Uploader | None:
    """Return whom the key stands for, unless it was revoked or never was."""
    row = session.one(_KEY, key_hash=key_hash)
    return None if row is None else Uploader(row[0], row[1])


def keys_of(session: Session, district: int) -> list[dict[str, Any]]:
    """Return a district's keys, without the keys themselves: only their hashes are kept."""
    names = ("key_hash", "label", "created_at", "revoked_at")
    return [dict(zip(names, row, strict=True)) for row in session.all(_KEYS, district=district)]


def uploads_named(session: Session, names: Iterable[str]) -> list[Upload]:
    """Return the uploads in the order asked for."""
    found = []
    for name in names:
        row = session.one(_UPLOAD, named=name)
        if row is not None:
            files = {place: KeptFile(**kept) for place, kept in json.loads(row[4]).items()}
            found.append(Upload(row[0], row[1], row[2], row[3], files))
    return found


def folder_of(uploads: Path, district: int, name: str) -> Path:
    """Return where an upload's bytes lie."""
    return uploads / wire_id(0, district)[8:18] / name


def problems_of(folder: Path) -> list[Problem]:
    """Return what was wrong with a receipt as a whole, whatever its files hold."""
    path = folder / PROBLEMS
    if not path.is_file():
        return []
    return [Problem(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
