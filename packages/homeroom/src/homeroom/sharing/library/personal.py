"""What a person's own token opens: which records, with which fields (sso.md 5.6, 7.3, 8.6).

A token says who signed in and by whose authority; what it opens is worked out at every read. So
who was unshared, left the roster or the last covered section, or whose teacher took the
application away, sees nothing from that moment on, whether or not the token's row is still there.

The answers have the form of `sharing.views`, but never page: a person's set is small and comes
whole (ruling R11).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Final, Literal

import msgspec
from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError, NotSignedInError
from homeroom.roster import documents
from homeroom.sharing import queries as connections
from homeroom.sharing import views
from homeroom.sharing.lens import Lens, cut
from homeroom.sharing.library import queries
from homeroom.sharing.library.initials import initial
from homeroom.sharing.library.queries import Surroundings
from homeroom.sharing.members import gather, members_of, related, whole
from homeroom.sharing.rules import (
    ROLE_BITS,
    FieldAccess,
    Share,
    definition_of,
    lens_without_people,
)
from homeroom.sharing.steady import moments, steady
from homeroom.sharing.views import Ask, Page, View
from homeroom_wire.fields import Tier, shortened
from homeroom_wire.values import Version

__all__ = [
    "Bearer",
    "PersonalView",
    "below",
    "count",
    "identity",
    "leads",
    "one",
    "page",
    "view_of",
]

_NOT_FOUND: Final = "Resource not found"
_UNRECOGNIZED: Final = "Unrecognized token string"


@dataclass(frozen=True)
class Bearer:
    """Whose token it is: everything of a user grant that decides what it opens."""

    district: int
    person: int
    role: str
    application: str
    connection: str
    """The district's connection, or the install that the login came by."""

    authorized_by: Literal["district", "teacher"]
    signs_in: bool = True
    """The application's district connections sign people in."""

    rich: bool = False
    """`rich_user_tokens`: her own record has the fields of the connection (ruling R5)."""


@dataclass(frozen=True)
class PersonalView:
    """What one person's token sees at one moment."""

    tier: Tier
    district: int
    person: int
    version: Version
    lens: Lens
    """For her own record and, by the district's authority, for the district's."""

    through: View | None = None
    """The district connection's view, where that authorised her."""

    rich: bool = False
    sections: BitMap64 = field(default_factory=BitMap64)
    students: BitMap64 = field(default_factory=BitMap64)
    """Students who can be seen, she herself if she is one."""

    teachers: BitMap64 = field(default_factory=BitMap64)
    """Teachers who can be seen; others stand in `teachers` of a section by their ids only."""


def view_of(session: Session, bearer: Bearer, version: Version) -> PersonalView:
    """Return what the token opens now; NotSignedInError if it opens nothing any more."""
    found = None
    if bearer.authorized_by == "district":
        found = _by_district(session, bearer, version)
    elif bearer.role == "teacher":
        found = _as_teacher(session, bearer, version)
    elif bearer.role == "student":
        found = _as_student(session, bearer, version)
    if found is None:
        raise NotSignedInError(_UNRECOGNIZED)
    return found


def identity(session: Session, bearer: Bearer, version: Version) -> str | None:
    """Return the owner's document as her token shows it; None if it opens nothing any more."""
    try:
        view = view_of(session, bearer, version)
    except NotSignedInError:
        return None
    return one(session, view, "users", bearer.person)


def one(session: Session, view: PersonalView, kind: str, rid: int) -> str | None:
    """Return a record as the token shows it; None if it does not."""
    opens = {
        "districts": view.through is not None,
        "sections": rid in view.sections,
        "users": rid in _openable(view),
    }
    found = _documents(session, view, kind, [rid]) if opens.get(kind) else []
    return found[0].decode() if found else None


def page(session: Session, view: PersonalView, ask: Ask) -> Page:
    """Return a list, whole; NotFoundError where the token has no such list."""
    if ask.relation is None:
        if ask.kind != "districts" or view.through is None:
            raise NotFoundError(_NOT_FOUND)
        numbers = _own_district(session, view, ask)
    else:
        kind, rid, name = ask.relation
        find = _LISTS.get((view.tier, kind, name))
        is_hers = rid == view.person if kind == "users" else rid in view.sections
        if find is None or not is_hers:
            raise NotFoundError(_NOT_FOUND)
        numbers = find(session, view, ask)
    return Page(_documents(session, view, ask.kind, numbers), more_before=False, more_after=False)


def count(session: Session, view: PersonalView, ask: Ask) -> int:
    """Return how many records the list holds."""
    return len(page(session, view, ask).bodies)


def below(session: Session, view: PersonalView, kind: str, rid: int, name: str) -> str | None:
    """Return the single record that a name leads to (`users/{id}/district`)."""
    target = "districts" if name == "district" else kind
    found = page(session, view, Ask(target, (kind, rid, name)))
    return found.bodies[0].decode() if found.bodies else None


def leads(view: PersonalView, kind: str, rid: int) -> tuple[str, ...]:
    """Return the links beside `self` that the token may follow from a record (ruling R2)."""
    if kind == "sections":
        return ("users",)
    return _LEADS.get(view.tier, ()) if kind == "users" and rid == view.person else ()


# ---------------------------------------------------------------------------- whose authority


def _by_district(session: Session, bearer: Bearer, version: Version) -> PersonalView | None:
    view = connections.view_of(session, bearer.district, bearer.connection, version)
    link = connections.connection_named(session, bearer.district, bearer.connection)
    seen = members_of(session, view, f"users.{bearer.role}")
    if link is None or seen is None or bearer.person not in seen:
        return None
    # Whatever else the application receives, a person's token shows the basic fields (R5).
    basic = replace(link.access, tier="district_sso")
    return PersonalView(
        tier="district_sso",
        district=bearer.district,
        person=bearer.person,
        version=version,
        lens=lens_without_people(definition_of(link.share, basic, version, "")),
        through=view,
        rich=bearer.rich and link.tier == "secure_sync",
    )


def _as_teacher(session: Session, bearer: Bearer, version: Version) -> PersonalView | None:
    here = _surroundings(session, bearer)
    if bearer.person not in _reading(session, bearer, here, [bearer.person]):
        return None
    taught = {
        section: teachers
        for section, teachers in _sections_of(session, bearer).items()
        if bearer.person in teachers
    }
    others = _united(taught) - BitMap64([bearer.person])
    own = BitMap64([bearer.person])
    sections = BitMap64(taught)
    return PersonalView(
        tier="library_teacher",
        district=bearer.district,
        person=bearer.person,
        version=version,
        lens=_library_lens("library_teacher", version),
        sections=sections,
        students=related(session, bearer.district, "sections", "students", sections),
        teachers=own | _reading(session, replace(bearer, connection=""), here, others),
    )


def _as_student(session: Session, bearer: Bearer, version: Version) -> PersonalView | None:
    if bearer.person not in whole(session, bearer.district, "users.student"):
        return None
    here = _surroundings(session, bearer)
    attended = _sections_of(session, bearer)
    everyone = _united(attended)
    installed = _reading(session, replace(bearer, connection=""), here, everyone)
    covered = BitMap64(
        section for section, teachers in attended.items() if installed.intersect(teachers)
    )
    if not covered:
        return None
    return PersonalView(
        tier="library_student",
        district=bearer.district,
        person=bearer.person,
        version=version,
        lens=_library_lens("library_student", version),
        sections=covered,
        students=BitMap64([bearer.person]),
        teachers=installed,
    )


def _surroundings(session: Session, bearer: Bearer) -> Surroundings:
    silent = () if bearer.signs_in else (bearer.application,)
    near = queries.near(session, bearer.district, [bearer.application], silent)
    return near[bearer.application]


def _reading(
    session: Session, bearer: Bearer, here: Surroundings, teachers: Iterable[int]
) -> BitMap64:
    """Those of the teachers by whose installs is read; a named connection must be the one."""
    found = queries.installs_among(session, bearer.district, bearer.application, teachers)
    return BitMap64(
        install.teacher
        for install in found
        if here.standing_of(install).reads and bearer.connection in ("", install.connection)
    )


def _united(by_section: Mapping[int, BitMap64]) -> BitMap64:
    found = BitMap64()
    for teachers in by_section.values():
        found |= teachers
    return found


def _sections_of(session: Session, bearer: Bearer) -> dict[int, BitMap64]:
    """The person's sections, each with everyone who teaches it."""
    mine = related(session, bearer.district, "users", "sections", [bearer.person])
    rows = documents.neighbours_of(session, bearer.district, "sections", "teachers", mine)
    return {section: gather([teachers]) for section, teachers in rows}


# -------------------------------------------------------------------------------------- lists

Find = Callable[[Session, PersonalView, Ask], BitMap64]


def _own_district(session: Session, view: PersonalView, _ask: Ask) -> BitMap64:
    return BitMap64(rid for rid, _ in documents.numbers_of(session, view.district, "districts"))


def _sections(_session: Session, view: PersonalView, _ask: Ask) -> BitMap64:
    return view.sections


def _students(_session: Session, view: PersonalView, _ask: Ask) -> BitMap64:
    return view.students


def _teachers(_session: Session, view: PersonalView, _ask: Ask) -> BitMap64:
    return view.teachers


def _people_of_section(session: Session, view: PersonalView, ask: Ask) -> BitMap64:
    rid = ask.relation[1] if ask.relation else 0
    found = BitMap64()
    for role, seen in (("student", view.students), ("teacher", view.teachers)):
        if ask.role in (None, role):
            found |= seen & related(session, view.district, "sections", f"{role}s", [rid])
    return found


_LISTS: Final[Mapping[tuple[str, str, str], Find]] = {
    ("district_sso", "users", "district"): _own_district,
    ("library_teacher", "users", "sections"): _sections,
    ("library_teacher", "users", "mystudents"): _students,
    ("library_teacher", "sections", "users"): _people_of_section,
    ("library_student", "users", "sections"): _sections,
    ("library_student", "users", "myteachers"): _teachers,
    ("library_student", "sections", "users"): _people_of_section,
}
"""(Tier, kind, name) of every list below a record that a person's token has."""

_LEADS: Final[Mapping[str, tuple[str, ...]]] = {
    "district_sso": ("district",),
    "library_teacher": ("sections", "myStudents"),
    "library_student": ("sections", "myTeachers"),
}


def _openable(view: PersonalView) -> BitMap64:
    """Users whose records can be asked for one by one: a student's only her own (sso.md 5.6)."""
    own = BitMap64([view.person])
    return own | view.students | view.teachers if view.tier == "library_teacher" else own


# -------------------------------------------------------------------------------------- fields


@lru_cache(maxsize=8)
def _library_lens(tier: Tier, version: Version) -> Lens:
    """The lens of a Library tier: nobody chose anything, so it is the table of the wire."""
    everyone = Share("district", contacts=False)
    return lens_without_people(definition_of(everyone, FieldAccess(tier=tier), version, ""))


def _documents(session: Session, view: PersonalView, kind: str, rids: Iterable[int]) -> list[bytes]:
    if view.through is not None and view.rich and kind == "users":
        full = [views.one(session, view.through, kind, rid) for rid in rids]
        return [body.encode() for body in full if body is not None]
    rows = documents.documents_named(session, view.district, kind, rids)
    if kind == "sections":
        lens = _section_lens(session, view)
        return [cut(kind, row.body, row.extra, lens).encode() for row in rows]
    if kind == "districts":
        return [cut(kind, row.body, row.extra, view.lens).encode() for row in rows]
    shown = (_person(session, view, row) for row in rows)
    return [body for body in shown if body is not None]


def _section_lens(session: Session, view: PersonalView) -> Lens:
    """Lists of students are cut to those who can be seen, teachers are all named (Q18)."""
    taught = related(session, view.district, "sections", "teachers", view.sections)
    people = {"student": view.students, "teacher": taught}
    return replace(view.lens, cuts_sections=True, hidden_ids=None, visible=people)


def _person(session: Session, view: PersonalView, row: documents.Document) -> bytes | None:
    """A user as the token shows her; None if it knows none of her roles (sso.md 7.3)."""
    tier, lens = view.tier, view.lens
    if tier != "district_sso":
        # The tier speaks of the record: a teacher sees her students as the Library shows them.
        is_taught = bool(row.roles & ROLE_BITS["student"]) or row.rid not in view.teachers
        tier = "library_student" if is_taught else "library_teacher"
        lens = _library_lens(tier, view.version)
    record = msgspec.json.decode(cut("users", row.body, row.extra, lens, row.roles))
    if not record.get("roles"):
        return None
    for path in shortened("users", tier):
        _shorten(record, path.split("."))
    body = msgspec.json.encode(record).decode()
    if view.through is not None:
        known = moments(session, view.district, view.through.key, "users", [row.rid])
        body = steady(body, known.get(row.rid))
    return body.encode()


def _shorten(record: dict[str, Any], path: list[str]) -> None:
    *above, last = path
    for step in above:
        record = record.get(step, {})
    if last in record:
        record[last] = initial(record[last])
