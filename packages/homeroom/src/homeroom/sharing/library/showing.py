"""The records that a person's token shows, cut to its fields (sso.md 7.3, 8.6)."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec

from homeroom.foundation.database import Session
from homeroom.roster import documents
from homeroom.sharing import views
from homeroom.sharing.lens import Lens, cut
from homeroom.sharing.library.bearers import PersonalView, library_lens
from homeroom.sharing.library.initials import initial
from homeroom.sharing.members import related
from homeroom.sharing.steady import moments, steady
from homeroom_wire.fields import shortened
from homeroom_wire.roles import ROLE_BITS


def shown(session: Session, view: PersonalView, kind: str, rids: Iterable[int]) -> list[bytes]:
    """Return the records as the token shows them, without those that it cannot."""
    if view.through is not None and view.rich and kind == "users":
        full = [views.one(session, view.through, kind, rid) for rid in rids]
        return [with_email(view, body.encode()) for body in full if body is not None]
    as_of = None if view.through is None else view.through.as_of
    rows = documents.documents_named(session, view.district, kind, rids, as_of)
    if kind == "sections":
        lens = _section_lens(session, view)
        return [cut(kind, row.body, row.extra, lens).encode() for row in rows]
    if kind == "districts":
        return [cut(kind, row.body, row.extra, view.lens).encode() for row in rows]
    people = (_person(session, view, row) for row in rows)
    return [with_email(view, body) for body in people if body is not None]


def with_email(view: PersonalView, body: bytes) -> bytes:
    """Return the user with a blank address in place of none, where that is switched on (Q17).

    python-social-auth cannot do without the key; the hub never invents an address.
    """
    if not view.blank_email:
        return body
    record: dict[str, Any] = msgspec.json.decode(body)
    return msgspec.json.encode(record if "email" in record else record | {"email": ""})


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
        lens = library_lens(tier, view.version)
    record = msgspec.json.decode(cut("users", row.body, row.extra, lens, row.roles))
    if not record.get("roles"):
        return None
    if not record.get("email"):
        # Unlike the district's connection, a person's token has no key without a value (7.3).
        record.pop("email", None)
    for path in shortened("users", tier):
        _shorten(record, path.split("."))
    body = msgspec.json.encode(record).decode()
    if view.through is not None:
        known = moments(session, view.district, view.through.kept_as, "users", [row.rid])
        body = steady(body, known.get(row.rid))
    return body.encode()


def _shorten(record: dict[str, Any], path: list[str]) -> None:
    *above, last = path
    for step in above:
        record = record.get(step, {})
    if last in record:
        record[last] = initial(record[last])
