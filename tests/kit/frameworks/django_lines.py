"""A Django project of what its page tells to write: begins a login, then takes the callback.

Arguments: the folder of the page's files. The callback's address comes by standard input.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.template import Context, Template
from django.test import Client
from django.urls import path

FOLDER = Path(sys.argv[1])
values = {
    "SECRET_KEY": "not a secret",
    "ALLOWED_HOSTS": ["app.example.org"],
    "ROOT_URLCONF": __name__,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    "INSTALLED_APPS": [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    ],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
}
exec((FOLDER / "settings.py").read_text(), values)  # noqa: S102 -- the page's own lines
settings.configure(**{name: value for name, value in values.items() if name.isupper()})
django.setup()


def home(request):  # type: ignore[no-untyped-def]
    from django.http import HttpResponse  # noqa: PLC0415

    context = Context({"request": request, "user": request.user})
    return HttpResponse(Template((FOLDER / "home.html").read_text()).render(context))


urlpatterns = [path("", home)]
exec((FOLDER / "urls.py").read_text())  # noqa: S102 -- likewise
call_command("migrate", verbosity=0)

browser = Client(headers={"host": "app.example.org"})
assert b"homeroom-button" in browser.get("/", secure=True).content
sys.stdout.write(browser.get("/start", secure=True).headers["location"] + "\n")
sys.stdout.flush()
browser.get(sys.stdin.readline().strip(), secure=True)
sys.stdout.write(browser.get("/", secure=True).content.decode().replace("\n", " ") + "\n")
sys.stdout.flush()
