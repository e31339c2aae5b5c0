"""Signpost as a web application, and its one command."""

import os
import sys
from collections.abc import Sequence
from typing import Any, Final

import django
from django.core.asgi import get_asgi_application
from django.core.management import call_command
from django.utils.module_loading import import_string

from signpost.place import place
from starting import RegistrationError, SettingsError, serve
from starting.probing import probe_command

__all__ = ["create", "main"]

_USAGE: Final = (
    "Give nothing to serve Signpost. Accounts by hand: add USER_NAME E-MAIL, away USER_NAME, "
    "back USER_NAME; who came by the hub is named by her id there. For a test: probe ..."
)


def create() -> Any:
    """The application, with the tables in its database brought up to date."""
    _prepare()
    return get_asgi_application()


def main(words: Sequence[str] = ()) -> None:
    """Serve it, or do something to accounts by hand; or say why not."""
    try:
        found = place()
    except (SettingsError, RegistrationError) as trouble:
        sys.exit(str(trouble))
    if not words:
        serve(create(), found)
        return
    _prepare()
    # What knows Django's tables is there only now.
    if words[0] == "probe":
        probe_command(import_string("signpost.probing.PROBE"), found, words[1:])
    by_hand = import_string("signpost.byhand.COMMANDS").get((words[0], len(words) - 1))
    if by_hand is None:
        sys.exit(_USAGE)
    sys.exit(by_hand(*words[1:]))


def _prepare() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "signpost.project"
    django.setup()
    call_command("migrate", verbosity=0)
