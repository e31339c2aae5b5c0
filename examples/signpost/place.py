"""Where this Signpost runs, asked once."""

from functools import cache
from typing import Final

from starting import Example, Settings, SettingsError, settings
from starting.registering import Registration

__all__ = ["EXAMPLE", "place"]

EXAMPLE: Final = Example(
    "signpost",
    8502,
    Registration("Signpost", ("district_sso",), ("student", "teacher", "staff", "district_admin")),
)


@cache
def place() -> Settings:
    """Its settings.

    Raises:
        SettingsError: One is missing or wrong.
        RegistrationError: There is no sandbox to register with.
    """
    found = settings(EXAMPLE)
    if found.database_url:
        raise SettingsError("Signpost keeps a file of its own in APP_HOME; unset DATABASE_URL.")
    return found
