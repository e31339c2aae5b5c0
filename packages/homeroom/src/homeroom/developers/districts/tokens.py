"""One connection: when it opens, and its token, which is shown, replaced or revoked here.

The string is kept sealed and leaves only as the answer to a POST, so no address, no history and
no prefetch holds it. A form names the token that it was shown with: what was replaced meanwhile
is not replaced again.
"""

from typing import Final

from homeroom.developers.districts.standing import STAGES, TIERS, Link, author, link_named
from homeroom.developers.frame import confirm, path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.events.pinning import actions as pins
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.oauth import actions as oauth
from homeroom.oauth.actions import TOKEN_PURPOSE, Holder
from homeroom.oauth.connecting import ensure_token
from homeroom.oauth.queries import tokens_of
from homeroom.oauth.registration.queries import Registration
from homeroom.sharing.connecting.actions import set_launch_day
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_MEANWHILE: Final = "The token was replaced meanwhile. Look at the connection again."
_SAID: Final = {
    "launch": "The launch date is set.",
    "taken": "Your application reads what is there now.",
}


def show_link(request: Request, who: Developer, app: Registration) -> Answer:
    """Show one connection: its state, its type, what waits, its token without the string."""
    return _page(request, who, app, Form())


def reveal(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Show the active token."""
    link = _link(request, app)
    if link.token is None or link.token.token != form.text("token"):
        raise ConflictError(_MEANWHILE)
    string = request.parts.sealer.open(bytes.fromhex(link.token.sealed), TOKEN_PURPOSE)
    request.parts.log.info("district token shown", application=app.id, token=link.token.token)
    return _token(request, who, app, link, string, "")


def rotate(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """A new token is shown; the one before works for another day."""
    link = _link(request, app)
    string = _issue(request, link, form, revokes=False)
    return _token(request, who, app, link, string, "The token before works for 24 more hours.")


def ask_revoke(request: Request, who: Developer, app: Registration) -> Answer:
    """Say what revoking does, before it is done."""
    link = _link(request, app)
    if link.token is None:
        raise NotFoundError("This connection has no token.", "no_such_token")
    below = f"/districts/{link.connection.id}"
    return confirm(
        request,
        who,
        app,
        below,
        title="Revoke this district's tokens?",
        says=[
            (
                f"Every token of {link.district.name} is refused from that moment on, also one that"
                " was replaced within the last day."
            ),
            "A new one is made and shown. Until your application has it, it reads nothing.",
        ],
        action=path_of(app, f"{below}/revoke"),
        button="Revoke and make a new token",
        hidden={"token": link.token.token},
    )


def revoke(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """No token of before opens anything; a new one is shown."""
    link = _link(request, app)
    string = _issue(request, link, form, revokes=True)
    return _token(request, who, app, link, string, "Every token of before is refused.")


def launch(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """People may enter from this day on."""
    link, day = _link(request, app), form.text("launch_on")
    try:
        with request.parts.store.roster.writing() as session:
            number = link.district.number
            set_launch_day(session, number, link.connection.id, day, link.today)
    except InvalidRequestError as error:
        form.refuse("launch_on", f"{error}.")
        return _page(request, who, app, form, _BAD_FORM)
    return _back(app, link, "launch")


def take(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The application takes the large change that it looked at (district.md 1.12)."""
    link = _link(request, app)
    by = author(who, app, link.now_ms)
    with request.parts.store.roster.writing() as session:
        number = link.district.number
        pins.approve_review(session, number, link.connection.id, by, form.text("position"))
    return _back(app, link, "taken")


def _issue(request: Request, link: Link, form: Form, *, revokes: bool) -> str:
    parts, connection = request.parts, link.connection
    holder = Holder(link.district.number, connection.id, connection.application)
    with parts.store.control.writing() as control:
        oauth.wait_for_issuers(control, connection.application)
        issued = tokens_of(control, connection.application)
        active = next((one.token for one in issued if one.connection == connection.id), "")
        if not active or active != form.text("token"):
            raise ConflictError(_MEANWHILE)
        if revokes:
            oauth.revoke_district_tokens(control, link.district.number, connection.id)
        now = round(parts.clock.now().timestamp() * 1000)
        string = oauth.issue_district_token(control, parts.sealer, now, holder)
    parts.log.info("district token replaced", application=connection.application, at_once=revokes)
    return string


def _link(request: Request, app: Registration) -> Link:
    return link_named(request.parts, app, request.path_params["connection"])


def _token(  # noqa: PLR0913 - a page is all of these
    request: Request, who: Developer, app: Registration, link: Link, string: str, note: str
) -> Answer:
    return show_app(
        request, who, app, "token.html", "/districts", link=link, string=string, note=note
    )


def _back(app: Registration, link: Link, said: str) -> Answer:
    return see_other(path_of(app, f"/districts/{link.connection.id}?said={said}"))


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    parts, link = request.parts, _link(request, app)
    if link.token is None:
        # What a hub that was stopped between its two stores left undone is done here.
        ensure_token(parts, link.district.number, link.connection.id)
        link = _link(request, app)
    review = None
    if link.connection.held:
        with parts.store.roster.reading() as session:
            review = pins.review(session, link.district.number, link.connection.id)
    return show_app(
        request,
        who,
        app,
        "link.html",
        "/districts",
        status=status,
        link=link,
        stage=STAGES[link.stage],
        tier=TIERS[link.connection.tier],
        launched=link.connection.launched(link.today),
        review=review,
        typed=form.text("launch_on") or link.connection.launch_on or "",
        troubles=form.troubles,
        said=_SAID.get(query_of(request).text("said"), ""),
    )
