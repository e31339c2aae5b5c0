"""Who and what belongs to a definition, as bitmaps; what a view sees now.

Sections bring their teachers and students, people bring their schools, sections bring course
and term, contacts follow the students that can be seen (district.md 3.4).
"""

from dataclasses import replace
from typing import Final

from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.roster import documents
from homeroom.sharing import bitmaps, queries
from homeroom.sharing.lens import Lens
from homeroom.sharing.queries import View
from homeroom.sharing.rules import Definition, lens_of, restricted
from homeroom.sharing.selecting.district import gather, related, schools_in, whole, working_at
from homeroom.sharing.selecting.members import (
    Selection,
    add_contacts,
    by_rules,
    narrow,
    places_of,
    schools_brought,
)
from homeroom_wire.roles import ROLE_BITS

__all__ = [
    "compute",
    "gather",
    "kept",
    "lens_for",
    "members_of",
    "related",
    "resources_of",
    "schools_in",
    "whole",
    "whole_district",
    "working_at",
]

_KINDS: Final = ("schools", "terms", "courses", "sections", "users", "resources")
_PLACES: Final = ("schools", "terms", "courses", "sections")
_EMPLOYED = ("teacher", "staff")
_KINDS_WITH_PEOPLE = frozenset({"users", "sections"})
_LISTED_ROLES = ("student", "teacher")


def compute(session: Session, district: int, definition: Definition) -> dict[str, BitMap64]:
    """Return the members of every kind that the definition restricts; others are not keys.

    Users come as `users` and once more for each role (`users.teacher`), where a person with
    several roles is in several.
    """
    resources = resources_of(session, district, definition)
    if restricted(definition) == {"resources"}:
        return {"resources": resources}
    if definition.kind == "common":
        return _in_common(session, district, definition) | {"resources": resources}
    if definition.kind == "nothing":
        found = {kind: BitMap64() for kind in _KINDS}
        return found | {f"users.{role}": BitMap64() for role in ROLE_BITS}
    selection = _select(session, district, definition)
    narrow(session, district, selection, definition.filters)
    complete = _of_district if definition.kind == "district" else _with_places
    return complete(session, district, definition, selection) | {"resources": resources}


def resources_of(session: Session, district: int, definition: Definition) -> BitMap64:
    """Return the application's own resources, the one kind that no share selects."""
    links = queries.resource_links(session, district, definition.application)
    return BitMap64(resource for resource, _ in links)


def whole_district(session: Session, district: int) -> dict[str, BitMap64]:
    """Work out the whole district's bitmaps, by kind and by role, from its documents."""
    found: dict[str, BitMap64] = {}
    for kind in _KINDS:
        numbers = documents.numbers_of(session, district, kind)
        found[kind] = BitMap64([rid for rid, _ in numbers])
        if kind == "users":
            for role, bit in ROLE_BITS.items():
                found[f"users.{role}"] = BitMap64([rid for rid, roles in numbers if roles & bit])
    return found


def _select(session: Session, district: int, definition: Definition) -> Selection:
    """Return whom the share selects, before an application narrows it and contacts come."""
    excluded = BitMap64(definition.excluded)
    if definition.kind == "rules":
        roles = definition.roles
        return by_rules(session, district, definition.rules, roles, excluded)
    if definition.kind == "schools":
        return _of_schools(session, district, definition)
    people = {
        role: whole(session, district, f"users.{role}") - excluded for role in definition.roles
    }
    return Selection(people)


def _in_common(session: Session, district: int, definition: Definition) -> dict[str, BitMap64]:
    """What each of several shares shows; contacts only of students who are still seen."""
    names = (*_PLACES, *(f"users.{role}" for role in ROLE_BITS))
    found: dict[str, BitMap64] = {}
    for one in definition.common:
        single = replace(
            definition,
            kind=one.kind,
            schools=one.schools,
            excluded=one.excluded,
            roles=one.roles,
            rules=one.rules,
            common=(),
        )
        members = compute(session, district, single)
        for name in names:
            some = members[name] if name in members else whole(session, district, name)
            found[name] = found[name] & some if name in found else some
    people = {role: found[f"users.{role}"] for role in definition.roles}
    if "contact" in people:
        students = people.get("student", BitMap64())
        followed = documents.neighbours_of(
            session, district, "users", "students", people["contact"]
        )
        alone = BitMap64(
            rid for rid, theirs in followed if not students.intersect(BitMap64(theirs))
        )
        others = [some for role, some in people.items() if role != "contact"]
        people["contact"] = people["contact"] - (alone - BitMap64().union(*others))
    return {kind: found[kind] for kind in _PLACES} | _by_role(session, district, people)


def _of_district(
    session: Session, district: int, definition: Definition, selection: Selection
) -> dict[str, BitMap64]:
    kinds = restricted(definition)
    people = selection.people
    if "contact" in people:
        students = people.get("student", BitMap64())
        hidden = whole(session, district, "users.student") - students
        people["contact"] -= _left_alone(session, district, hidden, students)
    found = _by_role(session, district, people) if "users" in kinds else {}
    if "sections" in kinds and selection.sections is not None:
        places = places_of(session, district, selection.sections)
        found |= {"sections": selection.sections}
        found |= {kind: places[kind] for kind in ("courses", "terms")}
    return found


def _left_alone(session: Session, district: int, hidden: BitMap64, students: BitMap64) -> BitMap64:
    """The contacts of hidden students of whom no other student is seen."""
    contacts = related(session, district, "users", "contacts", hidden)
    found = documents.neighbours_of(session, district, "users", "students", contacts)
    kept = BitMap64(rid for rid, theirs in found if students.intersect(BitMap64(theirs)))
    return contacts - kept


def _of_schools(session: Session, district: int, definition: Definition) -> Selection:
    chosen = _chosen(session, district, definition)
    sections = related(session, district, "schools", "sections", chosen)
    return Selection(_people_of(session, district, definition, chosen, sections), sections)


def _chosen(session: Session, district: int, definition: Definition) -> BitMap64:
    return BitMap64(definition.schools) & whole(session, district, "schools")


def _with_places(
    session: Session, district: int, definition: Definition, selection: Selection
) -> dict[str, BitMap64]:
    """The selection and the schools, courses and terms that come with it."""
    add_contacts(session, district, selection, BitMap64(definition.excluded))
    users = _by_role(session, district, selection.people)
    sections = selection.sections or BitMap64()
    places = places_of(session, district, sections)
    if definition.kind == "schools":
        schools = _chosen(session, district, definition) | _schools_of(
            session, district, users["users"]
        )
    else:
        schools = schools_brought(session, district, selection) | places["schools"]
    return users | {**places, "schools": schools, "sections": sections}


def _schools_of(session: Session, district: int, users: BitMap64) -> BitMap64:
    everyone = documents.everyones_neighbours(session, district, "schools", "users")
    return BitMap64(
        school for school, belonging in everyone if users.intersect(BitMap64(belonging))
    )


def _people_of(
    session: Session,
    district: int,
    definition: Definition,
    schools: BitMap64,
    sections: BitMap64,
) -> dict[str, BitMap64]:
    """Everyone in the schools' roles and sections, by the roles that are seen."""
    belonging = related(session, district, "schools", "users", schools)
    seen = set(definition.roles)
    employed = [role for role in _EMPLOYED if role in seen]
    if len(employed) == 1:
        # A teacher elsewhere who is staff here belongs here by a role that is switched off.
        both = belonging & whole(session, district, "users.teacher")
        both &= whole(session, district, "users.staff")
        belonging -= both - working_at(session, district, both, schools, employed)
    belonging |= related(session, district, "sections", "students", sections)
    if "teacher" in seen:
        belonging |= related(session, district, "sections", "teachers", sections)
    belonging -= BitMap64(definition.excluded)
    people: dict[str, BitMap64] = {
        role: belonging & whole(session, district, f"users.{role}")
        for role in ("student", "teacher", "staff")
        if role in seen
    }
    if "district_admin" in seen:
        everyone = whole(session, district, "users.district_admin")
        people["district_admin"] = everyone - BitMap64(definition.excluded)
    return people | ({"contact": BitMap64()} if "contact" in seen else {})


def _by_role(session: Session, district: int, people: dict[str, BitMap64]) -> dict[str, BitMap64]:
    """Write the people, given by seen role, under `users` and under each role.

    Whoever is seen is seen with every seen role, by whichever of them she came in.
    """
    users = BitMap64()
    for members in people.values():
        users |= members
    found = {"users": users}
    for role in ROLE_BITS:
        seen = users & whole(session, district, f"users.{role}") if role in people else BitMap64()
        found[f"users.{role}"] = seen
    return found


# ---------------------------------------------------------------- what a view sees now


def members_of(session: Session, view: View, kind: str) -> BitMap64 | None:
    """The records that the view sees, not to be changed; None where it sees the whole district.

    A kind may name a role (`users.teacher`), which always gives a bitmap.
    """
    plain, _, role = kind.partition(".")
    if view.as_of is not None:
        return _members_then(session, view, plain, kind)
    if plain in view.restricted:
        # A restricted view without stored members shows nothing, never everything.
        return bitmaps.bitmap(session, view.district, view.key, kind) or BitMap64()
    return whole(session, view.district, kind) if role else None


def _members_then(session: Session, view: View, plain: str, kind: str) -> BitMap64 | None:
    """The members as of a batch, of every kind: no scan could leave out what came since."""
    if plain == "districts":
        return None  # There is one, and it stays.
    if plain not in view.restricted:
        return whole(session, view.district, kind, view.as_of)
    return bitmaps.bitmap(session, view.district, view.kept_as, kind) or BitMap64()


def kept(session: Session, view: View, kind: str, rids: BitMap64) -> BitMap64:
    """Those of the records that the view sees."""
    members = members_of(session, view, kind)
    return rids if members is None else rids & members


def lens_for(session: Session, view: View, kind: str) -> Lens:
    """The lens for documents of one kind, with the people of this moment where they matter."""
    if kind not in _KINDS_WITH_PEOPLE or "users" not in view.restricted:
        return view.fields
    people = {}
    for role in _LISTED_ROLES:
        name = f"users.{role}"
        people[name] = members_of(session, view, name) or BitMap64()
    return lens_of(view.definition, view.district, people, view.fields)
