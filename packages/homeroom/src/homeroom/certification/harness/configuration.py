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
from homeroom.certification.harness.tables import Table, only
from homeroom.certification.requirements.survey import answers as survey
from homeroom.certification.requirements.survey.questions import question

__all__ = [
    "CARRIERS",
    "SHORT",
    "TYPES",
    "Application",
    "HubAddress",
    "ProbeAddress",
    "parsed",
    "read",
]

TYPES: Final = ("library", "district_sso", "secure_sync")
SHORT: Final[Mapping[str, str]] = {"sso": "district_sso", "sync": "secure_sync"}
"""What the command line and the survey call a type for short."""

CARRIERS: Final = ("http", "python", "command", "none")
_SELECTORS: Final = frozenset({"identity", "logout", "clever_button", "link_account"})
_HOOKS: Final = frozenset({"complete_onboarding", "complete_linking"})
_OF_SANDBOX: Final = "`homeroom sandbox env` prints it."
_OF_DASHBOARD: Final = "The developer dashboard shows it on the page of the application."
_OF_PROBE: Final = "It is the token that your probe asks for."


@dataclass(frozen=True, slots=True)
class HubAddress:
    """Where the hub is, and who vouches for its certificate.

    Attributes:
        lack: What to say to whoever needs the token and finds none; handing in needs none.
    """

    url: str
    token: str = field(repr=False)
    authority: str = ""
    lack: str = ""


@dataclass(frozen=True, slots=True)
class ProbeAddress:
    """How the probe is reached.

    Attributes:
        lack: What to say to whoever reaches the probe and finds no token where one is named.
    """

    carrier: str = "none"
    url: str = ""
    token: str = field(default="", repr=False)
    named: str = ""
    command: tuple[str, ...] = ()
    lack: str = ""


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
    only("the configuration", told, known)
    table = Table("application", told.get("application"), environment)
    types = _types(table)
    application = Application(
        name=table.text("name", "the application"),
        types=types,
        client_id=table.needed("client_id", _OF_DASHBOARD),
        client_secret=table.secret("client_secret"),
        url=table.url("url"),
        login_url=table.url("login_url"),
        sign_up_url=table.url("sign_up_url"),
        redirect_uri=table.url("redirect_uri"),
        settle_seconds=table.seconds("settle_seconds", 10.0),
        limit_seconds=table.seconds("limit_seconds", 120.0),
        local=table.flag("local"),
        hub=_hub(Table("hub", told.get("hub"), environment), folder),
        probe=_probe(Table("probe", told.get("probe", {}), environment)),
        selectors=_texts("selectors", told, _SELECTORS),
        hooks=_hooks(told),
        answers=_answers(told.get("answers", {})),
    )
    table.nothing_left()
    return application


def _types(table: Table) -> tuple[str, ...]:
    types = tuple(SHORT.get(one, one) for one in table.texts("types"))
    strange = [one for one in types if one not in TYPES]
    if strange or not types:
        raise ConfigurationError(
            f"application.types must name some of {', '.join(TYPES)}; it says {strange or '[]'}."
        )
    if twice := sorted({one for one in types if types.count(one) > 1}):
        raise ConfigurationError(f"application.types names {', '.join(twice)} twice; once is all.")
    return types


def _hub(table: Table, folder: Path) -> HubAddress:
    authority = table.text("authority")
    token, lack = table.wanted("token", _OF_SANDBOX)
    found = HubAddress(
        url=table.url("url"),
        token=token,
        authority=str(folder / authority) if authority else "",
        lack=lack,
    )
    if authority and not (folder / authority).is_file():
        raise ConfigurationError(f"hub.authority names {authority}, and there is no such file.")
    if not found.url:
        raise ConfigurationError("hub.url is missing; it is the sandbox's own address.")
    table.nothing_left()
    return found


def _probe(table: Table) -> ProbeAddress:
    carrier = table.text("carrier", "none")
    if carrier not in CARRIERS:
        raise ConfigurationError(
            f"probe.carrier is {carrier!r}; it must be one of {', '.join(CARRIERS)}."
        )
    is_token_named = table.has("token_env")
    token, lack = table.wanted("token", _OF_PROBE)
    found = ProbeAddress(
        carrier=carrier,
        url=table.url("url"),
        token=token,
        named=table.text("object"),
        command=table.texts("command"),
        lack=lack if carrier == "http" and is_token_named else "",
    )
    needed = {"http": found.url, "python": found.named, "command": found.command}
    if not needed.get(carrier, True):
        word = {"http": "url", "python": "object", "command": "command"}[carrier]
        raise ConfigurationError(f"probe.{word} is missing for the carrier {carrier}.")
    if carrier == "python":
        _importable("probe.object", found.named)
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
    only(name, table, known)
    for key, value in table.items():
        if not isinstance(value, str):
            raise ConfigurationError(f"{name}.{key} is {value!r}; write a text.")
    return {key: value for key, value in table.items() if value}


def _hooks(told: Mapping[str, Any]) -> Mapping[str, str]:
    found = _texts("hooks", told, _HOOKS)
    for key, value in found.items():
        _importable(f"hooks.{key}", value)
    return found


def _importable(key: str, named: str) -> None:
    module, colon, what = named.partition(":")
    if not (module and colon and what):
        raise ConfigurationError(f"{key} is {named!r}; write it as package.module:function.")
