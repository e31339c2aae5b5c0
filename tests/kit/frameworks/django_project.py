"""A Django project of one file, whose settings a test may change."""

from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import include, path

from homeroom_kit.login import App
from homeroom_kit.provision import Provisioning

DECLARED = {
    "HUB": "http://localhost:8400",
    "CLIENT_ID": "none",
    "CLIENT_SECRET": "none",
    "REDIRECT_URI": "https://app.example.org/callback",
}
HOME = (
    "{% load homeroom %}{% if user.is_authenticated %}{% homeroom_person %}"
    "{% else %}Nobody is signed in.{% homeroom_button %}{% endif %}"
)

if not settings.configured:
    settings.configure(
        SECRET_KEY="not a secret",
        ALLOWED_HOSTS=["app.example.org"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "homeroom_kit.frameworks.django",
            "homeroom_kit.stores.django",
            "tests.kit.classroom",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[
            {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}
        ],
        AUTHENTICATION_BACKENDS=[
            "django.contrib.auth.backends.ModelBackend",
            "homeroom_kit.frameworks.django.backend.HomeroomBackend",
        ],
        SESSION_COOKIE_SECURE=True,
        CSRF_COOKIE_SECURE=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        HOMEROOM=DECLARED,
    )
    django.setup()


def home(request: HttpRequest) -> HttpResponse:
    context = Context({"request": request, "user": request.user})
    return HttpResponse(Template(HOME).render(context))


urlpatterns = [path("", include("homeroom_kit.frameworks.django.urls")), path("", home)]
call_command("migrate", verbosity=0)


def browser(app: App, declared: Provisioning | None) -> Any:
    """The project with another application and empty tables; its browser."""
    from homeroom_kit.frameworks.django.doors import door  # noqa: PLC0415 - after django.setup

    settings.HOMEROOM = {
        "HUB": app.hub,
        "CLIENT_ID": app.client_id,
        "CLIENT_SECRET": app.client_secret,
        "REDIRECT_URI": app.redirect_uri,
        "OPTIONS": {"clock": app.clock, "transport": app.transport},
        "PROVISIONING": declared,
    }
    door.cache_clear()
    call_command("flush", verbosity=0, interactive=False)
    return Client(enforce_csrf_checks=True, headers={"host": "app.example.org"})
