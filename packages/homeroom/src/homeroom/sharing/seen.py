"""Which records a view sees at this moment, and the lens it sees them through."""

from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.sharing import bitmaps
from homeroom.sharing.lens import Lens
from homeroom.sharing.members import whole
from homeroom.sharing.queries import View
from homeroom.sharing.rules import lens_of

_KINDS_WITH_PEOPLE = frozenset({"users", "sections"})
_LISTED_ROLES = ("student", "teacher")


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
