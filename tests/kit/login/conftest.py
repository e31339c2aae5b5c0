"""One hub for a module: what an application sees over HTTP is the same on both stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.login.grounds import Grounds, some_grounds


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Grounds]:
    with some_grounds(tmp_path_factory.mktemp("kit-login"), sqlite_template) as made:
        yield made
