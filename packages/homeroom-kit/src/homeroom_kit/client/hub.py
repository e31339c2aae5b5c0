"""A hub as an application sees it: every path of the Data API and the events, as typed records.

Works against Homeroom and against Clever's API alike. The one path that is Homeroom's own is
`checkpoint`; where a hub has none it says so with `NotFoundError`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Final, Literal, Self, TypeVar

import httpx2
import msgspec
from msgspec import Raw

from homeroom_kit.client import pages
from homeroom_kit.client.checkpoints import Checkpoint
from homeroom_kit.client.halves import reading
from homeroom_kit.client.marks import marks
from homeroom_kit.client.pages import Reading
from homeroom_kit.client.sending import Patience, Sending, Token
from homeroom_kit.clock import Clock, SystemClock
from homeroom_kit.errors import UNREADABLE, ConfigurationError, RetryError
from homeroom_wire.absent import Maybe
from homeroom_wire.attendance import Attendance
from homeroom_wire.envelopes import Me, One
from homeroom_wire.events import Event
from homeroom_wire.records import (
    RECORDS,
    Course,
    District,
    Resource,
    School,
    Section,
    Term,
    User,
)
from homeroom_wire.values import VERSIONS, Version

__all__ = ["LARGEST_PAGE", "Hub"]

LARGEST_PAGE: Final = 10_000

T = TypeVar("T")


class Hub:
    """One hub, read with one token.

    Lists are iterators that end only at the end of the list; whatever stands in the way is an
    error. Each has `cursor`, and `after=cursor` goes on from there.

    Args:
        url: The API's address, such as `https://hub.example.org`.
        token: A district-app token or a user's token; or a function that reads it, which is asked
            again when the hub refuses the token, so that a rotated one is picked up.
        version: The version of the API.
        transport: Who carries requests, for tests.
        clock: Who waits, for tests.
        patience: How long a busy or broken hub is given.
        page_size: Records on a page; the hub may give fewer.

    Raises:
        ConfigurationError: The version or the address is none.
    """

    def __init__(  # noqa: PLR0913 -- all but two have values that fit
        self,
        url: str,
        token: Token,
        *,
        version: Version = "v3.1",
        transport: httpx2.BaseTransport | None = None,
        clock: Clock | None = None,
        patience: Patience | None = None,
        page_size: int = LARGEST_PAGE,
    ) -> None:
        if version not in VERSIONS:
            raise ConfigurationError("unknown_version", f"There is no version {version!r}.")
        if not url.startswith(("http://", "https://")):
            raise ConfigurationError("no_address", f"{url!r} is no address; it needs https://.")
        self.version = version
        self.clock = clock or SystemClock()
        self.page_size = page_size
        patience = patience or Patience()
        self._client = httpx2.Client(
            base_url=url.rstrip("/"),
            transport=transport,
            timeout=patience.timeout,
            # Reading the system's certificates takes longer than a small district.
            verify=url.startswith("https://"),
        )
        # A transport of somebody else's may belong to the thread that made it.
        self._sending = Sending(
            self._client, token, self.clock, patience, has_threads=transport is None
        )

    def close(self) -> None:
        """Let go of the connections, without waiting for a page that nobody wants any more."""
        self._sending.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ------------------------------------------------------------------------------ whole lists

    def districts(self) -> Reading[District]:
        """The districts of the token: one."""
        return self._list("districts", District, {}, None)

    def schools(self, *, after: str | None = None) -> Reading[School]:
        """Every school that is shared."""
        return self._list("schools", School, {}, after)

    def terms(self, *, after: str | None = None) -> Reading[Term]:
        """Every term that is shared."""
        return self._list("terms", Term, {}, after)

    def courses(self, *, after: str | None = None) -> Reading[Course]:
        """Every course that is shared."""
        return self._list("courses", Course, {}, after)

    def users(self, *, role: str | None = None, after: str | None = None) -> Reading[User]:
        """Every person who is shared, each once, or those who hold a role."""
        return self._list("users", User, _given(role=role), after)

    def sections(self, *, after: str | None = None) -> Reading[Section]:
        """Every section that is shared."""
        return self._list("sections", Section, {}, after)

    def resources(self, *, after: str | None = None) -> Reading[Resource]:
        """Every resource of this application."""
        return self._list("resources", Resource, {}, after)

    def events(
        self,
        *,
        after: str | None = None,
        record_types: tuple[str, ...] = (),
        school: str | None = None,
    ) -> Reading[Event]:
        """The feed, oldest first, from behind an event to its end."""
        query: dict[str, str | list[str]] = dict(_given(school=school))
        if record_types:
            query["record_type"] = list(record_types)
        return self._list("events", Event, query, after)

    def documents(self, *path: str, after: str | None = None) -> Iterator[list[Raw]]:
        """Give the raw documents of a list, page by page: `users`, or `sections`, id, `users`.

        From the second page on, the next is asked for while one is worked on.
        """
        query = _given(starting_after=after)
        size = self._size(*path)
        return pages.pages(self._sending, self._path(*path), query, size, is_hurried=True)

    # ---------------------------------------------------------------------------- single records

    def district(self, record_id: str) -> District:
        """One district."""
        return self._one(self._path("districts", record_id), District)

    def school(self, record_id: str) -> School:
        """One school."""
        return self._one(self._path("schools", record_id), School)

    def term(self, record_id: str) -> Term:
        """One term."""
        return self._one(self._path("terms", record_id), Term)

    def course(self, record_id: str) -> Course:
        """One course."""
        return self._one(self._path("courses", record_id), Course)

    def user(self, record_id: str) -> User:
        """One person, by the id of the user and never by a `legacy_id`."""
        return self._one(self._path("users", record_id), User)

    def section(self, record_id: str) -> Section:
        """One section."""
        return self._one(self._path("sections", record_id), Section)

    def resource(self, record_id: str) -> Resource:
        """One resource."""
        return self._one(self._path("resources", record_id), Resource)

    def event(self, record_id: str) -> Event:
        """One event."""
        return self._one(self._path("events", record_id), Event)

    def document(self, kind: str, record_id: str) -> Raw:
        """One record as it came."""
        return self._one(self._path(kind, record_id), Raw)

    # ------------------------------------------------------------------------- below other records

    def district_of(self, kind: str, record_id: str) -> District:
        """The district of a record."""
        return self._one(self._path(kind, record_id, "district"), District)

    def school_of(self, section: str) -> School:
        """The school of a section."""
        return self._one(self._path("sections", section, "school"), School)

    def term_of(self, section: str) -> Term:
        """The term of a section; NotFoundError where it has none."""
        return self._one(self._path("sections", section, "term"), Term)

    def course_of(self, section: str) -> Course:
        """The course of a section; NotFoundError where it has none."""
        return self._one(self._path("sections", section, "course"), Course)

    def users_of(
        self, kind: str, record_id: str, *, role: str | None = None, primary: bool = False
    ) -> Reading[User]:
        """The people of a school, a section or a resource."""
        return self._below(kind, record_id, "users", User, role=role, primary=_flag(primary))

    def sections_of(self, kind: str, record_id: str) -> Reading[Section]:
        """The sections of a school, course, term, resource or user."""
        return self._below(kind, record_id, "sections", Section)

    def schools_of(self, kind: str, record_id: str, *, primary: bool = False) -> Reading[School]:
        """The schools of a course, term or user."""
        return self._below(kind, record_id, "schools", School, primary=_flag(primary))

    def courses_of(self, kind: str, record_id: str) -> Reading[Course]:
        """The courses of a school or resource."""
        return self._below(kind, record_id, "courses", Course)

    def terms_of(self, school: str) -> Reading[Term]:
        """The terms of a school."""
        return self._below("schools", school, "terms", Term)

    def resources_of(self, kind: str, record_id: str) -> Reading[Resource]:
        """The resources of a section, course or user."""
        return self._below(kind, record_id, "resources", Resource)

    def students_of(self, user: str) -> Reading[User]:
        """The students of a teacher or a contact."""
        return self._below("users", user, "mystudents", User)

    def teachers_of(self, user: str) -> Reading[User]:
        """The teachers of a student."""
        return self._below("users", user, "myteachers", User)

    def contacts_of(self, user: str) -> Reading[User]:
        """The contacts of a student."""
        return self._below("users", user, "mycontacts", User)

    # ---------------------------------------------------------------------------------- the rest

    def attendance_of(
        self,
        kind: Literal["schools", "sections"],
        record_id: str,
        *,
        since: date | None = None,
        until: date | None = None,
        status: str | None = None,
    ) -> Iterator[Attendance]:
        """Who was present, absent or tardy at a school or in a section, by day (v3.1).

        Args:
            kind: Whether it is a school's or a section's.
            record_id: Its id.
            since: The first day.
            until: The last day, which is among them.
            status: `present`, `absent` or `tardy`; None for all.

        Raises:
            ConfigurationError: v3.0 has no attendance.
            NotFoundError: The application has no scope for it, or does not see the record.
        """
        if self.version == "v3.0":
            raise ConfigurationError("no_attendance", "Only v3.1 of the API has attendance.")
        query = _given(
            date_range_start=since.isoformat() if since else None,
            date_range_end=until.isoformat() if until else None,
            attendance_status=status,
        )
        path = self._path("attendance", kind, record_id)
        return marks(self._sending, path, query, self.page_size)

    def me(self) -> Me:
        """Whom the token stands for (data-api.md 2.2)."""
        body = self._sending.get(self._path("me"))
        return _decoded(body, Me, "me")

    def count(self, kind: str, *, role: str | None = None) -> int:
        """How many records of a kind are shared.

        The API counts no resources (data-api.md 3.4), so they are read; likewise whatever else a
        hub lists though it was asked to count.
        """
        given, path = _given(role=role), self._path(kind)
        if kind != "resources":
            body = self._sending.get(path, {"count": "true"} | given)
            found = _decoded(body, _Counted, kind).count
            if isinstance(found, int):
                return found
        listed = pages.pages(self._sending, path, given, self._size(kind))
        return sum(len(page) for page in listed)

    def newest_event(self) -> str | None:
        """The newest event's id; None while the feed is empty.

        Taken before everything is read, it is where to go on reading events (data-api.md 7.5).
        """
        query: Mapping[str, str] = {"ending_before": "last", "limit": "1"}
        body = self._sending.get(self._path("events"), query)
        found = _decoded(body, _Events, "events").data
        return found[-1].data.id if found else None

    def checkpoint(self, at: str | None = None) -> Checkpoint:
        """What this token's reader must hold, now or at an event. Homeroom only.

        Raises:
            NotFoundError: The hub has no checkpoints, or the event is too old (code `gone`).
            RetryError: The event is in the middle of a change (code `conflict`).
        """
        return self._one(self._path("checkpoints"), Checkpoint, _given(at=at))

    # ----------------------------------------------------------------------------------- reading

    def _path(self, *parts: str) -> str:
        return "/" + "/".join((self.version, *parts))

    def _size(self, *path: str) -> int:
        return pages.UNPAGED if path == ("districts",) else self.page_size

    def _list(
        self,
        kind: str,
        shape: type[T],
        query: Mapping[str, str | list[str]],
        after: str | None,
    ) -> Reading[T]:
        asked = dict(query) | _given(starting_after=after)
        found = pages.pages(self._sending, self._path(kind), asked, self._size(kind))
        return Reading(found, lambda body: _decoded(body, shape, kind), after)

    def _below(
        self, kind: str, record_id: str, word: str, shape: type[T], **query: str | None
    ) -> Reading[T]:
        if kind not in RECORDS:
            raise ConfigurationError("unknown_kind", f"There is no record kind {kind!r}.")
        path = self._path(kind, record_id, word)
        found = pages.pages(self._sending, path, _given(**query), self.page_size)
        return Reading(found, lambda body: _decoded(body, shape, word))

    def _one(
        self, path: str, shape: type[T], query: Mapping[str, str | list[str]] | None = None
    ) -> T:
        body = self._sending.get(path, query)
        return _decoded(body, One[shape], path).data  # type: ignore[valid-type]


class _Counted(msgspec.Struct):
    count: Maybe[int] = msgspec.UNSET


class _EventId(msgspec.Struct):
    id: str


class _EventItem(msgspec.Struct):
    data: _EventId


class _Events(msgspec.Struct):
    data: list[_EventItem]


def _given(**values: str | None) -> dict[str, str | list[str]]:
    return {name: value for name, value in values.items() if value is not None}


def _flag(value: bool) -> str | None:  # noqa: FBT001 -- it is nothing but a flag
    return "true" if value else None


def _decoded(body: Raw | bytes, shape: type[T], what: str) -> T:
    decode: Callable[[bytes], T] = partial(msgspec.json.decode, type=shape)
    try:
        return reading(decode, body)
    except UNREADABLE as odd:
        raise _not_understood(what, odd) from odd


def _not_understood(what: str, odd: Exception) -> RetryError:
    return RetryError("not_understood", f"{what}: the hub's answer does not read as one ({odd}).")
