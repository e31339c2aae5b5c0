"""What records travel in: one object, a page, a count, `/me`, an error (data-api.md 2.2, 3, 5).

The hub splices pages from stored bytes; these shapes are for readers and for small answers.
"""

from typing import Generic, TypeVar

from msgspec import Struct

from homeroom_wire.absent import UNSET, Maybe

__all__ = ["Count", "ErrorBody", "Item", "Link", "Me", "MeSubject", "One", "Page", "error_body"]

T = TypeVar("T")


class Link(Struct):
    """A neighbour; `uri` is a path without a host, joined to the reader's own base address."""

    rel: str
    uri: str


class One(Struct, Generic[T]):
    """One object. A user token's answer may come without links (data-api.md 2.1)."""

    data: T
    links: Maybe[list[Link]] = UNSET


class Item(Struct, Generic[T]):
    """One element of a list; `uri` is the canonical address even in a list below another record."""

    data: T
    uri: Maybe[str] = UNSET


class Page(Struct, Generic[T]):
    """One page of a list; its links are `self`, `prev`, `next` in that order (data-api.md 3.3)."""

    data: list[Item[T]]
    links: Maybe[list[Link]] = UNSET

    def link(self, rel: str) -> str | None:
        """The address behind a relation, or nothing: the last page has no `next`."""
        links = self.links if isinstance(self.links, list) else []
        return next((link.uri for link in links if link.rel == rel), None)


class Count(Struct):
    """The answer to `count=true`; it has no `data` (ruling R1)."""

    count: int
    links: list[Link]


class MeSubject(Struct, kw_only=True):
    """Whom a token stands for; a Library token names no district (data-api.md 2.2)."""

    id: str
    district: Maybe[str] = UNSET
    type: str
    authorized_by: Maybe[str] = UNSET


class Me(Struct, kw_only=True):
    """The answer of `/v3.x/me` (data-api.md 2.2).

    Recorded traffic also shows an answer without `type` and links, so a reader must bear it.
    """

    type: Maybe[str] = UNSET
    data: MeSubject
    links: Maybe[list[Link]] = UNSET


class ErrorBody(Struct):
    """An error; old readers look at `error`, new ones at `message` (Q-3)."""

    message: Maybe[str] = UNSET
    error: Maybe[str] = UNSET


def error_body(text: str) -> ErrorBody:
    """Both keys with the same text, so that either reader works (data-api.md 5.1)."""
    return ErrorBody(message=text, error=text)
