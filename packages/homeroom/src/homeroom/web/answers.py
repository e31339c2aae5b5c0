"""Answers as values, and the one place where a refusal becomes HTTP.

Header fields are prepared bytes, because a page of records is spliced from stored bytes and
anything built per request would cost more than the page.
"""

import html as markup
from collections.abc import Iterable
from typing import Any, Final

import msgspec

from homeroom.foundation.errors import RefusedError

Header = tuple[bytes, bytes]

JSON_TYPE: Final[Header] = (b"content-type", b"application/json; charset=utf-8")
HTML_TYPE: Final[Header] = (b"content-type", b"text/html; charset=utf-8")
NO_SCRIPT: Final[Header] = (b"content-security-policy", b"default-src 'none'")
NO_STORE: Final[Header] = (b"cache-control", b"no-store")
CLOSE: Final[Header] = (b"connection", b"close")

_BODY_LEFT_UNREAD = frozenset({408, 413, 431})


class Answer(msgspec.Struct, frozen=True):
    """What goes back: a body, or `chunks` for an answer too big to hold twice.

    Chunks are drawn in the handler's thread, so a generator may hold a read transaction; they
    wait in memory for a slow client, so that the thread and the snapshot never do.
    """

    status: int
    headers: tuple[Header, ...]
    body: bytes = b""
    chunks: Iterable[bytes] | None = None

    def with_headers(self, *headers: Header) -> "Answer":
        """Return the same answer with more header fields."""
        return Answer(self.status, (*self.headers, *headers), self.body, self.chunks)


def json_text(body: bytes, *headers: Header) -> Answer:
    """Answer with JSON that is already text."""
    return Answer(200, (JSON_TYPE, *headers), body)


def json_value(value: Any, *headers: Header, status: int = 200) -> Answer:
    """Answer with a value written as JSON."""
    return Answer(status, (JSON_TYPE, *headers), msgspec.json.encode(value))


def json_chunks(chunks: Iterable[bytes], *headers: Header) -> Answer:
    """Answer with JSON text that is made piece by piece; compressed when the client asks."""
    return Answer(200, (JSON_TYPE, *headers), chunks=chunks)


def html(text: str, *headers: Header, status: int = 200) -> Answer:
    """Answer with a page."""
    return Answer(status, (HTML_TYPE, *headers), text.encode())


def message(text: str, status: int, *headers: Header) -> Answer:
    """Answer with a sentence under both keys, so that either kind of reader finds it.

    Clever: schema files say `message`, recorded traffic says `error` (data-api.md 5.1, Q-3).
    """
    return json_value({"message": text, "error": text}, *headers, status=status)


def refusal(error: RefusedError) -> Answer:
    """Turn a refusal into HTTP; nothing else in the hub does.

    A refusal without words has an empty body, as a used-up rate limit has (data-api.md 1.2).
    """
    extra = refusal_headers(error)
    if not error.message:
        return Answer(error.status, extra)
    return message(error.message, error.status, *extra)


def refusal_headers(error: RefusedError) -> tuple[Header, ...]:
    """Return the header fields that a refusal needs, whatever its body is."""
    extra = [CLOSE] if error.status in _BODY_LEFT_UNREAD else []
    if error.retry_after:
        extra.append((b"retry-after", b"%d" % error.retry_after))
    return tuple(extra)


def see_other(path: str, *headers: Header) -> Answer:
    """Send the browser to another page of ours; a reload there sends no form again."""
    return Answer(303, ((b"location", path.encode("ascii")), NO_STORE, *headers))


def no_such_path(path: str, method: str = "GET") -> Answer:
    """Answer the HTML 404 of paths that do not exist for this caller (data-api.md 5.2)."""
    said = markup.escape(f"Cannot {method} {path}")
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n'
        f"</head>\n<body>\n<pre>{said}</pre>\n</body>\n</html>\n"
    )
    return html(page, NO_SCRIPT, status=404)


def wrong_method(allowed: Iterable[str]) -> Answer:
    """Answer that the path exists, but not for this method."""
    listed = ", ".join(sorted(allowed))
    return message(f"This path answers {listed} only", 405, (b"allow", listed.encode("ascii")))


UNKNOWN_ERROR: Final = message("Unknown error", 500)
"""The answer to an exception that nobody expected; the log knows more (data-api.md 5.1)."""
