"""A hub in the process of a test, with everything that an application has to know of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from homeroom.hub import Hub
from homeroom.oauth.actions import set_redirect_uris
from homeroom.oauth.queries import app_named
from homeroom.roster.queries import district_named
from homeroom.sandbox.kept import Kept, KeptDistrict, SignIn
from homeroom.sandbox.people import introduced
from homeroom.sandbox.preset import SMALL_PRESET, Delivery
from homeroom.sandbox.taking_in import take_in
from homeroom.testing.calling import InProcess, Reply
from homeroom.testing.clock import MovableClock

if TYPE_CHECKING:
    from homeroom.testing.transport import IntoHub

__all__ = ["Arrived", "HubInProcess"]


@dataclass
class Arrived:
    """What came into being with the district: ids, secrets, people; and its newest files."""

    kept: Kept
    files: dict[str, bytes]


class HubInProcess:
    """One test's hub, with the small district connected to one application.

    The application has Secure Sync and District SSO, sees everybody and every record kind, and
    reads events. Rows may be changed at will: the next test's hub knows nothing of it.

    Attributes:
        hub: The hub itself, an ASGI application.
        clock: The hub's clock; move it with `advance`.
    """

    def __init__(
        self, hub: Hub, clock: MovableClock, arrived: Arrived, serve: Callable[[], None]
    ) -> None:
        self.hub = hub
        self.clock = clock
        self._arrived = arrived
        self._serve = serve
        self._call = InProcess(hub)

    # ---------------------------------------------------------------------- where, and as whom

    @property
    def address(self) -> str:
        """The hub's own address, which its tokens name; nobody need listen there."""
        return self.hub.settings.base_url

    @property
    def url(self) -> str:
        """The same address; who asks for it is answered there from now on."""
        self._serve()
        return self.address

    @property
    def _small(self) -> KeptDistrict:
        return self._arrived.kept.of(SMALL_PRESET.name)

    @property
    def district(self) -> str:
        """The district's id."""
        return self._small.id

    @property
    def token(self) -> str:
        """The application's token for the district."""
        return self._small.token

    @property
    def client_id(self) -> str:
        """The application's client id."""
        return self._small.client_id

    @property
    def client_secret(self) -> str:
        """The application's secret."""
        return self._small.client_secret

    @property
    def people(self) -> Mapping[str, SignIn]:
        """Who signs in: `teacher`, `student`, `staff`, ...; each a `username` and a `password`."""
        return _people(self._arrived.kept)

    @property
    def env(self) -> Mapping[str, str]:
        """What an application is told of its hub, for its process; the hub is served."""
        return {
            "HOMEROOM_URL": self.url,
            "CLIENT_ID": self.client_id,
            "CLIENT_SECRET": self.client_secret,
            "DISTRICT_ID": self.district,
            "DISTRICT_TOKEN": self.token,
            "SANDBOX_TOKEN": self.hub.settings.sandbox_token,
        }

    # ------------------------------------------------------------------------------ asking it

    def transport(self) -> "IntoHub":
        """The way into it for a client of httpx2, as the kit's `Hub` and `App` take one."""
        from homeroom.testing.transport import IntoHub  # noqa: PLC0415 -- the hub needs no client

        return IntoHub(self.hub)

    def get(self, path: str, token: str | None = None) -> Reply:
        """Ask for a path as the application would, or with another token; blank for none."""
        bearer = self.token if token is None else token
        return self._call(path, headers={"authorization": f"Bearer {bearer}"} if bearer else {})

    # -------------------------------------------------------------------------- what happens

    def advance(self, **passed: float) -> None:
        """Let time pass: `advance(days=3)`."""
        self.clock.advance(timedelta(**passed))

    @property
    def files(self) -> Mapping[str, bytes]:
        """The district's newest roster files, by name."""
        return dict(self._arrived.files)

    def take_in(self, files: Mapping[str, bytes]) -> None:
        """The district sends these files, all of them, and the hub takes them in at once.

        A second passes before, since no two uploads are of one moment. No hold stops what was
        changed, however much it is.
        """
        self.advance(seconds=1)
        parts, sent = self.hub.parts, dict(files)
        with parts.store.control.reading() as session:
            district = district_named(session, SMALL_PRESET.name)
        if district is None:
            raise LookupError("The small district is not there any more.")
        take_in(parts, district, [Delivery("test", self.clock.now(), sent)], last=True)
        self._arrived.files = sent

    def redirect_to(self, *uris: str) -> None:
        """The application's users arrive at these addresses after a login; the first is primary."""
        with self.hub.parts.store.control.writing() as session:
            asked = app_named(session, self._small.application)
            if asked is None:
                raise LookupError("The application is not there any more.")
            set_redirect_uris(session, asked, uris)


def _people(kept: Kept) -> Mapping[str, SignIn]:
    (_, teacher), *_ = introduced(kept)
    return {"teacher": teacher} | kept.people
