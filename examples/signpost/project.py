"""Django's settings; the names are Django's."""

from pathlib import Path
from urllib.parse import urlsplit

from signpost.place import place

_PLACE = place()

SECRET_KEY = _PLACE.secret
DEBUG = False
ALLOWED_HOSTS = [urlsplit(_PLACE.app_url).hostname]
CSRF_TRUSTED_ORIGINS = [_PLACE.app_url]
ROOT_URLCONF = "signpost.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_USER_MODEL = "signpost.Person"

INSTALLED_APPS = [
    "signpost",
    "homeroom_kit.frameworks.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
MIDDLEWARE = [
    "signpost.views.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "homeroom_kit.frameworks.django.backend.HomeroomBackend",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "signpost.people.shown",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _PLACE.home / "signpost.db",
        "OPTIONS": {
            "timeout": 10,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
}
LOGIN_URL = LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"

# Sessions lie in the database, so whoever copied a cookie cannot go on after a logout.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _PLACE.is_secure
SESSION_COOKIE_NAME = "__Host-session" if _PLACE.is_secure else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _PLACE.is_secure else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "signpost.views.foreign_form"

HOMEROOM = {
    "HUB": _PLACE.hub_url,
    "CLIENT_ID": _PLACE.client_id,
    "CLIENT_SECRET": _PLACE.client_secret,
    "REDIRECT_URI": _PLACE.redirect_uri,
    "PROVISIONING": "signpost.entering.PROVISIONING",
}
