"""A sandbox built once on each store, for tests that only read it."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homeroom.hub import Hub
from homeroom.sandbox.kept import Kept, read_kept
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.stores import KINDS, Place


@dataclass
class Built:
    """A started hub whose sandbox is complete."""

    place: Place
    hub: Hub

    @property
    def kept(self) -> Kept:
        """What was kept of the sandbox."""
        kept = read_kept(self.place.home)
        assert kept is not None
        return kept

    @property
    def env(self) -> dict[str, str]:
        """What `homeroom sandbox env` prints, as a shell reads it."""
        words = [shlex.split(line) for line in self.kept.lines()]
        assert all(len(word) == 1 for word in words)
        return dict(word[0].split("=", 1) for word in words)

    def get(self, path: str, token: str = "") -> Reply:
        """Ask with the token of small, or another one."""
        bearer = f"Bearer {token or self.env['DISTRICT_TOKEN']}"
        return InProcess(self.hub)(path, headers={"authorization": bearer})

    def items(self, path: str, token: str = "") -> list[dict[str, Any]]:
        """Every record of a list, along the links."""
        found: list[dict[str, Any]] = []
        following: str | None = path
        while following is not None:
            answer = self.get(following, token)
            assert 200 == answer.status, answer.body
            found += [item["data"] for item in answer.json["data"]]
            links = {link["rel"]: link["uri"] for link in answer.json["links"]}
            following = links.get("next")
        return found


def build_at(place: Place) -> Iterator[Built]:
    with a_hub(place, sandbox=True, rate_limit=1_000_000) as hub:
        assert hub.wait_until_prepared(60)
        yield Built(place, hub)


@pytest.fixture(scope="session", params=KINDS)
def sandbox(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    """The sandbox, complete, on each store in turn."""
    home: Path = tmp_path_factory.mktemp("sandbox") / "home"
    home.mkdir()
    if request.param == "sqlite":
        yield from build_at(Place(home, ""))
        return
    cluster = request.getfixturevalue("cluster")
    url = cluster.copy()
    try:
        yield from build_at(Place(home, url))
    finally:
        cluster.drop(url)
