"""What the checks of a store stand on: two people, a class, and how to bring them in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from homeroom_kit.planning import Create, Local, Operation, Seen, Tie
from homeroom_kit.planning.shapes import Shape
from homeroom_kit.planning.values import Value, is_same
from homeroom_kit.stores.protocol import Store

__all__ = [
    "ANN", "BEN", "CLASS", "DISTRICT", "HOUR", "ME", "NOW", "OTHER", "alike", "ann_and_ben",
    "apply", "expect", "one_of", "plain_field", "seen_of", "values_of",
]  # fmt: skip

DISTRICT: Final = "5f00000000000000000000d1"
OTHER: Final = "5f00000000000000000000d2"
ANN: Final = "5f0000000000000000000001"
BEN: Final = "5f0000000000000000000002"
CLASS: Final = "5f00000000000000000000b1"
NOW: Final = datetime(2026, 9, 1, 8, tzinfo=UTC)
HOUR: Final = 3600.0
ME: Final = "me"


def expect(claim: str, *, holds: bool) -> None:
    """Fail with the claim unless it holds."""
    if not holds:
        raise AssertionError(f"A store must: {claim}")


def values_of(store: Store, kind: str, word: str) -> dict[str, Value]:
    """A value for each field that the store keeps, with a word in it, or made of it."""
    kept = store.kept()[kind]
    texts: dict[str, Value] = {
        name: f"{word} {name}"[:limit] if name not in ("roles", "schools") else (word,)
        for name, limit in kept.fields.items()
        if name not in kept.references and name not in kept.shapes
    }
    shapes = {name: _made_of(word, shape) for name, shape in kept.shapes.items()}
    return texts | shapes | dict.fromkeys(kept.references)


def _made_of(word: str, shape: Shape) -> str:
    day = sum(word.encode()) % 28 + 1
    moment = f"2026-01-{day:02}T00:00:00+00:00"
    made = {"date": moment[:10], "moment": moment, "whole": str(day), "number": f"{day}.5"}
    return made.get(shape, "true")


def seen_of(
    store: Store, kind: str = "users", word: str = "Ann", ties: Collection[Tie] = ()
) -> Seen:
    """What a hub might show of a record."""
    return Seen(values_of(store, kind, word), frozenset(ties), f"line of {word}".encode())


def apply(store: Store, operations: Sequence[Operation], district: str = DISTRICT) -> None:
    """Carry operations out, as a sync would."""
    store.lease(district, ME, NOW, HOUR)
    store.apply(district, operations, ME)


def one_of(store: Store, clever_id: str = ANN, kind: str = "users") -> Local:
    """What the store has of a record."""
    return store.known(DISTRICT, kind, [clever_id])[clever_id]


def ann_and_ben(store: Store) -> None:
    """Bring two people in."""
    apply(store, [Create("users", ANN, seen_of(store)), Create("users", BEN, seen_of(store))])


def alike(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    """Whether an application could not tell the values apart."""
    return all(is_same(one.get(name), other.get(name)) for name in {*one, *other})


def plain_field(row: Local) -> str:
    """A field that holds one text, whatever it says."""
    others = ("roles", "schools", "school")
    told = {name: value for name, value in row.values.items() if name not in others}
    return next(one for one, it in told.items() if str(it)[:1].isalpha() and it != "true")
