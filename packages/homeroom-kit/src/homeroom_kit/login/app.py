"""Which application signs people in, and at which hub: Homeroom, or Clever itself."""

from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

import httpx2
import msgspec

from homeroom_kit.client import Patience
from homeroom_kit.client.sending import BROKEN
from homeroom_kit.clock import Clock, SystemClock
from homeroom_kit.errors import UNREADABLE, ConfigurationError
from homeroom_kit.login.remembering import EndedLogins, Exchanges, MemoryEnded
from homeroom_wire.values import Version

__all__ = ["CLEVER", "App", "Endpoints"]

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_OK: Final = 200
_DISCOVERY: Final = "/.well-known/openid-configuration"
_QUICK: Final = Patience(attempts=3, first=0.3, longest=2.0, timeout=10.0)
"""Somebody waits in front of a white page: a login gives up earlier than a sync."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a hub answers. `at` knows the paths of Homeroom and Clever; `discovered` asks.

    Attributes:
        issuer: What the hub calls itself in `iss`.
        authorize: Where a browser is sent.
        tokens: Where a code is traded for a token.
        api: Below which `/v3.1/me` and `/v3.1/users/{id}` lie.
        userinfo: Where the role of this login is told; None if nowhere.
    """

    issuer: str
    authorize: str
    tokens: str
    api: str
    userinfo: str | None = None

    @classmethod
    def at(cls, url: str, api: str | None = None) -> Self:
        """The documented paths below an address; nothing is asked.

        Args:
            url: The hub's address, such as `https://hub.example.org`.
            api: The API's address, if it is another one.
        """
        url = _address(url)
        api = url if api is None else _address(api)
        return cls(url, f"{url}/oauth/authorize", f"{url}/oauth/tokens", api, f"{api}/userinfo")

    @classmethod
    def discovered(cls, url: str, transport: httpx2.BaseTransport | None = None) -> Self:
        """What the hub says of itself; the documented paths where it says nothing.

        Raises:
            ConfigurationError: The hub says that it is another one.
        """
        known = cls.at(url)
        with httpx2.Client(transport=transport, timeout=_QUICK.timeout) as client:
            try:
                answer = client.get(known.issuer + _DISCOVERY)
                said = msgspec.json.decode(answer.content, type=_Discovered)
            except (*BROKEN, *UNREADABLE):
                return known
        if answer.status_code != _OK:
            return known
        if said.issuer.rstrip("/") != known.issuer:
            raise ConfigurationError(
                "wrong_issuer", f"{url} says that it is {said.issuer!r}. Use that address."
            )
        parts = urlsplit(said.userinfo_endpoint)
        api = f"{parts.scheme}://{parts.netloc}"
        return cls(
            said.issuer, said.authorization_endpoint, said.token_endpoint, api,
            said.userinfo_endpoint,
        )  # fmt: skip


class _Discovered(msgspec.Struct):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str


@dataclass(frozen=True)
class App:
    """The application as it is registered at the hub.

    Args:
        client_id: As the hub gave it.
        client_secret: Likewise; it is sent to the hub in a header and shown nowhere.
        redirect_uri: The whole address of the callback, character by character as registered. It
            should be the first one that is registered: portals send people there.
        hub: The hub's address, or its `Endpoints`.
        clock: Who tells the time, for tests.
        transport: Who carries requests, for tests.
        patience: How long a busy hub is given while somebody waits.
        session_seconds: After how long somebody has to sign in again.
        shared_devices: Whether a pupil who is still signed in at the hub is asked each time whether
            it is she, since pupils share devices.
        ended: Remembers which logins ended before their time.

    Raises:
        ConfigurationError: Something is missing, or the redirect address is none.
    """

    client_id: str
    client_secret: str = field(repr=False)
    redirect_uri: str
    hub: Endpoints | str
    clock: Clock = field(default_factory=SystemClock, repr=False)
    transport: httpx2.BaseTransport | None = field(default=None, repr=False)
    patience: Patience = field(default=_QUICK, repr=False)
    session_seconds: float = 12 * 3600
    shared_devices: bool = False
    ended: EndedLogins = field(default_factory=MemoryEnded, repr=False)
    exchanges: Exchanges = field(default_factory=Exchanges, repr=False)
    version: Version = "v3.1"

    def __post_init__(self) -> None:
        if not self.client_id or not self.client_secret:
            raise ConfigurationError(
                "no_credentials", "Client id and client secret are on the application's page."
            )
        parts = urlsplit(self.redirect_uri)
        secure = parts.scheme == "https" or parts.hostname in _LOOPBACK
        if not parts.netloc or parts.fragment or not secure or "#" in self.redirect_uri:
            raise ConfigurationError(
                "bad_redirect_uri",
                f"{self.redirect_uri!r} cannot be a redirect URI: it needs a whole address that "
                "begins with https:// (http:// on this machine only) and has no #.",
            )

    @property
    def endpoints(self) -> Endpoints:
        """Where the hub answers."""
        return Endpoints.at(self.hub) if isinstance(self.hub, str) else self.hub

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https, so that cookies may insist on it."""
        return self.redirect_uri.startswith("https://")

    @property
    def now(self) -> float:
        """The moment in seconds."""
        return self.clock.now().timestamp()


def _address(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError("no_address", f"{url!r} is no address; it needs https://.")
    return url.rstrip("/")


CLEVER: Final = Endpoints.at("https://clever.com", "https://api.clever.com")
"""Clever's own. Nothing is discovered there: what its document says is not known."""
