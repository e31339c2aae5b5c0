"""One request of the API host, taken apart: its version, its path, its query, who asks."""

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import msgspec

from homeroom.data_api import paging, splice
from homeroom.data_api.paging import Query
from homeroom.foundation.database import Session
from homeroom.foundation.errors import NotFoundError, NotSignedInError, RefusedError
from homeroom.foundation.ids import parse_id
from homeroom.oauth.guard import unrecognized
from homeroom.oauth.queries import Grant
from homeroom.sharing import views
from homeroom.sharing.disclosing.collecting import give
from homeroom.sharing.disclosing.rules import KINDS, Reader
from homeroom.sharing.queries import ENDED, Connection, View, connection_named
from homeroom.sharing.views import Ask
from homeroom.web.request import Request
from homeroom_wire.values import Version

NOT_FOUND: Final = "Resource not found"
"""Clever's own words, whether an id is unknown, gone, or not shared (data-api.md 5.1)."""


_OWN_DISTRICT: Final = Ask(kind="districts", limit=1)


class UnsupportedError(RefusedError):
    """The request is of a kind that this hub does not carry out (data-api.md 5.1)."""

    status = 501
    default_code = "unsupported"


def not_found() -> NotFoundError:
    """Return the refusal that tells nothing about why."""
    return NotFoundError(NOT_FOUND)


class Asked(msgspec.Struct, frozen=True, dict=True):
    """What is asked, by whomever; what the asker may see is the business of the two kinds."""

    request: Request
    version: Version
    segments: list[str]

    @classmethod
    def of(cls, request: Request) -> "Asked":
        """Take the request's path apart."""
        version, *segments = request.path[1:].split("/")
        return cls(request, "v3.1" if version[-1:] == "1" else "v3.0", segments)

    @cached_property
    def query_string(self) -> str:
        """The query as received, fit to stand in a link."""
        raw: bytes = self.request.scope["query_string"]
        return paging.safe(raw.decode("latin-1")) if raw else ""

    @cached_property
    def query(self) -> Query:
        """The query's names and values."""
        return paging.parsed(self.query_string)

    @property
    def self_address(self) -> str:
        """The path as received, so that a client finds its own request in `self`."""
        return f"/{self.version}/{'/'.join(self.segments)}"


def unsupported(asked: Asked) -> UnsupportedError:
    """Return the refusal of a method that a path does not have."""
    return UnsupportedError(f"{asked.request.method} is not supported on this path")


class Asking(Asked, frozen=True, dict=True):
    """What a district-app token asks."""

    grant: Grant

    @classmethod
    def by(cls, asked: Asked, grant: Grant) -> "Asking":
        """Return the same question with who asks it."""
        return cls(asked.request, asked.version, asked.segments, grant)

    @property
    def reader(self) -> Reader:
        """Who is given what the answer holds."""
        return Reader(self.grant.district, self.grant.application, self.grant.connection)

    def gives(self, view: View, kind: str, bodies: Sequence[bytes]) -> None:
        """Record that these documents are given to the caller."""
        if kind in KINDS:
            ids = b"".join(splice.ids_in(bodies))
            give(self.request.parts, self.reader, view.key, kind, ids)

    def rid_of(self, text: str) -> int:
        """Return the record number of an id of the caller's own district; else nothing is found."""
        parsed = parse_id(text)
        if parsed is None or parsed[1] != self.grant.district:
            raise not_found()
        return parsed[0]

    def likely_view(self, kind: str) -> View | None:
        """Return the view by which one statement may answer; None if a snapshot is needed."""
        return views.likely_view(self.grant.district, self.grant.connection, self.version, kind)

    def connection(self, session: Session) -> Connection:
        """Return the caller's connection: what it may do beside reading records."""
        found = connection_named(session, self.grant.district, self.grant.connection)
        if found is None or found.state == ENDED:
            raise unrecognized(self.request)
        return found

    def district_id(self, session: Session, view: View) -> str:
        """Return the id of the caller's own district."""
        found = views.page(session, view, _OWN_DISTRICT)
        if not found.bodies:
            raise not_found()
        return splice.id_in(found.bodies[0])

    def view(self, session: Session) -> View:
        """Return what the caller may see; a connection that has ended is no longer recognised."""
        try:
            return views.view_of(session, self.grant.district, self.grant.connection, self.version)
        except NotSignedInError:
            raise unrecognized(self.request) from None
