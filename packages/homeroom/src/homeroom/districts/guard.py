"""Who may open a district's pages: somebody whose active role is its administrator's.

Her own district and no other: what she asks for by id is looked up in it, so whatever belongs
to another district does not exist for her. Each form proves that it was shown in her session;
the upload's does so in its address, because its body is read only afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeroom.accounts import guard
from homeroom.accounts.sessions import Visit
from homeroom.districts import permissions
from homeroom.districts.logs.noting import noted
from homeroom.foundation.errors import NotAllowedError
from homeroom.foundation.ids import parse_id
from homeroom.roster.queries import District, districts
from homeroom.roster.team.queries import ADMINISTRATOR, member_named
from homeroom.web.pages.forms import Form, form_of, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Guard, Reply, Route

ROLE: Final = "district_admin"
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
    if visit.role != ROLE:
        raise NotAllowedError(_NOT_HERS)
    with request.parts.store.control.reading() as session:
        for one in districts(session):
            if one.number == visit.person.district:
                admin = Admin(visit, one, _role_of(request, visit))
                permissions.check(admin.role, request.method, request.path)
                return admin
    raise NotAllowedError(_NOT_HERS)


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
