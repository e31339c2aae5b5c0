"""Whose token it is, and what she sees by whose authority at one moment (sso.md 5.6, 8.3).

Worked out at every read, so that nothing which a token was issued for can outlive its cause.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, Literal

from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotSignedInError
from homeroom.roster import documents
from homeroom.sharing import queries as connections
from homeroom.sharing.lens import Lens
from homeroom.sharing.library import queries
from homeroom.sharing.library.queries import Surroundings
from homeroom.sharing.members import gather, members_of, related, whole
from homeroom.sharing.queries import View
from homeroom.sharing.rules import (
    Definition,
    FieldAccess,
    Share,
    definition_of,
    lens_without_people,
)
from homeroom_wire.fields import Tier
from homeroom_wire.values import Version

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
    """`rich_user_tokens`: her record has the fields of the connection, and she has lists (R5)."""

    blank_email: bool = False
    """A user without an address has an empty one, for clients that cannot do without (Q17)."""


@dataclass(frozen=True)
class PersonalView:
    """What one person's token sees at one moment."""

    tier: Tier
    district: int
    person: int
    version: Version
    terms: Definition
    """What the lens is made of."""

    lens: Lens
    """For her own record and, by the district's authority, for the district's."""

    through: View | None = None
    """The district connection's view, where that authorised her."""

    rich: bool = False
    blank_email: bool = False
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
    return replace(found, blank_email=bearer.blank_email)


@lru_cache(maxsize=8)
def library_terms(tier: Tier, version: Version) -> Definition:
    """Return what a Library tier gives: nobody chose anything, so it is the table of the wire."""
    everyone = Share("district", contacts=False)
    return definition_of(everyone, FieldAccess(tier=tier), version, "")


@lru_cache(maxsize=8)
def library_lens(tier: Tier, version: Version) -> Lens:
    """Return the lens of a Library tier."""
    return lens_without_people(library_terms(tier, version))


@lru_cache(maxsize=1024)
def _basic(share: Share, access: FieldAccess, version: Version) -> tuple[Definition, Lens]:
    """Return what a person's token gives: the basic fields, whatever else is received (R5)."""
    terms = definition_of(share, replace(access, tier="district_sso"), version, "")
    return terms, lens_without_people(terms)


def _by_district(session: Session, bearer: Bearer, version: Version) -> PersonalView | None:
    view = connections.view_of(session, bearer.district, bearer.connection, version)
    link = connections.connection_named(session, bearer.district, bearer.connection)
    seen = members_of(session, view, f"users.{bearer.role}")
    if link is None or seen is None or bearer.person not in seen:
        return None
    if not (link.allows("user_type", bearer.role) and link.may_sign_in):
        return None  # The application signs her in no more (ruling R28).
    terms, lens = _basic(link.share, link.access, version)
    return PersonalView(
        tier="district_sso",
        district=bearer.district,
        person=bearer.person,
        version=version,
        terms=terms,
        lens=lens,
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
        terms=library_terms("library_teacher", version),
        lens=library_lens("library_teacher", version),
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
        terms=library_terms("library_student", version),
        lens=library_lens("library_student", version),
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
