"""The hub that the login's tests have."""

from tests.kit.login.conftest import grounds

__all__ = ["grounds"]
