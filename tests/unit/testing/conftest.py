"""The fixture under test, as an application's `pytest_plugins` would bring it."""

from homeroom.testing import homeroom, homeroom_prepared

__all__ = ["homeroom", "homeroom_prepared"]
