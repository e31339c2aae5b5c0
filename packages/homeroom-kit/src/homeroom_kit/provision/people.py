"""A person as a login or a teacher's class list tells of her."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from homeroom_kit.login import Identity, Who
from homeroom_kit.login.identity import AuthorizedBy
from homeroom_kit.matching import Asked
from homeroom_kit.planning import Document, Value
from homeroom_kit.planning.values import legacy_ids_of, roles_of, sis_ids_of, value_at

__all__ = ["FIELDS", "Person", "Profile", "changes_of", "person_in", "person_of", "standing"]

FIELDS: Final = ("name.first", "name.middle", "name.last", "email", "roles.student.grade")
"""What a login tells at most, by its path in the record."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who needs an account, or has one.

    Attributes:
        id: Her id at the hub.
        district: Her district; None where a teacher authorised it.
        type: `student`, `teacher`, `staff` or `district_admin`.
        authorized_by: Who let the application see her.
        values: What is told of her, by path; what is not told is not there.
        legacy_ids: Ids that she had before v3.
        sis_ids: The district's own ids of hers, with the role in front.
    """

    id: str
    district: str | None
    type: str
    authorized_by: AuthorizedBy
    values: Mapping[str, Value] = field(default_factory=dict)
    legacy_ids: frozenset[str] = frozenset()
    sis_ids: frozenset[str] = frozenset()

    @property
    def asked(self) -> Asked:
        """Her, as matching asks for her. Her e-mail is no proof: the district typed it."""
        email = self.values.get("email")
        return Asked(
            self.id, self.district, self.sis_ids, email if isinstance(email, str) else None,
            legacy_ids=self.legacy_ids,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What an application has of an account.

    Attributes:
        clever_id: Whose it is; None while it is nobody's at the hub.
        district: The district that it was last known in.
        values: By path, as in `Person`; names of the application's own are there as well.
        held: Names of values that the person gave herself: they stay.
        is_archived: Whether it is put away; a login brings it back as it was.
    """

    clever_id: str | None = None
    district: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    held: frozenset[str] = frozenset()
    is_archived: bool = False


def person_of(identity: Identity | Who) -> Person:
    """The person who signed in."""
    by: AuthorizedBy = "teacher" if identity.authorized_by == "teacher" else "district"
    told: dict[str, Value] = {
        "name.first": identity.first,
        "name.last": identity.last,
        "email": identity.email,
    }
    values = {name: value for name, value in told.items() if value}
    person = Person(identity.id, identity.district, identity.type, by, values)
    if isinstance(identity, Who):
        return person
    return replace(
        person,
        values=values | _values(identity.document),
        legacy_ids=identity.legacy_ids,
        sis_ids=identity.sis_ids,
    )


def person_in(document: Document) -> Person:
    """Somebody in a teacher's class list."""
    return Person(
        str(document.get("id")),
        None,
        next(iter(roles_of(document)), "student"),
        "teacher",
        _values(document),
        legacy_ids_of(document),
        sis_ids_of(document),
    )


def changes_of(person: Person, profile: Profile) -> dict[str, Value]:
    """What of an account becomes different, now that this is known of the person.

    What is not told stays: a login shows less than a roster. What she gave herself stays. And of
    somebody whom a district has told of, a teacher's list fills gaps only: it has an initial where
    the district had the name (sso.md 8.8).
    """
    fills = profile.district is not None and person.authorized_by == "teacher"
    changes: dict[str, Value] = {}
    for name, value in person.values.items():
        here = profile.values.get(name)
        if not value or name in profile.held or value == here or (fills and here):
            continue
        changes[name] = value
    return changes


def standing(person: Person, profile: Profile) -> Person:
    """The person, in the district in which the account is known already if nothing else is told."""
    return replace(person, district=person.district or profile.district)


def _values(document: Document) -> dict[str, Value]:
    found = {name: value_at(document, name) for name in FIELDS}
    return {name: value for name, value in found.items() if value}
