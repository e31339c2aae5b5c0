"""What a played district shares with an application, said in the source's keys."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from homeroom.events import agreements
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.oauth.queries import App
from homeroom.roster.queries import District
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.districts.intake import SENDER
from homeroom.sandbox.admin.districts.keys import keyed_ids, number_of
from homeroom.sandbox.admin.districts.queries import played_of
from homeroom.sandbox.admin.districts.source import source_of
from homeroom.sandbox.lantern.sharing import Sharing, base_sharing
from homeroom.sharing.changing.rules import Agreement, Author
from homeroom.sharing.queries import Connection
from homeroom.sharing.rules import FieldAccess, Share, ShareKind
from homeroom.sharing.selecting.rules import Filter, Rule
from homeroom_wire.field_table import FIELDS
from homeroom_wire.fields import SCOPES, Tier
from homeroom_wire.values import ROLES

_ROLE_OF: Final = {"staff": "staff", "district_admins": "district_admin"}
_ROLES_OF_FIELDS: Final = {
    "students": "student",
    "teachers": "teacher",
    "staff": "staff",
    "district_admins": "district_admin",
    "contacts": "contact",
}


class Excepted(Body):
    """Single records that are left out."""

    students: list[str] = msgspec.field(default_factory=list)
    teachers: list[str] = msgspec.field(default_factory=list)
    sections: list[str] = msgspec.field(default_factory=list)


class Wanted(Body):
    """What is shared; nothing said is everything."""

    schools: Literal["all"] | list[str] = "all"
    excepted: Excepted = msgspec.field(name="except", default_factory=Excepted)
    types_off: list[Literal["contacts", "staff", "district_admins"]] = msgspec.field(
        default_factory=list
    )
    fields_off: list[str] = msgspec.field(default_factory=list)


def wanted_of(sharing: Sharing) -> Wanted:
    """Return a sharing of the source as a request says it."""
    return msgspec.convert(sharing.as_request(), Wanted)


def first_sharing(kind: str) -> Wanted:
    """Return what a district of this kind shares to begin with (certification.md 4.1)."""
    return wanted_of(base_sharing(kind))


def agreement_of(
    parts: Parts, district: District, app: App, tier: Tier, wanted: Wanted
) -> Agreement:
    """Return the agreement that a sharing in keys comes to, for an application's scopes."""
    ids = keyed_ids(parts, district, source_of(played_of(parts, district)))
    users = ids["users"]
    left_out = [(key, "student") for key in wanted.excepted.students]
    left_out += [(key, "teacher") for key in wanted.excepted.teachers]
    kind: ShareKind = "district" if wanted.schools == "all" else "schools"
    named = [] if wanted.schools == "all" else wanted.schools
    off = {_ROLE_OF[one] for one in wanted.types_off if one in _ROLE_OF}
    return Agreement(
        share=Share(
            kind,
            schools=frozenset(number_of(ids["schools"], one, "school") for one in named),
            staff=True,
            administrators=True,
            contacts="contacts" not in wanted.types_off,
            excluded=frozenset(number_of(users, key, what) for key, what in left_out),
        ),
        access=FieldAccess(
            tier=tier,
            scopes=frozenset(app.declared.scopes) & frozenset(SCOPES),
            refused=frozenset(_refused(one) for one in wanted.fields_off),
            roles=frozenset(ROLES) - off,
        ),
        filters=_filters(ids["sections"], wanted.excepted.sections),
    )


def put(
    session: Session, district: District, link: Connection, agreement: Agreement, at: int
) -> bool:
    """The connection has this agreement, and its application is told what that does (roster)."""
    return agreements.change(session, district.number, link.id, agreement, Author(SENDER, at))


def _filters(ids: Mapping[str, str], sections: list[str]) -> tuple[Rule, ...]:
    """The hub has no list of single sections; an application's own filter leaves them out."""
    values = tuple(ids.get(key, key) for key in sections)
    if not values:
        return ()
    for key in sections:
        number_of(ids, key, "section")
    return (Rule("section", (Filter("id", "not_equals_any", values),)),)


def _refused(named: str) -> str:
    """Return the field that the district switches off, as the hub names it.

    The hub refuses a field of a person whatever her role, unless it is one of her role's own:
    `students.email` is everybody's e-mail address.
    """
    kind, _, path = named.partition(".")
    role = _ROLES_OF_FIELDS.get(kind)
    if role is None:
        return named
    known = {row.path.replace("[]", "") for row in FIELDS["users"]}
    in_role = f"roles.{role}.{path}"
    if in_role in known:
        return f"users.{in_role}"
    if path in known:
        return f"users.{path}"
    raise InvalidRequestError(f"There is no field {named!r}", "no_such_field")
