"""The app, and what `manage.py check` says about cookies."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Warning, register  # noqa: A004 -- Django's own name

__all__ = ["HomeroomConfig", "look"]

_IN_COOKIES = "django.contrib.sessions.backends.signed_cookies"


class HomeroomConfig(AppConfig):  # type: ignore[misc]
    """The app `homeroom_kit`."""

    name = "homeroom_kit.frameworks.django"
    label = "homeroom_kit"
    verbose_name = "Homeroom"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let `manage.py check` look at the settings."""
        register(look)


def look(**_: Any) -> list[Any]:
    """Return what is wrong or unsafe."""
    declared = getattr(settings, "HOMEROOM", {})
    names = ("HUB", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URI")
    missing = [name for name in names if not declared.get(name)]
    if missing:
        told = f"settings.HOMEROOM lacks {', '.join(missing)}."
        return [
            Error(told, hint="They are on the application's page at the hub.", id="homeroom.E1")
        ]
    found: list[Any] = []
    if declared["REDIRECT_URI"].startswith("https://") and not settings.SESSION_COOKIE_SECURE:
        told = "SESSION_COOKIE_SECURE is off, so the session may travel unencrypted."
        found.append(Warning(told, hint="Set it to True.", id="homeroom.W1"))
    if not settings.SESSION_COOKIE_HTTPONLY or settings.SESSION_COOKIE_SAMESITE not in (
        "Lax",
        "Strict",
    ):
        told = "The session's cookie can be read by scripts or comes along from other sites."
        hint = "Leave SESSION_COOKIE_HTTPONLY and SESSION_COOKIE_SAMESITE as Django has them."
        found.append(Warning(told, hint=hint, id="homeroom.W2"))
    if settings.SESSION_COOKIE_SAMESITE == "Strict":
        told = "With SESSION_COOKIE_SAMESITE Strict no login comes back from the hub."
        found.append(Error(told, hint="Use Lax.", id="homeroom.E2"))
    if settings.SESSION_ENGINE == _IN_COOKIES:
        told = "Sessions in cookies cannot be ended: a copied cookie outlives the next login."
        found.append(Warning(told, hint="Keep sessions in the database.", id="homeroom.W3"))
    return found
