"""By which terms a person's token gives records away, for the record of disclosures."""

from collections.abc import Iterable, Iterator

from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id
from homeroom.sharing.disclosing.rules import Reader
from homeroom.sharing.library.bearers import Bearer, PersonalView, library_terms
from homeroom.sharing.members import whole
from homeroom.sharing.rules import Definition


def reader_of(bearer: Bearer) -> Reader:
    """Return who reads by the token."""
    return Reader(bearer.district, bearer.application, bearer.connection)


def terms_of(
    session: Session, view: PersonalView, kind: str, ids: Iterable[str]
) -> Iterator[tuple[Definition, list[str]]]:
    """Give the records that the token showed with the terms by which it showed them.

    The Library shows a teacher her students as it shows students to anybody: her own tier is
    for herself and those who teach with her (`showing`).
    """
    listed = list(ids)
    if view.through is not None:
        # Other kinds than users come to a district's token by the switch of ruling R5 alone.
        rich = view.rich or kind != "users"
        yield (view.through.definition if rich else view.terms), listed
        return
    if kind != "users":
        yield view.terms, listed
        return
    students = whole(session, view.district, "users.student")
    teachers = [
        one
        for one in listed
        if (parsed := parse_id(one)) and parsed[0] in view.teachers and parsed[0] not in students
    ]
    yield library_terms("library_teacher", view.version), teachers
    others = [one for one in listed if one not in teachers]
    yield library_terms("library_student", view.version), others
