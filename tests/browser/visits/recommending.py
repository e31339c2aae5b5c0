"""What a developer recommends to share, and what a district is asked for beyond what it agreed."""

from homeroom.events.agreements import change_share
from homeroom.oauth.queries import app_named
from homeroom.oauth.registration import following
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.queries import connections_of
from homeroom.sharing.recommending.actions import publish
from homeroom.sharing.recommending.queries import published
from homeroom.sharing.recommending.rules import EVERY_DISTRICT, accepted
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.rules import Filter, Rule
from homeroom.sharing.widening.actions import agree
from homeroom.sharing.widening.rules import Allowance
from tests.browser.looks import Visits, Walk
from tests.browser.town import RTL
from tests.browser.visits.developers import opens
from tests.browser.visits.district import CHIEF

VISITS = Visits()
_ONE = "/district/applications"
_APP = "/developers/apps/{id}/recommendation"


def _publishes(walk: Walk, *grades: str) -> None:
    town, named = walk.town, walk.town.app("tide").application
    rule = Rule("student", (Filter("grade", "equals_any", grades),), sections=True)
    by = Author(f"Bo of Tide {RTL}", town.now, f"Grades of the pilot {RTL} <b>x</b>")
    with town.hub.parts.store.roster.writing() as session:
        rows = published(session, named)
        shown = rows[-1].version if rows else 0
        publish(session, EVERY_DISTRICT, named, Share("rules", rules=(rule,)), by, shown)


def _asks(walk: Walk) -> str:
    """The district follows a version, agreed to little, and is asked for more; its page."""
    town, named = walk.town, walk.town.app("tide").application
    store, number = town.hub.parts.store, town.district.number
    _publishes(walk, "3", "4")
    with store.roster.writing() as session:
        link = next(one for one in connections_of(session, number) if one.application == named)
        agree(session, link, Allowance(frozenset({"teacher"}), link_types(), frozenset()))
        rows = published(session, named)
        share = accepted(link.share, rows[-1].version)
        change_share(session, number, link.id, share, Author("Cho Vale", town.now))
    _publishes(walk, "4", "5")
    with store.control.reading() as control:
        app = app_named(control, named)
    assert app is not None
    following.follow(town.hub.parts, app, "Bo")
    return f"{_ONE}/{named}"


def link_types() -> frozenset[str]:
    """Both integration types, so that nobody who tests is shut out."""
    return frozenset({"district_sso", "secure_sync"})


@VISITS.to("GET /district", "district-home-asked")
def _home(walk: Walk) -> None:
    _asks(walk)
    walk.opens("/district", CHIEF)
    walk.hand.reads("An application asks for more")


@VISITS.to("GET /district/applications/{application}", "application-asks-more")
def _asked(walk: Walk) -> None:
    walk.opens(_asks(walk), CHIEF)
    walk.hand.reads("It asks for more than you agreed to")


@VISITS.to("GET /district/applications/{application}/sharing", "sharing-recommended")
def _waits(walk: Walk) -> None:
    walk.opens(f"{_asks(walk)}/sharing", CHIEF)
    walk.hand.reads("of its recommendation waits for you")


@VISITS.to("POST /district/applications/{application}/sharing", "sharing-accept-version")
def _accepts(walk: Walk) -> None:
    _waits(walk)
    walk.hand.presses("See what it would add, then accept")
    walk.hand.reads("Recommended by the application: version")


@VISITS.to(f"GET {_APP}", "developer-recommendation")
def _recommends(walk: Walk) -> None:
    _asks(walk)
    opens(walk, "recommendation", "tide")
    walk.hand.reads("Who follows")


@VISITS.to(f"POST {_APP}", "developer-recommendation-rules")
def _writes(walk: Walk) -> None:
    _publishes(walk, "3")
    opens(walk, "recommendation", "tide")
    walk.hand.chooses("A further rule selects", "Teachers")
    walk.hand.presses("Add rule")
    for name, value in (("title", "Lead"), ("ext.Team", f"{RTL} <b>x</b>")):
        walk.hand.types("Field of a further filter", name)
        walk.hand.presses("Add filter")
        walk.page.get_by_label("Values", exact=True).last.fill(value)
    walk.hand.presses("Go on with this kind")
    walk.hand.reads("Filter 2: ext.Team")


@VISITS.to(f"POST {_APP}", "developer-recommendation-wrong")
def _wrong(walk: Walk) -> None:
    opens(walk, "recommendation", "tide")
    walk.hand.presses("Add rule")
    walk.hand.types("Field of a further filter", "grade")
    walk.hand.presses("Add filter")
    walk.hand.types("Field of a further filter", "shoe <b>x</b>")
    walk.hand.presses("Add filter")
    walk.hand.reads("Please look at this again")


@VISITS.to(f"POST {_APP}", "developer-recommendation-unfinished")
def _unfinished(walk: Walk) -> None:
    opens(walk, "recommendation", "tide")
    walk.hand.presses("Add rule")
    walk.hand.types("Field of a further filter", "grade")
    walk.hand.presses("Add filter")
    walk.hand.presses("Publish this version")
    walk.hand.reads("Please look at this again")
