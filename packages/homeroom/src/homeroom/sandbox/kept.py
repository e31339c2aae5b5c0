"""What a sandbox keeps beside its store so that it can be shown again: ids, secrets, sign-ins.

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


EXTENT: Final = 4
"""Raised when a sandbox has more in it: one that was complete before is completed, not refused."""

_DISTRICTS: Final = ("small", "middle", "library")


class StaleSandboxError(StoreError):
    """What was kept does not belong to what the store holds; a reset cures it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Build it anew with: homeroom sandbox reset", "sandbox_stale")


@dataclass
class KeptApplication:
    """What an application needs to ask the hub for anything."""

    application: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass
class KeptDistrict(KeptApplication):
    """One district of the sandbox with its application: connected, but for the Library's."""

    id: str = ""
    token: str = field(default="", repr=False)
    upload_key: str = field(default="", repr=False)


@dataclass
class SignIn:
    """A user name and its start password (sso.md 8.11)."""

    username: str = ""
    password: str = field(default="", repr=False)


@dataclass
class Kept:
    """Everything about one sandbox that its store holds only as a hash, or not at all."""

    format: int = FORMAT
    extent: int = 1
    """What was in a sandbox when this one was complete; files of before say nothing of it."""
    complete: bool = False
    built_at: int = 0
    url: str = ""
    demo_url: str = ""
    store: str = ""
    redirect_uri: str = ""
    library_redirect_uri: str = ""
    admin_token: str = field(default="", repr=False)
    districts: dict[str, KeptDistrict] = field(default_factory=dict)
    applications: dict[str, KeptApplication] = field(default_factory=dict)
    """Those that belong to no district."""
    test_user: str = ""
    test_password: str = field(default="", repr=False)
    people: dict[str, SignIn] = field(default_factory=dict)
    """Purpose -> who signs in for it; the teacher of small is the test user above."""

    @property
    def is_complete(self) -> bool:
        """True if everything is there that this version puts into a sandbox."""
        return self.complete and self.extent == EXTENT

    def of(self, preset: str) -> KeptDistrict:
        """Return what is kept of a preset's district."""
        return self.districts.setdefault(preset, KeptDistrict())

    def client(self, key: str) -> KeptApplication:
        """Return what is kept of an application, which may be a district's."""
        if key in _DISTRICTS:
            return self.of(key)
        return self.applications.setdefault(key, KeptApplication())

    def lines(self) -> list[str]:
        """Return `KEY=VALUE` lines that a shell can read; these names stay."""
        named = self._of_districts() | self._of_people()
        return [f"{name}={shlex.quote(value)}" for name, value in named.items()]

    def _of_districts(self) -> dict[str, str]:
        small, middle, library = (self.of(name) for name in _DISTRICTS)
        return {
            "HOMEROOM_URL": self.url,
            "LOGIN_URL": f"{self.url}/login",
            "DASHBOARD_URL": f"{self.url}/district",
            "DEVELOPER_URL": f"{self.url}/developers",
            "DEMO_URL": self.demo_url,
            "SANDBOX_TOKEN": self.admin_token,
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
            "LIBRARY_CLIENT_ID": library.client_id,
            "LIBRARY_CLIENT_SECRET": library.client_secret,
            "LIBRARY_REDIRECT_URI": self.library_redirect_uri,
        }

    def _of_people(self) -> dict[str, str]:
        named = {"TEST_USER": self.test_user, "TEST_PASSWORD": self.test_password}
        for purpose in ("student", "library", "dashboard", "developer"):
            who = self.people.get(purpose, SignIn())
            named[f"{purpose.upper()}_USER"] = who.username
            named[f"{purpose.upper()}_PASSWORD"] = who.password
        return named | {"BRUTE_USER": self.people.get("brute", SignIn()).username}


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
