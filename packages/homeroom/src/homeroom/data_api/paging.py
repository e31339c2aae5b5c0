"""What a list request asks for, and the links that lead to its neighbours (data-api.md 3.3, 3.4).

A page is bounded by ids, never by an offset, so that records which come and go during a crawl
never make another record appear twice.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, quote

import msgspec

from homeroom.foundation.errors import InvalidRequestError, TooLargeError
from homeroom.foundation.ids import parse_id

DEFAULT_LIMIT: Final = 100
GREATEST_LIMIT: Final = 10_000
PAGING_NAMES: Final = ("limit", "starting_after", "ending_before")
CURSORS: Final = frozenset(PAGING_NAMES[1:])
COUNT_VALUES: Final = frozenset({"", "true", "false", "undefined"})
PRIMARY_VALUES: Final = frozenset({"", "true"})

_PLAIN = re.compile(r"[!#-\[\]-~]*\Z")
_PRINTABLE: Final = "!#$%&'()*+,-./:;<=>?@[]^_`{|}~"
_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,1000}\Z", re.ASCII)
# A percent sign may hide a cursor's name.
_CURSOR_MARKS: Final = ("ing_after", "ing_before", "%")
_ID = re.compile(r"[0-9a-f]{24}\Z")

Query = Sequence[tuple[str, str]]


class PageRequest(msgspec.Struct, frozen=True):
    """A list request, understood."""

    limit: int = DEFAULT_LIMIT
    starting_after: str | None = None
    ending_before: str | None = None
    last: bool = False
    count: bool = False
    role: str | None = None
    primary: bool = False

    @property
    def backward(self) -> bool:
        """True if the page ends at its cursor instead of starting there."""
        return self.last or self.ending_before is not None

    @classmethod
    def from_query(
        cls,
        query: Query,
        allowed: Sequence[str],
        roles: Sequence[str] = (),
        greatest_limit: int = GREATEST_LIMIT,
    ) -> "PageRequest":
        """Read the parameters that mean something on this path; the others are let pass."""
        if not query:
            return _FIRST_PAGE
        given = {name: value for name, value in query if name in allowed}
        if not given:
            return _FIRST_PAGE
        counted = _choice(given, "count", COUNT_VALUES) == "true"
        if counted:
            # A count has no page: what bounds one means nothing here, well-formed or not (3.4).
            given = {name: value for name, value in given.items() if name not in PAGING_NAMES}
        before = given.get("ending_before")
        return cls(
            limit=limit_of(given, greatest_limit),
            starting_after=_cursor(given, "starting_after"),
            ending_before=None if before == "last" else _cursor(given, "ending_before"),
            last=before == "last",
            count=counted,
            role=_role(given, roles),
            primary=_choice(given, "primary", PRIMARY_VALUES) == "true",
        )


_FIRST_PAGE: Final = PageRequest()


def parsed(query_string: str) -> Query:
    """Return the query's names and values in the order in which they came."""
    if "%" in query_string or "+" in query_string:
        return parse_qsl(query_string, keep_blank_values=True)
    # Nothing is encoded, as in the links that we hand out: no need to look at each letter.
    parts = [part.partition("=") for part in query_string.split("&") if part]
    return [(name, value) for name, _, value in parts]


def limit_of(given: Mapping[str, str], greatest: int = GREATEST_LIMIT) -> int:
    """Return the page's size; 413 above the greatest (Clever: error-messages), 400 for nonsense."""
    text = given.get("limit")
    if text is None:
        return DEFAULT_LIMIT
    if not _WHOLE_NUMBER.match(text):
        raise _unparsed("limit", text, "It must be a whole number.")
    limit = int(text)
    if limit < 1:
        raise _unparsed("limit", text, "It must be at least 1.")
    if limit > greatest:
        raise TooLargeError(f"limit must be at most {greatest}")
    return limit


def _cursor(given: Mapping[str, str], name: str) -> str | None:
    text = given.get(name)
    if text is None:
        return None
    if given.keys() >= CURSORS:
        raise InvalidRequestError("starting_after and ending_before cannot be given together.")
    if not _ID.match(text):
        also = " or 'last'" if name == "ending_before" else ""
        raise _unparsed(name, text, f"It must be an id of 24 hexadecimal digits{also}.")
    return text


def _choice(given: Mapping[str, str], name: str, values: frozenset[str]) -> str:
    text = given.get(name, "")
    if text not in values:
        known = ", ".join(repr(value) for value in sorted(values))
        raise _unparsed(name, text, f"It must be one of {known}.")
    return text


def _role(given: Mapping[str, str], roles: Sequence[str]) -> str | None:
    text = given.get("role")
    if text is None:
        return None
    if text not in roles:
        raise _unparsed("role", text, f"It must be one of {', '.join(roles)}.")
    return text


def _unparsed(name: str, value: str, advice: str) -> InvalidRequestError:
    return InvalidRequestError(f"Could not parse {name} '{value}'. {advice}")


def cursor_rid(text: str, district: int, *, before: bool = False) -> int:
    """Return the record number that stands where the id stands among the district's own.

    A cursor need not exist, and may even be another hub's or another district's (data-api.md
    3.3): then the number is chosen so that "above it", or "below it" when the page ends
    `before` it, means the same as it does for the ids.
    """
    parsed_id = parse_id(text)
    assert parsed_id is not None  # noqa: S101 - PageRequest takes nothing else
    rid, other = parsed_id
    if other != district:
        # All of our ids of this second sort on one side of a foreign id of the same second.
        second = rid >> 24
        below = (second << 24) - 1 if other < district else (second << 24) | 0xFFFFFF
        rid = below + before
    # No record has the number 0, so a cursor of zeros stands before all of them either way.
    return max(rid, int(before))


def safe(query_string: str) -> str:
    """Return the query as received, fit to stand inside a JSON string.

    Quotation marks, backslashes and bytes outside ASCII have no place in a query string, but
    arrive all the same; percent-encoded they mean what they meant.
    """
    if _PLAIN.match(query_string):
        return query_string
    return quote(query_string.encode("latin-1", "replace"), safe=_PRINTABLE)


def without_cursors(query_string: str) -> str:
    """Return the query as received, less its cursors: what `next` and `prev` begin with."""
    if not any(mark in query_string for mark in _CURSOR_MARKS):
        return query_string
    kept = [part for part in query_string.split("&") if not _is_cursor(part)]
    return "&".join(kept)


def _is_cursor(part: str) -> bool:
    pairs = parsed(part)
    return bool(pairs) and pairs[0][0] in CURSORS


class Edges(msgspec.Struct, frozen=True):
    """The ends of a page, and which neighbours are linked beside them (data-api.md 3.3).

    `prev` is due whenever a page starts after a cursor, even if nothing precedes, and `next`
    whenever one ends before a cursor; otherwise each is due when there is more on its side.
    """

    first: str = ""
    last: str = ""
    prev: bool = False
    next: bool = False

    @classmethod
    def of(cls, asked: PageRequest, first: str, last: str, *, more: bool) -> "Edges":
        """Decide the links of a page that holds something; `more` in the direction of reading."""
        if asked.backward:
            return cls(first, last, prev=more, next=True)
        return cls(first, last, prev=asked.starting_after is not None, next=more)


def self_link(address: str, query: str) -> str:
    """Return the one link of a count, or of a list that is not paged."""
    asked = f"?{query}" if query else ""
    return f'{{"rel":"self","uri":"{address}{asked}"}}'


def links(self_address: str, address: str, query: str, edges: Edges) -> str:
    """Return the `links` of a page: self, then prev, then next."""
    made = self_link(self_address, query)
    if not edges.prev and not edges.next:
        return made
    rest = without_cursors(query)
    start = f"{address}?{rest}&" if rest else f"{address}?"
    if edges.prev:
        made += f',{{"rel":"prev","uri":"{start}ending_before={edges.first}"}}'
    if edges.next:
        made += f',{{"rel":"next","uri":"{start}starting_after={edges.last}"}}'
    return made
