"""One served hub for the clients of a module, and each client's process once."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.clients.grounds import Grounds, some_grounds
from tests.clients.processes import Client, started
from tests.support.stores import copied

Start = Callable[[Sequence[str | Path]], Client]


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Grounds]:
    """A hub on SQLite: what a client sees over HTTP is the same on both stores."""
    folder = tmp_path_factory.mktemp("clients")
    with (
        copied("sqlite", folder / "home", sqlite_template, None) as place,
        some_grounds(place, folder) as made,
    ):
        yield made


@pytest.fixture(scope="module")
def start(grounds: Grounds) -> Iterator[Start]:
    """Gives the process of a client, which several tests may use one after the other."""
    running: dict[str, Client] = {}
    with ExitStack() as stack:

        def _start(command: Sequence[str | Path]) -> Client:
            name = " ".join(map(str, command))
            if name not in running:
                running[name] = stack.enter_context(started(command, grounds))
            return running[name]

        yield _start
