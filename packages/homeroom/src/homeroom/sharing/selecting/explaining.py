"""Why an application sees a person, or does not: "troubleshoot sharing" (district.md 3.4).

For each rule the answer names the filters that fail. A rule may also reach a person by a class
or, with "also their sections", by a teacher or classmate; then the record that comes nearest
to satisfying it is looked at, and named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import msgspec
from pyroaring import BitMap64

from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.ids import wire_id
from homeroom.roster import documents
from homeroom.roster.documents import Document
from homeroom.sharing.members import members_of, related, schools_in
from homeroom.sharing.queries import Connection, View, connection_named, view_through
from homeroom.sharing.selecting.comparing import held_at
from homeroom.sharing.selecting.matching import Places, Question, answers, questions_of
from homeroom.sharing.selecting.rules import ROLE_OF, Filter, Rule
from homeroom_wire.roles import ROLE_BITS
from homeroom_wire.values import VERSIONS

Outcome = Literal["matching", "partly", "not"]

_ORDER: Final = {"matching": 0, "partly": 1, "not": 2}
_AT_SCHOOLS: Final = ("student", "teacher", "staff")


@dataclass(frozen=True)
class Failing:
    """A filter that a record does not satisfy, and what the record holds there."""

    filter: Filter
    held: tuple[str, ...]


@dataclass(frozen=True)
class Ruling:
    """What a rule says about a person."""

    rule: Rule
    outcome: Outcome
    failing: tuple[Failing, ...] = ()
    by: str = ""
    """Id of the class, teacher or student by whom the rule reaches the person; '' if none."""

    reason: str = ""
    """In words why the rule cannot reach the person at all."""


@dataclass(frozen=True)
class Explanation:
    """Everything that decides whether an application sees a person."""

    sees: bool
    kind: str
    """The kind of the share; rules are listed for kinds `rules` and `recommended`."""

    versions: int
    """Kind recommended: how many versions must all select the person; otherwise one."""

    rules: tuple[Ruling, ...]
    excluded: bool
    schools: tuple[str, ...]
    """Kind schools: ids of the shared schools to which the person belongs."""

    filters: tuple[Ruling, ...]
    """The application's filters for the person's roles; one of each role's must match."""

    roles_on: tuple[str, ...]
    roles_off: tuple[str, ...]
    """Roles of hers that are not shared or are switched off."""

    fields_off: tuple[str, ...]
    """Refused fields that stand in her record."""


def explain(session: Session, district: int, connection: str, person: int) -> Explanation:
    """Return why the connection sees the person or does not."""
    found = connection_named(session, district, connection)
    row = documents.document_named(session, district, "users", person)
    if found is None or row is None:
        raise NotFoundError("There is no such connection or person")
    view = view_through(session, found, VERSIONS[-1])
    return _Explaining(session, found, view, row).explanation()


class _Explaining:
    """One person looked at through one connection."""

    def __init__(self, session: Session, connection: Connection, view: View, row: Document) -> None:
        self._session = session
        self._district = view.district
        self._connection = connection
        self._view = view
        self._row = row
        self._places = Places(session, view.district)
        self._roles = [role for role, bit in ROLE_BITS.items() if row.roles & bit]

    def explanation(self) -> Explanation:
        share = self._connection.share
        seen = set(self._view.definition.roles)
        members = members_of(self._session, self._view, "users")
        parts = share.follows.parts if share.follows else (share,)
        rules = dict.fromkeys(rule for one in parts for rule in one.rules if one.kind == "rules")
        narrowing = [
            rule
            for rule in self._connection.filters
            if rule.kind in ROLE_OF and ROLE_OF[rule.kind] in self._roles
        ]
        return Explanation(
            sees=members is None or self._row.rid in members,
            kind=share.kind,
            versions=len(parts),
            rules=tuple(self._ruling(rule) for rule in rules),
            excluded=self._row.rid in share.excluded,
            schools=tuple(self._schools()) if share.kind == "schools" else (),
            filters=tuple(self._direct(rule) for rule in narrowing),
            roles_on=tuple(role for role in self._roles if role in seen),
            roles_off=tuple(role for role in self._roles if role not in seen),
            fields_off=tuple(self._fields_off()),
        )

    def _ruling(self, rule: Rule) -> Ruling:
        """Return the best that a rule says, directly or by someone else."""
        found = [self._direct(rule), *self._indirect(rule)]
        return min(found, key=lambda one: (_ORDER[one.outcome], len(one.failing)))

    def _direct(self, rule: Rule) -> Ruling:
        if rule.kind == "section":
            return Ruling(rule, "not", reason="is in no class")
        if ROLE_OF[rule.kind] not in self._roles:
            return Ruling(rule, "not", reason=f"is not {rule.kind}")
        return _judged(rule, questions_of(rule, self._places), self._row, "")

    def _indirect(self, rule: Rule) -> Iterator[Ruling]:
        """Give what the rule says of the records that would bring the person along."""
        kind, rids = self._bringing(rule)
        excluded = BitMap64(self._connection.share.excluded)
        rows = documents.documents_named(self._session, self._district, kind, rids - excluded)
        asked = questions_of(rule, self._places) if rows else []
        bit = ROLE_BITS[ROLE_OF[rule.kind]] if rule.kind in ROLE_OF else 0
        for row in rows:
            if row.roles & bit == bit:
                yield _judged(rule, asked, row, wire_id(row.rid, self._district))

    def _bringing(self, rule: Rule) -> tuple[str, BitMap64]:
        classes = self._related("users", "sections", self._pupils())
        if rule.kind == "section":
            return "sections", classes
        if rule.kind == "teacher" and rule.sections and "contact" not in self._roles:
            return "users", self._related("sections", "teachers", classes)
        if rule.kind == "student" and "contact" in self._roles:
            return "users", self._related("users", "students", [self._row.rid])
        if rule.kind == "student" and rule.sections and "teacher" in self._roles:
            return "users", self._related("sections", "students", classes)
        return "users", BitMap64()

    def _pupils(self) -> Iterable[int]:
        """Give the person, or, of a contact, the students."""
        if "contact" in self._roles:
            return self._related("users", "students", [self._row.rid])
        return [self._row.rid]

    def _related(self, kind: str, relation: str, rids: Iterable[int]) -> BitMap64:
        return related(self._session, self._district, kind, relation, rids)

    def _schools(self) -> Iterator[str]:
        theirs = schools_in(self._row.body, _AT_SCHOOLS, "schools")
        classes = self._related("users", "sections", [self._row.rid])
        for place in documents.places_of(self._session, self._district, classes):
            theirs |= {place.school} if place.school is not None else set()
        for school in sorted(theirs & self._connection.share.schools):
            yield wire_id(school, self._district)

    def _fields_off(self) -> Iterator[str]:
        parts = [msgspec.json.decode(one) for one in (self._row.body, self._row.extra) if one]
        for refused in sorted(self._connection.access.refused):
            kind, _, path = refused.partition(".")
            if kind == "users" and any(_stands(part, path) for part in parts):
                yield refused


def _judged(rule: Rule, asked: list[Question], row: Document, by: str) -> Ruling:
    body = msgspec.json.decode(row.body)
    extra = msgspec.json.decode(row.extra) if row.extra else None
    failing = tuple(
        Failing(one.filter, held_at(extra if one.field.extra else body, one.field.path))
        for one in asked
        if not answers(one, body, extra)
    )
    outcome: Outcome = "matching"
    if failing:
        outcome = "partly" if len(failing) < len(asked) else "not"
    return Ruling(rule, outcome, failing, by)


def _stands(record: Any, path: str) -> bool:
    """Whether anything stands at a dotted path; an extension's key may hold dots."""
    if not isinstance(record, dict):
        return False
    if path in record:
        return True
    first, _, rest = path.partition(".")
    return first in record and bool(rest) and _stands(record[first], rest)
