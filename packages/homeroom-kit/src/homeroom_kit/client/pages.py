"""A list read to its end: what is missing is an error, never a shorter list (SYN-14).

Pages are as large as the hub allows. `next` is followed until it is gone or leads to an empty
page. A page without `next` is not believed: the hub is asked for what follows it until nothing
does, because a list that was cut at somebody's page size looks just like one that ends.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec
from msgspec import Raw, Struct

from homeroom_kit.client.ahead import Ahead
from homeroom_kit.client.halves import reading
from homeroom_kit.client.sending import Answered, Sending, TooLargeError
from homeroom_kit.errors import UNREADABLE, RetryError
from homeroom_wire.absent import UNSET, Maybe
from homeroom_wire.envelopes import Link

__all__ = ["UNPAGED", "Reading", "following_of", "id_of", "pages", "query_of"]

T = TypeVar("T")

UNPAGED: Final = 0
"""The page size of a list that has no pages, as a district's."""

_SMALLER: Final = (10_000, 1_000, 100)


class _Item(Struct, gc=False):
    data: Raw


class _Page(Struct):
    """Clever answered `{"resources": []}` once where there was none (data-api.md 6.5, Q-4)."""

    data: Maybe[list[_Item]] = UNSET
    links: Maybe[list[Link]] = UNSET
    resources: Maybe[list[None]] = UNSET

    @property
    def items(self) -> list[_Item] | None:
        """What is on it; None if it is no page."""
        if isinstance(self.data, list):
            return self.data
        return [] if self.resources == [] else None


class _Id(Struct):
    id: str


_decode: Final = msgspec.json.Decoder(_Page).decode
_decode_id: Final = msgspec.json.Decoder(_Id).decode


class Reading(Generic[T]):
    """Records of one list, one after the other; it ends only at the end of the list.

    Attributes:
        cursor: The id of the record given last. `after=cursor` goes on there another time.
    """

    def __init__(
        self,
        found: Iterator[list[Raw]],
        read: Callable[[Raw], T],
        cursor: str | None = None,
    ) -> None:
        self.cursor = cursor
        self._records = self._each(found, read)

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        return next(self._records)

    def _each(self, found: Iterator[list[Raw]], read: Callable[[Raw], T]) -> Iterator[T]:
        for page in found:
            for body in page:
                record = read(body)
                self.cursor = id_of(body) or self.cursor
                yield record


def id_of(body: Raw) -> str | None:
    """The id in a document; None if there is none to be read."""
    try:
        return _decode_id(body).id
    except UNREADABLE:
        return None


def pages(
    sending: Sending,
    path: str,
    query: Mapping[str, str | list[str]],
    size: int,
    *,
    is_hurried: bool = False,
) -> Iterator[list[Raw]]:
    """Give every page of a list that has something in it, as raw documents.

    In a hurry the next page is asked for while one is worked on; whether it came is told in its
    turn. Who takes the first page may want no other, so that begins with the second. Who stops
    does not wait for what is on its way: its answer is dropped when it comes.

    Raises:
        RetryError: A page is no page, or the list leads in a circle.
    """
    walk = _Walk(sending, path, dict(query), size)
    number = 0
    while (page := walk.step()) is not None:
        number += 1
        if is_hurried and number > 1:
            walk.hurry()
        yield page


class _Walk:
    """Where a reader is in a list."""

    def __init__(
        self, sending: Sending, path: str, query: dict[str, str | list[str]], size: int
    ) -> None:
        self._sending = sending
        self._path = path
        self._query = query
        self._size = size
        self._began = False
        self._probing = False
        self._first: str | None = None
        self._last: str | None = None
        self._following: Mapping[str, str | list[str]] | None = query
        self._gone: set[str] = set()
        self._begun: Ahead[Answered] | None = None

    def hurry(self) -> None:
        """Ask for what the next step needs, if it needs anything."""
        if self._following is not None:
            self._begun = self._sending.ahead(self._path, self._asked(self._following))

    def step(self) -> list[Raw] | None:
        """Return the next page; None at the end."""
        if self._following is None:
            return None
        found, links = self._fetch(self._following)
        if not found:
            return None
        first, last = id_of(found[0]), id_of(found[-1])
        is_same = self._began and (first, last) == (self._first, self._last)
        if self._probing and self._last and first and (is_same or first <= self._last):
            # A list that cannot be paged (a user token's) gives the same again; it was whole.
            return None
        self._following, self._probing = self._after(links, last)
        if is_same and first:
            raise RetryError("paging_circle", f"{self._path}: the list does not move on.")
        self._began = True
        self._first, self._last = first, last
        return found

    def _after(
        self, links: Maybe[list[Link]], last: str | None
    ) -> tuple[Mapping[str, str | list[str]] | None, bool]:
        following = following_of(links)
        if following is not None:
            if following in self._gone:
                raise RetryError("paging_circle", f"{self._path}: `next` leads back to {following}")
            self._gone.add(following)
            return query_of(following) | self._sized(), False
        if last is None or self._size == UNPAGED:
            return None, False
        return self._query | self._sized() | {"starting_after": last}, True

    def _sized(self) -> dict[str, str | list[str]]:
        return {} if self._size == UNPAGED else {"limit": str(self._size)}

    def _asked(self, query: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
        return dict(query) | self._sized()

    def _fetch(self, query: Mapping[str, str | list[str]]) -> tuple[list[Raw], Maybe[list[Link]]]:
        begun, self._begun = self._begun, None
        while True:
            try:
                body = self._sending.get(self._path, self._asked(query), begun)
                break
            except TooLargeError:
                smaller = next((size for size in _SMALLER if size < self._size), None)
                if smaller is None or self._began:
                    raise
                self._size = smaller
        try:
            page = reading(_decode, body)
        except UNREADABLE as odd:
            raise self._no_page(str(odd)) from odd
        if page.items is None or (self._began and not isinstance(page.data, list)):
            # An empty page ends a list, so this must not pass for one (SYN-14, SYN-18).
            raise self._no_page("It has no `data`")
        return [item.data for item in page.items], page.links

    def _no_page(self, why: str) -> RetryError:
        said = f"{self._path}: the hub's answer is no page of records ({why})."
        return RetryError("not_a_page", said)


def following_of(links: Maybe[list[Link]]) -> str | None:
    """Where the page after this one is; None if the hub names none."""
    told = links if isinstance(links, list) else []
    return next((link.uri for link in told if link.rel == "next"), None)


def query_of(address: str) -> dict[str, str | list[str]]:
    """What stands behind the question mark of a link."""
    found = parse_qs(urlsplit(address).query, keep_blank_values=True)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}
