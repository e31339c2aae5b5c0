"""django-allauth: the provider `clever` as it comes, in a Django project of one file.

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
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.messages",
        "django.contrib.sessions",
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.clever",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    LOGIN_REDIRECT_URL="/",
)
django.setup()
urlpatterns = [path("accounts/", include("allauth.urls"))]
call_command("migrate", verbosity=0)


def signing_in(told: dict[str, Any]) -> Generator[str, str, Any]:
    from allauth.socialaccount.models import SocialAccount  # noqa: PLC0415 - after django.setup

    app = {"client_id": told["client_id"], "secret": told["client_secret"]}
    settings.SOCIALACCOUNT_PROVIDERS = {"clever": {"APPS": [app]}}
    site = Client(headers={"host": _HOST})
    address = site.post("/accounts/clever/login/", secure=True)["Location"]
    arrived = urlsplit((yield address))
    answer = site.get(f"{arrived.path}?{arrived.query}", secure=True)
    made = SocialAccount.objects.filter(user__id=site.session.get("_auth_user_id", 0)).first()
    if made is None:
        raise RuntimeError(f"nobody is signed in: {answer.status_code} {answer.content.decode()}")
    user = made.user
    return {
        "uid": made.uid,
        "user": {"name": user.get_full_name(), "email": user.email},
        "record": made.extra_data,
    }
