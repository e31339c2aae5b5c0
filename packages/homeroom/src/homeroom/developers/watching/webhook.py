"""Answers "Where do we hear of new events, and did it arrive?"."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final

from homeroom.developers.frame import confirm, path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.watching.connected import Link, links_of
from homeroom.events.webhooks import actions
from homeroom.events.webhooks.actions import At
from homeroom.events.webhooks.looking import has_feed
from homeroom.events.webhooks.queries import Cursor, Webhook, cursors_of, webhook_of
from homeroom.events.webhooks.rules import LONGEST_ADDRESS, test_notice
from homeroom.events.webhooks.telling import Outcome, send
from homeroom.foundation.clock import wire_time
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.ids import parse_id, wire_id
from homeroom.foundation.outbound import Outbound
from homeroom.foundation.parts import Parts
from homeroom.oauth.registration.actions import held
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, see_other
from homeroom.web.handlers import afterwards
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply

BELOW: Final = "/webhook"
SAID: Final = {
    "saved": "Saved. Notices go to this address from now on.",
    "removed": "The webhook is removed. Nothing is sent any more.",
    "again": "The notice is on its way again.",
}
STATES: Final = {
    "told": ("Told", "good"),
    "due": ("On its way", "look"),
    "dead": ("Dead letter", "loss"),
}
_BAD_FORM: Final = 400
_GONE: Final = "There is no webhook any more. Save an address first."
_BUSY: Final = "Other tests are on their way. Try again in some seconds."

_tests: Final = threading.BoundedSemaphore(4)
"""Tests wait for the receiver in threads of their own, of which a process has that many."""


def show_webhook(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the address, and how far the application was told of each connection."""
    said = SAID.get(query_of(request).text("said"), "")
    return _page(request, who, app, said=said)


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Notices go to this address; the secret of a new webhook is shown this once."""
    address, parts = form.text("address"), request.parts
    trouble = _objection(parts, address)
    if trouble:
        form.refuse("address", trouble)
        return _page(request, who, app, form=form, status=_BAD_FORM)
    at = At(who.now, _mark(form))
    try:
        with parts.store.control.writing() as session:
            # Held: of two forms at once the second sees what the first has done.
            held(session, who.number, app.id, who.now)
            kept, secret = webhook_of(session, app.id), ""
            # Sent twice, or saved as it was: nothing is to be done.
            if kept is None or kept.address != address:
                secret = actions.set_address(session, parts.sealer, app.id, address, at)
    except ConflictError as error:
        form.refuse("", error.message)
        return _page(request, who, app, form=form, status=error.status)
    if secret:
        return _show_secret(request, who, app, secret)
    return see_other(path_of(app, f"{BELOW}?said=saved"))


def rotate(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Show a new secret; the old one signs beside it for a day."""
    at = At(who.now, _mark(form))
    with request.parts.store.control.writing() as session:
        held(session, who.number, app.id, who.now)
        secret = actions.rotate(session, request.parts.sealer, app.id, at)
    request.parts.log.info("webhook secret issued", application=app.id)
    return _show_secret(request, who, app, secret)


def ask_remove(request: Request, who: Developer, app: Registration) -> Answer:
    """Say what is lost, before it is."""
    found = _kept(request.parts, app)
    return confirm(
        request, who, app, BELOW,
        title="Remove the webhook?",
        says=["Nothing is sent any more, and the secret is forgotten.",
              "Your feeds stay as they are: read them whenever you like."],
        action=path_of(app, f"{BELOW}/remove"),
        button="Remove the webhook",
        hidden={"mark": str(found.changed_at)},
    )  # fmt: skip


def remove(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Nothing is sent any more."""
    with request.parts.store.control.writing() as session:
        held(session, who.number, app.id, who.now)
        if webhook_of(session, app.id) is not None:
            actions.remove(session, app.id, At(who.now, _mark(form)))
    return see_other(path_of(app, f"{BELOW}?said=removed"))


def send_again(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """A dead letter is tried for another day."""
    event = parse_id(form.text("event"))
    named = form.text("connection")
    if event is None or all(one.connection.id != named for one in links_of(request.parts, app.id)):
        raise ConflictError("There is no such notice of this application.")
    with request.parts.store.roster.writing() as session:
        actions.send_again(session, who.now, event[1], named, event[0])
    return see_other(path_of(app, f"{BELOW}?said=again"))


def test(request: Request, who: Developer, app: Registration, _: Form) -> Reply:
    """Send a test notice now, and say what became of it."""
    parts = request.parts
    hook = _kept(parts, app)
    outbound = Outbound(own_machine=parts.settings.sandbox)
    body = test_notice(wire_time(parts.clock.now()))
    made = _by_itself(partial(send, parts, outbound, hook, body))
    return afterwards(made, lambda done: _page(request, who, app, tried=done.result()))


def _mark(form: Form) -> int:
    """Return which state of the webhook a form was shown with."""
    text = form.text("mark")
    return int(text) if text.isascii() and text.isdigit() else -1


def _by_itself(call: Callable[[], Outcome]) -> "Future[Outcome]":
    """Carry a call out in a thread of its own: a slow receiver must not hold up other pages."""
    if not _tests.acquire(blocking=False):
        raise ConflictError(_BUSY)
    made: Future[Outcome] = Future()

    def carry_out() -> None:
        try:
            outcome = call()
        except BaseException as error:  # noqa: BLE001 - raised again where the answer is made
            _tests.release()
            made.set_exception(error)
        else:
            _tests.release()
            made.set_result(outcome)

    threading.Thread(target=carry_out, name="webhook-test", daemon=True).start()
    return made


def _objection(parts: Parts, address: str) -> str:
    if not address:
        return "Type the address that notices shall go to."
    if len(address) > LONGEST_ADDRESS:
        return f"Use an address of at most {LONGEST_ADDRESS} characters."
    trouble = Outbound(own_machine=parts.settings.sandbox).objection(address)
    return f"{trouble}." if trouble else ""


def _kept(parts: Parts, app: Registration) -> Webhook:
    with parts.store.control.reading() as session:
        found = webhook_of(session, app.id)
    if found is None:
        raise ConflictError(_GONE)
    return found


def _show_secret(request: Request, who: Developer, app: Registration, secret: str) -> Answer:
    return show_app(request, who, app, "watching/webhook_secret.html", BELOW, secret=secret)


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    *,
    form: Form | None = None,
    said: str = "",
    tried: Outcome | None = None,
    status: int = 200,
) -> Answer:
    parts, sent = request.parts, form or Form()
    with parts.store.control.reading() as session:
        hook = webhook_of(session, app.id)
    with parts.store.roster.reading() as session:
        cursors = {(one.district, one.connection): one for one in cursors_of(session, app.id)}
    links = [one for one in links_of(parts, app.id) if has_feed(one.connection)]
    return show_app(
        request, who, app, "watching/webhook.html", BELOW, status=status,
        hook=hook,
        typed=sent.text("address") if form else (hook.address if hook else ""),
        mark=hook.changed_at if hook else 0,
        troubles=sent.troubles,
        said=said,
        tried=tried,
        rows=[_row(one, cursors.get((one.district.number, one.connection.id))) for one in links],
        old_until=hook.old_until if hook and (hook.old_until or 0) > who.now else None,
        states=STATES,
    )  # fmt: skip


def _row(link: Link, cursor: Cursor | None) -> dict[str, Any]:
    event = wire_id(cursor.event, cursor.district) if cursor else ""
    return {"link": link, "cursor": cursor, "event": event}
