"""Answers "What do we take of what this district shares?", and what another choice would do.

Nobody is named here, and no value of a record is offered: what a pupil is called and which grades
there are, an application reads with its token, within what it is given.
"""

from collections.abc import Sequence
from typing import Any, Final

from homeroom.developers.districts.standing import Link, author, link_named
from homeroom.developers.frame import path_of, show_app
from homeroom.developers.guard import Developer
from homeroom.developers.taking import drafting
from homeroom.developers.taking.drafting import checked
from homeroom.events.agreements import change_filters, running
from homeroom.events.previews import Preview, preview
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.actions import hold_district
from homeroom.roster.documents import newest_batch
from homeroom.sharing.changing.given import Given
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.queries import Connection
from homeroom.sharing.selecting.counting import counts
from homeroom.sharing.selecting.drafting import CHOICES, Selection, pressed, read_selection
from homeroom.sharing.selecting.rules import Rule, normalised
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

BELOW: Final = "/districts/{connection}/filters"
MOVED: Final = (
    "What is shared, or the roster, has changed since you looked. Nothing was saved. These are the"
    " figures now."
)
_SAID: Final = {
    "saved": "Saved. Your application is told by events, and reads this from now on.",
    "waits": "Saved. It waits: until the pause or your review ends, you read what you read.",
    "already": "This was in force already; nothing was done a second time.",
}
TYPES: Final = {
    "users.student": "Students",
    "users.teacher": "Teachers",
    "users.staff": "Staff",
    "users.district_admin": "District administrators",
    "users.contact": "Contacts",
    "schools": "Schools",
    "sections": "Sections",
    "courses": "Courses",
    "terms": "Terms",
}
_BAD_FORM: Final = 400
_STALE: Final = 409


def show_filters(request: Request, who: Developer, app: Registration) -> Answer:
    """Show the three counts, the filters, and the form that changes them."""
    link = link_named(request.parts, app, request.path_params["connection"])
    with request.parts.store.roster.reading() as session:
        agreement = wished(session, link.connection)
        found = counts(session, link.district.number, link.connection.id)
    said = _SAID.get(query_of(request).text("said"), "")
    selection = Selection(agreement.filters)
    return _editor(
        request, who, app, (link, agreement), selection, said=said,
        counts=[(TYPES[name], found[name]) for name in TYPES if found[name].shared],
    )  # fmt: skip


def work_on_filters(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Take the draft a step further: by one of its buttons, or a look at what it does."""
    standing = _standing(request, app)
    button = form.text("do")
    selection = pressed(read_selection(form), button, form)
    if button == "preview":
        selection = checked(selection, Given(standing[1].access))
    if selection.troubles or button != "preview":
        return _editor(request, who, app, standing, selection)
    return _preview(request, who, app, normalised(selection.rules))


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The filters are in force, if what they do is still what was shown."""
    link, agreement = _standing(request, app)
    selection = checked(read_selection(form), Given(agreement.access))
    if selection.troubles:
        raise InvalidRequestError(" ".join(selection.troubles.values()))
    filters, number, named = normalised(selection.rules), link.district.number, link.connection.id
    back = path_of(app, BELOW.format(connection=named))
    if filters == agreement.filters:
        return see_other(f"{back}?said=already")
    with request.parts.store.roster.writing() as session:
        hold_district(session, number)
        found = running(session, number, named)
        is_stale = _mark(session, found) != form.text("seen")
        if not is_stale:
            change_filters(session, number, named, filters, author(who, app, link.now_ms))
            after = running(session, number, named)
    if is_stale:
        return _preview(request, who, app, filters, notice=MOVED)
    request.parts.log.info("filters changed", application=app.id, connection=named)
    return see_other(f"{back}?said={'saved' if after.pinned is None else 'waits'}")


def _standing(request: Request, app: Registration) -> tuple[Link, Agreement]:
    link = link_named(request.parts, app, request.path_params["connection"])
    with request.parts.store.roster.reading() as session:
        return link, wished(session, link.connection)


def _mark(session: Session, found: Connection) -> str:
    return drafting.mark_of(wished(session, found), newest_batch(session, found.district))


def _preview(
    request: Request,
    who: Developer,
    app: Registration,
    filters: tuple[Rule, ...],
    *,
    notice: str = "",
) -> Answer:
    link, agreement = _standing(request, app)
    number = link.district.number
    with request.parts.store.roster.reading() as session:
        seen = _mark(session, link.connection)
        found = preview(session, number, link.connection.id, filters=filters)
    return show_app(
        request,
        who,
        app,
        "taking/preview.html",
        "/districts",
        status=_STALE if notice else 200,
        link=link,
        notice=notice,
        is_same=filters == agreement.filters,
        before=_words(agreement.filters),
        after=_words(filters),
        effects=[
            (TYPES[name], found.types[name])
            for name in TYPES
            if found.types[name].now or found.types[name].then
        ],
        told=_told(found),
        loses=any(effect.lost for effect in found.types.values()),
        rules=Selection(filters).held,
        seen=seen,
    )


def _words(filters: Sequence[Rule]) -> list[str]:
    return [one.words() for one in filters] or ["Everything that the district shares"]


def _told(found: Preview) -> dict[str, int]:
    told = dict.fromkeys(("created", "updated", "deleted"), 0)
    for (_, action), rids in found.events.items():
        told[action] += len(rids)
    return told


def _editor(
    request: Request,
    who: Developer,
    app: Registration,
    standing: tuple[Link, Agreement],
    selection: Selection,
    **above: Any,
) -> Answer:
    link, agreement = standing
    rule = selection.rule
    return show_app(
        request,
        who,
        app,
        "taking/filters.html",
        "/districts",
        status=_BAD_FORM if selection.troubles else 200,
        link=link,
        selection=selection,
        choices=CHOICES,
        fields=[(one, one) for one in Given(agreement.access).names(rule.kind)] if rule else [],
        is_draft=selection.rules != agreement.filters,
        troubles=selection.troubles,
        **({"said": "", "counts": None} | above),
    )
