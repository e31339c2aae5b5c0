"""What stands below a record, as a table: (kind, name) -> target kind and how to find it.

A function of the table answers with record numbers, and may look only at records that the view
sees on the way: the courses of a school are those of its visible sections. The caller takes what
the view does not see out of the answer once more, so no function can show a record too many.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec
from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.roster import documents
from homeroom.sharing import queries
from homeroom.sharing.members import gather, kept, related, schools_in, whole, working_at
from homeroom.sharing.queries import View

_AT_SCHOOLS = ("student", "teacher", "staff")
_EMPLOYED = ("teacher", "staff")


@dataclass(frozen=True)
class From:
    """The record that is asked about, and how the answer is narrowed."""

    session: Session
    view: View
    rid: int
    role: str | None = None
    primary: bool = False

    def neighbours(self, kind: str, relation: str) -> BitMap64:
        """What the stored relation of this record holds."""
        found = documents.neighbours(
            self.session, self.view.district, kind, self.rid, relation, self.view.as_of
        )
        return gather([found])

    def related(self, kind: str, relation: str, rids: BitMap64) -> BitMap64:
        """Everything that any of these records has on the other end of a relation."""
        view = self.view
        return related(self.session, view.district, kind, relation, rids, view.as_of)

    def seen(self, kind: str, rids: BitMap64) -> BitMap64:
        """Those of the records that the view sees; kind may name a role (`users.teacher`)."""
        return kept(self.session, self.view, kind, rids)

    def is_a(self, role: str) -> bool:
        """Whether the user who is asked about is seen in this role."""
        return bool(self.seen(f"users.{role}", BitMap64([self.rid])))


@dataclass(frozen=True)
class Relation:
    """Where a name below a record leads."""

    target: str
    find: Callable[[From], BitMap64]


def _district(ask: From) -> BitMap64:
    return BitMap64(
        rid for rid, _ in documents.numbers_of(ask.session, ask.view.district, "districts")
    )


# ------------------------------------------------------------------------------------ sections


def _sections(kind: str) -> Callable[[From], BitMap64]:
    def find(ask: From) -> BitMap64:
        return ask.seen("sections", ask.neighbours(kind, "sections"))

    return find


def _sections_of_user(ask: From) -> BitMap64:
    if not (ask.is_a("student") or ask.is_a("teacher")):
        return BitMap64()
    return _sections("users")(ask)


def _sections_of_resource(ask: From) -> BitMap64:
    return ask.seen("sections", ask.related("courses", "sections", _courses_of_resource(ask)))


def _itself(ask: From) -> BitMap64:
    return BitMap64([ask.rid])


def _places(
    sections: Callable[[From], BitMap64], pick: Callable[[documents.Place], int | None]
) -> Callable[[From], BitMap64]:
    """The schools, courses or terms of sections."""

    def find(ask: From) -> BitMap64:
        places = documents.places_of(ask.session, ask.view.district, sections(ask), ask.view.as_of)
        return BitMap64(rid for place in places if (rid := pick(place)) is not None)

    return find


def _school(place: documents.Place) -> int | None:
    return place.school


def _course(place: documents.Place) -> int | None:
    return place.course


def _term(place: documents.Place) -> int | None:
    return place.term


# -------------------------------------------------------------------------------------- people


def _people_in(ask: From, sections: BitMap64, roles: Iterable[str]) -> BitMap64:
    """The seen students and teachers of sections."""
    found = BitMap64()
    for role in roles:
        if ask.role in (None, role):
            people = ask.related("sections", f"{role}s", sections)
            found |= ask.seen(f"users.{role}", people)
    return found


def _users_of_section(ask: From) -> BitMap64:
    return _people_in(ask, BitMap64([ask.rid]), ("student", "teacher"))


def _users_of_school(ask: From) -> BitMap64:
    """Everyone with a seen role at the school, by the role asked for if there is one.

    With `primary`, those whose role's `school` it is; staff have none and count by their
    `schools` (Q-17).
    """
    roles = [r for r in _AT_SCHOOLS if r in ask.view.definition.roles and ask.role in (None, r)]
    here = ask.neighbours("schools", "users")
    found = BitMap64()
    for role in roles:
        if not ask.primary or role == "staff":
            found |= _at_school_as(ask, here, role)
        else:
            found |= ask.seen(f"users.{role}", ask.neighbours("schools", "primary"))
    return found


def _at_school_as(ask: From, here: BitMap64, role: str) -> BitMap64:
    people = ask.seen(f"users.{role}", here)
    if role not in _EMPLOYED:
        return people
    session, district, as_of = ask.session, ask.view.district, ask.view.as_of
    other = next(one for one in _EMPLOYED if one != role)
    double = people & whole(session, district, f"users.{other}", as_of)
    return people - (double - working_at(session, district, double, _itself(ask), (role,), as_of))


def _my_contacts(ask: From) -> BitMap64:
    if not ask.is_a("student"):
        return BitMap64()
    return ask.seen("users.contact", ask.neighbours("users", "contacts"))


def _my_students(ask: From) -> BitMap64:
    if ask.is_a("contact"):
        return ask.seen("users.student", ask.neighbours("users", "students"))
    if not ask.is_a("teacher"):
        return BitMap64()
    return _people_in(ask, _sections_of_user(ask), ("student",))


def _my_teachers(ask: From) -> BitMap64:
    if not ask.is_a("student"):
        return BitMap64()
    return _people_in(ask, _sections_of_user(ask), ("teacher",))


def _schools_of_user(ask: From) -> BitMap64:
    view = ask.view
    row = documents.document_named(ask.session, view.district, "users", ask.rid, view.as_of)
    key = "school" if ask.primary else "schools"
    return BitMap64(schools_in(row.body, view.definition.roles, key) if row else ())


# ----------------------------------------------------------------------------------- resources


def _links(ask: From) -> list[tuple[int, int]]:
    """(Resource, course) of the application's resources; none if it does not read resources."""
    application = ask.view.definition.application
    return queries.resource_links(ask.session, ask.view.district, application, ask.view.as_of)


def _resources(courses: Callable[[From], BitMap64]) -> Callable[[From], BitMap64]:
    def find(ask: From) -> BitMap64:
        of = courses(ask)
        return BitMap64(resource for resource, course in _links(ask) if course in of)

    return find


def _resources_of_user(ask: From) -> BitMap64:
    """Resources of the courses of one's sections, if they are meant for one's role."""
    found = _resources(_places(_sections_of_user, _course))(ask)
    mine = {role for role in ("student", "teacher") if ask.is_a(role)}
    return BitMap64(rid for rid, roles in _meant_for(ask, found).items() if mine & roles)


def _meant_for(ask: From, resources: BitMap64) -> Mapping[int, set[str]]:
    view = ask.view
    rows = documents.documents_named(ask.session, view.district, "resources", resources, view.as_of)
    return {row.rid: set(msgspec.json.decode(row.body).get("roles", ())) for row in rows}


def _courses_of_resource(ask: From) -> BitMap64:
    linked = BitMap64(course for resource, course in _links(ask) if resource == ask.rid)
    return ask.seen("courses", linked)


def _users_of_resource(ask: From) -> BitMap64:
    roles = _meant_for(ask, BitMap64([ask.rid])).get(ask.rid, set())
    return _people_in(ask, _sections_of_resource(ask), sorted(roles & {"student", "teacher"}))


RELATIONS: Final[Mapping[tuple[str, str], Relation]] = {
    ("schools", "district"): Relation("districts", _district),
    ("schools", "courses"): Relation("courses", _places(_sections("schools"), _course)),
    ("schools", "sections"): Relation("sections", _sections("schools")),
    ("schools", "terms"): Relation("terms", _places(_sections("schools"), _term)),
    ("schools", "users"): Relation("users", _users_of_school),
    ("sections", "course"): Relation("courses", _places(_itself, _course)),
    ("sections", "district"): Relation("districts", _district),
    ("sections", "resources"): Relation("resources", _resources(_places(_itself, _course))),
    ("sections", "school"): Relation("schools", _places(_itself, _school)),
    ("sections", "term"): Relation("terms", _places(_itself, _term)),
    ("sections", "users"): Relation("users", _users_of_section),
    ("courses", "district"): Relation("districts", _district),
    ("courses", "resources"): Relation("resources", _resources(_itself)),
    ("courses", "schools"): Relation("schools", _places(_sections("courses"), _school)),
    ("courses", "sections"): Relation("sections", _sections("courses")),
    ("terms", "district"): Relation("districts", _district),
    ("terms", "schools"): Relation("schools", _places(_sections("terms"), _school)),
    ("terms", "sections"): Relation("sections", _sections("terms")),
    ("users", "district"): Relation("districts", _district),
    ("users", "mycontacts"): Relation("users", _my_contacts),
    ("users", "mystudents"): Relation("users", _my_students),
    ("users", "myteachers"): Relation("users", _my_teachers),
    ("users", "resources"): Relation("resources", _resources_of_user),
    ("users", "schools"): Relation("schools", _schools_of_user),
    ("users", "sections"): Relation("sections", _sections_of_user),
    ("resources", "courses"): Relation("courses", _courses_of_resource),
    ("resources", "sections"): Relation("sections", _sections_of_resource),
    ("resources", "users"): Relation("users", _users_of_resource),
}
"""Every path of data-api.md 6.0 that has something below a record."""
