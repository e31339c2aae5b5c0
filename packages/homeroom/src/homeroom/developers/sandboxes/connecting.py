"""An application of a developer's is connected to her sandbox at once, without asking anybody."""

from typing import Final

from homeroom.developers.guard import Developer
from homeroom.events.actions import open_feed
from homeroom.foundation.parts import Parts
from homeroom.oauth.connecting import ensure_token, offer_of
from homeroom.oauth.registration.queries import Registration
from homeroom.roster.sandboxes.queries import Sandbox
from homeroom.sharing.actions import connect as connect_application
from homeroom.sharing.connecting.actions import wait_for_others
from homeroom.sharing.connecting.queries import connected
from homeroom.sharing.rules import Share

EVERYBODY: Final = Share("district", staff=True, administrators=True, contacts=True)


def connect(parts: Parts, who: Developer, made: Sandbox, app: Registration) -> str:
    """The application reads everybody; return the connection, which may have been there."""
    offer = offer_of(parts, app.app)
    with parts.store.roster.writing() as session:
        wait_for_others(session, made.number)
        known = connected(session, made.number, app.id)
        if known is None:
            name = connect_application(
                session,
                who.now,
                made.number,
                app.id,
                offer.access.tier,
                EVERYBODY,
                offer.access,
                events=offer.events,
            )
            open_feed(session, made.number, name)
        else:
            name = known.id
    ensure_token(parts, made.number, name)
    return name
