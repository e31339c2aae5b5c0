"""Applications that read a district of the tests: with everybody, or with one school alone."""

from homeroom.events import actions as feeds
from homeroom.events.queries import EventRow, FeedAsk, feed
from homeroom.sharing import actions as sharing
from homeroom.sharing.rules import FieldAccess, Share
from tests.unit.districts.town import Town

EVERYBODY = Share("district", staff=True, administrators=True)
FULL = FieldAccess(scopes=frozenset({"read:student_contacts"}))


def connect(
    town: Town, name: str, share: Share = EVERYBODY, access: FieldAccess = FULL
) -> tuple[str, str]:
    """Register an application and connect it; return it and its connection."""
    application = town.application(name)
    number = town.district.number
    with town.hub.parts.store.roster.writing() as session:
        made = sharing.connect(
            session, 0, number, application, access.tier, share, access, events=True
        )
        feeds.open_feed(session, number, made)
    return application, made


def events_of(town: Town, connection: str) -> list[EventRow]:
    """The connection's feed."""
    with town.hub.parts.store.roster.reading() as session:
        ask = FeedAsk(limit=10_000)
        return feed(session, town.district.number, connection, "v3.1", ask).rows
