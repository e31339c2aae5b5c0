"""`/oauth/authorize` and `/oauth/instant-login`: where every login begins (sso.md 4)."""

from typing import Final

from homeroom.oauth.errors import RedirectedError, ShownError
from homeroom.oauth.grants.forms import FORM
from homeroom.oauth.login import answering, pages
from homeroom.oauth.login.asked import (
    Parameters,
    Target,
    parameters_of,
    pending_of,
    target_of,
    way_of,
)
from homeroom.oauth.login.pages import SHUT
from homeroom.oauth.login.pending import opened
from homeroom.oauth.login.ports import Ports
from homeroom.oauth.login.steps import Login
from homeroom.oauth.rates import milliseconds
from homeroom.oauth.requests.trying import Ended, note_end
from homeroom.web.answers import Answer
from homeroom.web.request import Request

_NOT_NOW: Final = 503
"""How a server declines to be fetched beforehand; the browser asks again when it is meant."""

_AHEAD: Final = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")


def authorize(ports: Ports, request: Request) -> Answer:
    """Begin a login that an application asked for."""
    return _begin(ports, request, by_hub=False)


def instant_login(ports: Ports, request: Request) -> Answer:
    """Begin a login that a link of the hub or of a district asked for (sso.md 4.6).

    As authorize with a response type, to the primary URI; a registered `redirect_uri`, a `state`
    and a `nonce` are honoured, because real clients send them (Q19).
    """
    return _begin(ports, request, by_hub=True)


def go_on(ports: Ports, request: Request) -> Answer:
    """Go on with a login after the login page."""
    try:
        sealed = parameters_of(request.scope["query_string"]).get("request") or ""
        pending = opened(request.parts.sealer, sealed, milliseconds(request.parts.clock.now()))
        return unseen(request) or Login(ports, request, pending).proceed()
    except ShownError as error:
        return shown(error)


def _begin(ports: Ports, request: Request, *, by_hub: bool) -> Answer:
    try:
        target = target_of(request.parts, _parameters(request))
        return unseen(request) or _checked(ports, request, target, by_hub=by_hub)
    except ShownError as error:
        return shown(error)


def _checked(ports: Ports, request: Request, target: Target, *, by_hub: bool) -> Answer:
    try:
        pending = pending_of(request.parts, target, by_hub=by_hub)
    except RedirectedError as error:
        way = way_of(target.parameters, by_hub=by_hub)
        note_end(request, target.app, Ended(way, end="error", reason=error.code))
        return answering.failure(request, target, error)
    return Login(ports, request, pending).proceed()


def _parameters(request: Request) -> Parameters:
    query: bytes = request.scope["query_string"]
    if request.method != "POST":
        return parameters_of(query)
    kind = (request.raw_header(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind.decode("latin-1") not in ("", FORM):
        raise ShownError("invalid_request", "The app that sent you sent something else than a form")
    return parameters_of(query, request.body)


def unseen(request: Request) -> Answer | None:
    """Answer what nobody looks at: HEAD, a fetch beforehand, an image or a frame (ruling R21).

    A login that nobody sees is one that somebody else started (sso.md 11.1).
    """
    if request.scope["method"] == "HEAD":
        return Answer(200, SHUT)
    for name in _AHEAD:
        if b"prefetch" in (request.raw_header(name) or b"").lower():
            return pages.said("Not yet", "This page opens when you go to it.", status=_NOT_NOW)
    wanted = request.raw_header(b"sec-fetch-dest")
    mode = request.raw_header(b"sec-fetch-mode")
    if wanted not in (None, b"document") or mode not in (None, b"navigate"):
        return pages.said("Open this by itself", "A page cannot do this inside another page.",
                          status=400)  # fmt: skip
    return None


def shown(error: ShownError) -> Answer:
    """Say what is wrong; nobody is sent anywhere."""
    return pages.said("This does not work", error.message, status=error.status, is_trouble=True)
