"""Where a section comes from: the district's files, or a class that was made here (1.9)."""

from typing import Any, Final

import msgspec

from homeroom.districts.guard import Admin
from homeroom.foundation.database import Session
from homeroom.intake.handmade.laying import OVERRULED
from homeroom.intake.handmade.queries import in_force
from homeroom.intake.runs.desk import Desk
from homeroom.roster.documents import documents_after
from homeroom.roster.history.kept import KeptByBatch
from homeroom.web.request import Request

SIS: Final = "sis"
HAND: Final = "hand"
NAMES: Final = {SIS: "Your files (SIS)", HAND: "Made here"}
"""Data source -> its name."""

_STRETCH: Final = 2000
_KEPT: Final = 8
_DECODER: Final = msgspec.json.Decoder(dict[str, Any])
_NUMBERS: Final[KeptByBatch[dict[str, int]]] = KeptByBatch(_KEPT)


def made_here(request: Request, admin: Admin) -> frozenset[int]:
    """Return the numbers of the sections that are a hand-made class."""
    classes, problems = in_force(Desk.of(request.parts), admin.number)
    names = classes.keys() - {one.record for one in problems if one.code == OVERRULED}
    if not names:
        return frozenset()
    numbers = numbers_of(request, admin)
    return frozenset(numbers[name] for name in names if name in numbers)


def numbers_of(request: Request, admin: Admin) -> dict[str, int]:
    """Return the number of each section by the district's own id."""
    store = request.parts.store
    with store.roster.reading() as session:
        return _NUMBERS.of(store, session, admin.number, _made)


def _made(session: Session, district: int) -> dict[str, int]:
    found: dict[str, int] = {}
    after = 0
    while stretch := documents_after(session, district, "sections", after, _STRETCH):
        found |= {str(_DECODER.decode(one.body).get("sis_id")): one.rid for one in stretch}
        after = stretch[-1].rid
    return found
