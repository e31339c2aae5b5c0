"""A person as an application is told of her, taken from her cut document (sso.md 7).

Pure. What is not in the document is not known here, so a Library pupil's surname is an initial
and her district is absent in every shape alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeroom.oauth.grants.user_tokens import UserGrant
from homeroom_wire.values import ROLES

OLD_TYPES: Final = {"staff": "school_admin"}
"""What a role was called before v3.0 (sso.md 7.1)."""

OLD_PATHS: Final = {
    "student": "students",
    "teacher": "teachers",
    "school_admin": "school_admins",
    "district_admin": "district_admins",
}


ME: Final = ("id", "district")
CLAIMS: Final = (
    *ME,
    "email",
    *(f"name.{part}" for part in ("first", "last", "middle")),
    "roles",
    *(f"roles.{role}.legacy_id" for role in ROLES),
)
"""What `/me`, and what everything else here says of a person, as paths of her document."""


@dataclass(frozen=True)
class Person:
    """What may be said of the owner of a user token."""

    id: str
    legacy_id: str
    role: str
    authorized_by: str
    first: str
    middle: str
    last: str
    email: str | None
    district: str | None

    @property
    def old_type(self) -> str:
        """Her role in the words of APIs before v3.0."""
        return OLD_TYPES.get(self.role, self.role)

    @property
    def full_name(self) -> str:
        """First and last name as one string, as OpenID Connect wants it (Q16)."""
        return f"{self.first} {self.last}".strip()


def person_of(grant: UserGrant, record: Mapping[str, Any]) -> Person:
    """Return the person of a grant; `record` is her document, cut to the grant's tier."""
    name: Mapping[str, Any] = record.get("name", {})
    role: Mapping[str, Any] = record.get("roles", {}).get(grant.role, {})
    email = record.get("email") or ("" if grant.declared.blank_email else None)
    return Person(
        id=grant.user_id,
        # A pupil's legacy id is her id; Library tells no other (sso.md 1, ruling R10).
        legacy_id=role.get("legacy_id") or grant.user_id,
        role=grant.role,
        authorized_by=grant.authorized_by,
        first=name.get("first", ""),
        middle=name.get("middle", ""),
        last=name.get("last", ""),
        email=email,
        district=record.get("district"),
    )


def userinfo(person: Person, grant: UserGrant) -> dict[str, Any]:
    """Return the claims of `/userinfo`, with the keys of sso.md 7.2 in their order."""
    names = {"first": person.first, "last": person.last, "middle": person.middle}
    is_oidc = grant.declared.userinfo_profile == "oidc"
    claims: dict[str, Any] = {
        "sub": person.id,
        "user_id": person.legacy_id,
        "multi_role_user_id": person.id,
        "user_type": grant.declared.word_for(person.role),
        "district_id": person.district,
        "district": person.district,
        "email": person.email,
        "name": person.full_name if is_oidc else names,
        "schools": [],
        "given_name": person.first,
        "family_name": person.last,
        "email_verified": grant.declared.email_verified_true,
        "authorized_by": person.authorized_by,
    }
    return _known(claims)


def identity_claims(person: Person, grant: UserGrant) -> dict[str, Any]:
    """Return what an id_token says of the person beside the protocol's own claims (sso.md 6.2)."""
    return _known(
        {
            "user_id": person.legacy_id,
            "multi_role_user_id": person.id,
            "user_type": grant.declared.word_for(person.role),
            "district": person.district,
            # Clever's older page says district_id, so both are there.
            "district_id": person.district,
            "email": person.email,
            "email_verified": grant.declared.email_verified_true,
            "given_name": person.first,
            "family_name": person.last,
        }
    )


def me(person: Person, grant: UserGrant, version: str) -> dict[str, Any]:
    """Return `/v3.x/me` (sso.md 7.1); a Library token names no district, not even as null.

    The outer type is always `user`; the inner one by the application's own choice (Q-15).
    """
    kind = person.role if grant.declared.me_data_type == "role" else "user"
    return {
        "type": "user",
        "data": _known(
            {
                "id": person.id,
                "district": person.district,
                "type": kind,
                "authorized_by": person.authorized_by,
            }
        ),
        "links": _links(person, f"/{version}/users/{person.id}", version),
    }


def old_me(person: Person) -> dict[str, Any]:
    """Return `/me` as it was before v3.0, which real clients still ask for (R8)."""
    kind = person.old_type
    return {
        "type": kind,
        "data": _known(
            {
                "id": person.legacy_id,
                "district": person.district,
                "type": kind,
                "name": {"first": person.first, "middle": person.middle, "last": person.last},
                "email": person.email,
            }
        ),
        "links": _links(person, f"/v2.1/{OLD_PATHS[kind]}/{person.legacy_id}", "v2.1"),
    }


def _links(person: Person, canonical: str, version: str) -> list[dict[str, str]]:
    """Self, canonical, district, in this order: a client reads `links[0]` (sso.md 7.1)."""
    links = [{"rel": "self", "uri": "/me"}, {"rel": "canonical", "uri": canonical}]
    if person.district is not None:
        links.append({"rel": "district", "uri": f"/{version}/districts/{person.district}"})
    return links


def _known(claims: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known: absent, never null (sso.md 9.1, 9)."""
    return {name: value for name, value in claims.items() if value is not None}
