"""python-social-auth: the backend `clever` as it comes, with its own package for Django.

Django's own test client stands for the person's browser at this site; the sessions, the routes
and the accounts are Django's.
"""

from collections.abc import Generator
from typing import Any
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import include, path

_HOST = "app.example.org"

settings.configure(
    SECRET_KEY="not a secret",
    ALLOWED_HOSTS=[_HOST],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "social_django",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    AUTHENTICATION_BACKENDS=["social_core.backends.clever.CleverOAuth2"],
    LOGIN_REDIRECT_URL="/",
)
django.setup()
urlpatterns = [path("", include("social_django.urls", namespace="social"))]
call_command("migrate", verbosity=0)


def signing_in(told: dict[str, Any]) -> Generator[str, str, Any]:
    from social_django.models import UserSocialAuth  # noqa: PLC0415 - after django.setup

    settings.SOCIAL_AUTH_CLEVER_KEY = told["client_id"]
    settings.SOCIAL_AUTH_CLEVER_SECRET = told["client_secret"]
    site = Client(headers={"host": _HOST})
    address = site.post("/login/clever/", secure=True)["Location"]
    arrived = urlsplit((yield address))
    site.get(f"{arrived.path}?{arrived.query}", secure=True)
    user = UserSocialAuth.objects.get(user__id=site.session["_auth_user_id"])
    return {
        "uid": user.uid,
        "user": {
            "username": user.user.get_username(),
            "name": user.user.get_full_name(),
            "email": user.user.email,
        },
    }
