"""Answers "Which data do I ask for, and why?"."""

from typing import Final

from homeroom.developers.asking import narrowing
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth import actions as oauth
from homeroom.oauth.declared import FieldNeed
from homeroom.oauth.registration import actions, rules
from homeroom.oauth.registration.actions import CHANGED
from homeroom.oauth.registration.queries import Registration
from homeroom.oauth.registration.rules import OFFERED_KINDS, Offer, needs_of, offers_of
from homeroom.roster.queries import districts
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_BAD_FORM: Final = 400
_STALE: Final = 409
_LONGEST_REASON: Final = 300
CHOICES: Final = (("", "Not asked for"), ("optional", "Optional"), ("required", "Required"))


def show_fields(request: Request, who: Developer, app: Registration) -> Answer:
    """Show by kind how much is asked for, and what districts have not given."""
    needs, types = needs_of(app.said), app.app.declared.types
    kinds = [
        (kind, len(offers), [needs[one.name] for one in offers if one.name in needs])
        for kind in OFFERED_KINDS
        if (offers := offers_of(kind, types))
    ]
    with request.parts.store.control.reading() as session:
        names = {one.number: one.name for one in districts(session)}
    waits = narrowing.waiting_in(request.parts, app.id, needs)
    return show_app(
        request,
        who,
        app,
        "fields.html",
        "/fields",
        kinds=[
            (kind, every, len(asked), sum(1 for one in asked if not one.reason))
            for kind, every, asked in kinds
        ],
        waits=[(names.get(one.connection.district, ""), one.fields) for one in waits],
        has_library="library" in types,
    )


def show_kind(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the fields of one kind, each with its need and its reason."""
    kind, offers = _kind(request, app)
    return _page(request, who, app, Form(), kind, offers, dict(needs_of(app.said)))


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """These fields of the kind are asked for; what is asked for no more is off at once."""
    kind, offers = _kind(request, app)
    typed = _typed(form, offers)
    if form.troubles:
        return _page(request, who, app, form, kind, offers, typed, _BAD_FORM)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, who.number, app.id, who.now)
        known = needs_of(held.said)
        own = {one.name for one in offers}
        if {name: need for name, need in known.items() if name in own} != typed:
            if held.mark != form.text("mark"):
                form.refuse("", CHANGED)
                return _page(request, who, held, form, kind, offers, typed, _STALE)
            others = {name: need for name, need in known.items() if name not in own}
            oauth.declare(session, app.id, rules.with_needs(held.said, others | typed))
            known = others | typed
    author = f"{who.name}, developer of {app.app.name}"
    changed = narrowing.narrow(request.parts, app.id, known, author)
    return see_other(path_of(app, f"/fields/{kind}?said=saved&changed={changed}"))


def _kind(request: Request, app: Registration) -> tuple[str, tuple[Offer, ...]]:
    kind = request.path_params["kind"]
    offers = offers_of(kind, app.app.declared.types)
    if not offers:
        raise NotFoundError("There are no such fields for this application.", "no_such_fields")
    return kind, offers


def _typed(form: Form, offers: tuple[Offer, ...]) -> dict[str, FieldNeed]:
    """Return what the form says, and note what is missing in it."""
    found = {}
    for one in offers:
        need, reason = form.text(f"need:{one.name}"), form.text(f"reason:{one.name}")
        if need not in ("required", "optional"):
            continue
        if not reason:
            form.refuse(f"reason:{one.name}", f"Say why you need {one.path}.")
        elif len(reason) > _LONGEST_REASON:
            form.refuse(
                f"reason:{one.name}", f"Use at most {_LONGEST_REASON} characters for {one.path}."
            )
        found[one.name] = FieldNeed("required" if need == "required" else "optional", reason)
    return found


def _page(  # noqa: PLR0913 - a page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    form: Form,
    kind: str,
    offers: tuple[Offer, ...],
    typed: dict[str, FieldNeed],
    status: int = 200,
) -> Answer:
    query = query_of(request)
    changed = query.text("changed")
    return show_app(
        request,
        who,
        app,
        "kind.html",
        "/fields",
        status=status,
        kind=kind,
        offers=[(one, typed.get(one.name)) for one in offers],
        typed={name: values[-1] for name, values in form.fields.items()},
        choices=CHOICES,
        longest=_LONGEST_REASON,
        troubles=form.troubles,
        said=query.text("said") == "saved",
        changed=int(changed) if changed.isdecimal() and changed.isascii() else 0,
    )
