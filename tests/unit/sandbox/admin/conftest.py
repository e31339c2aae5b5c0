"""A sandbox with one played district and one application that is connected to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.hubs import Reply
from tests.support.playing import Admin, playing
from tests.support.stores import Place, copied


@dataclass
class Trial:
    """A district, an application, and the token between them."""

    admin: Admin
    district: str
    keys: dict[str, dict[str, str]]
    app: dict[str, str]
    token: str

    @property
    def client_id(self) -> str:
        """The application's public name."""
        return self.app["client_id"]

    def get(self, path: str) -> Reply:
        """Ask the Data API as the application does."""
        return self.admin.get(path, self.token)

    def ids(self, kind: str) -> set[str]:
        """The ids of every record of a kind that the application sees."""
        return {item["data"]["id"] for item in self.get(f"/v3.1/{kind}?limit=10000").json["data"]}

    def post(self, path: str, body: object) -> Any:
        """Ask for something of the district that must work."""
        return self.admin.ask("POST", f"/districts/{self.district}{path}", body)

    def put(self, path: str, body: object) -> Any:
        """Set something of the district that must work."""
        return self.admin.ask("PUT", f"/districts/{self.district}{path}", body)

    def mutate(self, name: str) -> Any:
        """Carry a mutation out."""
        return self.post("/mutations", {"name": name})

    def suffer(self, *faults: dict[str, Any]) -> None:
        """The application meets these faults."""
        path = f"/applications/{self.client_id}/faults"
        self.admin.ask("PUT", path, {"faults": list(faults)})

    def wire(self, since: int = 0) -> list[dict[str, Any]]:
        """What the application asked."""
        found = self.admin.ask("GET", f"/wire?client_id={self.client_id}&since={since}")
        entries: list[dict[str, Any]] = found["entries"]
        return entries


def begun(admin: Admin, kind: str) -> Trial:
    """Make a district and an application, and connect them."""
    made, app = admin.district(kind), admin.application()
    token = admin.connect(made["district"], app["client_id"])
    return Trial(admin, made["district"], made["keys"], app, token)


@pytest.fixture(scope="module")
def admin(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Admin]:
    """A sandbox for the tests of one file, which leave nothing that others would meet."""
    home = tmp_path_factory.mktemp("admin") / "home"
    with copied("sqlite", home, sqlite_template, None) as place, playing(place) as made:
        yield made


@pytest.fixture(scope="module")
def shared(admin: Admin) -> Trial:
    """A small district that no test changes."""
    return begun(admin, "lantern-single")


@pytest.fixture
def trial(place: Place) -> Iterator[Trial]:
    """The edge-case district on a hub of its own, for tests that change it."""
    with playing(place) as made:
        yield begun(made, "lantern-ridge")
