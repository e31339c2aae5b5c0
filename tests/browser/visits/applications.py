"""What a district's administrator sees of its applications."""

from homeroom.oauth import connecting
from homeroom.oauth.queries import app_named
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import open_proposal
from tests.browser.looks import Visits, Walk
from tests.browser.visits.district import CHIEF

VISITS = Visits()
EMPTY = Visits()
_ALL = "/district/applications"
_BO = "Bo Reyes of Office Desk"


def _one(walk: Walk, key: str = "office") -> str:
    return f"{_ALL}/{walk.town.app(key).application}"


def _invited(walk: Walk) -> None:
    town = walk.town
    with town.hub.parts.store.roster.writing() as session:
        actions.invite_district(
            session, town.district.number, town.app("office").application, Author(_BO, town.now)
        )


def _requested(walk: Walk) -> None:
    town = walk.town
    with town.hub.parts.store.roster.writing() as session:
        actions.request_application(
            session, town.district.number, town.app("office").application,
            Author("Cho Vale", town.now), terms="trial", launch_on="2099-09-01",
        )  # fmt: skip


def _accepted(walk: Walk) -> None:
    _requested(walk)
    parts, number = walk.town.hub.parts, walk.town.district.number
    with parts.store.control.reading() as session:
        app = app_named(session, walk.town.app("office").application)
    assert app is not None
    with parts.store.roster.reading() as session:
        found = open_proposal(session, number, app.application)
    assert found is not None
    author = Author(_BO, walk.town.now)
    connecting.accept(parts, number, app, found.id, "application", author)


@VISITS.to("GET /district", "district-home-invited")
def _home_invited(walk: Walk) -> None:
    _invited(walk)
    walk.opens("/district", CHIEF)
    walk.hand.reads("An application invites you")


@VISITS.to("GET /district/applications", "applications")
def _applications(walk: Walk) -> None:
    _accepted(walk)
    walk.opens(_ALL, CHIEF)
    walk.hand.reads("No data shared")


@EMPTY.to("GET /district/applications", "applications-none")
def _applications_none(walk: Walk) -> None:
    walk.opens(_ALL, CHIEF)


@VISITS.to("GET /district/applications/add", "application-add")
def _add(walk: Walk) -> None:
    walk.opens(f"{_ALL}/add", CHIEF)
    walk.hand.reads("Office Desk")


@EMPTY.to("GET /district/applications/add", "application-add-none")
def _add_none(walk: Walk) -> None:
    walk.opens(f"{_ALL}/add", CHIEF)


@VISITS.to("GET /district/applications/{application}", "application-not-asked")
def _not_asked(walk: Walk) -> None:
    walk.opens(_one(walk), CHIEF)


@VISITS.to("POST /district/applications/{application}/request", "application-asked-wrong")
def _asked_wrong(walk: Walk) -> None:
    _not_asked(walk)
    walk.hand.presses("Send the request")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /district/applications/{application}", "application-requested")
def _asked(walk: Walk) -> None:
    _requested(walk)
    walk.opens(_one(walk), CHIEF)
    walk.hand.reads("Your request")


@VISITS.to("GET /district/applications/{application}", "application-invited")
def _one_invited(walk: Walk) -> None:
    _invited(walk)
    walk.opens(_one(walk), CHIEF)
    walk.hand.reads("Accept the invitation")


@VISITS.to("GET /district/applications/{application}", "application-set-up")
def _set_up(walk: Walk) -> None:
    _invited(walk)
    walk.opens(_one(walk), CHIEF)
    walk.hand.presses("Accept the invitation")
    walk.hand.reads("Now choose what is shared")


@VISITS.to("GET /district/applications/{application}", "application-launched")
def _launched(walk: Walk) -> None:
    walk.opens(_one(walk, "tide"), CHIEF)
    walk.hand.reads("Launched")


@VISITS.to("GET /district/applications/{application}", "application-paused")
def _paused(walk: Walk) -> None:
    _launched(walk)
    walk.hand.presses("Pause this application")
    walk.hand.reads("Nothing that it sees has changed since")


@VISITS.to("GET /district/applications/{application}", "application-resumed")
def _resumed(walk: Walk) -> None:
    _paused(walk)
    walk.hand.presses("End the pause")
    walk.hand.reads("The pause has ended")


@VISITS.to("GET /district/applications/{application}/disconnect", "application-disconnect")
def _disconnect(walk: Walk) -> None:
    walk.opens(f"{_one(walk, 'tide')}/disconnect", CHIEF)


@VISITS.to("POST /district/applications/{application}/disconnect", "application-wrong-name")
def _wrong_name(walk: Walk) -> None:
    _disconnect(walk)
    walk.hand.types("Type the application's name: Tide Maths", "tide")
    walk.hand.presses("Disconnect Tide Maths")
    walk.hand.reads("Please look at this again")
