"""The demo's pages. Every handler waits for the hub in a worker thread, never in the loop."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from homeroom.sandbox.demo import explaining
from homeroom.sandbox.demo.hub import Answer, Client, Hub, HubRefusedError, Login
from homeroom.sandbox.demo.troubles import TROUBLES, trouble_of
from homeroom.sandbox.demo.visits import Browsers, Visit

_HERE: Final = Path(__file__).parent
_COOKIE: Final = "homeroom_demo"
_SIGNED_IN: Final = "/signed-in"
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:;"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ABOUT: Final = ("privacy", "terms", "agreement", "guide")
"""Pages about each application; listings lead to them (`sandbox.applications.ABOUT`)."""

_LONGEST_FORM: Final = 4096
_VERSION: Final = "/v3.1"


def create_demo(hub_url: str, clients: Sequence[Client]) -> Starlette:
    """Return the demo as an ASGI application; the first two clients have buttons."""
    return _Demo(Hub(hub_url), clients).application()


class _Demo:
    """The hub it signs people in with, its clients, and the browsers it knows."""

    def __init__(self, hub: Hub, clients: Sequence[Client]) -> None:
        self._hub = hub
        self._clients = {one.key: one for one in clients}
        self._browsers = Browsers()
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def application(self) -> Starlette:
        """Return the routes; every client has a callback of its own."""
        callbacks = [
            Route(one.path, self._callback_of(one), methods=["GET"])
            for one in self._clients.values()
        ]
        return Starlette(
            routes=[
                Route("/", self._home, methods=["GET"]),
                Route("/start/{key}", self._start, methods=["GET"]),
                *callbacks,
                Route(_SIGNED_IN, self._signed_in, methods=["GET"]),
                Route("/sign-out", self._sign_out, methods=["POST"]),
                Route("/about/{key}/{page}", self._about, methods=["GET"]),
                Route("/demo.css", self._style, methods=["GET"]),
                Route("/{rest:path}", self._nothing, methods=["GET"]),
            ]
        )

    # --------------------------------------------------------------------------- signing in

    async def _start(self, request: Request) -> Response:
        """Send the browser to the hub, with a state and a challenge (sso.md 13, S2)."""
        client = self._clients.get(request.path_params["key"])
        if client is None:
            return await self._nothing(request)
        cookie, login = self._browsers.begin(_cookie(request), client.key)
        return _to(self._hub.begin(client, login), cookie)

    def _callback_of(self, client: Client) -> Callable[[Request], Any]:
        async def callback(request: Request) -> Response:
            # HEAD comes from programs that look ahead; a code is too good for those.
            if request.method != "GET":
                return await self._nothing(request)
            return await run_in_threadpool(self._arrive, request, client)

        return callback

    def _arrive(self, request: Request, client: Client) -> Response:
        """Somebody comes back from the hub, or comes from there for the first time."""
        asked, cookie = request.query_params, _cookie(request)
        login = None
        if "state" in asked:
            login = self._browsers.take(cookie, client.key, asked["state"])
            if login is None:
                return self._trouble(request, client, "state")
        # A browser that mixes up two hubs carries the other one's name (RFC 9207).
        if asked.get("iss", self._hub.url) != self._hub.url:
            return self._trouble(request, client, "iss")
        if "error" in asked or "code" not in asked:
            return self._trouble(request, client, asked.get("error", "nothing"))
        try:
            visit = self._visit(client, asked["code"], login)
        except HubRefusedError as refused:
            return self._trouble(request, client, refused.error)
        # The code must not stay in the address: somebody would reload it.
        return _to(_SIGNED_IN, self._browsers.sign_in(cookie, visit))

    def _visit(self, client: Client, code: str, login: Login | None) -> Visit:
        issued = self._hub.exchange(client, code, login.verifier if login else "")
        token = str(issued["access_token"])
        me = self._hub.read(f"{_VERSION}/me", token)
        visit = Visit(client, me, begun_here=login is not None)
        if "id" not in visit.said:
            raise HubRefusedError("me")
        claims = None
        if "id_token" in issued:
            claims = self._hub.claims(
                client, str(issued["id_token"]), login.nonce if login and client.asks_openid else ""
            )
        return Visit(
            client,
            me,
            login is not None,
            self._hub.read(f"{_VERSION}/users/{visit.said['id']}", token),
            self._hub.read("/userinfo", token),
            claims,
        )

    # -------------------------------------------------------------------------------- pages

    async def _home(self, request: Request) -> Response:
        browser = self._browsers.find(_cookie(request))
        clients = list(self._clients.values())
        return self._page(
            "home.html",
            district=clients[0],
            library=clients[1],
            others=clients[2:],
            name=_name(browser.visit) if browser and browser.visit else "",
        )

    async def _signed_in(self, request: Request) -> Response:
        browser = self._browsers.find(_cookie(request))
        if browser is None or browser.visit is None:
            return _to("/")
        visit = browser.visit
        return self._page(
            "signed_in.html",
            visit=visit,
            name=_name(visit),
            by_teacher=visit.said.get("authorized_by") == "teacher",
            absence=explaining.absence(visit.said),
            me=explaining.me(visit.me.content or {}),
            user=_explained(visit.user, explaining.user),
            userinfo=_explained(visit.userinfo, explaining.userinfo),
            claims=explaining.claims(visit.claims.content) if visit.claims else [],
            form=browser.form,
        )

    async def _sign_out(self, request: Request) -> Response:
        """Leave the demo; the session at the hub goes on (sso.md 3.4)."""
        cookie = _cookie(request)
        browser = self._browsers.find(cookie)
        if await _sent(request) == (browser.form if browser else ""):
            self._browsers.sign_out(cookie)
        return _to("/")

    async def _about(self, request: Request) -> Response:
        client = self._clients.get(request.path_params["key"])
        page = request.path_params["page"]
        if client is None or page not in _ABOUT:
            return await self._nothing(request)
        return self._page("about.html", client=client, page=page)

    async def _nothing(self, _request: Request) -> Response:
        return self._page("trouble.html", 404, trouble=TROUBLES["no_page"], client=None, name="")

    async def _style(self, _request: Request) -> Response:
        return FileResponse(_HERE / "assets" / "demo.css", media_type="text/css")

    def _trouble(self, request: Request, client: Client, error: str) -> Response:
        browser = self._browsers.find(_cookie(request))
        name = _name(browser.visit) if browser and browser.visit else ""
        return self._page("trouble.html", 400, trouble=trouble_of(error), client=client, name=name)

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        text = self._templates.get_template(template).render(hub=self._hub.url, **values)
        return HTMLResponse(text, status, _HEADERS)


def _name(visit: Visit) -> str:
    """Return what the hub calls the person; her id if it names nobody."""
    said = (visit.userinfo.content if visit.userinfo else None) or {}
    parts = [str(said.get(key, "")) for key in ("given_name", "family_name")]
    return " ".join(part for part in parts if part) or str(visit.said["id"])


def _explained(answer: Answer | None, explain: Callable[[Any], list[Any]]) -> list[Any]:
    return explain(answer.content) if answer and answer.content else []


async def _sent(request: Request) -> str:
    """Return the field `form` of a posted form; empty if it is not there, or far too long."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return ""
    return parse_qs(body.decode("ascii", "replace")).get("form", [""])[0]


def _cookie(request: Request) -> str:
    return request.cookies.get(_COOKIE, "")


def _to(place: str, cookie: str = "") -> Response:
    answer = RedirectResponse(place, 303, _HEADERS)
    if cookie:
        answer.set_cookie(_COOKIE, cookie, httponly=True, samesite="lax")
    return answer
