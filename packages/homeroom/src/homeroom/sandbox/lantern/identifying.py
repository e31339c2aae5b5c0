"""Which of the hub's records a key of the source means: found by what names a record for ever.

The hub's documents are asked for nothing but their ids: numbers of the district, else what
data-api.md 6.8 calls the key of a term, a course or a contact. So a key may name another record
after a change (SC-33, SC-38): the ids are always those of the district as it is now.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from homeroom.sandbox.lantern.records import Contact, Lantern

Ids = Callable[[str, str], str | None]
"""From kind and key to the hub's id; None if the hub has no such record.

Kinds: districts, schools, terms, courses, sections, users (any record of a merged person), legacy.
"""

Documents = Mapping[str, Iterable[Mapping[str, Any]]]
"""Kind -> documents of the whole district as the API writes them, nothing hidden."""

Natural = tuple[str, ...]

_NUMBER_OF = {"student": "sis_id", "teacher": "sis_id", "staff": "staff_id"}


def ids_of(lantern: Lantern, documents: Documents) -> Ids:
    """Return the ids of a district's records, given its documents."""
    known: dict[tuple[str, Natural], str] = {}
    for kind, natural, record_id in _of_documents(lantern, documents):
        known.setdefault((kind, natural), record_id)
    named = {(kind, key): known.get((kind, natural)) for kind, key, natural in _of(lantern)}
    only = next((str(one["id"]) for one in documents.get("districts", ())), None)
    named |= {("districts", one): only for one in ("", lantern.kind)}
    return lambda kind, key: named.get((kind, key))


def _of(lantern: Lantern) -> Iterator[tuple[str, str, Natural]]:
    """Give kind, key and natural key of every record of the source."""
    yield from (("schools", one.key, (one.sis,)) for one in lantern.schools)
    yield from (("sections", one.key, (one.sis,)) for one in lantern.sections)
    yield from (("terms", one.key, (one.name, one.start, one.end)) for one in lantern.terms)
    by_number = lantern.choices["course_by_number"]
    for course in lantern.courses:
        yield "courses", course.key, _course(course.number, course.name, by_number=by_number)
    for role, records in (
        ("student", lantern.students),
        ("teacher", lantern.teachers),
        ("staff", lantern.staff),
    ):
        for one in records:
            yield "users", one.key, (role, one.sis.strip())
            yield "legacy", one.key, (role, one.sis.strip())
    for admin in lantern.administrators:
        yield "users", admin.key, ("district_admin", admin.email)
        yield "legacy", admin.key, ("district_admin", admin.email)
    students = {key: one.sis for key, one in lantern.keyed("students").items()}
    for contact in lantern.contacts:
        natural = _contact(contact, students)
        yield "users", contact.key, natural
        yield "legacy", contact.key, natural


def _of_documents(lantern: Lantern, documents: Documents) -> Iterator[tuple[str, Natural, str]]:
    """Give kind, natural key and id of every document."""
    for kind in ("schools", "sections"):
        yield from ((kind, (one["sis_id"],), one["id"]) for one in documents.get(kind, ()))
    for one in documents.get("terms", ()):
        parts = [one.get(name, "") for name in ("name", "start_date", "end_date")]
        yield "terms", tuple(parts), one["id"]
    by_number = lantern.choices["course_by_number"]
    for one in documents.get("courses", ()):
        natural = _course(one.get("number", ""), one["name"], by_number=by_number)
        yield "courses", natural, one["id"]
    users = [*documents.get("users", ())]
    students = {
        one["id"]: one["roles"]["student"]["sis_id"] for one in users if "student" in one["roles"]
    }
    for one in users:
        for role, held in one["roles"].items():
            natural = _user(one, role, held, students)
            yield "users", natural, one["id"]
            if "legacy_id" in held:
                yield "legacy", natural, held["legacy_id"]


def _course(number: str, name: str, *, by_number: bool) -> Natural:
    return (number,) if by_number and number else (number, name)


def _user(
    user: Mapping[str, Any], role: str, held: Mapping[str, Any], students: Mapping[str, str]
) -> Natural:
    if role == "district_admin":
        return (role, user.get("email", ""))
    if role != "contact":
        return (role, held[_NUMBER_OF[role]])
    related = [students.get(one["student"], "") for one in held["student_relationships"]]
    about = (user["name"]["last"], user.get("email", ""), held.get("phone", ""))
    return _named(held.get("sis_id", ""), *about, held.get("phone_type", ""), related)


def _contact(contact: Contact, students: Mapping[str, str]) -> Natural:
    related = [students.get(link.student, "") for link in contact.links]
    about = (contact.name.strip(), contact.email, contact.phone, contact.phone_type)
    return _named(contact.sis, *about, related)


def _named(  # noqa: PLR0913 - the parts of a contact's key (district.md 1.8)
    sis: str, name: str, email: str, phone: str, phone_type: str, students: list[str]
) -> Natural:
    if sis:
        return ("contact", sis)
    if email:
        return ("contact", name, email)
    if phone:
        return ("contact", name, phone)
    return ("contact", name, phone_type, *sorted(students))
