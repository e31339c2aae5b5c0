"""A hub in process for the tests of applications: the pytest fixture `homeroom`.

`pytest_plugins = ["homeroom.testing"]` in an application's `conftest.py` brings it. Each test gets
a hub of its own with the sandbox's small district, a connected application, its token, people who
sign in, and a clock to move (`inprocess.HubInProcess`). The district is taken in once a session, by
the real intake; each test has a copy of it (`prepared`).

Nothing of the hub is imported before a test asks for it, so the plugin costs other tests nothing.
It works without a server; `homeroom.url` begins to serve, on the loopback interface alone.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from homeroom.testing.inprocess import HubInProcess
    from homeroom.testing.prepared import Prepared

__all__ = ["HubInProcess", "homeroom", "homeroom_prepared"]


def __getattr__(name: str) -> Any:
    """Give `HubInProcess`, for annotations, and import the hub only then."""
    if name != "HubInProcess":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from homeroom.testing.inprocess import HubInProcess  # noqa: PLC0415 -- as the docstring says

    return HubInProcess


@pytest.fixture(scope="session")
def homeroom_prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Prepared"]:
    """What every test's hub is a copy of."""
    from homeroom.testing.prepared import prepared  # noqa: PLC0415 -- likewise

    with prepared(tmp_path_factory.mktemp("homeroom")) as made:
        yield made


@pytest.fixture
def homeroom(homeroom_prepared: "Prepared") -> Iterator["HubInProcess"]:
    """A hub of the test's own, as it was when it was prepared."""
    with homeroom_prepared.fresh() as hub:
        yield hub
