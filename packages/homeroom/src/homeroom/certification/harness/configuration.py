"""The application under test as its TOML file describes it (certification.md 6.2).

[hub]
url = "https://localhost:8400"
token_env = "SANDBOX_TOKEN"        # the name of the variable, never the token itself
authority = "authority.pem"        # who signed the hub's and the application's certificates

[application]
name = "Gradeline"
types = ["secure_sync", "district_sso"]
client_id = "..."                  # or client_id_env
client_secret_env = "CLIENT_SECRET"
url = "https://localhost:8503"
login_url = "https://localhost:8503/"
sign_up_url = ""
redirect_uri = "https://localhost:8503/login/callback"
settle_seconds = 10
limit_seconds = 120
local = true                       # loopback: such a run never certifies by itself

[probe]
carrier = "http"                   # http | python | command | none
url = "https://localhost:8503/probe"
token_env = "PROBE_TOKEN"
# object = "package.module:probe"  # python
# command = ["./probe-cmd"]        # command

[selectors]                        # only where names are unusual
identity = ""
logout = ""
clever_button = ""
link_account = ""

[hooks]
complete_onboarding = "package.module:function"
complete_linking = "package.module:function"

[answers]                          # the survey
Q-Y09 = ["student", "teacher"]
"""

import os
import ssl
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.errors import ConfigurationError
from homeroom.certification.requirements.survey import answers as survey
from homeroom.certification.requirements.survey.questions import question

__all__ = ["TYPES", "Application", "HubAddress", "ProbeAddress", "parsed", "read"]

TYPES: Final = ("library", "district_sso", "secure_sync")
SHORT: Final[Mapping[str, str]] = {"sso": "district_sso", "sync": "secure_sync"}
"""What the command line and the survey call a type for short."""

_CARRIERS: Final = ("http", "python", "command", "none")
_SELECTORS: Final = frozenset({"identity", "logout", "clever_button", "link_account"})
_HOOKS: Final = frozenset({"complete_onboarding", "complete_linking"})


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is, and who vouches for its certificate."""

    url: str
    token: str = field(repr=False)
    authority: str = ""


@dataclass(frozen=True, slots=True)
class ProbeAddress:
    """How the probe is reached."""

    carrier: str = "none"
    url: str = ""
    token: str = field(default="", repr=False)
    named: str = ""
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Application:
    """The application under test."""

    name: str
    types: tuple[str, ...]
    client_id: str
    client_secret: str = field(default="", repr=False)
    url: str = ""
    login_url: str = ""
    sign_up_url: str = ""
    redirect_uri: str = ""
    settle_seconds: float = 10.0
    limit_seconds: float = 120.0
    local: bool = False
    hub: HubAddress = field(default_factory=lambda: HubAddress("", ""))
    probe: ProbeAddress = field(default_factory=ProbeAddress)
    selectors: Mapping[str, str] = field(default_factory=dict)
    hooks: Mapping[str, str] = field(default_factory=dict)
    answers: Answers = field(default_factory=Answers)

    @property
    def trust(self) -> ssl.SSLContext | bool:
        """Who vouches for the certificates of the hub and of the application."""
        authority = self.hub.authority
        return ssl.create_default_context(cafile=authority) if authority else True

    def secrets(self) -> tuple[str, ...]:
        """Everything that must not stand in evidence or a report."""
        return tuple(one for one in (self.client_secret, self.hub.token, self.probe.token) if one)


def read(path: Path, environment: Mapping[str, str] | None = None) -> Application:
    """Read a configuration file.

    Raises:
        ConfigurationError: It is missing or malformed; the message names the key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as odd:
        raise ConfigurationError(
            f"{path.name} cannot be read ({type(odd).__name__}). Make one with: homeroom certify"
            " init"
        ) from odd
    return parsed(text, path.parent, os.environ if environment is None else environment)


def parsed(text: str, folder: Path, environment: Mapping[str, str]) -> Application:
    """Read the text of a configuration; relative paths begin in its folder."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as odd:
        raise ConfigurationError(f"The configuration is no TOML: {odd}.") from odd
    known = {"hub", "application", "probe", "selectors", "hooks", "answers"}
    _only("the configuration", told, known)
    table = _Table("application", told.get("application"), environment)
    types = tuple(SHORT.get(one, one) for one in table.texts("types"))
    strange = [one for one in types if one not in TYPES]
    if strange or not types:
        raise ConfigurationError(
            f"application.types must name some of {', '.join(TYPES)}; it says {strange or '[]'}."
        )
    application = Application(
        name=table.text("name", "the application"),
        types=types,
        client_id=table.secret("client_id"),
        client_secret=table.secret("client_secret"),
        url=table.url("url"),
        login_url=table.url("login_url"),
        sign_up_url=table.url("sign_up_url"),
        redirect_uri=table.url("redirect_uri"),
        settle_seconds=table.seconds("settle_seconds", 10.0),
        limit_seconds=table.seconds("limit_seconds", 120.0),
        local=bool(table.take("local", default=False)),
        hub=_hub(_Table("hub", told.get("hub"), environment), folder),
        probe=_probe(_Table("probe", told.get("probe", {}), environment)),
        selectors=_texts("selectors", told, _SELECTORS),
        hooks=_texts("hooks", told, _HOOKS),
        answers=_answers(told.get("answers", {})),
    )
    table.nothing_left()
    return application


def _hub(table: "_Table", folder: Path) -> HubAddress:
    authority = table.text("authority", "")
    found = HubAddress(
        url=table.url("url"),
        token=table.secret("token"),
        authority=str(folder / authority) if authority else "",
    )
    if authority and not (folder / authority).is_file():
        raise ConfigurationError(f"hub.authority names {authority}, and there is no such file.")
    if not found.url:
        raise ConfigurationError("hub.url is missing; it is the sandbox's own address.")
    table.nothing_left()
    return found


def _probe(table: "_Table") -> ProbeAddress:
    carrier = table.text("carrier", "none")
    if carrier not in _CARRIERS:
        raise ConfigurationError(f"probe.carrier must be one of {', '.join(_CARRIERS)}.")
    found = ProbeAddress(
        carrier=carrier,
        url=table.url("url"),
        token=table.secret("token"),
        named=table.text("object", ""),
        command=table.texts("command"),
    )
    needed = {"http": found.url, "python": found.named, "command": found.command}
    if not needed.get(carrier, True):
        word = {"http": "url", "python": "object", "command": "command"}[carrier]
        raise ConfigurationError(f"probe.{word} is missing for the carrier {carrier}.")
    table.nothing_left()
    return found


def _answers(told: Any) -> Answers:
    """Take the answers; one that no check could read would change nothing, unseen."""
    if not isinstance(told, dict):
        raise ConfigurationError("answers must be a table.")
    if strange := survey.unknown_in(told):
        raise ConfigurationError(
            f"[answers] has {', '.join(strange)}, which the survey does not ask."
            " docs/reference/survey.md lists its questions."
        )
    filled = {name: value for name, value in told.items() if value not in ("", [])}
    wrong = [survey.problem_of(question(name), value) for name, value in filled.items()]
    if wrong := [one for one in wrong if one]:
        raise ConfigurationError(f"[answers] {' '.join(wrong)}")
    return Answers(dict(told))


def _texts(name: str, told: Mapping[str, Any], known: frozenset[str]) -> Mapping[str, str]:
    table = told.get(name, {})
    _only(name, table, known)
    return {key: str(value) for key, value in table.items() if value}


def _only(where: str, told: Any, known: "set[str] | frozenset[str]") -> None:
    if not isinstance(told, dict):
        raise ConfigurationError(f"{where} must be a table.")
    strange = sorted(told.keys() - known)
    if strange:
        raise ConfigurationError(
            f"{where} has {', '.join(strange)}, which nobody reads; known are"
            f" {', '.join(sorted(known))}."
        )


class _Table:
    """One table of the file; what is left unread at the end is a mistyped key."""

    def __init__(self, name: str, told: Any, environment: Mapping[str, str]) -> None:
        if not isinstance(told, dict):
            raise ConfigurationError(f"The table [{name}] is missing.")
        self._name, self._left, self._environment = name, dict(told), environment

    def take(self, key: str, *, default: Any) -> Any:
        return self._left.pop(key, default)

    def text(self, key: str, default: str) -> str:
        value = self.take(key, default=default)
        if not isinstance(value, str):
            raise ConfigurationError(f"{self._name}.{key} must be a text.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.take(key, default=[])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ConfigurationError(f"{self._name}.{key} must be a list of texts.")
        return tuple(value)

    def url(self, key: str) -> str:
        value = self._or_variable(key)
        if value and not value.startswith(("http://", "https://")):
            raise ConfigurationError(f"{self._name}.{key} must begin with https:// or http://.")
        return value

    def secret(self, key: str) -> str:
        return self._or_variable(key)

    def seconds(self, key: str, default: float) -> float:
        value = self.take(key, default=default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ConfigurationError(f"{self._name}.{key} must be a number of seconds.")
        return float(value)

    def _or_variable(self, key: str) -> str:
        """The value itself, or that of the environment variable which `<key>_env` names."""
        variable = self.text(f"{key}_env", "")
        if variable:
            self._left.pop(key, None)
            return self._environment.get(variable, "")
        return self.text(key, "")

    def nothing_left(self) -> None:
        if self._left:
            raise ConfigurationError(
                f"[{self._name}] has {', '.join(sorted(self._left))}, which nobody reads."
            )
