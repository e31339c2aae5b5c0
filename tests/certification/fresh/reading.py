"""Applications that misunderstand what they read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

import httpx2
import msgspec
from msgspec import Raw
from typing_extensions import override

from homeroom_kit.client import Hub
from homeroom_kit.errors import RetryError
from homeroom_kit.sync import Policy
from tests.certification.apps.right import RightApplication
from tests.certification.bending import BendingHub

__all__ = ["DEFECTS", "Defect"]


@dataclass(frozen=True, slots=True)
class Defect:
    """What of the right application is replaced, and what must turn red (see `Mutant`)."""

    instead: type
    fails: tuple[str, ...]
    also: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ("SC-01",)
    modes: tuple[str, ...] = ("full",)
    answers: Mapping[str, object] = field(default_factory=dict)


class _LastTeacher(BendingHub):
    """Whoever is named last is taken for the class's own teacher."""

    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        teachers = document.get("teachers")
        if kind == "sections" and teachers:
            return {**document, "teacher": teachers[-1], "teachers": teachers[::-1]}
        return document


class _SortedTeachers(BendingHub):
    """A class's teachers are kept as a set, and shown in the order of their ids."""

    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        teachers = sorted(document.get("teachers") or ())
        if kind == "sections" and teachers:
            return {**document, "teacher": teachers[0], "teachers": teachers}
        return document


_NO_JSON: Final = ("not_a_page", "not_understood")


class _PageOfNothing(Hub):
    """Whatever is no JSON has no records in it; that a gateway speaks HTML nobody thought of."""

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        try:
            yield from super().documents(*path, after=after)
        except RetryError as error:
            if error.code not in _NO_JSON:
                raise

    @override
    def newest_event(self) -> str | None:
        try:
            return super().newest_event()
        except RetryError as error:
            if error.code not in _NO_JSON:
                raise
            return None


class _Unguarded(RightApplication):
    reads = _PageOfNothing

    @override
    def policy(self) -> Policy:
        return replace(super().policy(), guard=None)


class _DayBefore(BendingHub):
    """A date is taken for midnight in Greenwich, and shown where it is still yesterday."""

    @override
    def bend(self, kind: str, document: dict[str, Any]) -> dict[str, Any]:
        if kind != "terms":
            return document
        told = {name: document[name] for name in ("start_date", "end_date") if document.get(name)}
        early = {k: str(date.fromisoformat(v) - timedelta(days=1)) for k, v in told.items()}
        return {**document, **early}


class _Families(Hub):
    """Whoever answers for one child is taken to answer for all whom a common contact joins."""

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        pages = super().documents(*path, after=after)
        if path != ("users",):
            yield from pages
            return
        people: list[dict[str, Any]] = [msgspec.json.decode(one) for page in pages for one in page]
        for contact in people:
            for link in _links(contact):
                children = {one["student"] for one in _links(contact)}
                for other in people:
                    theirs = _links(other)
                    if link["student"] in {one["student"] for one in theirs}:
                        missing = children - {one["student"] for one in theirs}
                        theirs += [{**theirs[0], "student": one} for one in sorted(missing)]
        yield [Raw(msgspec.json.encode(one)) for one in people]


def _links(person: dict[str, Any]) -> list[dict[str, Any]]:
    contact = person.get("roles", {}).get("contact") or {}
    links: list[dict[str, Any]] = contact.get("student_relationships") or []
    return links


class _SkipsEvents(Hub):
    """Of the events since last time the first hundred are read, and it goes on behind the last."""

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        pages = super().documents(*path, after=after)
        if path != ("events",):
            yield from pages
            return
        events = [one for page in pages for one in page]
        if events:
            first = events[:100]
            newest = {**msgspec.json.decode(first[-1]), "id": msgspec.json.decode(events[-1])["id"]}
            yield [*first[:-1], Raw(msgspec.json.encode(newest))]


class _Breaks(httpx2.HTTPTransport):
    """Notes that a connection broke in the middle."""

    broke = False

    @override
    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        try:
            answer.read()
        except httpx2.TransportError:
            self.broke = True
            raise
        return answer


class _GoesOnBehind(Hub):
    """A page whose connection broke is asked for again, and taken for one that was read before."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self._breaks = _Breaks()
        super().__init__(*given, **named, transport=self._breaks)

    @override
    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        for page in super().documents(*path, after=after):
            was, self._breaks.broke = self._breaks.broke, False
            yield page[: len(page) // 2] if was else page


def _reads(hub: type[Hub]) -> type:
    return type("Reading", (), {"reads": hub})


DEFECTS: Final[Mapping[str, Defect]] = {
    "last_teacher_is_first": Defect(_reads(_LastTeacher), ("SYN-09",), ("SYN-R8",), ("SC-16",)),
    "teachers_in_any_order": Defect(_reads(_SortedTeachers), ("SYN-09",), (), ("SC-15",)),
    "a_page_of_html_is_empty": Defect(_Unguarded, ("SYN-18",), ("I2", "SYN-17"), ("SC-06",)),
    "dates_a_day_early": Defect(_reads(_DayBefore), ("SYN-11",)),
    "parent_of_every_sibling": Defect(_reads(_Families), ("SYN-29",)),
    "second_page_of_events_lost": Defect(
        _reads(_SkipsEvents), ("SYN-20",), ("I2", "SYN-21"), ("SC-46",), ("events",)
    ),
    "page_lost_after_a_break": Defect(_reads(_GoesOnBehind), ("SYN-17",), ("I2",), ("SC-05",)),
}
"""By its name, each application that reads wrongly."""
