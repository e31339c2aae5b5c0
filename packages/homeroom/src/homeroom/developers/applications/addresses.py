"""Answers "Where may people be sent?": redirect URIs, and the addresses of signing out."""

from typing import Any, Final

from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer, own_app
from homeroom.oauth import actions as oauth
from homeroom.oauth.redirects import trouble_with
from homeroom.oauth.registration import actions, following
from homeroom.oauth.registration.actions import CHANGED
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_STALE: Final = 409
_MOST: Final = 50


def show_addresses(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the addresses, one a line, the primary one first."""
    return _page(request, who, app, Form(), _kept(app))


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """People may be sent to these addresses and to no others (sso.md 4.7)."""
    wanted = {
        "redirect_uris": _lines(form.raw("redirect_uris")),
        "post_logout": _lines(form.raw("post_logout")),
        "backchannel": _lines(form.raw("backchannel")),
    }
    live = app.app.declared.live
    for name, uris in wanted.items():
        trouble = _trouble(uris, live=live)
        if trouble:
            form.refuse(name, trouble)
    if len(wanted["backchannel"]) > 1:
        form.refuse("backchannel", "There can be one address for notices.")
    if form.troubles:
        return _page(request, who, app, form, wanted, _BAD_FORM)
    following.note_agreed(request.parts, app.app)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        if _kept(held) != wanted:
            if held.mark != form.text("mark"):
                form.refuse("", CHANGED)
                return _page(request, who, held, form, wanted, _STALE)
            oauth.set_redirect_uris(session, held.app, wanted["redirect_uris"])
            oauth.declare(session, app.id, {**held.said, **_declared(wanted)})
    following.follow(request.parts, own_app(request, who).app, f"{who.name} of {app.app.name}")
    return see_other(path_of(app, "/addresses?said=saved"))


def _kept(app: Registration) -> dict[str, list[str]]:
    declared = app.app.declared
    notices = declared.backchannel_logout_uri
    return {
        "redirect_uris": list(app.app.redirect_uris),
        "post_logout": list(declared.post_logout_redirect_uris),
        "backchannel": [notices] if notices else [],
    }


def _declared(wanted: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "post_logout_redirect_uris": wanted["post_logout"],
        "backchannel_logout_uri": "".join(wanted["backchannel"]),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _trouble(uris: list[str], *, live: bool) -> str:
    """Return what is wrong with the first address that cannot be registered."""
    for uri in uris:
        trouble = trouble_with(uri, live=live)
        if trouble is not None:
            return f"{uri} {trouble}."
    if len(set(uris)) != len(uris):
        return "An address is there more than once."
    return f"Use at most {_MOST} addresses." if len(uris) > _MOST else ""


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    form: Form,
    typed: dict[str, list[str]],
    status: int = 200,
) -> Answer:
    return show_app(
        request,
        who,
        app,
        "addresses.html",
        "/addresses",
        status=status,
        typed=typed,
        troubles=form.troubles,
        said=query_of(request).text("said") == "saved",
    )
