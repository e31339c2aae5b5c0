"""One small application three times, by its framework's own test client."""

import copy
from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Protocol
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from flask import Flask
from starlette.testclient import TestClient

from homeroom_kit.frameworks.door import CheckPassword
from homeroom_kit.frameworks.flask import Homeroom as FlaskHomeroom
from homeroom_kit.frameworks.pages import Look
from homeroom_kit.frameworks.starlette import Homeroom as StarletteHomeroom
from homeroom_kit.login import App, Who
from homeroom_kit.provision import Provisioning
from tests.kit.frameworks import django_project
from tests.support.hubs import Reply

ORIGIN: Final = "https://app.example.org"
SECRET: Final = "an invented secret of some length"
NOBODY: Final = "Nobody is signed in."


class Site(Protocol):
    """A browser that is at the application."""

    def get(self, path: str) -> Reply: ...

    def post(self, path: str, form: Mapping[str, str]) -> Reply: ...

    def cookies(self) -> list[str]:
        """The Set-Cookie headers of the last answer."""
        ...

    def again(self) -> "Site":
        """A copy of the browser, with the cookies that it has now."""
        ...


class FastAPISite:
    look: Look | None = None
    home: str | Callable[[], str] = "/"

    def __init__(self, app: App, declared: Provisioning, check: CheckPassword | None) -> None:
        web = FastAPI()
        homeroom = StarletteHomeroom(app, declared, check, look=self.look, home=self.home)
        homeroom.install(web, SECRET)

        @web.get("/me")
        def me(who: Annotated[Who | None, Depends(homeroom.person)]) -> dict[str, str]:
            return {} if who is None else {"id": who.id}

        @web.get("/", response_class=HTMLResponse)
        def home(request: Request) -> str:
            return homeroom.signed_in_as(request) or NOBODY + homeroom.button()

        self._web = web
        self._client = TestClient(web, base_url=ORIGIN, follow_redirects=False)
        self._last: list[str] = []

    def _reply(self, answer: Any) -> Reply:
        self._last = answer.headers.get_list("set-cookie")
        return Reply(answer.status_code, answer.headers, answer.content)

    def get(self, path: str) -> Reply:
        return self._reply(self._client.get(path))

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        return self._reply(self._client.post(path, data=dict(form)))

    def cookies(self) -> list[str]:
        return self._last

    def again(self) -> "FastAPISite":
        other = object.__new__(FastAPISite)
        other._last = []
        other._web = self._web
        other._client = TestClient(self._web, base_url=ORIGIN, follow_redirects=False)
        for one in self._client.cookies.jar:
            other._client.cookies.set(one.name, one.value or "", domain=one.domain, path=one.path)
        return other


class FlaskSite:
    look: Look | None = None
    home: str | Callable[[], str] = "/"

    def __init__(self, app: App, declared: Provisioning, check: CheckPassword | None) -> None:
        web = Flask("reader")
        web.secret_key = SECRET
        homeroom = FlaskHomeroom(app, declared, check, look=self.look, home=self.home)
        homeroom.install(web)
        web.add_url_rule("/", "home", lambda: homeroom.signed_in_as() or NOBODY + homeroom.button())
        self._web = web
        self._client = web.test_client()
        self._last: list[str] = []

    def _reply(self, answer: Any) -> Reply:
        self._last = answer.headers.getlist("Set-Cookie")
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, named, answer.data)

    def get(self, path: str) -> Reply:
        return self._reply(self._client.get(path, base_url=ORIGIN))

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        return self._reply(self._client.post(path, data=dict(form), base_url=ORIGIN))

    def cookies(self) -> list[str]:
        return self._last

    def again(self) -> "FlaskSite":
        other = object.__new__(FlaskSite)
        other._web, other._last = self._web, []
        other._client = self._web.test_client()
        cookie = self._client.get_cookie("__Host-session", domain="app.example.org")
        if cookie is not None:
            other._client.set_cookie(
                "__Host-session", cookie.value, domain="app.example.org", secure=True
            )
        return other


class DjangoSite:
    """Django has one project in a process; each site is its settings anew and empty tables."""

    def __init__(self, app: App, declared: Provisioning | None, check: object) -> None:
        del check  # Django's own backends check passwords
        self._client = django_project.browser(app, declared)
        self._last: list[str] = []

    def _reply(self, answer: Any) -> Reply:
        self._last = [one.OutputString() for one in answer.cookies.values()]
        named = {name.lower(): value for name, value in answer.headers.items()}
        return Reply(answer.status_code, named, answer.content)

    def get(self, path: str) -> Reply:
        return self._reply(self._client.get(path, secure=True))

    def post(self, path: str, form: Mapping[str, str]) -> Reply:
        sent = self._client.post(
            path, urlencode(form), content_type="application/x-www-form-urlencoded", secure=True,
            headers={"referer": f"{ORIGIN}/"},
        )  # fmt: skip
        return self._reply(sent)

    def cookies(self) -> list[str]:
        return self._last

    def again(self) -> "DjangoSite":
        other = object.__new__(DjangoSite)
        other._client, other._last = copy.copy(self._client), []
        other._client.cookies = copy.deepcopy(self._client.cookies)
        return other


Make = Callable[[App, Provisioning, CheckPassword | None], Site]
SITES: Final[Mapping[str, Make]] = {
    "django": DjangoSite,
    "fastapi": FastAPISite,
    "flask": FlaskSite,
}
