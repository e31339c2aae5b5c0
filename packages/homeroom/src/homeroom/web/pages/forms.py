"""Forms as browsers send them; what was typed is kept, and each trouble names its field."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs

from homeroom.foundation.database import is_text
from homeroom.foundation.errors import InvalidRequestError
from homeroom.web.request import Request

_MOST_FIELDS: Final = 500
_KIND: Final = b"application/x-www-form-urlencoded"
_MARK_LENGTH: Final = 16
_UNREAD: Final = "The form could not be read. Go back and try again."


@dataclass
class Form:
    """The fields of a form, and what is wrong with them so far."""

    fields: dict[str, list[str]] = field(default_factory=dict, repr=False)
    troubles: dict[str, str] = field(default_factory=dict)
    """Field -> what to change; `""` for the form as a whole."""

    def text(self, name: str) -> str:
        """Return a field's value without spaces around it; empty if it was not sent."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """Return a field's value as typed, as a password needs it."""
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        """Return every value of a field that may be chosen several times."""
        return self.fields.get(name, [])

    def refuse(self, name: str, trouble: str) -> None:
        """Note what is wrong with a field; the first trouble of a field is the one shown."""
        self.troubles.setdefault(name, trouble)


def form_of(request: Request) -> Form:
    """Return the form that was sent; InvalidRequestError if it is none."""
    kind = (request.raw_header(b"content-type") or b"").partition(b";")[0].strip().lower()
    if kind != _KIND:
        raise InvalidRequestError("This page takes forms only.")
    try:
        found = parse_qs(
            request.body.decode(),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        raise InvalidRequestError(_UNREAD) from None
    if not _is_all_text(found):
        raise InvalidRequestError(_UNREAD)
    return Form(found)


def query_of(request: Request) -> Form:
    """Return the address's query in the same form; what cannot be read is left out."""
    text = request.scope["query_string"].decode("latin-1")
    try:
        found = parse_qs(
            text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return Form()
    return Form(found if _is_all_text(found) else {})


def mark_of(shown: Any) -> str:
    """Return a short text for a form to carry, another one once what was shown has changed.

    Takes whatever JSON can write: whoever sends a form that is older than the present state would
    undo unseen what somebody else has chosen meanwhile.
    """
    text = json.dumps(shown, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def _is_all_text(found: dict[str, list[str]]) -> bool:
    return all(is_text(value) for values in found.values() for value in values)
