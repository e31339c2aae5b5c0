"""Readalong with one defect in its logins or its classes each, none of them in the list of 6.7."""

import traceback
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2
from sqlalchemy import select
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import HTMLResponse, Response
from typing_extensions import override

from homeroom_kit.frameworks.door import Door, Go, Show
from homeroom_kit.frameworks.starlette import Homeroom
from homeroom_kit.login.keeping import Begun, kept_in, write
from homeroom_kit.provision import Class
from readalong.accounts import TeachersAndPupils
from readalong.pages import Pages
from readalong.rooms import Rooms
from readalong.tables import Account, Room
from tests.certification.login_mutants.logins import _without_pkce
from tests.certification.login_mutants.replacing import mutant

__all__ = ["LOGINS"]

exchange: Any = import_module("homeroom_kit.login.exchange")
frameworks: Any = import_module("homeroom_kit.frameworks.starlette")

LOGINS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "new_address_new_account": (("SSO-07", "LIB-08"), ("again",)),
    "trace_when_tokens_break": (("SSO-10", "LIB-14"), ("refusals",)),
    "greets_who_was_here_last": (("SSO-02", "CORE-06"), ("log out",)),
    "refuses_and_signs_in": (("CORE-03",), ("forged",)),
    "classes_only_grow": (("LIB-15", "LIB-R7"), ("added", "renewed")),
    "session_is_strict": (("SSO-08", "SSO-12", "SSO-13", "SSO-15"), ("ways",)),
    "state_is_strict": (("SSO-08", "SSO-12", "SSO-13", "SSO-15"), ("ways",)),
    "one_login_at_a_time": (("SSO-12",), ("ways", "at once")),
}
"""By mutant, the requirements that it fails, and the parts that are played to see it."""


@mutant
def new_address_new_account() -> None:
    """Who has another e-mail than last time is somebody else."""
    usual = TeachersAndPupils.near

    def near(self: TeachersAndPupils, asked: Any) -> Any:
        found = usual(self, asked)
        mine = next((one for one in found if one.clever_id == asked.clever_id), None)
        if mine is None or not asked.email or mine.email == asked.email:
            return found
        with self._database.writing() as session:
            session.get_one(Account, int(mine.app_id)).clever_id = None
        return []

    TeachersAndPupils.near = near  # type: ignore[method-assign]


@mutant
def trace_when_tokens_break() -> None:
    """The one refusal for which nobody wrote a page: the token endpoint answers 5xx."""
    broken: list[str] = []
    usual = exchange._refused

    def refused(answer: httpx2.Response) -> Any:
        try:
            answer.raise_for_status() if answer.is_server_error else None
        except httpx2.HTTPStatusError:
            broken.append(traceback.format_exc())
        return usual(answer)

    exchange._refused = refused
    install = Homeroom.install

    def installed(self: Homeroom, web: Any, secret: str) -> None:
        install(self, web, secret)
        web.add_middleware(_Tracing, broken=broken)

    Homeroom.install = installed  # type: ignore[method-assign]


class _Tracing:
    def __init__(self, app: Any, broken: list[str]) -> None:
        self._app, self._broken = app, broken

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        held: list[Any] = []

        async def sent(event: Any) -> None:
            held.append(event)

        await self._app(scope, receive, sent)
        if self._broken:
            page = Response(self._broken.pop(), media_type="text/plain")
            await page(scope, receive, send)
            return
        for event in held:
            await send(event)


@mutant
def greets_who_was_here_last() -> None:
    """The login page greets whoever was signed in before, in a cookie that no log-out clears."""
    usual = Pages._show

    def show(self: Pages, request: Any, page: str, status: int = 200, **values: Any) -> Response:
        found = usual(self, request, page, status, **values)
        visitor = self._door.visitor(request)
        if visitor is not None:
            found.set_cookie("last", visitor.account.name.encode().hex(), max_age=86_400)
            return found
        last = bytes.fromhex(request.cookies.get("last", "")).decode()
        if not last or page != "login":
            return found
        text = bytes(found.body).decode().replace("</main>", f"<p>Not {last}?</p></main>")
        return Response(text, status, media_type="text/html")

    Pages._show = show  # type: ignore[method-assign]


@mutant
def refuses_and_signs_in() -> None:
    """A state that is not ours is refused on the page, when the session has begun already."""
    usual = Door.callback

    def come(self: Door, session: Any, query: Mapping[str, str]) -> Go | Show:
        found = usual(self, session, query)
        state = query.get("state")
        if isinstance(found, Show) and found.page == "refused" and state and query.get("code"):
            kept = kept_in(session)
            kept.logins[state] = Begun("", "/", self.app.now)
            write(session, kept)
            usual(self, session, query)
        return found

    Door.callback = come  # type: ignore[method-assign]
    _without_pkce()


@mutant
def classes_only_grow() -> None:
    """Who joined a class is added; who left it stays."""
    usual = Rooms.put

    def put(self: Rooms, wanted: Class) -> None:
        with self._database.reading() as session:
            there = session.scalar(select(Room.id).where(Room.section == wanted.id))
        old = self.known([wanted.id]).get(wanted.id) if there else None
        if old is not None:
            wanted = replace(wanted, students=wanted.students | old.students)
        usual(self, wanted)

    Rooms.put = put  # type: ignore[method-assign]


# ------------------------------------------------------------------------- who began a login

_START: Final = "/login/start"
_CALLBACK: Final = "/login/callback"
_REFUSED: Final = 400


class _Strict(SessionMiddleware):
    @override
    def __init__(self, app: Any, **settings: Any) -> None:
        super().__init__(app, **{**settings, "same_site": "strict"})


@mutant
def session_is_strict() -> None:
    """The strictest word is the safest one, so the session's cookie has it."""
    frameworks.SessionMiddleware = _Strict


@mutant
def state_is_strict() -> None:
    """Which browser began a login stands in a cookie of its own, which is `Strict`."""
    install = Homeroom.install

    def installed(self: Homeroom, web: Any, secret: str) -> None:
        install(self, web, secret)
        web.add_middleware(_Begun)

    Homeroom.install = installed  # type: ignore[method-assign]


class _Begun:
    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        cookies = dict(scope.get("headers", ())).get(b"cookie", b"")
        if path == _CALLBACK and b"state=" in scope["query_string"] and b"begun=" not in cookies:
            words = "This browser has not begun this login. <a href='/'>Begin again</a>."
            await HTMLResponse(words, _REFUSED)(scope, receive, send)
            return

        async def sent(event: Any) -> None:
            if event["type"] == "http.response.start" and path == _START:
                cookie = (b"set-cookie", b"begun=1; Path=/; HttpOnly; SameSite=Strict")
                event = {**event, "headers": [*event["headers"], cookie]}
            await send(event)

        await self._app(scope, receive, sent)


@mutant
def one_login_at_a_time() -> None:
    """The state of the login that was begun last is kept, in one place for everybody."""
    install = Homeroom.install

    def installed(self: Homeroom, web: Any, secret: str) -> None:
        install(self, web, secret)
        web.add_middleware(_Last)

    Homeroom.install = installed  # type: ignore[method-assign]


class _Last:
    def __init__(self, app: Any) -> None:
        self._app, self._state = app, ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path, query = scope.get("path", ""), parse_qs(scope.get("query_string", b"").decode())
        if path == _CALLBACK and query.get("state", [self._state]) != [self._state]:
            words = "This login was not begun here. <a href='/'>Begin again</a>."
            await HTMLResponse(words, _REFUSED)(scope, receive, send)
            return

        async def sent(event: Any) -> None:
            if event["type"] == "http.response.start":
                where = dict(event["headers"]).get(b"location", b"").decode()
                found = parse_qs(urlsplit(where).query)
                if "client_id" in found and "state" in found:
                    self._state = found["state"][0]
            await send(event)

        await self._app(scope, receive, sent)
