"""What a developer sees of webhooks, requests and events."""

from homeroom.events import agreements
from homeroom.events.actions import open_feed
from homeroom.events.webhooks import cursors
from homeroom.events.webhooks.looking import Lookout
from homeroom.events.webhooks.queries import cursors_of
from homeroom.events.webhooks.rules import DAY
from homeroom.oauth.requests.collecting import Entry
from homeroom.oauth.requests.flushing import keep
from homeroom.sharing.actions import connect
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.queries import connections_to
from homeroom.sharing.rules import FieldAccess, Share
from tests.browser.looks import Visits, Walk
from tests.browser.visits.developers import opens

VISITS = Visits()
_READER, _OTHER = "cobble", "office"
_NOWHERE = "http://127.0.0.1:9/homeroom"


def _listens(walk: Walk) -> None:
    """The application has a webhook, where nobody answers."""
    opens(walk, "webhook", _READER)
    walk.hand.types("Address", _NOWHERE)
    walk.hand.presses("Save the address")


def _connection(walk: Walk) -> str:
    """The application reads the district's roster; return its connection."""
    town, app = walk.town, walk.town.app(_READER).application
    with town.hub.parts.store.roster.writing() as session:
        known = connections_to(session, app)
        if known:
            return known[0].id
        made = connect(
            session, town.now, town.district.number, app, "secure_sync", Share("nothing"),
            FieldAccess(), events=True,
        )  # fmt: skip
        open_feed(session, town.district.number, made)
    return made


def _events(walk: Walk) -> None:
    """The district shares everything, and stops to."""
    connection = _connection(walk)
    town = walk.town
    with town.hub.parts.store.roster.writing() as session:
        for share in (Share("district", staff=True), Share("nothing")):
            author = Author("Cho Vale", town.now)
            agreements.change_share(session, town.district.number, connection, share, author)


@VISITS.to("GET /developers/apps/{id}/webhook", "developer-webhook-none")
def _none(walk: Walk) -> None:
    opens(walk, "webhook", _OTHER)
    walk.hand.reads("posts a short, signed notice")


@VISITS.to("POST /developers/apps/{id}/webhook", "developer-webhook-wrong")
def _wrong(walk: Walk) -> None:
    opens(walk, "webhook", _OTHER)
    walk.hand.types("Address", "https://10.0.0.1/inside")
    walk.hand.presses("Save the address")
    walk.hand.reads("private network")


@VISITS.to("POST /developers/apps/{id}/webhook", "developer-webhook-secret")
def _secret(walk: Walk) -> None:
    _listens(walk)
    walk.hand.reads("The secret is not shown again")


@VISITS.to("POST /developers/apps/{id}/webhook/rotate", "developer-webhook-rotated")
def _rotated(walk: Walk) -> None:
    _listens(walk)
    opens(walk, "webhook", _READER)
    walk.hand.presses("Make a new secret")
    walk.hand.reads("The secret is not shown again")


@VISITS.to("POST /developers/apps/{id}/webhook/test", "developer-webhook-tested")
def _tested(walk: Walk) -> None:
    _listens(walk)
    opens(walk, "webhook", _READER)
    walk.hand.presses("Send a test notice")
    walk.hand.reads("The test did not arrive")


@VISITS.to("GET /developers/apps/{id}/webhook", "developer-webhook-dead")
def _dead(walk: Walk) -> None:
    _listens(walk)
    _events(walk)
    parts, town = walk.town.hub.parts, walk.town
    Lookout(parts).look()
    with parts.store.roster.writing() as session:
        (cursor,) = cursors_of(session, town.app(_READER).application)
        cursors.failed(session, town.now + 2 * DAY, cursor, "It answered 503")
    opens(walk, "webhook", _READER)
    walk.hand.reads("Dead letter")


@VISITS.to("GET /developers/apps/{id}/webhook/remove", "developer-webhook-remove")
def _remove(walk: Walk) -> None:
    _listens(walk)
    opens(walk, "webhook/remove", _READER)
    walk.hand.reads("Nothing is sent any more")


@VISITS.to("GET /developers/apps/{id}/requests", "developer-requests-none")
def _requests_none(walk: Walk) -> None:
    opens(walk, "requests", _OTHER)
    walk.hand.reads("No request like this")


@VISITS.to("GET /developers/apps/{id}/requests", "developer-requests")
def _requests(walk: Walk) -> None:
    connection = _connection(walk)
    town = walk.town
    reader, number = town.app(_READER).application, town.district.number
    made = [
        Entry(
            reader, town.now - place * 1000, f"{place:08}-0000-4000-8000-000000000000", "GET",
            "/v3.1/users/{id}", (200, 404, 429, 500)[place % 4], 3 + place, number, connection,
        )
        for place in range(60)
    ]  # fmt: skip
    with town.hub.parts.store.control.writing() as control:
        keep(control, made, town.now)
    opens(walk, "requests", _READER)
    walk.hand.reads("/v3.1/users/{id}")


@VISITS.to("GET /developers/apps/{id}/events", "developer-events-none")
def _events_none(walk: Walk) -> None:
    opens(walk, "events", _OTHER)
    walk.hand.reads("No connection with events")


@VISITS.to("GET /developers/apps/{id}/events", "developer-events")
def _events_shown(walk: Walk) -> None:
    _events(walk)
    opens(walk, "events", _READER)
    walk.page.locator("summary").first.click()
    walk.hand.reads("schools.deleted")
