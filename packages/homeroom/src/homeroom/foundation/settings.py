"""Settings: each with a name, a type, a default and one line of documentation, kept as data.

A setting comes from `HOMEROOM_<NAME>` in the environment, else from the TOML file that
`HOMEROOM_SETTINGS` names (key in small letters), else from its default. Anything unknown is
refused, so a misspelt name never passes for a choice. The reference page is made from `SETTINGS`.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from homeroom.foundation.errors import SettingsError

PREFIX: Final = "HOMEROOM_"
NOT_SETTINGS: Final[Mapping[str, str]] = {
    "HOMEROOM_SETTINGS": "names the TOML file that settings are read from",
    "HOMEROOM_KILL_AT": "tests only: the checkpoint at which the process ends itself",
    "HOMEROOM_URL": "printed by `homeroom sandbox env` for applications; the hub ignores it",
}
"""Names of our prefix that may stand in the environment without being settings."""

MEBIBYTE: Final = 1024 * 1024
_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})
_LOG_LEVELS = ("debug", "info", "warning", "error")
_LOG_FORMATS = ("json", "text")
_SIGN_UPS = ("", "open", "closed")


def _setting(default: Any, doc: str, *, secret: bool = False) -> Any:
    return field(default=default, metadata={"doc": doc, "secret": secret}, repr=not secret)


@dataclass(frozen=True)
class Settings:
    """What one hub was told; a value, so that several hubs live side by side."""

    home: Path = _setting(
        Path(".homeroom"), "Folder of the SQLite files, uploads and the sandbox's generated key."
    )
    host: str = _setting("127.0.0.1", "Address that the server listens on.")
    port: int = _setting(8400, "Port that the server listens on; PORT is read too.")
    base_url: str = _setting(
        "",
        "The hub's own address as the outside sees it (the issuer), never taken from a request;"
        " empty: http://localhost:<port>, or https where the hub serves TLS itself.",
    )
    database_url: str = _setting(
        "",
        "postgresql://... for PostgreSQL; empty: two SQLite files in the home folder.",
        secret=True,
    )
    sandbox: bool = _setting(
        default=False, doc="Mount the sandbox's powers and invented districts; never in production."
    )
    demo_tokens: bool = _setting(
        default=False,
        doc="Let a sandbox's small district answer the five test tokens that Clever's documentation"
        " prints, such as TEST_TOKEN; nothing elsewhere.",
    )
    master_key: str = _setting(
        "",
        "32 random bytes as 64 hex digits, which seal the district-app tokens; a sandbox makes its"
        " own in the home folder, production must be given one.",
        secret=True,
    )
    rate_limit: int = _setting(1200, "Requests that a bearer token may make in one window.")
    rate_window_seconds: int = _setting(60, "Length of the window that a token's request opens.")
    worker_threads: int = _setting(6, "Threads that run request handlers.")
    worker: bool = _setting(default=True, doc="Work sync runs inside the serving process.")
    log_level: str = _setting("info", "Least level that is logged: debug, info, warning, error.")
    log_format: str = _setting("json", "json: one object a line; text: for reading.")
    max_body_bytes: int = _setting(MEBIBYTE, "Largest request body, uploads aside.")
    body_timeout_seconds: int = _setting(
        30, "Longest silence within a request body; then 408, and the connection is closed."
    )
    max_header_bytes: int = _setting(32 * 1024, "Largest sum of a request's header fields.")
    max_upload_bytes: int = _setting(512 * MEBIBYTE, "Largest uploaded roster file or archive.")
    max_unpacked_bytes: int = _setting(1024 * MEBIBYTE, "Largest content of an uploaded archive.")
    max_zip_ratio: int = _setting(100, "Largest ratio of unpacked to packed bytes in an archive.")
    max_zip_files: int = _setting(64, "Most files in an uploaded archive.")
    allowed_hosts: tuple[str, ...] = _setting(
        (), "Hosts that pages answer, by comma; empty: the base URL's host and this machine's."
    )
    trust_proxy: bool = _setting(
        default=False, doc="Believe X-Forwarded-For and X-Forwarded-Proto of the proxy in front."
    )
    developer_sign_up: str = _setting(
        "",
        "Who may become a developer: open: whoever comes; closed: whom the operator adds; empty:"
        " open in a sandbox, closed elsewhere.",
    )
    district_sign_up: str = _setting(
        "",
        "Who may bring a district here: open: whoever comes; closed: the operator; empty: open in"
        " a sandbox, closed elsewhere.",
    )
    metrics: bool = _setting(default=True, doc="Answer /metrics.")
    certify_loopback: bool = _setting(
        default=False,
        doc="Let runs against addresses of the hub's own machine be certified; such a certificate"
        " says that it is of a sandbox.",
    )
    certify_not_alone: str = _setting(
        "",
        "Integration types that are not certified by themselves, with commas between them: library,"
        " district_sso.",
    )
    tls_certificate: str = _setting(
        "",
        "PEM file with the certificate that the hub itself serves TLS with; empty: plain HTTP, and"
        " TLS is a proxy's.",
    )
    tls_key: str = _setting("", "PEM file with the key of that certificate.")
    sandbox_token: str = _setting(
        "",
        "Token of the sandbox's admin API, at least 20 characters; empty: the sandbox makes its"
        " own, which `homeroom sandbox env` prints.",
        secret=True,
    )

    def __post_init__(self) -> None:
        """Refuse values that no hub could work with."""
        if not 1 <= self.port <= _GREATEST_PORT:
            _refuse("port", f"must be a number from 1 to {_GREATEST_PORT}, not {self.port}")
        if 0 < len(self.sandbox_token) < _SHORTEST_TOKEN:
            _refuse("sandbox_token", f"must have at least {_SHORTEST_TOKEN} characters")
        scheme = "https" if self.tls_certificate else "http"
        base_url = (self.base_url or f"{scheme}://localhost:{self.port}").rstrip("/")
        object.__setattr__(self, "base_url", base_url)
        _check_address(base_url)
        _check_choice("log_level", self.log_level, _LOG_LEVELS)
        _check_choice("log_format", self.log_format, _LOG_FORMATS)
        _check_choice("developer_sign_up", self.developer_sign_up, _SIGN_UPS)
        _check_choice("district_sign_up", self.district_sign_up, _SIGN_UPS)
        for name in _AT_LEAST_ONE:
            if getattr(self, name) < 1:
                _refuse(name, "must be 1 or more")

    @property
    def is_sign_up_open(self) -> bool:
        """True if developers may sign up by themselves."""
        return (self.developer_sign_up or ("open" if self.sandbox else "closed")) == "open"

    @property
    def may_districts_sign_up(self) -> bool:
        """True if a district may come by itself."""
        return (self.district_sign_up or ("open" if self.sandbox else "closed")) == "open"

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that pages may be asked for, so that a forged Host header gets nothing (R27)."""
        own = urlsplit(self.base_url).hostname or ""
        return frozenset(self.allowed_hosts or (own, "localhost", "127.0.0.1", "[::1]"))


_GREATEST_PORT: Final = 65_535
_SHORTEST_TOKEN: Final = 20
_AT_LEAST_ONE = (
    "rate_limit",
    "rate_window_seconds",
    "worker_threads",
    "max_body_bytes",
    "body_timeout_seconds",
    "max_header_bytes",
    "max_upload_bytes",
    "max_unpacked_bytes",
    "max_zip_ratio",
    "max_zip_files",
)


@dataclass(frozen=True)
class SettingNote:
    """One row of the reference page on settings."""

    name: str
    variable: str
    kind: str
    default: str
    doc: str
    secret: bool


def _note(one: "Field[Any]") -> SettingNote:
    default = one.default
    if default is MISSING:  # pragma: no cover - each setting has a default, which a test holds
        _refuse(one.name, "has no default")
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return SettingNote(
        name=one.name,
        variable=PREFIX + one.name.upper(),
        kind={Path: "path", tuple: "list", bool: "switch"}.get(_kind(one), _kind(one).__name__),
        default="" if isinstance(default, tuple) else shown,
        doc=one.metadata["doc"],
        secret=one.metadata["secret"],
    )


def _kind(one: "Field[Any]") -> type:
    # A path's default is of a concrete class, so the class alone does not name the kind.
    return Path if isinstance(one.default, Path) else type(one.default)


def load_settings(environment: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Read the settings; what is `given` (a command's options) wins over environment and file."""
    names = os.environ if environment is None else environment
    values = _from_file(names.get("HOMEROOM_SETTINGS", ""))
    values |= _from_environment(names)
    values |= {name: value for name, value in given.items() if value is not None}
    return Settings(**values)


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if environment.get("PORT"):
        port = _parsed("PORT", _FIELDS["port"], environment["PORT"])
        if not 1 <= port <= _GREATEST_PORT and f"{PREFIX}PORT" not in environment:
            raise SettingsError(f"PORT must be a number from 1 to {_GREATEST_PORT}, not {port}")
        values["port"] = port
    for variable, text in environment.items():
        if not variable.startswith(PREFIX) or variable in NOT_SETTINGS:
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in _FIELDS or variable != variable.upper():
            raise SettingsError(f"{variable} is not a setting. {_known()}")
        values[name] = _parsed(variable, _FIELDS[name], text)
    return values


def _from_file(path: str) -> dict[str, Any]:
    if not path:
        return {}
    try:
        content = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"HOMEROOM_SETTINGS names {path}, which is unusable: {error}") from None
    values: dict[str, Any] = {}
    for name, value in content.items():
        if name not in _FIELDS:
            raise SettingsError(f"{name} in {path} is not a setting. {_known()}")
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        values[name] = _parsed(f"{name} in {path}", _FIELDS[name], text)
    return values


def _parsed(said: str, one: "Field[Any]", text: str) -> Any:
    kind = _kind(one)
    if kind is bool:
        if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        raise SettingsError(f"{said} must be true or false, not {text!r}")
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"{said} must be a whole number, not {text!r}") from None
    if kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind is Path and not text.strip():
        raise SettingsError(f"{said} must name a folder; leave it out for the default")
    return kind(text)


def _check_address(base_url: str) -> None:
    try:
        address = urlsplit(base_url)
        port = address.port
    except ValueError as error:
        _refuse("base_url", f"is no address that a browser could open: {error}")
    if address.scheme not in ("http", "https") or not address.hostname:
        _refuse("base_url", "must begin with http:// or https:// and name a host")
    if port == 0:
        _refuse("base_url", "must name a port from 1 to 65535, or none")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        _refuse(name, f"must be one of {', '.join(choices)}, not {value!r}")


def _refuse(name: str, reason: str) -> NoReturn:
    raise SettingsError(f"{PREFIX}{name.upper()} {reason}")


def _known() -> str:
    return "Known are: " + ", ".join(PREFIX + name.upper() for name in _FIELDS)


_FIELDS: Final[Mapping[str, "Field[Any]"]] = {one.name: one for one in fields(Settings)}
SETTINGS: Final = tuple(_note(one) for one in fields(Settings))
"""Every setting, in the order of the reference page."""
