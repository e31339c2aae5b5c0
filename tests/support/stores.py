"""Fixtures that run a test of the store on both kinds: `place`, where it is, and `store`."""

import importlib
import importlib.util
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from homeroom.foundation.database import Store, create_schema, open_store
from tests.support.postgres import Cluster

KINDS = ("sqlite", "postgresql")
_WITH_TABLES = ("roster", "sharing", "events", "oauth", "intake")


@dataclass(frozen=True)
class Place:
    """Where a store with a fresh schema lies: what `Settings` needs to be told."""

    home: Path
    database_url: str

    def open(self) -> Store:
        """Open the store; whoever opens it closes it."""
        return open_store(self.home, self.database_url)


def _fill(place: Place) -> None:
    for name in _WITH_TABLES:
        if importlib.util.find_spec(f"homeroom.{name}") is not None:
            importlib.import_module(f"homeroom.{name}.models")
    store = place.open()
    create_schema(store)
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


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place with an empty store of its own, of each kind in turn."""
    home = tmp_path / "home"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("sqlite_template"), home)
        yield Place(home, "")
        return
    home.mkdir()
    running: Cluster = request.getfixturevalue("cluster")
    url = running.copy()
    try:
        yield Place(home, url)
    finally:
        running.drop(url)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """An empty store of its own, of each kind in turn."""
    opened = place.open()
    try:
        yield opened
    finally:
        opened.close()
