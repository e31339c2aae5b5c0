"""Both sides of a proposal, for tests of connecting."""

from homeroom.events import connecting
from homeroom.events.connecting import Offer
from homeroom.foundation.database import Session
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import proposal_named
from homeroom.sharing.connecting.rules import REMIND_AFTER_MS, Side
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.rules import FieldAccess
from tests.support.district_rows import DISTRICT
from tests.support.small_rows import NOW

APP = "app"
OTHER = DISTRICT + 1
"""A district in which nobody asked anybody."""

OFFER = Offer(FieldAccess(scopes=frozenset({"read:student_contacts"})), events=True)
TODAY = "2026-09-01"


def ada(days: int = 0, note: str = "") -> Author:
    """The district's administrator, so many days later."""
    return Author("Ada", NOW + days * REMIND_AFTER_MS, note)


def bo(days: int = 0, note: str = "") -> Author:
    """Somebody of the application."""
    return Author("Bo", NOW + days * REMIND_AFTER_MS, note)


def requested(session: Session) -> str:
    return actions.request_application(
        session, DISTRICT, APP, ada(), terms="trial", launch_on="2026-10-01"
    )


def invited(session: Session) -> str:
    return actions.invite_district(session, DISTRICT, APP, bo())


def accepted(session: Session, named: str, side: Side = "application", days: int = 1) -> str:
    return connecting.accept(session, DISTRICT, named, side, OFFER, bo(days))


def joined(session: Session) -> str:
    """A connection that both sides agreed to."""
    return accepted(session, requested(session))


def state_of(session: Session, named: str) -> str:
    return proposal_named(session, DISTRICT, named).state


def link_of(session: Session, named: str) -> Connection:
    found = connection_named(session, DISTRICT, named)
    assert found is not None
    return found
