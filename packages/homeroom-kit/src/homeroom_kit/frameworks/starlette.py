"""The login for Starlette, and so for FastAPI: routes, a session cookie, and who is signed in.

Needs the extra `homeroom-kit[fastapi]`.
"""

from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route

from homeroom_kit.frameworks.door import CheckPassword, Door, Go, Home, Show
from homeroom_kit.frameworks.pages import HEADERS, Look, button_of, drawn, signed_in_as
from homeroom_kit.login import App, Who
from homeroom_kit.login.keeping import Session
from homeroom_kit.probe import Gate, asgi
from homeroom_kit.provision import Provisioning

__all__ = ["Homeroom", "probe_mount"]

_LONGEST_FORM: Final = 20_000


class Homeroom:
    """The login of one application.

    Args:
        app: The application as it is registered at the hub.
        provisioning: What it declared about accounts.
        check_password: Checks a password of an account from earlier.
        look: Draws the pages of the login as the application's own look.
        home: Where whoever did not ask for a page of this site goes, and who signs out: a path, or
            what says it.
    """

    def __init__(
        self,
        app: App,
        provisioning: Provisioning,
        check_password: CheckPassword | None = None,
        *,
        look: Look | None = None,
        home: Home = "/",
    ) -> None:
        self.door = Door(app, provisioning, check_password, home)
        door = self.door
        self.routes: Final = [
            Route(door.start_path, _page(door.start, look)),
            Route(door.callback_path, _page(door.callback, look)),
            Route(door.prove_path, _page(lambda session, _: door.prove(session), look)),
            Route(door.prove_path, _form(door.proved, look), methods=["POST"]),
            Route(door.questions_path, _page(lambda session, _: door.questions(session), look)),
            Route(door.questions_path, _form(door.answered, look), methods=["POST"]),
            Route(door.sign_out_path, _form(door.sign_out, look), methods=["POST"]),
        ]

    def install(self, web: Starlette, secret: str) -> None:
        """Add the routes, and sessions in a cookie that nobody but this site gets and changes.

        Args:
            web: A Starlette or FastAPI application.
            secret: Signs the cookie; 32 random characters or more, the same in every process.

        Raises:
            ValueError: The secret is too short to be one.
        """
        shortest = 16
        if len(secret) < shortest:
            raise ValueError(f"The session's secret needs {shortest} characters at the least.")
        secure = self.door.app.is_secure
        web.add_middleware(
            SessionMiddleware,
            secret_key=secret,
            session_cookie="__Host-session" if secure else "session",
            max_age=int(self.door.app.session_seconds),
            same_site="lax",
            https_only=secure,
        )
        web.router.routes.extend(self.routes)

    def person(self, request: Request) -> Who | None:
        """Who is signed in; also a dependency of FastAPI: `Depends(homeroom.person)`."""
        return self.door.person(request.session)

    def button(self, words: str = "Log in with Homeroom", next: str = "/") -> str:  # noqa: A002
        """The button that begins a login, as HTML."""
        return button_of(self.door, words, next)

    def signed_in_as(self, request: Request) -> str:
        """Who is signed in, with a button to sign out, as HTML; blank if nobody is."""
        return signed_in_as(self.door, request.session)


_Step = Callable[[Session, Mapping[str, str]], Go | Show]


def _page(step: _Step, look: Look | None) -> Callable[[Request], object]:
    async def page(request: Request) -> Response:
        # The hub is waited for in a thread, so that nobody else waits with us.
        query = dict(request.query_params)
        return _answer(await run_in_threadpool(step, request.session, query), look)

    return page


def _form(step: _Step, look: Look | None) -> Callable[[Request], object]:
    async def form(request: Request) -> Response:
        body = await request.body()
        if len(body) > _LONGEST_FORM:
            return Response(status_code=413, headers=HEADERS)
        typed = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return _answer(await run_in_threadpool(step, request.session, typed), look)

    return form


def _answer(found: Go | Show, look: Look | None) -> Response:
    if isinstance(found, Go):
        return RedirectResponse(found.address, status_code=303, headers=dict(HEADERS))
    document, headers = drawn(found, look)
    return HTMLResponse(document, found.status, headers)


def probe_mount(gate: Gate, path: str = "/probe") -> Mount:
    """The probe, for an application under test: `web.router.routes.append(probe_mount(gate))`."""
    return Mount(path, app=asgi(gate))
