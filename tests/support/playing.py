"""A hub whose admin API is at hand, without the presets that a sandbox builds at its start."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from homeroom.foundation.clock import Clock
from homeroom.hub import FEATURES, Hub
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.stores import Place

TOKEN: Final = "a-token-that-the-test-gave"
BASE: Final = "http://localhost:8400"
WITHOUT_PRESETS: Final = tuple(
    replace(one, prepare=None) if one.name == "sandbox" else one for one in FEATURES
)


@dataclass(frozen=True)
class Admin:
    """Whoever holds the admin token of a sandbox, and an application beside her."""

    hub: Hub

    @property
    def call(self) -> InProcess:
        """Calls the hub as anybody could."""
        return InProcess(self.hub)

    def send(
        self, method: str, path: str, body: object = None, token: str = TOKEN, **headers: str
    ) -> Reply:
        """Ask the admin API; any answer is returned."""
        content = b"" if body is None else json.dumps(body).encode()
        given = {"authorization": f"Bearer {token}", **headers}
        return self.call(f"/sandbox/v1{path}", method, given, content)

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask the admin API for what must work."""
        reply = self.send(method, path, body)
        assert reply.status < 400, (method, path, reply.status, reply.body[:500])
        return reply.json

    def application(self, *types: str, name: str = "An application", **more: Any) -> dict[str, str]:
        """Register an application of these types."""
        asked = {
            "name": name,
            "types": list(types or ("district_sso", "secure_sync")),
            "redirect_uris": ["http://localhost:9999/login/callback"],
        }
        made: dict[str, str] = self.ask("POST", "/applications", asked | more)
        return made

    def district(self, kind: str = "lantern-ridge-north") -> dict[str, Any]:
        """Make a district; the small ones take less time."""
        made: dict[str, Any] = self.ask("POST", "/districts", {"kind": kind})
        return made

    def connect(self, district: str, client_id: str, **more: Any) -> str:
        """Connect an application; return its token."""
        asked = {"client_id": client_id, **more}
        return str(self.ask("POST", f"/districts/{district}/connections", asked)["token"])

    def get(self, path: str, token: str) -> Reply:
        """Ask the Data API as an application does."""
        return self.call(path, headers={"authorization": f"Bearer {token}"})


@contextmanager
def playing(place: Place, clock: Clock | None = None, **changed: Any) -> Iterator[Admin]:
    """Give the admin API of a started sandbox."""
    told = {"sandbox": True, "sandbox_token": TOKEN, "rate_limit": 1_000_000, **changed}
    with a_hub(place, clock, WITHOUT_PRESETS, **told) as hub:
        yield Admin(hub)
