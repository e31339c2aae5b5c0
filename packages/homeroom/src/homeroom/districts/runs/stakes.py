"""What each application would lose by a held run: the records that go, cut to what it sees."""

from typing import Final, NamedTuple

from pyroaring import BitMap64

from homeroom.districts.guard import Admin
from homeroom.districts.sharing.connected import Connected, all_connected
from homeroom.districts.sharing.words import TYPES, counted
from homeroom.foundation.database import Session
from homeroom.intake.holding import sheets
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.sharing.members import kept
from homeroom.sharing.queries import View, view_of
from homeroom.web.request import Request
from homeroom_wire.values import VERSIONS

_MEMBERS: Final = {
    "students": "users.student",
    "teachers": "users.teacher",
    "staff": "users.staff",
    "administrators": "users.district_admin",
    "contacts": "users.contact",
}
"""Type of the report -> the members of a view that it counts among; others have their own name."""


class Loss(NamedTuple):
    """What one application would lose."""

    application: str
    told: str
    """"312 students, 3 sections"; "" if it would lose nothing."""

    students: int


def losses_of(request: Request, admin: Admin, run: Run) -> list[Loss] | None:
    """Return what each application would lose, the most students first; None if unknown."""
    lost = sheets.lost(Desk.of(request.parts).uploads, run)
    if lost is None:
        return None
    gone = {_MEMBERS.get(name, name): BitMap64(rids) for name, rids in lost.items()}
    connections = all_connected(request, admin)
    with request.parts.store.roster.reading() as session:
        found = [_loss(session, one, gone) for one in connections]
    return sorted(found, key=lambda one: (-one.students, one.application))


def _loss(session: Session, of: Connected, gone: dict[str, BitMap64]) -> Loss:
    view = view_of(session, of.connection.district, of.connection.id, VERSIONS[-1])
    counts = {name: _seen(session, view, name, gone[name]) for name in TYPES if name in gone}
    told = ", ".join(counted(count, name) for name, count in counts.items() if count)
    return Loss(of.app.name, told, counts.get("users.student", 0))


def _seen(session: Session, view: View, members: str, rids: BitMap64) -> int:
    if not view.opens(members.partition(".")[0]):
        return 0
    return len(kept(session, view, members, rids))
