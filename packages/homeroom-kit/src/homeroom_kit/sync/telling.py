"""What a document tells an application, before anything is asked of a store."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import Struct

from homeroom_kit.client import hash_of
from homeroom_kit.matching import Place
from homeroom_kit.planning import Document, Kept, Tie, Value
from homeroom_kit.planning.values import legacy_ids_of, reader_of, sis_ids_of, ties_of

__all__ = ["PLACES", "Telling", "Told"]

PLACES: Final = ("districts", "schools")

_decode: Final = msgspec.json.Decoder(dict[str, Any]).decode
_NO_IDS: Final[frozenset[str]] = frozenset()


class Told(Struct, frozen=True):
    """What one document says.

    Attributes:
        values: The fields that the application keeps.
        ties: Those that it keeps, as they are told; nobody knows yet who else is here.
        line: The hash of the whole record, blank if nobody compares.
        sis_ids: The district's own ids of a person or section, with the role in front.
        legacy_ids: The ids that a person's roles had before v3.
        email: As the document has it.
        place: What a district or school is found by.
    """

    values: dict[str, Value]
    ties: tuple[Tie, ...]
    line: bytes
    sis_ids: frozenset[str]
    legacy_ids: frozenset[str]
    email: str | None
    place: Place | None


class Telling:
    """Reads documents of one kind, for what an application keeps of it.

    Args:
        has_lines: Whether whole records are remembered, which only comparing with the hub needs.
    """

    def __init__(self, kind: str, kept: Kept, *, has_lines: bool) -> None:
        self._kind = kind
        self._kept = kept
        self._has_lines = has_lines
        self._details = {**kept.details, **dict.fromkeys(kept.plain, 0)}
        self._read = reader_of(kept)

    def told(self, body: bytes) -> Told:
        """Read a document that was accepted; the document itself is let go of."""
        kind, document = self._kind, _decode(body)
        email = document.get("email")
        return Told(
            self._read(document),
            tuple(self._ties(document)),
            hash_of(document) if self._has_lines else b"",
            _sis_ids_in(kind, document),
            legacy_ids_of(document),
            email if isinstance(email, str) else None,
            _place(kind, document) if kind in PLACES else None,
        )

    def _ties(self, document: Document) -> Iterable[Tie]:
        """A detail that has no column, or no room in it, would be missing at each sync."""
        if not self._kept.relations:
            return ()
        return (
            Tie(tie.relation, tie.other, tie.detail[: self._details.get(tie.relation)])
            for tie in ties_of(self._kind, document)
            if tie.relation in self._kept.relations
        )


def _sis_ids_in(kind: str, document: Document) -> frozenset[str]:
    """The district's own ids of a record, with what they are the ids of in front."""
    if kind == "users":
        return sis_ids_of(document)
    sis_id = document.get("sis_id")
    is_given = kind == "sections" and isinstance(sis_id, str) and sis_id.strip()
    return frozenset({f"section:{sis_id}"}) if is_given else _NO_IDS


def _place(kind: str, document: Document) -> Place:
    def text(name: str) -> str | None:
        found = document.get(name)
        return found if isinstance(found, str) else None

    number = text("school_number") if kind == "schools" else None
    return Place(text("id") or "", text("nces_id"), text("mdr_number"), number, text("district"))
