"""The hub that the login's tests have, and each framework in turn."""

import pytest

from tests.kit.frameworks import django_project  # configures Django before any test needs it
from tests.kit.frameworks.sites import SITES, Make
from tests.kit.login.conftest import grounds

__all__ = ["django_project", "grounds", "make"]


@pytest.fixture(params=sorted(SITES))
def make(request: pytest.FixtureRequest) -> Make:
    """Makes a site of one of the frameworks."""
    return SITES[request.param]
