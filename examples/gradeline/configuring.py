"""Django's settings, made of the example's."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings as django_settings

from starting import Settings

__all__ = ["configure"]

_HERE: Final = Path(__file__).parent
_HOURS: Final = 12 * 3600


def configure(settings: Settings) -> None:
    """Set Django up; once in a process."""
    secure = settings.is_secure
    django_settings.configure(
        SECRET_KEY=settings.secret,
        ALLOWED_HOSTS=[urlsplit(settings.app_url).hostname or ""],
        CSRF_TRUSTED_ORIGINS=[settings.app_url],
        ROOT_URLCONF="gradeline.urls",
        DATABASES={"default": _database(settings)},
        AUTH_USER_MODEL="gradeline.Person",
        INSTALLED_APPS=[
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.sessions",
            "homeroom_kit.frameworks.django",
            "homeroom_kit.stores.django",
            "gradeline",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "gradeline.pages.headers.add_headers",
            "gradeline.pages.asking.refuse_zero_bytes",
        ],
        AUTHENTICATION_BACKENDS=[
            "django.contrib.auth.backends.ModelBackend",
            "homeroom_kit.frameworks.django.backend.HomeroomBackend",
        ],
        TEMPLATES=[_templates()],
        HOMEROOM={
            "HUB": settings.hub_url,
            "CLIENT_ID": settings.client_id,
            "CLIENT_SECRET": settings.client_secret,
            "REDIRECT_URI": settings.redirect_uri,
            "PROVISIONING": "gradeline.roster.entering.PROVISIONING",
            "OPTIONS": {"session_seconds": _HOURS},
        },
        # Sessions lie in the database: a new login ends the old one for good (CORE-06).
        SESSION_COOKIE_NAME="__Host-gradeline" if secure else "gradeline",
        SESSION_COOKIE_SECURE=secure,
        CSRF_COOKIE_NAME="__Host-gradeline-form" if secure else "gradeline-form",
        CSRF_COOKIE_SECURE=secure,
        CSRF_COOKIE_HTTPONLY=True,
        CSRF_FAILURE_VIEW="gradeline.pages.trouble.form_refused",
        X_FRAME_OPTIONS="DENY",
        DATA_UPLOAD_MAX_MEMORY_SIZE=1_000_000,
        USE_TZ=True,
        LOGGING=_logging(),
    )
    django.setup()


def _database(settings: Settings) -> dict[str, Any]:
    if not settings.database_url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": settings.home / "gradeline.sqlite",
            # Pages are read while a sync writes; two who write wait for each other.
            "OPTIONS": {
                "timeout": 30,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
            },
        }
    url = urlsplit(settings.database_url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "HOST": url.hostname or "",
        "PORT": url.port or "",
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],  # before the kit's, whose pages then look like ours
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "gradeline.pages.asking.shown",
            ]
        },
    }


def _logging() -> dict[str, Any]:
    """Warnings of everybody, and what each sync did."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {"gradeline": {"level": "INFO"}},
    }
