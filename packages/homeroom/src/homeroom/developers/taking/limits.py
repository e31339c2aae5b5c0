"""Answers "From which changes on do we look before we take them, and does one wait?"."""

from typing import Final

from homeroom.developers.districts.standing import author, link_named
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.taking import percentages
from homeroom.events.agreements import running
from homeroom.events.pinning import actions as pins
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.actions import hold_district
from homeroom.sharing.pinning.rules import TYPES, Limits
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/districts/{connection}/limits"
CHANGED: Final = (
    "The limits were changed since the page was loaded. What you typed is still here, nothing of"
    " it is saved. Compare it with what holds now, and save again."
)
_SAID: Final = {
    "saved": "Saved. It holds from the next change on.",
    "already": "These limits held already; nothing was done a second time.",
}
_BAD_FORM: Final = 400
_STALE: Final = 409


def show_limits(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the limits, whether they hold, and what waits because of them."""
    return _page(request, who, app, Form())


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """These limits hold from now on; what waits and is within them is taken."""
    link = link_named(request.parts, app, request.path_params["connection"])
    limits = percentages.read(form)
    if form.troubles:
        return _page(request, who, app, form, _BAD_FORM)
    back = path_of(app, BELOW.format(connection=link.connection.id))
    number, named = link.district.number, link.connection.id
    if limits == link.connection.limits:
        return see_other(f"{back}?said=already")
    with request.parts.store.roster.writing() as session:
        hold_district(session, number)
        held = running(session, number, named).limits
        is_stale = percentages.mark_of(held) != form.text("mark")
        if not is_stale:
            by = author(who, app, link.now_ms)
            pins.change_limits(session, number, named, limits, by)
    if is_stale:
        form.refuse("", CHANGED)
        return _page(request, who, app, form, _STALE)
    request.parts.log.info("limits changed", application=app.id, connection=named)
    return see_other(f"{back}?said=saved")


def _page(
    request: Request, who: Developer, app: Registration, form: Form, status: int = 200
) -> Answer:
    parts = request.parts
    link = link_named(parts, app, request.path_params["connection"])
    limits: Limits | None = link.connection.limits
    review = None
    if link.connection.held:
        with parts.store.roster.reading() as session:
            review = pins.review(session, link.district.number, link.connection.id)
    is_typed = status != 200  # noqa: PLR2004 - a form that was refused
    return show_app(
        request,
        who,
        app,
        "taking/limits.html",
        "/districts",
        status=status,
        link=link,
        review=review,
        excess=[percentages.excess_in_words(one) for one in review.excess] if review else [],
        is_on=limits is not None,
        hold=form.text("hold") if is_typed else "off" if limits is None else "on",
        percents=percentages.typed(form) if is_typed else percentages.shown(limits),
        mark=percentages.mark_of(limits),
        types=list(TYPES),
        actions=list(percentages.ACTIONS.items()),
        troubles=form.troubles,
        said=_SAID.get(query_of(request).text("said"), ""),
    )
