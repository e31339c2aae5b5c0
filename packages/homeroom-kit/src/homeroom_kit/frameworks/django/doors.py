"""The one door of a Django project, made of its settings when it is first asked for."""

from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, get_user_model
from django.shortcuts import resolve_url
from django.utils.module_loading import import_string

from homeroom_kit.errors import ConfigurationError
from homeroom_kit.frameworks.django.accounts import UserAccounts
from homeroom_kit.frameworks.door import Door
from homeroom_kit.login import App
from homeroom_kit.provision import Provisioning

__all__ = ["door"]


@cache
def door() -> Door:
    """Return it.

    Raises:
        ConfigurationError: The settings lack something; `manage.py check` says what.
    """
    declared: dict[str, Any] = settings.HOMEROOM
    try:
        named = [declared[one] for one in ("CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI", "HUB")]
    except KeyError as missing:
        raise ConfigurationError("no_setting", f"settings.HOMEROOM lacks {missing}.") from missing
    app = App(*named, **declared.get("OPTIONS", {}))
    chosen = declared.get("PROVISIONING")
    found = import_string(chosen) if isinstance(chosen, str) else chosen
    return Door(app, found or Provisioning(UserAccounts()), _check_password, _home)


def _home() -> str:
    """Where the project sends people after a login, if it says so; Django's default is no page."""
    said: bool = settings.is_overridden("LOGIN_REDIRECT_URL")
    return str(resolve_url(settings.LOGIN_REDIRECT_URL)) if said else "/"


def _check_password(username: str, password: str) -> str | None:
    """Django's own backends check it, with whatever slows guessing down in this project.

    The page asks for a name or an e-mail; an e-mail that several users have is nobody's.
    """
    user = authenticate(None, username=username, password=password)
    if user is None and "@" in username:
        users = get_user_model().objects.filter(email__iexact=username.strip())[:2]
        names = [one.get_username() for one in users]
        if len(names) == 1 and names[0] != username:
            user = authenticate(None, username=names[0], password=password)
    return None if user is None else str(user.pk)
