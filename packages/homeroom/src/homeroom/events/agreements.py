"""Changing what a connection is given, and telling its application what that does to it.

The new agreement is in force with the commit, and the application alone is told: `created` for
what it gained, `deleted` for what it lost, `updated` where fields or lists changed (district.md
3.4, D-SHARE-2; 3.5). Its feed leaves the old view's log, reads the difference from a log of its
own, and goes on in the new view's log (house.md 14). What is agreed for a connection that is
pinned, or is too much for its application, waits until the pin ends (`pinning`).
"""

from dataclasses import replace

from homeroom.events.actions import close_feed, open_feed
from homeroom.events.pinning.holding import COUNTED, excess_of, figures_between, pin
from homeroom.events.recording import recorded
from homeroom.events.turning import between, go_on, settle
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.roster import actions as roster
from homeroom.sharing import actions as sharing
from homeroom.sharing.changing.actions import put_in_force, take_over
from homeroom.sharing.changing.queries import state_named
from homeroom.sharing.changing.rules import Agreement, Author, agreement_of, checked
from homeroom.sharing.pinning.actions import put_wish, set_limits, take_pin
from homeroom.sharing.pinning.queries import Pin, Wish, pin_of, wished
from homeroom.sharing.queries import ENDED, Connection, connection_named, connections_of
from homeroom.sharing.recommending.queries import agreement_in_step
from homeroom.sharing.recommending.queries import in_step as share_in_step
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Rule
from homeroom.sharing.widening.actions import agree


def change(
    session: Session, district: int, connection: str, agreement: Agreement, author: Author
) -> bool:
    """The connection has this agreement, in one step; False if it had it already."""
    return _change(session, running(session, district, connection), agreement, author)


def change_share(
    session: Session, district: int, connection: str, share: Share, author: Author
) -> bool:
    """The connection has this share; False if it had it already."""
    found = running(session, district, connection)
    return _change(session, found, replace(wished(session, found), share=share), author)


def change_access(
    session: Session, district: int, connection: str, access: FieldAccess, author: Author
) -> bool:
    """The connection has this field access; False if it had it already."""
    found = running(session, district, connection)
    return _change(session, found, replace(wished(session, found), access=access), author)


def change_type(
    session: Session, district: int, connection: str, access: FieldAccess, author: Author
) -> bool:
    """The connection is of the integration type of this access; False if nothing changed."""
    found = running(session, district, connection)
    if found.tier != access.tier:
        sharing.put_type(session, district, connection, access.tier)
        found = running(session, district, connection)
    return _change(session, found, replace(wished(session, found), access=access), author)


def change_filters(
    session: Session, district: int, connection: str, filters: tuple[Rule, ...], author: Author
) -> bool:
    """The application takes only this of what is shared; False if it did already.

    These are the application's own, so they make no state that a district could go back to.
    """
    found = running(session, district, connection)
    return _change(session, found, replace(wished(session, found), filters=filters), author)


def share_nothing(session: Session, district: int, connection: str, author: Author) -> bool:
    """The application is told that every record is gone (ruling R13)."""
    return change_share(session, district, connection, Share("nothing"), author)


def revert(session: Session, district: int, connection: str, position: int, author: Author) -> bool:
    """An earlier state is in force again, as a new state; False if it was in force."""
    found = running(session, district, connection)
    state = state_named(session, district, connection, position)
    before = replace(wished(session, found), share=state.share, access=state.access)
    return _change(session, found, before, author)


def disconnect(session: Session, district: int, connection: str) -> None:
    """The connection is ended: nothing opens, and nothing is told (ruling R13)."""
    found = running(session, district, connection)
    close_feed(session, district, connection)
    waiting = pin_of(session, district, connection)
    if waiting is not None and waiting.wish is not None:
        # What the district wished last is what a new connection begins with.
        put_in_force(session, found, waiting.wish.agreement, waiting.wish.author)
    take_pin(session, found)
    sharing.disconnect(session, district, connection)


def reconnect(session: Session, clock_ms: int, district: int, application: str) -> str:
    """Connect an application as it was when its last connection ended; return the new one's id.

    Rules, fields and states are those of then, and records keep their ids. The connection is a
    new one, so that no token of the old one opens anything; its feed begins now.
    """
    ended = [one for one in connections_of(session, district) if one.application == application]
    if not ended:
        raise NotFoundError("The application was never connected to this district")
    old = ended[-1]
    if old.state != ENDED:
        raise ConflictError("The application is connected to this district already")
    name = sharing.connect(
        session,
        clock_ms,
        district,
        application,
        old.tier,
        share_in_step(session, district, application, old.share, old.access),
        old.access,
        events=old.events,
        filters=old.filters,
    )
    take_over(session, old, name)
    made = running(session, district, name)
    set_limits(session, made, old.limits)
    if old.allowance is not None:
        agree(session, made, old.allowance)
    open_feed(session, district, name)
    return name


def keep_in_step(session: Session, district: int, connection: str, author: Author) -> bool:
    """A share that follows a recommendation is narrowed by what was published since (R28).

    What the application drops is gone at once, with the events in this transaction; what it adds
    waits until the district accepts it. False if nothing was to be done.
    """
    # Whoever is just choosing the recommendation reads what was published, or comes first.
    roster.hold_district(session, district)
    found = running(session, district, connection)
    return _change(session, found, wished(session, found), author)


def running(session: Session, district: int, connection: str) -> Connection:
    """Return a connection that has not ended."""
    found = connection_named(session, district, connection)
    if found is None or found.state == ENDED:
        raise NotFoundError("There is no such connection")
    return found


def _change(session: Session, found: Connection, wanted: Agreement, author: Author) -> bool:
    agreement = in_step(session, found, wanted)
    if agreement == wished(session, found):
        return False
    if found.pinned is not None:
        _wish(session, found, agreement, author)
        return True
    at = author.at_ms
    with recorded(session, found.district, "share", None, at // 1000, at) as batch:
        if _is_too_much(session, found, agreement):
            wish = Wish(agreement, author)
            pin(session, found, Pin("review", batch.number - 1, at, "", "", wish))
        else:
            go_on(session, found, agreement, author, batch.number)
    return True


def in_step(session: Session, found: Connection, wanted: Agreement) -> Agreement:
    """Return an agreement as the connection would have it now."""
    kept = agreement_in_step(session, found.district, found.application, wanted)
    return checked(found, kept)


def _is_too_much(session: Session, found: Connection, agreement: Agreement) -> bool:
    if found.limits is None:
        return False
    change = between(session, found, agreement, COUNTED)
    return bool(excess_of(found, figures_between(change)))


def _wish(session: Session, found: Connection, agreement: Agreement, author: Author) -> None:
    """Keep what is wished for the end of the pin, which may be now if that is no more too much."""
    is_in_force = agreement == agreement_of(found)
    put_wish(session, found, None if is_in_force else Wish(agreement, author))
    settle(session, found, author)
