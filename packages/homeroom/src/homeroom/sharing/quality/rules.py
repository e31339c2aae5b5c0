"""Which fields hold a value that can be missing, and which values are one record's alone. Pure."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from homeroom.sharing.rules import Definition, paths_given
from homeroom_wire.fields import FIELDS, field_at

Problem = Literal["missing", "non_unique"]

TYPES: Final[Mapping[str, tuple[str, str]]] = {
    "students": ("users", "student"),
    "teachers": ("users", "teacher"),
    "staff": ("users", "staff"),
    "administrators": ("users", "district_admin"),
    "contacts": ("users", "contact"),
    "sections": ("sections", ""),
    "schools": ("schools", ""),
    "courses": ("courses", ""),
    "terms": ("terms", ""),
}
"""Type of record -> its kind, and its role if it is a person's."""


class Place(NamedTuple):
    """A field of records of one type."""

    type: str
    path: str
    """Behind its kind, as `users.roles.student.dob`."""

    @property
    def kind(self) -> str:
        """The kind of its records."""
        return TYPES[self.type][0]

    @property
    def role(self) -> str:
        """The role of its records; "" if they are no people."""
        return TYPES[self.type][1]

    @property
    def members(self) -> str:
        """The name under which a view keeps who of the type it sees."""
        return f"{self.kind}.{self.role}" if self.role else self.kind

    @property
    def steps(self) -> tuple[str, ...]:
        """The keys that lead to the value inside a document."""
        return tuple(self.path.split(".")[1:])

    @property
    def is_sensitive(self) -> bool:
        """Whether the value is stored among those that both sides must want."""
        return field_at(self.kind, ".".join(self.steps)).opt_in is not None


_MADE_HERE: Final = frozenset({"id", "district", "created", "last_modified", "legacy_id"})
_IN_NO_FILE: Final = frozenset({"lat", "lon"})
"""Words that end the path of a value which no file brings, so that no district can supply it."""

_LEFT_OUT: Final = frozenset(
    {
        # A contact's whole name is its last name (data-api.md 6.5).
        Place("contacts", "users.name.first"),
        Place("contacts", "users.name.middle"),
        # It follows from the teachers, and where it is absent that is the sharing's doing (R15).
        Place("sections", "sections.teacher"),
    }
)

_USERNAME: Final = "credentials.district_username"
_ALONE: Final[Mapping[str, str]] = {
    "users.email": "address",
    **{f"users.roles.{role}.{_USERNAME}": "user name" for role in ("student", "teacher", "staff")},
    **{
        path: path
        for path in (
            "users.roles.student.student_number",
            "users.roles.student.state_id",
            "users.roles.teacher.teacher_number",
            "users.roles.teacher.state_id",
            "schools.school_number",
            "schools.state_id",
        )
    },
}
"""Path -> the realm within which a value belongs to one record.

By these values applications find an account or a school, so two records with one of them are
taken for one another. Addresses and user names name a person, whatever her role; the others are
counted anew for each type. Not here: SIS ids, by which the hub itself tells records apart, so that
none comes twice within its type; names, numbers of courses and of sections, which may repeat.
"""

_IN_A_HOUSEHOLD: Final = "contacts"
"""The type whose members may well share an address: parents often have one."""

_CASELESS: Final = frozenset({"address", "user name"})


def realm_of(place: Place) -> str:
    """Return the realm within which the place's values belong to one record; "" if in none."""
    return "" if place.type == _IN_A_HOUSEHOLD else _ALONE.get(place.path, "")


def compared(realm: str, value: str) -> str:
    """Return what two values are compared by: whoever signs in by one may type either case."""
    return value.casefold() if realm in _CASELESS else value


def places_given(definition: Definition) -> list[Place]:
    """Return every place of which a view shows the value, by type in the table's order."""
    found = []
    for name, (kind, role) in TYPES.items():
        if role and role not in definition.roles:
            continue
        shown = frozenset(paths_given(definition, kind))
        found += [
            place
            for path in _VALUES[kind]
            if path in shown and _is_of(path, role)
            if (place := Place(name, f"{kind}.{path}")) not in _LEFT_OUT
        ]
    return found


def _is_of(path: str, role: str) -> bool:
    """Whether records of a role have the path: what stands outside of roles has everybody."""
    return not path.startswith("roles.") or path.startswith(f"roles.{role}.")


def _values(kind: str) -> tuple[str, ...]:
    """Return the paths of a kind that hold one value; lists and objects may well be empty."""
    return tuple(
        row.path
        for row in FIELDS[kind]
        if row.type == "string" and "[]" not in row.path
        if row.path.rpartition(".")[2] not in _MADE_HERE | _IN_NO_FILE
    )


_VALUES: Final = {kind: _values(kind) for kind, _ in TYPES.values()}
