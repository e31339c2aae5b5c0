"""The expected view: what an application may see, from the source alone (certification.md 6.3).

It judges the hub, so it shares nothing with the way in which the hub derives, shares and writes
records; both are made from the same specification.

Door: `expected`, `Expected`, `Reader`, `probe.as_json`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homeroom.sandbox.lantern.expecting.derived import Derived
from homeroom.sandbox.lantern.expecting.documents import Document, Documents
from homeroom.sandbox.lantern.expecting.reader import Reader, without
from homeroom.sandbox.lantern.expecting.seen import Seen
from homeroom.sandbox.lantern.expecting.tiers import cut
from homeroom.sandbox.lantern.identifying import Ids
from homeroom.sandbox.lantern.records import Lantern
from homeroom.sandbox.lantern.sharing import Sharing

__all__ = ["Expected", "ExpectedRecord", "Reader", "expected"]


@dataclass(frozen=True)
class ExpectedRecord:
    """One record: its key in the source, its id, and the document that is served."""

    key: str
    clever_id: str
    document: Mapping[str, Any]


@dataclass(frozen=True)
class Expected:
    """Everything that the application may see, by kind; contacts stand apart from other users."""

    records: Mapping[str, tuple[ExpectedRecord, ...]]

    def of(self, kind: str) -> dict[str, ExpectedRecord]:
        """Return the records of a kind by their ids."""
        return {one.clever_id: one for one in self.records[kind]}


def expected(
    lantern: Lantern, sharing: Sharing, ids: Ids, reader: Reader | None = None
) -> Expected:
    """Return what a reader may see of a district that shares so much."""
    reads = reader or Reader()
    seen = Seen(Derived(lantern), sharing, reads.seen_roles)
    documents = Documents(seen, ids, reads)
    by_kind: dict[str, dict[str, Document]] = {
        kind: dict(records) for kind, records in _of(seen, documents, ids)
    }
    shown = cut(by_kind, seen, reads)
    return Expected(
        {
            kind: tuple(
                ExpectedRecord(key, str(one["id"]), without(one, _off(kind, one, sharing)))
                for key, one in records.items()
            )
            for kind, records in shown.items()
        }
    )


def _of(
    seen: Seen, documents: Documents, ids: Ids
) -> Iterator[tuple[str, Iterator[tuple[str, Document]]]]:
    """Give every kind with its keys and documents."""
    lantern = seen.derived.lantern
    district = {"id": ids("districts", lantern.kind), "name": lantern.name}
    yield "districts", iter([(lantern.kind, district)])
    yield (
        "schools",
        ((one.key, documents.school(one)) for one in lantern.schools if one.key in seen.schools),
    )
    yield (
        "terms",
        (
            (key, documents.term(one))
            for key, one in seen.derived.terms.items()
            if key in seen.terms
        ),
    )
    yield "courses", _courses(seen, documents)
    yield "sections", ((one.source.key, documents.section(one)) for one in seen.classes)
    yield "users", _users(seen, documents)
    yield "contacts", ((one.key, documents.contact(one)) for one in seen.contacts)


def _courses(seen: Seen, documents: Documents) -> Iterator[tuple[str, Document]]:
    """Each course once, though several keys may mean it."""
    given = set()
    for key, one in seen.derived.courses.items():
        if key in seen.courses and one.key not in given:
            given.add(one.key)
            yield one.key, documents.course(one)


def _users(seen: Seen, documents: Documents) -> Iterator[tuple[str, Document]]:
    for student in seen.derived.lantern.students:
        if student.key in seen.students:
            yield student.key, documents.student(student)
    for one in seen.people:
        yield one.person.key, documents.employee(one)


def _off(kind: str, document: Document, sharing: Sharing) -> list[str]:
    """The paths of a record that the district does not share; `users.x` is everybody's."""
    names = {kind}
    if kind in {"users", "contacts"}:
        names = {"users", *(f"{role}s" for role in document["roles"])}
    parted = (one.partition(".") for one in sorted(sharing.fields_off))
    return [path for of, _, path in parted if of in names]
