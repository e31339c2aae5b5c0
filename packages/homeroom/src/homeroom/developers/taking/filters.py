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
from homeroom.developers.taking.drafting import (
    CONDITIONS,
    KINDS,
    Draft,
    Given,
    check,
    filters_of,
    in_words,
    read_draft,
    with_typed,
    written,
)
from homeroom.events.agreements import change_filters, running
from homeroom.events.previews import Preview, preview
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.actions import hold_district
from homeroom.roster.documents import newest_batch
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.pinning.queries import wished
from homeroom.sharing.queries import Connection
from homeroom.sharing.selecting.counting import counts
from homeroom.sharing.selecting.rules import OPERATORS, Rule
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
    draft = Draft(agreement.filters)
    return _editor(
        request, who, app, (link, agreement), draft, Form(), said=said,
        counts=[(TYPES[name], found[name]) for name in TYPES if found[name].shared],
    )  # fmt: skip


def work_on_filters(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """Take the draft a step further: another rule in it, one less, or a look at what it does."""
    link, agreement = _standing(request, app)
    button = form.text("do")
    draft = read_draft(form)
    if button == "reopen":
        return _editor(request, who, app, (link, agreement), draft, Form())
    draft = with_typed(draft, form)
    check(draft, Given(agreement.access), form)
    if form.troubles:
        before = read_draft(form)
        return _editor(request, who, app, (link, agreement), before, form, status=_BAD_FORM)
    if button != "preview":
        return _editor(request, who, app, (link, agreement), draft, Form())
    return _preview(request, who, app, draft)


def save(request: Request, who: Developer, app: Registration, form: Form) -> Answer:
    """The filters are in force, if what they do is still what was shown."""
    link, agreement = _standing(request, app)
    draft = read_draft(form)
    check(draft, Given(agreement.access), form)
    if form.troubles:
        raise InvalidRequestError(" ".join(form.troubles.values()))
    filters, number, named = filters_of(draft), link.district.number, link.connection.id
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
        return _preview(request, who, app, draft, notice=MOVED)
    request.parts.log.info("filters changed", application=app.id, connection=named)
    return see_other(f"{back}?said={'saved' if after.pinned is None else 'waits'}")


def _standing(request: Request, app: Registration) -> tuple[Link, Agreement]:
    link = link_named(request.parts, app, request.path_params["connection"])
    with request.parts.store.roster.reading() as session:
        return link, wished(session, link.connection)


def _mark(session: Session, found: Connection) -> str:
    return drafting.mark_of(wished(session, found), newest_batch(session, found.district))


def _preview(
    request: Request, who: Developer, app: Registration, draft: Draft, *, notice: str = ""
) -> Answer:
    link, agreement = _standing(request, app)
    filters, number = filters_of(draft), link.district.number
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
        rules=written(filters),
        seen=seen,
    )


def _words(filters: Sequence[Rule]) -> list[str]:
    return [in_words(one) for one in filters] or ["Everything that the district shares"]


def _told(found: Preview) -> dict[str, int]:
    told = dict.fromkeys(("created", "updated", "deleted"), 0)
    for (_, action), rids in found.events.items():
        told[action] += len(rids)
    return told


def _editor(  # noqa: PLR0913 - the page is all of these
    request: Request,
    who: Developer,
    app: Registration,
    standing: tuple[Link, Agreement],
    draft: Draft,
    form: Form,
    *,
    status: int = 200,
    **above: Any,
) -> Answer:
    link, agreement = standing
    given = Given(agreement.access)
    named: dict[str, list[str]] = {}
    for kind, label in KINDS.items():
        for name in given.names(kind):
            named.setdefault(name, []).append(label.lower())
    return show_app(
        request,
        who,
        app,
        "taking/filters.html",
        "/districts",
        status=status,
        link=link,
        rules=[in_words(one) for one in draft.rules],
        held=written(draft.rules),
        is_draft=draft.rules != agreement.filters,
        is_narrowed=bool(agreement.filters),
        kinds=[("", "Choose one"), *KINDS.items()],
        fields=[(name, ", ".join(kinds)) for name, kinds in sorted(named.items())],
        operators=list(OPERATORS.items()),
        slots=range(CONDITIONS),
        typed=form,
        troubles=form.troubles,
        **({"said": "", "counts": []} | above),
    )
