"""What a district sees of who was given whose records."""

from homeroom.sharing.disclosing.collecting import give
from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.disclosing.rules import Reader
from homeroom.sharing.queries import connections_of
from tests.browser.looks import Visits, Walk
from tests.browser.town import ANN, BEN
from tests.browser.visits.district import CHIEF

VISITS = Visits()
_PAGE = "/district/disclosures"


@VISITS.to("GET /district/disclosures", "disclosures-none")
def _none(walk: Walk) -> None:
    walk.opens(f"{_PAGE}?from=2020-01-01&to=2020-01-02", CHIEF)
    walk.hand.reads("No application was given anything")


@VISITS.to("GET /district/disclosures", "disclosures")
def _all(walk: Walk) -> None:
    _given(walk)
    walk.opens(f"{_PAGE}?person={walk.town.id(ANN)}", CHIEF)


@VISITS.to("GET /district/disclosures", "disclosures-wrong")
def _wrong(walk: Walk) -> None:
    walk.opens(f"{_PAGE}?person=Ann+Abara", CHIEF)
    walk.hand.reads("Type the 24 letters")


@VISITS.to("GET /district/disclosures/applications/{application}", "disclosures-application")
def _application(walk: Walk) -> None:
    application = _given(walk)
    walk.opens(f"{_PAGE}/applications/{application}", CHIEF)
    walk.page.locator("details").first.locator("summary").click()


@VISITS.to("GET /district/disclosures/people/{id}", "disclosures-person")
def _person(walk: Walk) -> None:
    _given(walk)
    walk.opens(f"{_PAGE}/people/{walk.town.id(BEN)}", CHIEF)


@VISITS.to("GET /district/disclosures/people/{id}", "disclosures-person-unknown")
def _unknown(walk: Walk) -> None:
    walk.opens(f"{_PAGE}/people/{walk.town.id(BEN)}?from=2020-01-01&to=2020-01-02", CHIEF)
    walk.hand.reads("Nothing was given")


@VISITS.to("GET /district/data/{kind}/{id}", "record-read")
def _record(walk: Walk) -> None:
    _given(walk)
    walk.opens(f"/district/data/users/{walk.town.id(ANN)}", CHIEF)


def _given(walk: Walk) -> str:
    """An application was given Ann and Ben; its id."""
    town = walk.town
    with town.hub.parts.store.roster.reading() as session:
        one = connections_of(session, town.district.number)[0]
    reader = Reader(town.district.number, one.application, one.id)
    ids = [town.id(ANN), town.id(BEN)]
    give(town.hub.parts, reader, one.view("v3.1"), "users", "".join(ids).encode())
    flush(town.hub.parts)
    return one.application
