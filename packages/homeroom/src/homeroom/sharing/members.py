"""Who and what belongs to a definition, as bitmaps; what a view sees now.

Sections bring their teachers and students, people bring their schools, sections bring course
and term, contacts follow the students that can be seen (district.md 3.4).
"""

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.foundation.ids import Rids, parse_id
from homeroom.roster import documents
from homeroom.sharing import bitmaps, queries
from homeroom.sharing.lens import Lens
from homeroom.sharing.queries import View
from homeroom.sharing.rules import ROLE_BITS, Definition, lens_of

_KINDS = ("schools", "terms", "courses", "sections", "users", "resources")
_EMPLOYED = ("teacher", "staff")
_KINDS_WITH_PEOPLE = frozenset({"users", "sections"})
_LISTED_ROLES = ("student", "teacher")


def compute(session: Session, district: int, definition: Definition) -> dict[str, BitMap64]:
    """Return the members of every kind that the definition restricts; others are not keys.

    Users come as `users` and once more for each role (`users.teacher`), where a person with
    several roles is in several.
    """
    links = queries.resource_links(session, district, definition.application)
    resources = BitMap64(resource for resource, _ in links)
    if definition.kind == "district":
        found = _of_district(session, district, definition)
    elif definition.kind == "schools":
        found = _of_schools(session, district, definition)
    else:
        found = {kind: BitMap64() for kind in _KINDS}
        found |= {f"users.{role}": BitMap64() for role in ROLE_BITS}
    return found | {"resources": resources}


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


def whole(session: Session, district: int, kind: str) -> BitMap64:
    """The whole district's members of a kind, or of a role as `users.student`."""
    stored = bitmaps.bitmap(session, district, bitmaps.WHOLE_DISTRICT, kind)
    if stored is not None:
        return stored
    # Never stored: a district before its first sync, or one whose rows were made by hand.
    plain, _, role = kind.partition(".")
    bit = ROLE_BITS.get(role, 0)
    numbers = documents.numbers_of(session, district, plain)
    return BitMap64([rid for rid, roles in numbers if roles & bit or not bit])


def gather(sets: Iterable[Rids]) -> BitMap64:
    """Unite packed sets of record numbers."""
    listed = list(sets)
    return BitMap64(np.concatenate(listed)) if listed else BitMap64()


def related(
    session: Session, district: int, kind: str, relation: str, rids: Iterable[int]
) -> BitMap64:
    """Everything that any of these records has on the other end of a relation."""
    found = documents.neighbours_of(session, district, kind, relation, rids)
    return gather(neighbours for _, neighbours in found)


def working_at(
    session: Session,
    district: int,
    people: BitMap64,
    schools: BitMap64,
    roles: Iterable[str],
) -> BitMap64:
    """Those of `people` for whom one of these roles names one of the schools.

    The packed neighbours of a school do not say by which role someone belongs to it. That
    matters only for people who teach and are staff as well, so their documents are read.
    """
    wanted = tuple(roles)
    rows = documents.documents_named(session, district, "users", people)
    return BitMap64(
        row.rid
        for row in rows
        if any(rid in schools for rid in schools_in(row.body, wanted, "schools"))
    )


def schools_in(body: str, roles: Iterable[str], key: str) -> set[int]:
    """Record numbers of the schools that a user's roles name under `schools` or `school`."""
    held: dict[str, dict[str, Any]] = msgspec.json.decode(body).get("roles", {})
    named: list[str] = []
    for role in roles:
        value = held.get(role, {}).get(key, [])
        named += [value] if isinstance(value, str) else value
    return {parsed[0] for one in named if (parsed := parse_id(one))}


def _of_district(session: Session, district: int, definition: Definition) -> dict[str, BitMap64]:
    if not definition.excluded and set(definition.roles) == set(ROLE_BITS):
        return {}
    people = {
        role: whole(session, district, f"users.{role}") - BitMap64(definition.excluded)
        for role in definition.roles
    }
    if "contact" in people:
        students = people.get("student", BitMap64())
        hidden = whole(session, district, "users.student") - students
        people["contact"] -= _left_alone(session, district, hidden, students)
    return _by_role(session, district, people)


def _left_alone(session: Session, district: int, hidden: BitMap64, students: BitMap64) -> BitMap64:
    """The contacts of hidden students of whom no other student is seen."""
    contacts = related(session, district, "users", "contacts", hidden)
    found = documents.neighbours_of(session, district, "users", "students", contacts)
    kept = BitMap64(rid for rid, theirs in found if students.intersect(BitMap64(theirs)))
    return contacts - kept


def _of_schools(session: Session, district: int, definition: Definition) -> dict[str, BitMap64]:
    chosen = BitMap64(definition.schools) & whole(session, district, "schools")
    sections = related(session, district, "schools", "sections", chosen)
    people = _people_of(session, district, definition, chosen, sections)
    users = _by_role(session, district, people)
    schools = chosen | BitMap64(
        school
        for school, belonging in documents.everyones_neighbours(
            session, district, "schools", "users"
        )
        if users["users"].intersect(BitMap64(belonging))
    )
    places = documents.places_of(session, district, sections)
    return users | {
        "schools": schools,
        "sections": sections,
        "courses": BitMap64(place.course for place in places if place.course is not None),
        "terms": BitMap64(place.term for place in places if place.term is not None),
    }


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
    excluded = BitMap64(definition.excluded)
    if "district_admin" in seen:
        people["district_admin"] = whole(session, district, "users.district_admin") - excluded
    if "contact" in seen:
        students = people.get("student", BitMap64())
        people["contact"] = related(session, district, "users", "contacts", students) - excluded
    return people


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
    if plain in view.restricted:
        # A restricted view without stored members shows nothing, never everything.
        return bitmaps.bitmap(session, view.district, view.key, kind) or BitMap64()
    return whole(session, view.district, kind) if role else None


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
