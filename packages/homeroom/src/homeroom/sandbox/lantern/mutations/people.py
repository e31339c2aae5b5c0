"""Students who leave the files and come back, with their classes and contacts."""

from dataclasses import replace

from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.records import Contact, Lantern, Link
from homeroom.sandbox.lantern.source import joining


def gone(lantern: Lantern, *keys: str) -> Lantern:
    """Return the district without these students; a contact of nobody else is gone too."""
    sections = tuple(
        replace(one, students=tuple(key for key in one.students if key not in keys))
        if {*keys} & {*one.students}
        else one
        for one in lantern.sections
    )
    contacts = (
        replace(one, links=tuple(link for link in one.links if link.student not in keys))
        for one in lantern.contacts
    )
    kept = tuple(one for one in contacts if one.links)
    return replace(lantern.without("students", *keys), sections=sections, contacts=kept)


def back(lantern: Lantern, *keys: str) -> Lantern:
    """Return the district with these students as the base has them, classes and contacts."""
    base = district(lantern.kind, lantern.year)
    mine = {one.key: one for one in base.sections}
    sections = tuple(
        replace(
            one, students=(*one.students, *_missing(one.students, mine[one.key].students, keys))
        )
        if one.key in mine
        else one
        for one in lantern.sections
    )
    contacts = lantern.keyed("contacts")
    for one in base.contacts:
        links = tuple(link for link in one.links if link.student in keys)
        if links:
            contacts[one.key] = _linked(contacts.get(one.key, replace(one, links=())), links)
    order = [one.key for one in base.contacts if one.key in contacts]
    students = [base.keyed("students")[key] for key in keys]
    return replace(
        lantern.joined("students", *students),
        sections=sections,
        contacts=tuple(contacts[key] for key in dict.fromkeys((*order, *contacts))),
    )


def arrived(lantern: Lantern, *keys: str) -> Lantern:
    """Return the district with these late joiners, who have no class yet."""
    return lantern.joined("students", *(joining(lantern.year)[key] for key in keys))


def seated(lantern: Lantern, section: str, *students: str) -> Lantern:
    """Return the district with exactly these students in a class."""
    return lantern.changed("sections", section, students=students)


def moved(lantern: Lantern, student: str, old: str, new: str) -> Lantern:
    """Return the district with a student in another class than before."""
    there = lantern.keyed("sections")
    stay = [key for key in there[old].students if key != student]
    return seated(seated(lantern, old, *stay), new, *dict.fromkeys((*there[new].students, student)))


def taught(lantern: Lantern, section: str, *teachers: str) -> Lantern:
    """Return the district with exactly these teachers of a class, the primary one first."""
    return lantern.changed("sections", section, teachers=teachers)


def _missing(now: tuple[str, ...], base: tuple[str, ...], keys: tuple[str, ...]) -> list[str]:
    return [key for key in dict.fromkeys(base) if key in keys and key not in now]


def _linked(contact: Contact, links: tuple[Link, ...]) -> Contact:
    known = {link.student for link in contact.links}
    return replace(
        contact, links=(*contact.links, *(link for link in links if link.student not in known))
    )
