"""Who may open a district's pages: somebody whose active role is its administrator's.

Her own district and no other: what she asks for by id is looked up in it, so whatever belongs
to another district does not exist for her. Each form proves that it was shown in her session;
the upload's does so in its address, because its body is read only afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Visit
from homeroom.districts import permissions
from homeroom.districts.logs.noting import noted
from homeroom.foundation.errors import NotAllowedError
from homeroom.foundation.ids import parse_id
from homeroom.roster.doors.actions import note_view
from homeroom.roster.doors.queries import Door, door_of
from homeroom.roster.queries import District, districts
from homeroom.roster.team.queries import ADMINISTRATOR, member_named
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Reply, Route

ROLE: Final = "district_admin"
_LONGEST: Final = 500
_NO_DOOR: Final = (
    "Districts' pages are closed to whoever runs the hub. In need, open this district for an hour"
    " on its line of the page Districts: its team is told, with your reason."
)
_NOT_HERS: Final = (
    "These pages are for a district's administrators. If you are one as well, sign out and choose"
    " that role when you sign in."
)


@dataclass(frozen=True)
class Admin:
    """An administrator at work in her district."""

    visit: Visit
    district: District
    role: str = ADMINISTRATOR
    """Of the team; whoever came by administrators.csv has this one."""

    door: Door | None = None
    """Through which somebody who runs the hub looks, and changes nothing."""

    def may(self, method: str, path: str) -> bool:
        """True if her role in the team may ask for this."""
        return permissions.may(self.role, method, path)

    @property
    def number(self) -> int:
        """The district's number, the first part of every key."""
        return self.district.number

    @property
    def csrf(self) -> str:
        """What her forms carry."""
        return self.visit.kept.csrf

    @property
    def name(self) -> str:
        """Her name; her address where the roster has none."""
        return self.visit.person.name or self.visit.person.email or "An administrator"

    @property
    def signature(self) -> str:
        """Her name with her id: people of one name are two people."""
        return f"{self.name} [{self.visit.person.id}]"

    def number_of(self, text: str) -> int | None:
        """Return the record number of an id of her district; None for any other text."""
        parsed = parse_id(text)
        return parsed[0] if parsed is not None and parsed[1] == self.number else None


def _prove_admin(request: Request) -> Admin:
    visit = guard.signed_in.prove(request)
    if visit.person.district == HUB and visit.role == permissions.OPERATOR:
        return _prove_operator(request, visit)
    if visit.role != ROLE:
        raise NotAllowedError(_NOT_HERS)
    with request.parts.store.control.reading() as session:
        for one in districts(session):
            if one.number == visit.person.district:
                admin = Admin(visit, one, _role_of(request, visit))
                permissions.check(admin.role, request.method, request.path)
                return admin
    raise NotAllowedError(_NOT_HERS)


def _prove_operator(request: Request, visit: Visit) -> Admin:
    """Return her as far as an open door lets her; each page is noted before it is shown."""
    now = round(request.parts.clock.now().timestamp() * 1000)
    with request.parts.store.roster.reading() as session:
        door = door_of(session, visit.person.user, now)
    if door is None:
        raise NotAllowedError(_NO_DOOR, "no_open_door")
    permissions.check(permissions.OPERATOR, request.method, request.path)
    with request.parts.store.control.writing() as control:
        found = next((one for one in districts(control) if one.number == door.district), None)
        if found is None:
            raise NotAllowedError(_NO_DOOR, "no_open_door")
        note_view(control, now, door, _asked_for(request))
    return Admin(visit, found, permissions.OPERATOR, door)


def _asked_for(request: Request) -> str:
    """Return the page, with what was searched for in it: that is part of what was looked at."""
    query = request.scope.get("query_string", b"").decode("latin-1")
    return f"{request.path}?{query}"[:_LONGEST] if query else request.path[:_LONGEST]


def _role_of(request: Request, visit: Visit) -> str:
    with request.parts.store.roster.reading() as session:
        member = member_named(session, visit.person.district, visit.person.user)
    return ADMINISTRATOR if member is None else member.role


def _prove_sender(request: Request) -> Admin:
    admin = _prove_admin(request)
    guard.check_form(request, admin.visit, query_of(request).text("csrf"))
    return admin


administrator: Final = Guard("signed_in", _prove_admin)
"""Her active role is this one, and she has proved who she is as far as the hub asks."""

sender: Final = Guard("signed_in", _prove_sender)
"""Likewise, with the form's proof in the address: nothing of the body is taken in without it."""


def page(path: str, handler: Callable[[Request, Admin], Reply]) -> Route:
    """State a page that shows."""
    return administrator.route(path, handler, page=True)


def form(path: str, handler: Callable[[Request, Admin, Form], Reply]) -> Route:
    """State a page that changes something: it is called only with a form of this session.

    What it decided is noted in the district's log, if it is of a kind that belongs there.
    """

    def proved(request: Request, admin: Admin) -> Reply:
        sent = form_of(request)
        guard.check_form(request, admin.visit, sent.text("csrf"))
        return noted(path, request, admin, handler(request, admin, sent))

    return administrator.route(path, proved, ("POST",), body="memory", page=True)
