"""Which of the application's customers a district is, and which of its sites a school is.

Only the id tells. NCES and MDR numbers and a school's own number suggest, because they are typed
by people, shared by sites of one school, and reused.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from homeroom_kit.matching.decisions import Decision

__all__ = ["KnownPlace", "Place", "decide_place"]


@dataclass(frozen=True, slots=True)
class Place:
    """A district or a school as the hub shows it; a school names its district."""

    clever_id: str
    nces_id: str | None = None
    mdr_number: str | None = None
    number: str | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A customer or site of the application's own."""

    app_id: str
    clever_id: str | None = None
    nces_id: str | None = None
    mdr_number: str | None = None
    number: str | None = None
    district: str | None = None


def decide_place(asked: Place, known: Iterable[KnownPlace]) -> Decision:
    """Say which place it is: found by id, or suggested by its numbers, or new."""
    places = sorted(known, key=lambda place: place.app_id)
    own = tuple(place.app_id for place in places if place.clever_id == asked.clever_id)
    if own:
        return Decision("found" if len(own) == 1 else "ambiguous", "clever_id", own)
    free = [place for place in places if place.clever_id is None]
    for name in ("nces_id", "mdr_number", "number"):
        fitting = tuple(place.app_id for place in free if _same(asked, place, name))
        if fitting:
            return Decision("suggested" if len(fitting) == 1 else "ambiguous", "number", fitting)
    return Decision("new")


def _same(asked: Place, place: KnownPlace, name: str) -> bool:
    mine, hers = getattr(asked, name), getattr(place, name)
    if not mine or not mine.strip() or not hers:
        return False
    # A school's number means something inside its district only; NCES and MDR numbers everywhere.
    inside = name != "number" or asked.district == place.district
    return inside and str(mine).strip() == str(hers).strip()
