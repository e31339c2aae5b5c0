"""Fixtures that run a test of the store on both kinds: `place`, where it is, and `store`."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from homeroom.foundation.database import Store, open_store
from homeroom.migrations import bring_up
from tests.support.postgres import Cluster

KINDS = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Place:
    """Where a store with a fresh schema lies: what `Settings` needs to be told."""

    home: Path
    database_url: str

    def open(self) -> Store:
        """Open the store; whoever opens it closes it."""
        return open_store(self.home, self.database_url)


def _fill(place: Place) -> None:
    store = place.open()
    bring_up(store)
    store.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One PostgreSQL for the whole run, with a template of the schema."""
    started = Cluster()
    try:
        started.make_template(lambda url: _fill(Place(started.folder, url)))
        yield started
    finally:
        started.stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both SQLite files, filled once and copied for each test."""
    home = tmp_path_factory.mktemp("template")
    _fill(Place(home, ""))
    return home


@contextmanager
def copied(kind: str, home: Path, template: Path, running: Cluster | None) -> Iterator[Place]:
    """Give a place with an empty store, for tests that need many in one run."""
    if running is None or kind == "sqlite":
        shutil.copytree(template, home)
        yield Place(home, "")
        return
    home.mkdir()
    url = running.copy()
    try:
        yield Place(home, url)
    finally:
        running.drop(url)


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place with an empty store of its own, of each kind in turn."""
    running = request.getfixturevalue("cluster") if request.param != "sqlite" else None
    template = request.getfixturevalue("sqlite_template")
    with copied(request.param, tmp_path / "home", template, running) as place:
        yield place


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store of its own, of each kind in turn."""
    opened = place.open()
    try:
        yield opened
    finally:
        opened.close()
