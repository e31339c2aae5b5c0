"""What makes a record unusable to an application: a kept field that is not what it should be.

Such a record is reported and left as it is, and all others go on (SYN-16). Of fields that the
application does not keep nothing is asked, and new fields and values are no oddity (CORE-10).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, Meta, UnsetType

from homeroom_kit.errors import UNREADABLE
from homeroom_kit.planning import Kept
from homeroom_wire.fields import FIELDS, Field

__all__ = ["Odd", "narrower", "odd_in"]

Odd = Callable[[bytes], str | None]
"""From a document as it came to the reason why it cannot be used, if there is one."""

LONGEST: Final = 100_000
"""Characters that a text may have: far more than any name, far less than harms a database."""

_DAY: Final = r"(0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(0?[1-9]|1[0-2])"
_DATES: Final = rf"^(\d{{4}}-{_MONTH}-{_DAY}([T ].*)?|{_MONTH}/{_DAY}/\d{{4}})?$"

_Text: Any = Annotated[str, Meta(max_length=LONGEST)]
_Date: Any = Annotated[str, Meta(pattern=_DATES)]
_PEOPLE: Final[Mapping[str, Mapping[str, Any]]] = {
    "sections": {"students": list[str], "teachers": list[str]}
}
"""Who cannot be read among them would seem to have left the class."""

_FIELDS: Final = {
    kind: {row.path: row for row in rows if row.shape.type != "object"}
    for kind, rows in FIELDS.items()
}


def narrower(kind: str, kept: Kept) -> dict[str, Any]:
    """By path, the types of the fields that an application keeps."""
    known = _FIELDS.get(kind, {})
    kept_fields = kept.fields.keys() & known.keys()
    return dict(_PEOPLE.get(kind, {})) | {
        path: _type_of(known[path]) | None for path in kept_fields
    }


def odd_in(kind: str, kept: Kept) -> Odd:
    """Return what looks at documents of a kind, of which an application keeps this."""
    known = _FIELDS.get(kind, {})
    reader = msgspec.json.Decoder(_shape(sorted({*kept.fields} & known.keys()), known))

    def odd(body: bytes) -> str | None:
        try:
            reader.decode(body)
        except UNREADABLE as wrong:
            return _said(str(wrong))
        return None

    return odd


def _shape(paths: Iterable[str], known: Mapping[str, Field]) -> Any:
    """A type with just these paths; whatever else a document has is passed over."""
    tree: dict[str, Any] = {}
    for path in paths:
        *above, name = path.split(".")
        level = tree
        for one in above:
            level = level.setdefault(one, {})
        level[name] = _type_of(known[path])
    return _struct(tree)


def _struct(tree: Mapping[str, Any]) -> Any:
    fields = [
        (name, (_struct(one) if isinstance(one, dict) else one) | None | UnsetType, UNSET)
        for name, one in tree.items()
    ]
    return msgspec.defstruct("Kept", fields, kw_only=True)


def _type_of(row: Field) -> Any:
    if row.shape.type == "boolean":
        return bool
    one = _Date if row.shape.format in ("date", "birth_date") else _Text
    several: Any = list
    return several[one] if row.shape.many else one


def _said(wrong: str) -> str:
    """The decoder's words, without a pattern that nobody reads; it tells no values."""
    what, _, where = wrong.partition(" - at ")
    path = where.strip("`").removeprefix("$.") or "the record"
    if "matching regex" in what:
        return f"Its {path} is no date."
    if "length" in what:
        return f"Its {path} is longer than {LONGEST:,} characters."
    return f"Its {path} is not as documented: {what[:1].lower()}{what[1:]}."
