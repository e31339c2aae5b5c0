"""Which records of the district satisfy rules, found by reading each document once.

Of a document only the fields are decoded that a filter names, and the second part only where
one stands there. Nothing here decides what a match brings along; that is `members`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import msgspec
from pyroaring import BitMap64
from typing_extensions import TypedDict

from homeroom.foundation.database import Session
from homeroom.foundation.ids import parse_id
from homeroom.roster import documents
from homeroom.roster.documents import Document
from homeroom.sharing.selecting.comparing import Place, Test, held_at, predicate_of
from homeroom.sharing.selecting.district import whole
from homeroom.sharing.selecting.fields import NAMES, Filtered, field_named
from homeroom.sharing.selecting.rules import ROLE_OF, Filter, Rule

_STAFF_SCHOOLS: Final = ("roles", "staff", "schools")
_EACH: Final = 10_000

Path = tuple[str, ...]
Decode = Callable[[str], Any]


class Question(NamedTuple):
    """A filter that is ready to be asked."""

    filter: Filter
    field: Filtered
    test: Test


@dataclass(frozen=True)
class Matches:
    """Who satisfies a rule."""

    rule: Rule
    rids: BitMap64
    schools: Mapping[int, set[int]]
    """Staff rules: person -> the schools that come with her, as the rule chose."""


class Places:
    """The schools, courses and terms of a district as filters mean them, each read once."""

    def __init__(self, session: Session, district: int) -> None:
        self._session = session
        self._district = district
        self._known: dict[str, list[Place]] = {}

    def of(self, kind: str) -> list[Place]:
        """Return every place of a kind."""
        if kind not in self._known:
            self._known[kind] = [_place(kind, body) for body in self._bodies(kind)]
        return self._known[kind]

    def _bodies(self, kind: str) -> Iterator[str]:
        rids = whole(self._session, self._district, kind)
        for row in documents.documents_named(self._session, self._district, kind, rids):
            yield row.body


def questions_of(rule: Rule, places: Places) -> list[Question]:
    """Return a rule's filters as questions; a field that is no more filtered is never satisfied."""
    found = []
    for one in rule.filters:
        field = field_named(rule.kind, one.field)
        if field is None:
            message = f"a stored rule filters {rule.kind} by {one.field}"
            raise LookupError(message)
        known = places.of(field.place) if field.place else None
        found.append(Question(one, field, predicate_of(one, known)))
    return found


def answers(question: Question, body: Any, extra: Any) -> bool:
    """Whether the decoded document satisfies the question."""
    return question.test(held_at(extra if question.field.extra else body, question.field.path))


def matches(
    session: Session,
    district: int,
    rules: Iterable[Rule],
    places: Places,
    without: BitMap64,
) -> list[Matches]:
    """Return who satisfies each of the rules; the excluded satisfy none."""
    by_kind: dict[str, list[Rule]] = {}
    for rule in rules:
        by_kind.setdefault(rule.kind, []).append(rule)
    found: list[Matches] = []
    for kind, some in by_kind.items():
        found += _Reading(session, district, kind, some, places).matches(without)
    return found


def candidates(session: Session, district: int, kind: str) -> BitMap64:
    """Return every record that rules of a kind select from."""
    name = f"users.{ROLE_OF[kind]}" if kind in ROLE_OF else "sections"
    return whole(session, district, name)


def documents_of(session: Session, district: int, kind: str, rids: BitMap64) -> Iterator[Document]:
    """Give the records that rules of a kind look at, a stretch at a time."""
    plural = "sections" if kind == "section" else "users"
    for start in range(0, len(rids), _EACH):
        yield from documents.documents_named(session, district, plural, rids[start : start + _EACH])


class _Reading:
    """Rules of one kind, asked of every record of that kind in one pass."""

    def __init__(
        self, session: Session, district: int, kind: str, rules: list[Rule], places: Places
    ) -> None:
        self._session = session
        self._district = district
        self._kind = kind
        self._asked = [(rule, questions_of(rule, places)) for rule in rules]
        fields = [one.field for _, asked in self._asked for one in asked]
        body = {field.path for field in fields if not field.extra}
        body |= {_STAFF_SCHOOLS} if kind == "staff" else set()
        self._body = decoder(frozenset(body))
        self._extra = decoder(frozenset(field.path for field in fields if field.extra))

    def matches(self, without: BitMap64) -> Iterator[Matches]:
        """Give who satisfies each rule."""
        everyone = candidates(self._session, self._district, self._kind) - without
        if not any(asked for _, asked in self._asked) and self._kind != "staff":
            # Without filters there is nothing to read.
            for rule, _ in self._asked:
                yield Matches(rule, everyone, {})
            return
        rids: list[list[int]] = [[] for _ in self._asked]
        schools: list[dict[int, set[int]]] = [{} for _ in self._asked]
        for row in documents_of(self._session, self._district, self._kind, everyone):
            body = self._body(row.body)
            extra = self._extra(row.extra) if row.extra is not None else None
            for position, (rule, asked) in enumerate(self._asked):
                if all(answers(one, body, extra) for one in asked):
                    rids[position].append(row.rid)
                    if self._kind == "staff":
                        schools[position][row.rid] = set(_brought(rule, asked, body))
        for position, (rule, _) in enumerate(self._asked):
            yield Matches(rule, BitMap64(rids[position]), schools[position])


def _brought(rule: Rule, asked: list[Question], body: Any) -> Iterator[int]:
    """Give the schools that a matching member of staff brings along."""
    if rule.schools == "none":
        return
    tests = [one.test for one in asked if one.field.place == "schools"]
    for school in held_at(body, _STAFF_SCHOOLS):
        parsed = parse_id(school)
        if parsed and (rule.schools == "all" or all(test((school,)) for test in tests)):
            yield parsed[0]


def _place(kind: str, body: str) -> Place:
    record: Mapping[str, object] = decoder(frozenset((key,) for key in ("id", *NAMES[kind])))(body)
    return Place(str(record["id"]), tuple(str(record.get(key, "")) for key in NAMES[kind]))


@lru_cache(maxsize=256)
def decoder(paths: frozenset[Path]) -> Decode:
    """Return what decodes of a document these paths only."""
    return msgspec.json.Decoder(_shape("Record", paths)).decode


def _shape(name: str, paths: Iterable[Path]) -> Any:
    """Build the type of an object of which only these paths are wanted."""
    inner: dict[str, list[Path]] = {}
    for step, *rest in paths:
        inner.setdefault(step, []).append(tuple(rest))
    # A path that ends here wants everything, whatever else is asked for inside.
    kinds = {
        key: Any if () in below else _shape(key, below) for key, below in sorted(inner.items())
    }
    return TypedDict(name, kinds, total=False)  # type: ignore[operator]
