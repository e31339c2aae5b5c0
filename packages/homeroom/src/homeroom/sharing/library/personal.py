"""What a person's own token opens: which records, with which fields (sso.md 5.6, 7.3, 8.6).

A token says who signed in and by whose authority; what it opens is worked out at every read. So
who was unshared, left the roster or the last covered section, or whose teacher took the
application away, sees nothing from that moment on, whether or not the token's row is still there.

The answers have the form of `sharing.views`, but never page: a person's set is small and comes
whole (ruling R11). Every refusal has the same words, whether a record is somebody else's, gone,
or was never there.
"""

from collections.abc import Callable, Mapping
from typing import Final

from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError, NotSignedInError
from homeroom.roster import documents
from homeroom.sharing import views
from homeroom.sharing.library.bearers import Bearer, PersonalView, view_of
from homeroom.sharing.library.showing import shown, with_email
from homeroom.sharing.members import related
from homeroom.sharing.views import Ask, Page, View
from homeroom_wire.values import Version

__all__ = [
    "OUT_OF_REACH",
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

OUT_OF_REACH: Final = "Resource not in token's scopes"
"""Clever's words to a person's token (sso.md 5.6)."""

_WHOLE: Final = 1 << 31
"""More than any list holds."""


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
    found = shown(session, view, kind, [rid]) if opens.get(kind) else []
    return found[0].decode() if found else None


def page(session: Session, view: PersonalView, ask: Ask) -> Page:
    """Return a list, whole; NotFoundError where the token has no such list."""
    if ask.relation is None:
        if ask.kind != "districts" or view.through is None:
            raise NotFoundError(OUT_OF_REACH)
        numbers = _own_district(session, view, ask)
    else:
        kind, rid, name = ask.relation
        is_hers = rid == view.person if kind == "users" else rid in view.sections
        if is_hers and view.rich and view.through and (kind, name) in _RICH:
            return _by_connection(session, view, view.through, ask)
        find = _LISTS.get((view.tier, kind, name))
        if find is None or not is_hers:
            raise NotFoundError(OUT_OF_REACH)
        numbers = find(session, view, ask)
    return Page(shown(session, view, ask.kind, numbers), more_before=False, more_after=False)


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
    if kind != "users" or rid != view.person:
        return ()
    return _RICH_LEADS if view.rich else _LEADS.get(view.tier, ())


# -------------------------------------------------------------------------------------- lists

Find = Callable[[Session, PersonalView, Ask], BitMap64]


def _own_district(session: Session, view: PersonalView, _ask: Ask) -> BitMap64:
    return BitMap64(rid for rid, _ in documents.numbers_of(session, view.district, "districts"))


def _by_connection(session: Session, view: PersonalView, through: View, ask: Ask) -> Page:
    """Return what the district's connection shows below her record: R5's switch is on."""
    whole = Ask(ask.kind, ask.relation, limit=_WHOLE)
    found = views.page(session, through, whole).bodies
    if ask.kind == "users":
        found = [with_email(view, body) for body in found]
    return Page(found, more_before=False, more_after=False)


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

_RICH: Final = frozenset({("users", "sections"), ("users", "mystudents"), ("users", "myteachers")})
"""What `rich_user_tokens` opens beside the table of sso.md 5.6 (Q-10)."""

_RICH_LEADS: Final = ("district", "sections", "myStudents", "myTeachers")


def _openable(view: PersonalView) -> BitMap64:
    """Users whose records can be asked for one by one: a student's only her own (sso.md 5.6)."""
    own = BitMap64([view.person])
    return own | view.students | view.teachers if view.tier == "library_teacher" else own
