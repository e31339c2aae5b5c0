"""Who is selected, and what comes with them (district.md 3.4).

People bring their schools, sections their school, course, term, teachers and students; contacts
come with students. Whoever is excluded brings nothing. An application's own rules narrow each
kind by itself before anything is brought along, so what nobody brings any more is not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.roster import documents
from homeroom.sharing.selecting.district import related, schools_in, whole
from homeroom.sharing.selecting.matching import Matches, Places, matches
from homeroom.sharing.selecting.rules import ROLE_OF, Rule


@dataclass
class Selection:
    """What is selected so far: people by the role that they come in, and sections."""

    people: dict[str, BitMap64] = field(default_factory=dict)
    """Roles that are not seen are not keys."""

    sections: BitMap64 | None = None
    """None: all of the district."""

    followed: BitMap64 | None = None
    """The students with whom contacts come; None: every student who is seen."""

    staff_schools: dict[int, set[int]] = field(default_factory=dict)
    """Staff -> the schools that come with them."""


def by_rules(
    session: Session,
    district: int,
    rules: Iterable[Rule],
    roles: Iterable[str],
    excluded: BitMap64,
) -> Selection:
    """Return whom rules select, in the roles that are seen."""
    found = matches(session, district, rules, Places(session, district), excluded)
    direct = {kind: _united(found, kind) for kind in (*ROLE_OF, "section")}
    taught = _sections_of(session, district, found, "teacher")
    full = direct["section"] | taught
    sections = full | _sections_of(session, district, found, "student")
    pupils = related(session, district, "sections", "students", full)
    chosen = related(session, district, "sections", "students", direct["section"])
    people = {
        "student": direct["student"] | pupils,
        "teacher": direct["teacher"] | related(session, district, "sections", "teachers", sections),
        "staff": direct["staff"],
        "district_admin": direct["admin"],
        "contact": BitMap64(),
    }
    seen = {
        role: (people[role] & whole(session, district, f"users.{role}")) - excluded
        for role in roles
    }
    schools: dict[int, set[int]] = {}
    for one in found:
        for person, theirs in one.schools.items():
            schools.setdefault(person, set()).update(theirs)
    return Selection(seen, sections, direct["student"] | chosen, schools)


def narrow(
    session: Session,
    district: int,
    selection: Selection,
    rules: Iterable[Rule],
) -> None:
    """Leave of each kind that the application's rules name only what satisfies one of them."""
    listed = list(rules)
    if not listed:
        return
    found = matches(session, district, listed, Places(session, district), BitMap64())
    for kind in {one.rule.kind for one in found}:
        kept = _united(found, kind)
        role = ROLE_OF.get(kind)
        if role is None:
            sections = selection.sections
            selection.sections = kept if sections is None else sections & kept
        elif role in selection.people:
            selection.people[role] &= kept


def add_contacts(session: Session, district: int, selection: Selection, excluded: BitMap64) -> None:
    """Let the contacts come of the students who are seen."""
    if "contact" not in selection.people:
        return
    students = selection.people.get("student", BitMap64())
    if selection.followed is not None:
        students = students & selection.followed
    contacts = related(session, district, "users", "contacts", students)
    selection.people["contact"] = (contacts & whole(session, district, "users.contact")) - excluded


def places_of(session: Session, district: int, sections: BitMap64) -> Mapping[str, BitMap64]:
    """Return the schools, courses and terms of sections."""
    places = documents.places_of(session, district, sections)
    return {
        "schools": BitMap64(one.school for one in places if one.school is not None),
        "courses": BitMap64(one.course for one in places if one.course is not None),
        "terms": BitMap64(one.term for one in places if one.term is not None),
    }


def schools_brought(session: Session, district: int, selection: Selection) -> BitMap64:
    """Return the schools of everybody who is selected: first, second, and of staff the chosen."""
    teachers = selection.people.get("teacher", BitMap64())
    # A school's neighbours do not say by which role someone belongs to it.
    double = teachers & whole(session, district, "users.staff")
    plain = selection.people.get("student", BitMap64()) | (teachers - double)
    found = BitMap64(
        school
        for school, belonging in documents.everyones_neighbours(
            session, district, "schools", "users"
        )
        if plain.intersect(BitMap64(belonging))
    )
    for row in documents.documents_named(session, district, "users", double):
        found |= BitMap64(schools_in(row.body, ("teacher",), "schools"))
    for person in selection.people.get("staff", BitMap64()):
        found |= BitMap64(selection.staff_schools.get(person, ()))
    return found & whole(session, district, "schools")


def _united(found: Iterable[Matches], kind: str) -> BitMap64:
    united = BitMap64()
    for one in found:
        if one.rule.kind == kind:
            united |= one.rids
    return united


def _sections_of(session: Session, district: int, found: Iterable[Matches], kind: str) -> BitMap64:
    """The sections that people bring whose rule asks for them."""
    people = BitMap64()
    for one in found:
        if one.rule.kind == kind and one.rule.sections:
            people |= one.rids
    # A neighbour of a person may also be a class that she takes, not one that she teaches: no
    # person is both a student and a teacher (data-api.md 6.6).
    return related(session, district, "users", "sections", people)
