"""Answers "Who is this person, and can she sign in?"."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from homeroom.accounts import rules
from homeroom.accounts.desk import desk_of
from homeroom.accounts.people import Person
from homeroom.districts.frame import PEOPLE, isolated, show
from homeroom.districts.guard import Admin, form, page
from homeroom.districts.people import helping
from homeroom.districts.people.record import schools_of, sections_of, sign_in_of, values_of
from homeroom.districts.people.register import USERS, Search, register_of, row_of
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import wire_id
from homeroom.roster.documents import Document, document_named, documents_named
from homeroom.web.answers import Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request
from homeroom.web.routes import Reply, Route
from homeroom_wire.roles import ROLE_BITS

_SHOWN: Final = 50
_LONGEST_SEARCH: Final = 200
_SAID: Final = {
    "suspended": "This person cannot sign in until you restore the sign-in.",
    "restored": "This person can sign in again.",
    "signed-out": "This person is signed out everywhere.",
    "already": "This was done already; nothing was done a second time.",
}


def show_people(request: Request, admin: Admin) -> Answer:
    """Everybody by name, or those who are looked for."""
    query = query_of(request)
    typed, role = query.text("q")[:_LONGEST_SEARCH], query.text("role")
    after = admin.number_of(query.text("after"))
    with request.parts.store.roster.reading() as session:
        register = register_of(request.parts.store, session, admin.number)
        found = register.find(Search(typed, role, after), _SHOWN)
        shown = found[:_SHOWN]
        by_rid = {one.rid: one for one in documents_named(session, admin.number, USERS, shown)}
    rows = [(wire_id(rid, admin.number), row_of(by_rid[rid])) for rid in shown if rid in by_rid]
    asked = {"q": typed, "role": role}
    last = wire_id(shown[-1], admin.number) if len(found) > _SHOWN else ""
    return show(
        request,
        admin,
        "people.html",
        PEOPLE,
        rows=rows,
        typed=typed,
        role=role,
        roles=[("", "Everybody"), *((one, one.replace("_", " ")) for one in ROLE_BITS)],
        total=len(register.rids),
        is_first=after is None,
        first=f"{PEOPLE}?{urlencode(asked)}",
        next=f"{PEOPLE}?{urlencode(asked | {'after': last})}" if last else "",
    )


def show_person(request: Request, admin: Admin) -> Answer:
    """One person with every value that came in."""
    document = _document(request, admin)
    desk = desk_of(request.parts)
    person = desk.people.active(admin.number, document.rid)
    with request.parts.store.roster.reading() as session:
        schools = schools_of(session, admin.number, document)
        sections = sections_of(session, admin.number, document.rid)
    row = row_of(document)
    return show(
        request,
        admin,
        "person.html",
        PEOPLE,
        row=row,
        heading=isolated(row.name) if row.name else "A person without a name",
        id=wire_id(document.rid, admin.number),
        values=values_of(document),
        schools=schools,
        sections=sections,
        sign_in=sign_in_of(desk, person),
        may_reset=_may_reset(admin, person),
        is_admin=rules.ROLES[-1] in row.roles,
        said=_SAID.get(query_of(request).text("said"), ""),
    )


def _may_reset(admin: Admin, person: Person | None) -> bool:
    if person is None:
        return False
    chosen = rules.policy({}, sandbox=False)  # which the answer does not depend on for her role
    return rules.may_reset(admin.visit.role, person.roles, chosen, teaches=False)


def _document(request: Request, admin: Admin) -> Document:
    rid = admin.number_of(request.path_params["id"])
    if rid is not None:
        with request.parts.store.roster.reading() as session:
            found = document_named(session, admin.number, USERS, rid)
        if found is not None:
            return found
    raise NotFoundError("There is no such person in your district.", "no_such_person")


def _person(request: Request, admin: Admin) -> Person:
    found = desk_of(request.parts).people.active(admin.number, _document(request, admin).rid)
    if found is None:
        raise NotFoundError("This person never signs in.", "no_such_person")
    return found


def _asked(verb: Callable[[Request, Admin, Person], Answer]) -> Callable[..., Answer]:
    return lambda request, admin: verb(request, admin, _person(request, admin))


def _done(verb: Callable[[Request, Admin, Form, Person], Reply]) -> Callable[..., Reply]:
    return lambda request, admin, sent: verb(request, admin, sent, _person(request, admin))


ROUTES: Final[tuple[Route, ...]] = (
    page(PEOPLE, show_people),
    page(f"{PEOPLE}/{{id}}", show_person),
    page(f"{PEOPLE}/{{id}}/suspend", _asked(helping.ask_suspend)),
    form(f"{PEOPLE}/{{id}}/suspend", _done(helping.suspend)),
    form(f"{PEOPLE}/{{id}}/restore", _done(helping.restore)),
    page(f"{PEOPLE}/{{id}}/sign-out", _asked(helping.ask_sign_out)),
    form(f"{PEOPLE}/{{id}}/sign-out", _done(helping.sign_out)),
    page(f"{PEOPLE}/{{id}}/password", _asked(helping.ask_password)),
    form(f"{PEOPLE}/{{id}}/password", _done(helping.password)),
)
