"""One of the hub's own staff stands in for a person of a district, and comes back (sso.md 3.6).

Whether she may is the caller's to say: only developers may, and only in a sandbox of their own.
The session is one of its own; nobody's password is used, and the person's account stays as it is.
Hers goes on beside it, in a cookie that counts only for whoever began the other.
"""

from homeroom.accounts import queries, rules, sessions
from homeroom.accounts.access import actions as access
from homeroom.accounts.actions import SignedIn
from homeroom.accounts.desk import Desk
from homeroom.accounts.people import Person
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device, Visit
from homeroom.foundation.errors import NotSignedInError


def stand_in(desk: Desk, actor: Visit, person: Person, device: Device, address: str) -> SignedIn:
    """A session of this person begins in which somebody else acts; it is in the log of sign-ins."""
    now = desk.now()
    role = rules.role_to_take(person.roles)
    with desk.store.control.writing() as control:
        issued = sessions.issue(
            control,
            now,
            person.district,
            person.user,
            device,
            method=sessions.LOGIN_AS,
            role=role,
            waits_for="" if role else sessions.ROLE,
            actor=actor.person.user,
        )
        access.succeeded(control, now, issued.kept, address)
    return SignedIn(issued.token, Visit(person, issued.kept))


def come_back(desk: Desk, visit: Visit, behind: str) -> SignedIn | None:
    """The session is over, and that of whoever stood in goes on under a new id; None if it ended.

    A cookie of anybody but who began it leads nowhere.
    """
    now, actor = desk.now(), visit.kept.actor
    with desk.store.control.writing() as control:
        sessions.end(control, now, visit.kept.district, visit.kept.session_hash)
        kept = sessions.find(control, now, desk.lasting, behind)
        if kept is None or (kept.district, kept.person) != (HUB, actor) or kept.waits_for:
            return None
        account = queries.account_of(control, HUB, kept.person)
        if account is None or account.is_suspended:
            return None
        try:
            issued = sessions.renew(control, now, kept)
        except NotSignedInError:
            return None
    person = desk.people.active(HUB, kept.person)
    return None if person is None else SignedIn(issued.token, Visit(person, issued.kept))
