"""Answers "What does my application prove itself with?": its client id and its secrets.

A secret is shown on the answer that makes it and on no other page; of what is kept nobody can
read it. While one replaces another both work, until a moment that is chosen and shown.
"""

from typing import Final

from homeroom.developers.frame import confirm, path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.registration import actions
from homeroom.oauth.registration.queries import Registration, registration_of
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_HOUR: Final = 60 * 60 * 1000
WORKS_ON: Final = {
    "0": (0, "It ends at once"),
    "1": (24 * _HOUR, "One more day"),
    "7": (7 * 24 * _HOUR, "One more week"),
    "30": (30 * 24 * _HOUR, "30 more days"),
}
"""How long the secret that is replaced still works."""

_BAD_FORM: Final = 400
_STALE: Final = 409
_MEANWHILE: Final = (
    "A secret was made or revoked since this page was loaded, perhaps by this form sent twice."
    " Nothing was done now. If you did not see a secret that is new here, revoke it and make"
    " another one."
)


def show_keys(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the client id, and of each secret when it was made and until when it works."""
    return _page(request, who, app, Form())


def rotate(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """A new secret is shown this once; a form that was sent twice makes no second one."""
    chosen = WORKS_ON.get(form.text("works"))
    if chosen is None:
        form.refuse("works", "Choose how long the old secret still works.")
        return _page(request, who, app, form, _BAD_FORM)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        if form.text("mark") != held.secrets_mark:
            form.refuse("", _MEANWHILE)
            return _page(request, who, held, form, _STALE)
        secret = actions.rotate_secret(session, who.now, held, chosen[0])
        now = registration_of(session, who.number, app.id, who.now) or held
    request.parts.log.info("client secret issued", application=app.id)
    return show_app(request, who, now, "secret.html", "/keys", secret=secret, is_new=False)


def ask_revoke(request: Request, who: Developer, app: Registration) -> Answer:
    """Say what a revoked secret does, before it is revoked."""
    named = query_of(request).text("secret")
    found = next((one for one in app.secrets if one.id == named), None)
    if found is None:
        raise NotFoundError("There is no such secret; it may have ended.", "no_such_secret")
    last = len(app.secrets) == 1
    says = [
        "Whatever proves itself with this secret is refused from that moment on.",
        "It is the only one: until you make a new one, nobody can sign in to the application."
        if last
        else "The other secret works on.",
    ]
    return confirm(
        request,
        who,
        app,
        "/keys",
        title=f"Revoke the secret that ends in {found.ending or '?'}?",
        says=says,
        action=path_of(app, "/keys/revoke"),
        button="Revoke this secret",
        hidden={"secret": found.id},
    )


def revoke(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The secret proves nothing any more; one that is gone already stays gone."""
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        actions.revoke_secret(session, held, form.text("secret"))
    request.parts.log.info("client secret revoked", application=app.id)
    return see_other(path_of(app, "/keys?said=revoked"))


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    return show_app(
        request,
        who,
        app,
        "keys.html",
        "/keys",
        status=status,
        most=actions.MOST_SECRETS,
        works=[(value, label) for value, (_, label) in WORKS_ON.items()],
        troubles=form.troubles,
        said=query_of(request).text("said") == "revoked",
    )
