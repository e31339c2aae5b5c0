"""What an application says was edited by hand, as a value and as a line of text in a store."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from homeroom_kit.errors import StoreError
from homeroom_kit.planning.shapes import can_hold
from homeroom_kit.planning.values import Kept, Value

__all__ = ["Held", "check_held", "packed", "unpacked"]


@dataclass(frozen=True, slots=True)
class Held:
    """What people changed by hand in one row; no sync undoes it, whatever was declared.

    Attributes:
        fields: Names of fields.
        ties: Each a relation and the application's own id of the user at the other end. If she is
            in the row's list she stays in it, and if not she stays out.
    """

    fields: frozenset[str] = frozenset()
    ties: frozenset[tuple[str, str]] = frozenset()

    def __or__(self, more: "Held") -> "Held":
        return Held(self.fields | more.fields, self.ties | more.ties)

    def __sub__(self, less: "Held") -> "Held":
        return Held(self.fields - less.fields, self.ties - less.ties)

    def named(self, clever_ids: Mapping[str, str]) -> frozenset[tuple[str, str]]:
        """The ties with Clever ids, of those who have one."""
        return frozenset(
            (relation, clever_ids[other]) for relation, other in self.ties if other in clever_ids
        )

    def __bool__(self) -> bool:
        return bool(self.fields or self.ties)


_decode: Final = msgspec.json.Decoder(Held).decode
_encode: Final = msgspec.json.Encoder(order="deterministic").encode


def packed(held: Held) -> str:
    """The text that a store keeps; blank for nothing."""
    return _encode(held).decode() if held else ""


def unpacked(text: str) -> Held:
    """What a store's text says."""
    return _decode(text.encode()) if text else Held()


def check_held(kept: Kept, held: Held, values: Mapping[str, Value]) -> None:
    """Refuse to hold what the store does not keep, or its columns cannot.

    Raises:
        StoreError: It names the field or the relation; or the value, for which there is no room.
    """
    relations = {relation for relation, _ in held.ties}
    fields = held.fields | values.keys()
    for name in sorted((fields - kept.fields.keys()) | (relations - kept.relations)):
        raise StoreError("not_kept", f"The store does not keep {name!r}, so it cannot hold it.")
    for name in sorted(values.keys() & kept.references.keys()):
        raise StoreError("a_reference", f"{name!r} names another row; write it, then hold it.")
    for name in sorted(values.keys() & kept.shapes.keys()):
        if not can_hold(values[name], kept.shapes[name], kept.fields[name]):
            raise StoreError("no_room", f"The column of {name!r} cannot hold {values[name]!r}.")
