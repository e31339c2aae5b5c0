"""Answers "What do this district's records lack?": of the fields that the application asks for.

Numbers alone: whose values they are the application reads by its token, and that is no business of
whoever can open this page. Nothing is withheld for it (decision 0028).
"""

from typing import Final

from homeroom.developers.districts.standing import link_named
from homeroom.developers.frame import show_app
from homeroom.developers.guard import Developer
from homeroom.oauth.declared import FieldNeed
from homeroom.oauth.registration.places import places_asked
from homeroom.oauth.registration.queries import Registration
from homeroom.sharing.quality.examining import examined
from homeroom.sharing.quality.findings import Finding, findings_of
from homeroom.sharing.queries import view_of
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom_wire.values import VERSIONS

BELOW: Final = "/lacking"
_PROBLEMS: Final = {"missing": "Missing", "non_unique": "Not unique"}


def show_lacking(request: Request, who: Developer, app: Registration) -> Answer:
    """How many records lack what the application asks for, what it requires first."""
    parts = request.parts
    link = link_named(parts, app, request.path_params["connection"])
    number = link.district.number
    with parts.store.roster.reading() as session:
        view = view_of(session, number, link.connection.id, VERSIONS[-1])
        places = places_asked(view, app.app.declared)
        looked = examined(parts.store, session, number, places, view.as_of)
        found = [(places[one.place], one) for one in findings_of(session, view, places, looked)]
    return show_app(
        request,
        who,
        app,
        "lacking.html",
        "/districts",
        link=link,
        asks=bool(places),
        rows=sorted(found, key=_gravity),
        problems=_PROBLEMS,
    )


def _gravity(row: tuple[FieldNeed, Finding]) -> tuple[bool, int, str]:
    need, finding = row
    return need.need != "required", -finding.count, finding.place.path
