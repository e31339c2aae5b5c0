"""The hub's sessions, as a login sees them: the cookie is a visit of `accounts`."""

from typing import Final
from urllib.parse import urlencode

from homeroom.accounts import guard
from homeroom.accounts.actions import sign_out
from homeroom.accounts.desk import desk_of
from homeroom.accounts.proof import keeping
from homeroom.accounts.queries import session_named
from homeroom.foundation.database import Session
from homeroom.oauth.login.ports import SignedIn, SignInAsked
from homeroom.roster.queries import districts
from homeroom.web.answers import Header
from homeroom.web.request import Request

LOGIN_PATH: Final = "/login"


class AccountsDoor:
    """Who is at the door, by the session's cookie."""

    def person(self, request: Request) -> SignedIn | None:
        """Return whose live session this browser has; one that still waits is nobody's yet."""
        visit = guard.visitor(request)
        if visit is None or visit.waits_for:
            return None
        person = visit.person
        return SignedIn(
            person_rid=person.user,
            district=person.district,
            role=visit.kept.role,
            session_id=visit.kept.session_hash,
            auth_time=visit.kept.auth_at,
            held_roles=person.roles,
            actor=visit.kept.actor,
            name=f"{person.first} {person.last}".strip(),
            is_shared=visit.kept.shared,
        )

    def sign_in(self, request: Request, asked: SignInAsked) -> str:
        """Return the login page's path; where somebody is signed in, it is told to ask anew."""
        said = {"next": asked.return_to, "why": asked.why, "app": asked.app}
        said["name"] = asked.login_hint
        if asked.district is not None:
            with request.parts.store.control.reading() as session:
                found = (one.id for one in districts(session) if one.number == asked.district)
                said["district"] = next(found, "")
        return f"{LOGIN_PATH}?{urlencode({name: text for name, text in said.items() if text})}"

    def goes_on(self, session: Session, person: SignedIn) -> bool:
        """True if nobody has ended the session that she came with, and nobody does meanwhile."""
        keeping.hold(session, person.district, person.person_rid)
        return session_named(session, person.district, person.session_id) is not None

    def sign_out(self, request: Request, person: SignedIn) -> tuple[Header, ...]:
        """End the session of this browser."""
        del person
        sign_out(desk_of(request.parts), guard.cookie(request, guard.SESSION))
        return (guard.no_session_cookie(request.parts.settings),)

    def ends_with_application(self, request: Request, person: SignedIn) -> bool:
        """True on a device that was said to be shared when she signed in."""
        del person
        visit = guard.visitor(request)
        return visit is not None and visit.kept.shared


DOOR: Final = AccountsDoor()
