"""What a sandbox keeps beside its store so that it can be shown again: ids, secrets, a test user.

A file of the home folder that only its owner may read. It exists for invented districts only; a
production hub keeps no secret that it could print (sso.md 11.7).
"""

import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from homeroom.foundation.errors import StoreError

FILE: Final = "sandbox.json"
FORMAT: Final = 1
"""Raised when a sandbox built by an older version has to be built anew."""


class StaleSandboxError(StoreError):
    """What was kept does not belong to what the store holds; a reset cures it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Build it anew with: homeroom sandbox reset", "sandbox_stale")


@dataclass
class KeptDistrict:
    """One district of the sandbox with the application that is connected to it."""

    id: str = ""
    application: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    upload_key: str = field(default="", repr=False)


@dataclass
class Kept:
    """Everything about one sandbox that its store holds only as a hash, or not at all."""

    format: int = FORMAT
    complete: bool = False
    built_at: int = 0
    url: str = ""
    store: str = ""
    redirect_uri: str = ""
    districts: dict[str, KeptDistrict] = field(default_factory=dict)
    test_user: str = ""
    test_password: str = field(default="", repr=False)

    def of(self, preset: str) -> KeptDistrict:
        """Return what is kept of a preset's district."""
        return self.districts.setdefault(preset, KeptDistrict())

    def lines(self) -> list[str]:
        """Return `KEY=VALUE` lines that a shell can read; these names stay."""
        small, middle = self.of("small"), self.of("middle")
        named = {
            "HOMEROOM_URL": self.url,
            "CLIENT_ID": small.client_id,
            "CLIENT_SECRET": small.client_secret,
            "REDIRECT_URI": self.redirect_uri,
            "DISTRICT_ID": small.id,
            "DISTRICT_TOKEN": small.token,
            "UPLOAD_KEY": small.upload_key,
            "CLIENT2_ID": middle.client_id,
            "CLIENT2_SECRET": middle.client_secret,
            "DISTRICT2_ID": middle.id,
            "DISTRICT2_TOKEN": middle.token,
            "UPLOAD2_KEY": middle.upload_key,
            "TEST_USER": self.test_user,
            "TEST_PASSWORD": self.test_password,
        }
        return [f"{name}={shlex.quote(value)}" for name, value in named.items()]


def read_kept(home: Path) -> Kept | None:
    """Return what was kept; None before the first build. StaleSandboxError if of another format."""
    path = home / FILE
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        kept = msgspec.json.decode(content, type=Kept)
    except msgspec.DecodeError:
        raise StaleSandboxError(f"{path} cannot be read.") from None
    if kept.format != FORMAT:
        raise StaleSandboxError(f"{path} was written by another version of Homeroom.")
    return kept


def write_kept(home: Path, kept: Kept) -> None:
    """What is kept lies in the home folder, whole: the old file or the new one, never a part."""
    path = home / FILE
    fresh = path.with_suffix(".new")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(kept)))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
