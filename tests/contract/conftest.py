"""Readers of a hub with districts: in process and over a socket, on both stores."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from tests.support.districts import NOW, Known, Reader, build_districts
from tests.support.hubs import Caller, InProcess, Reply, a_hub, served
from tests.support.postgres import Cluster
from tests.support.stores import KINDS, Place

WAYS = ("in process", "over a socket")
VERSIONS = ("v3.0", "v3.1")
ENDLESS = 1_000_000_000


class OverHTTP:
    """Calls a served hub with an ordinary client that keeps its connection."""

    def __init__(self, url: str) -> None:
        self._client = httpx2.Client(base_url=url, timeout=30)

    def __call__(
        self,
        path: str,
        method: str = "GET",
        headers: Any = None,
        body: bytes = b"",
    ) -> Reply:
        answer = self._client.request(method, path, headers=headers, content=body or None)
        return Reply(answer.status_code, dict(answer.headers), answer.content)

    def close(self) -> None:
        self._client.close()


@dataclass
class Running:
    """A started hub, what is in it, and the two ways to call it."""

    hub: Hub
    known: Known
    callers: dict[str, Caller]


@dataclass
class API:
    """The hub as one application sees it, in one version."""

    call: Caller
    known: Known
    reader: Reader
    version: str

    def get(self, path: str, token: str | None = None, **headers: str) -> Reply:
        """Ask for a path below the version, or for a link as it was given."""
        whole = path if path.startswith("/v3.") else f"/{self.version}{path}"
        given = {"authorization": f"Bearer {token or self.reader.token}", **headers}
        return self.call(whole, headers=given)

    def items(self, path: str) -> list[dict[str, Any]]:
        """Every record of a list, page by page, along the links."""
        found: list[dict[str, Any]] = []
        following: str | None = path
        while following is not None:
            answer = self.get(following)
            assert answer.status == 200, answer.body
            found += [item["data"] for item in answer.json["data"]]
            following = link(answer.json, "next")
        return found

    def ids(self, path: str) -> list[str]:
        """The ids of a list, page by page."""
        return [item["id"] for item in self.items(path)]


def link(body: dict[str, Any], rel: str) -> str | None:
    """The address behind one of the links."""
    return next((each["uri"] for each in body["links"] if each["rel"] == rel), None)


@dataclass(frozen=True)
class Built:
    """A store with the districts in it, which nobody uses: tests take copies of it."""

    place: Place
    known: Known
    cluster: Cluster | None

    @contextmanager
    def copied(self, home: Path) -> Iterator[Place]:
        """Give a copy, gone afterwards."""
        if self.cluster is None:
            shutil.copytree(self.place.home, home)
            yield Place(home, "")
            return
        home.mkdir()
        url = self.cluster.copy(self.place.database_url)
        try:
            yield Place(home, url)
        finally:
            self.cluster.drop(url)


@contextmanager
def running(built: Built, home: Path, **changed: Any) -> Iterator[Running]:
    """Start a hub on a copy of the districts."""
    clock = ManualClock(NOW)
    with ExitStack() as stack:
        place = stack.enter_context(built.copied(home))
        hub = stack.enter_context(a_hub(place, clock, **({"rate_limit": ENDLESS} | changed)))
        known = built.known.in_copy(hub.parts.store, clock)
        over = OverHTTP(stack.enter_context(served(hub)).url)
        stack.callback(over.close)
        yield Running(hub, known, {"in process": InProcess(hub), "over a socket": over})


def build(place: Place, cluster: Cluster | None) -> Built:
    """Put the districts into an empty store."""
    clock = ManualClock(NOW)
    with a_hub(place, clock) as hub:
        known = build_districts(hub.parts.store, hub.parts.sealer, clock)
    return Built(place, known, cluster)


@pytest.fixture(scope="session")
def built_in_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The districts in SQLite files."""
    home = tmp_path_factory.mktemp("contract") / "home"
    shutil.copytree(sqlite_template, home)
    return build(Place(home, ""), None)


@pytest.fixture(scope="session")
def built_in_postgresql(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The districts in a PostgreSQL database."""
    return build(Place(tmp_path_factory.mktemp("contract"), cluster.copy()), cluster)


@pytest.fixture(scope="session", params=KINDS)
def built(request: pytest.FixtureRequest) -> Built:
    """The districts in each kind of store in turn, built once."""
    found: Built = request.getfixturevalue(f"built_in_{request.param}")
    return found


@pytest.fixture(scope="session")
def hub_with_districts(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One hub for every test that only reads."""
    with running(built, tmp_path_factory.mktemp("contract") / "home") as started:
        yield started


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    """How the hub is called."""
    return str(request.param)


@pytest.fixture(params=("whole", "restricted"))
def reader(request: pytest.FixtureRequest, hub_with_districts: Running) -> Reader:
    """Whose token is used."""
    found: Reader = getattr(hub_with_districts.known, request.param)
    return found


@pytest.fixture(params=VERSIONS)
def api(
    request: pytest.FixtureRequest, hub_with_districts: Running, way: str, reader: Reader
) -> API:
    """The hub as each of two applications sees it, in both versions, in both ways."""
    callers = hub_with_districts.callers
    return API(callers[way], hub_with_districts.known, reader, request.param)


@pytest.fixture
def changing(built: Built, tmp_path: Path) -> Iterator[Running]:
    """A hub of its own, for tests in which something happens."""
    with running(built, tmp_path / "home") as started:
        yield started


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Each version in turn."""
    return str(request.param)


@pytest.fixture(params=("whole", "restricted"))
def changing_api(request: pytest.FixtureRequest, changing: Running, version: str) -> API:
    """A changing hub as each of two applications sees it."""
    reader: Reader = getattr(changing.known, request.param)
    return API(changing.callers["over a socket"], changing.known, reader, version)
