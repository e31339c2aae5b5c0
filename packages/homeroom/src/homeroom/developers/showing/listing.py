"""Answers "What do teachers read about my application in the Library?": texts, and publishing."""

from typing import Any, Final

from homeroom.developers.frame import confirm, path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.oauth import actions as oauth
from homeroom.oauth.registration import actions
from homeroom.oauth.registration import listing as rules
from homeroom.oauth.registration.actions import CHANGED, ChangedError
from homeroom.oauth.registration.queries import Registration
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/listing"
_SAID: Final = {
    "saved": "The draft is saved. Teachers see it once you publish it.",
    "published": "Published. Teachers see it from now on.",
    "withdrawn": "It is out of the Library.",
}
_BAD_FORM: Final = 400
_STALE: Final = 409


def show_listing(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the draft, and what is missing in it."""
    return _page(request, who, app, Form(), rules.draft_of(app.said))


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The draft holds what was typed; what teachers see stays as it is."""
    typed = _typed(form)
    for name in rules.FIELDS:
        trouble = rules.trouble_in(name, typed[name])
        if trouble:
            form.refuse(name, trouble)
    if form.troubles:
        return _page(request, who, app, form, typed, _BAD_FORM)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        before = rules.draft_of(held.said)
        draft = {**before, **typed}
        if draft != before:
            if held.mark != form.text("mark"):
                form.refuse("", CHANGED)
                return _page(request, who, held, form, typed, _STALE)
            oauth.declare(session, app.id, rules.with_draft(held.said, draft))
    return see_other(path_of(app, f"{BELOW}?said=saved"))


def publish(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Teachers read the draft; nothing is published by halves."""
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        draft = rules.draft_of(held.said)
        if held.app.declared.listing.live and not rules.is_ahead(held.said):
            return see_other(path_of(app, f"{BELOW}?said=published"))
        if held.mark != form.text("mark"):
            form.refuse("", CHANGED)
            return _page(request, who, held, form, draft, _STALE)
        for item in rules.missing(draft):
            form.refuse(item.below.partition("#")[2], f"{item.label} is missing.")
        for name in rules.FIELDS:
            # Of a listing that nobody typed here.
            trouble = rules.trouble_in(name, draft.get(name, ""))
            if trouble:
                form.refuse(name, trouble)
        if form.troubles:
            return _page(request, who, held, form, draft, _BAD_FORM)
        oauth.declare(session, app.id, rules.published(held.said))
    request.parts.log.info("listing published", application=app.id)
    return see_other(path_of(app, f"{BELOW}?said=published"))


def ask_withdraw(request: Request, who: Developer, app: Registration) -> Answer:
    """Say what is lost, before it is."""
    return confirm(
        request, who, app, BELOW,
        title="Take it out of the Library?",
        says=["Teachers do not find it any more.",
              "Whoever has added it cannot open it, nor can her students.",
              "What they added is kept, and works again once you publish."],
        action=path_of(app, f"{BELOW}/withdraw"),
        button="Take it out of the Library",
        hidden={"mark": app.mark},
    )  # fmt: skip


def withdraw(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Teachers do not find it any more; the draft stays."""
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        if held.app.declared.listing.live:
            if held.mark != form.text("mark"):
                raise ChangedError
            oauth.declare(session, app.id, rules.withdrawn(held.said))
    request.parts.log.info("listing withdrawn", application=app.id)
    return see_other(path_of(app, f"{BELOW}?said=withdrawn"))


def _typed(form: Form) -> dict[str, Any]:
    texts = {name: form.text(name).replace("\r\n", "\n") for name in rules.FIELDS}
    lists = {
        name: [one for one in every if one in form.all(name)]
        for name, (_, every) in rules.LISTS.items()
    }
    price = form.text("pricing")
    return {**texts, **lists, "pricing": price if price in rules.PRICES else ""}


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    form: Form,
    typed: rules.Draft,
    status: int = 200,
) -> Answer:
    draft = rules.draft_of(app.said)
    return show_app(
        request,
        who,
        app,
        "showing/listing.html",
        BELOW,
        status=status,
        typed=typed,
        troubles=form.troubles,
        fields=rules.FIELDS,
        lists=rules.LISTS,
        prices=[("", "Choose one"), *((one, one) for one in rules.PRICES)],
        items=[(one, path_of(app, one.below)) for one in rules.checklist(draft)],
        missing=len(rules.missing(draft)),
        is_ahead=rules.is_ahead(app.said),
        said=_SAID.get(query_of(request).text("said"), ""),
    )
