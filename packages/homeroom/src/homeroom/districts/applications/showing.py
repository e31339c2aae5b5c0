"""Answers "How does this application stand, and what may it see?"."""

from collections.abc import Mapping
from typing import Any, Final

from homeroom.districts.applications import words
from homeroom.districts.applications.pausing import waiting_for
from homeroom.districts.applications.standing import Standing, standing_of
from homeroom.districts.applications.widening import widenings
from homeroom.districts.frame import APPLICATIONS, isolated, show
from homeroom.districts.guard import Admin
from homeroom.districts.quality.lacking import Lack, quality_of, rows_of
from homeroom.districts.quality.words import words_of_lacks
from homeroom.districts.reports.lately import opened_lately
from homeroom.districts.sharing.words import TYPES
from homeroom.foundation.parts import Parts
from homeroom.oauth import connecting
from homeroom.oauth.declared import FieldNeed
from homeroom.sharing.library.queries import reach_of
from homeroom.sharing.matching.queries import Matching, matchings_of
from homeroom.sharing.selecting.counting import Counts, counts
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

SAID: Final = {
    "requested": "The application was asked. You see its answer here.",
    "reminded": "The application was reminded.",
    "withdrawn": "Your request was taken back.",
    "accepted": "Accepted. Now choose what is shared.",
    "agreed": "Accepted. It holds from now on.",
    "refused": "Declined. It stays off; you can still accept it.",
    "already": "This was answered already; nothing was done a second time.",
    "declined": "Declined. The application sees your note.",
    "proposed": "The application sees the date that you propose.",
    "paused": "Paused. It reads what is there now until you end the pause.",
    "resumed": "The pause has ended.",
    "disconnected": "Disconnected. No token of this application opens anything any more.",
}
_FIRST_FIELDS: Final = 12


def show_application(request: Request, admin: Admin) -> Answer:
    """One application: where it stands, what it may see, and what can be done now."""
    found = standing_of(request.parts, admin, request.path_params["application"])
    said = SAID.get(query_of(request).text("said"), "")
    return page_of(request, admin, found, said=said)


def page_of(
    request: Request,
    admin: Admin,
    found: Standing,
    form: Form | None = None,
    said: str = "",
) -> Answer:
    """Answer with the application's page; a form that was refused keeps what was typed."""
    parts, link, sent = request.parts, found.link, form or Form()
    has_token = False
    if link is not None:
        # A hub that was stopped between the two halves is made up for here (ruling R13).
        connecting.ensure_token(parts, admin.number, link.id)
        has_token = connecting.has_token(parts, link)
    return show(
        request,
        admin,
        "applications/one.html",
        APPLICATIONS,
        status=400 if sent.troubles else 200,
        heading=isolated(found.app.name),
        found=found,
        address=f"{APPLICATIONS}/{found.app.application}",
        said=said,
        counted=[(TYPES[name][1], one) for name, one in counts_by_type(parts, admin, found)],
        has_token=has_token,
        asks=_asks(parts, found),
        first_fields=_FIRST_FIELDS,
        lately=opened_lately(parts, admin, found.app.application),
        reach=_reach(parts, admin, found),
        waiting=waiting_for(parts, admin, found),
        matchings=_matchings(parts, admin, found),
        widenings=widenings(parts, found.link),
        terms=list(words.TERMS.items())[:2],
        terms_said=words.TERMS[found.proposal.terms] if found.proposal else "",
        typed=sent,
        troubles=sent.troubles,
        **words_of_lacks(rows_of(_lacks(request, admin, found)), names_apps=False),
    )


def _lacks(request: Request, admin: Admin, found: Standing) -> list[Lack]:
    """What it asks for and does not find (district.md 3.8)."""
    if found.link is None:
        return []
    every = quality_of(request, admin).lacks
    return [one for one in every if one.of.app.application == found.app.application]


def counts_by_type(parts: Parts, admin: Admin, found: Standing) -> list[tuple[str, Counts]]:
    """What the application sees by type: shared, after its filters, after the field access."""
    if found.link is None:
        return []
    with parts.store.roster.reading() as session:
        every = counts(session, admin.number, found.link.id)
    return [(name, every[name]) for name in TYPES if name in every and every[name].shared]


def _asks(parts: Parts, found: Standing) -> list[dict[str, Any]]:
    """The fields that the application asks for, needed ones first, each with its reason."""
    needs: Mapping[str, FieldNeed] = connecting.needs_of(parts, found.app)
    order = {"required": 0, "optional": 1}
    named = sorted(needs.items(), key=lambda one: (order.get(one[1].need, 2), one[0]))
    return [
        {"name": words.field_in_words(name), "need": need.need, "reason": need.reason}
        for name, need in named
    ]


def _matchings(parts: Parts, admin: Admin, found: Standing) -> list[Matching]:
    """The matchings of ids that the application made in the last 30 days."""
    with parts.store.roster.reading() as session:
        return matchings_of(session, admin.number, found.app.application)


def _reach(parts: Parts, admin: Admin, found: Standing) -> tuple[int, int]:
    """How many teachers and students use it through the Library already (sso.md 8.8, step 1)."""
    if found.link is not None:
        return 0, 0
    with parts.store.roster.reading() as session:
        return reach_of(session, admin.number, found.app.application)
