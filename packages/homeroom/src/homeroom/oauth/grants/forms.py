"""What an application sends to a token endpoint: a form or JSON, each name once (sso.md 5.1)."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from homeroom.foundation.database import is_text
from homeroom.oauth.errors import TokenRequestError
from homeroom.web.request import Request

FORM: Final = "application/x-www-form-urlencoded"
JSON: Final = "application/json"
_MOST_FIELDS: Final = 100
_NO_TEXT: Final = "The body holds something that is no text"
_OURS: Final = frozenset(
    {
        "grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret",
        "token", "token_type_hint",
    }
)  # fmt: skip
"""Names that a client may send; others say nothing to us, whatever they hold (RFC 6749 3.2)."""


def fields_of(request: Request) -> dict[str, str]:
    """Return the body's fields; TokenRequestError if it is of another kind or says a name twice.

    A missing content type is read as a form, which is what old clients meant (sso.md 5.1).
    """
    given = (request.raw_header(b"content-type") or b"").decode("latin-1")
    kind = given.partition(";")[0].strip().lower()
    if kind == JSON:
        pairs = _from_json(request.body)
    elif kind in ("", FORM):
        pairs = _from_form(request.body)
    else:
        raise TokenRequestError(
            "invalid_request", f"The content type {kind} is not supported; send {FORM} or {JSON}"
        )
    return single(pairs)


def single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs as a mapping; a name that is there twice is refused (RFC 6749 3.2)."""
    found: dict[str, str] = {}
    for name, value in pairs:
        if not (is_text(name) and is_text(value)):
            raise TokenRequestError("invalid_request", _NO_TEXT)
        if name in found:
            raise TokenRequestError("invalid_request", f"{name} is there more than once")
        found[name] = value
    return found


def _from_form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise TokenRequestError("invalid_request", "The body is not a form") from None


def _from_json(body: bytes) -> list[tuple[str, str]]:
    try:
        pairs: Any = json.loads(body, object_pairs_hook=_Pairs)
    except (ValueError, RecursionError):
        pairs = None
    if not isinstance(pairs, _Pairs):
        raise TokenRequestError("invalid_request", "The body is not a JSON object")
    # null is how a program in JavaScript leaves a field out.
    given = [(name, value) for name, value in pairs if value is not None]
    for name, value in given:
        if not is_text(name):
            raise TokenRequestError("invalid_request", _NO_TEXT)
        if name in _OURS and not isinstance(value, str):
            raise TokenRequestError("invalid_request", f"{name} must be a string")
    return [(name, value) for name, value in given if isinstance(value, str)]


class _Pairs(list[tuple[str, str]]):
    """A JSON object before its names are looked at, so that doubles are seen."""


def needed(fields: Mapping[str, str], name: str) -> str:
    """Return a field that must be there and must not be empty."""
    value = fields.get(name, "")
    if not value:
        raise TokenRequestError("invalid_request", f"{name} is missing")
    return value
