"""An example's settings, from the environment."""

import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from homeroom_kit import ConfigurationError
from homeroom_kit.probe import Opening
from starting.registering import Registration, registered

__all__ = ["Example", "Settings", "SettingsError", "settings"]

_SANDBOX: Final = "http://localhost:8400"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class SettingsError(Exception):
    """A setting is missing or cannot be; the message says which one and what to do."""


@dataclass(frozen=True, slots=True)
class Example:
    """What an example is.

    Attributes:
        name: Its package, which also names its folder of files.
        port: Where it listens unless `PORT` says otherwise.
        registration: What it tells a hub of itself.
    """

    name: str
    port: int
    registration: Registration


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from one place to the next.

    Attributes:
        hub_url: The hub's address.
        app_url: The example's own address, as browsers know it.
        host: The address to listen on.
        home: The folder of its database and secrets.
        database_url: Where its database is, as SQLAlchemy writes it; blank for one in `home`.
        secret: Signs its sessions.
        tls: Certificate and key, if it serves https itself.
        opening: How the probe is opened; None if it is not (`PROBE=on` and `PROBE_TOKEN`).
    """

    hub_url: str
    client_id: str
    client_secret: str = field(repr=False)
    app_url: str
    host: str
    port: int
    home: Path
    database_url: str
    secret: str = field(repr=False)
    tls: tuple[Path, Path] | None
    opening: Opening | None

    @property
    def redirect_uri(self) -> str:
        """Where the hub sends people back to."""
        return f"{self.app_url}/login/callback"

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https."""
        return self.app_url.startswith("https://")


def settings(example: Example, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read them; what only a hub can give is asked of the sandbox.

    Raises:
        SettingsError: A setting is missing or wrong.
        RegistrationError: The sandbox of this machine does not answer or does not agree.
    """
    home = _home(example, environ)
    port = _port(environ.get("PORT"), example.port)
    tls = _tls(environ)
    app_url = _address("APP_URL", environ.get("APP_URL") or _here(port, has_tls=tls is not None))
    if tls and app_url.startswith("http://"):
        raise SettingsError(f"APP_URL is {app_url!r}; with TLS_CERT it has to begin with https://.")
    hub_url = _address("HUB_URL", environ.get("HUB_URL") or _SANDBOX)
    client = _client(environ)
    if client is None:
        callback = f"{app_url}/login/callback"
        client = registered(example.registration, hub_url, callback, home, environ)
    return Settings(
        hub_url, *client, app_url, environ.get("HOST") or "127.0.0.1", port, home,
        environ.get("DATABASE_URL", ""), environ.get("APP_SECRET") or _secret(home), tls,
        _opening(environ, client[0]),
    )  # fmt: skip


def _client(environ: Mapping[str, str]) -> tuple[str, str] | None:
    client_id, secret = environ.get("CLIENT_ID", ""), environ.get("CLIENT_SECRET", "")
    if bool(client_id) != bool(secret):
        raise SettingsError(
            "CLIENT_ID and CLIENT_SECRET belong together: set both as the hub gave them, or "
            "neither, and the example registers itself with the sandbox of this machine."
        )
    return (client_id, secret) if client_id else None


def _home(example: Example, environ: Mapping[str, str]) -> Path:
    """The folder, readable for its owner alone."""
    beside = Path(__file__).parents[1] / f".{example.name}"
    home = Path(environ.get("APP_HOME") or beside)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return home


def _port(given: str | None, usual: int) -> int:
    highest = 65_535
    if not given:
        return usual
    if not given.isdecimal() or not 0 < int(given) <= highest:
        raise SettingsError(f"PORT is {given!r}; it has to be a number from 1 to {highest}.")
    return int(given)


def _address(name: str, given: str) -> str:
    parts = urlsplit(given)
    here = parts.hostname in _LOOPBACK
    if not parts.netloc or parts.scheme not in ("http", "https"):
        raise SettingsError(f"{name} is {given!r}; it has to begin with https://.")
    if parts.scheme == "http" and not here:
        raise SettingsError(f"{name} is {given!r}; http:// is for this machine only.")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise SettingsError(f"{name} is {given!r}; nothing may follow the host.")
    return given.rstrip("/")


def _tls(environ: Mapping[str, str]) -> tuple[Path, Path] | None:
    given = [environ.get(name, "") for name in ("TLS_CERT", "TLS_KEY")]
    if not any(given):
        return None
    certificate, key = (Path(one) for one in given)
    if not all(given) or not certificate.is_file() or not key.is_file():
        raise SettingsError("TLS_CERT and TLS_KEY have to name two files that are there.")
    return certificate, key


def _here(port: int, *, has_tls: bool) -> str:
    return f"{'https' if has_tls else 'http'}://localhost:{port}"


def _opening(environ: Mapping[str, str], client_id: str) -> Opening | None:
    try:
        return Opening.of(environ, client_id)
    except ConfigurationError as refused:
        raise SettingsError(refused.message) from refused


def _secret(home: Path) -> str:
    """The one that was drawn at the first start; otherwise every restart would sign people out."""
    file = home / "secret"
    if not file.is_file():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as drawn:
            drawn.write(secrets.token_urlsafe(32))
        sys.stdout.write(f"A secret for sessions was drawn and is kept in {file}\n")
    return file.read_text()
