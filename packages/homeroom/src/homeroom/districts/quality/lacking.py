"""What each connected application lacks in what it is given (district.md 1.7, 3.8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap64

from homeroom.districts.guard import Admin
from homeroom.districts.sharing.connected import Connected, all_connected
from homeroom.oauth.declared import Need
from homeroom.oauth.registration.places import places_asked
from homeroom.sharing.quality.examining import examined
from homeroom.sharing.quality.findings import Finding, findings_of
from homeroom.sharing.quality.rules import TYPES, Place, Problem
from homeroom.sharing.queries import view_of
from homeroom.web.request import Request
from homeroom_wire.values import VERSIONS

_GRAVITY: Final[tuple[Need, ...]] = ("required", "optional", "")


@dataclass(frozen=True)
class Lack:
    """What is wrong with one place for one application."""

    of: Connected
    need: Need
    finding: Finding
    as_of: int | None
    """The batch that the application reads as of; None: it reads what is there now."""


@dataclass(frozen=True)
class Row:
    """What is wrong with one place, and for whom."""

    problem: Problem
    place: Place
    lacks: tuple[Lack, ...]

    @property
    def count(self) -> int:
        """How many records it is about, each counted once."""
        return len(BitMap64().union(*(one.finding.records for one in self.lacks)))

    @property
    def is_required(self) -> bool:
        """Whether any of the applications calls the field required."""
        return any(one.need == "required" for one in self.lacks)


@dataclass(frozen=True)
class Quality:
    """What connected applications lack."""

    lacks: tuple[Lack, ...]
    silent: tuple[Connected, ...]
    """Those that never said which fields they ask for, so that nothing is known of them."""


def quality_of(request: Request, admin: Admin) -> Quality:
    """Return what every connected application lacks, by its name."""
    every = all_connected(request, admin)
    store = request.parts.store
    with store.roster.reading() as session:
        views = [(one, view_of(session, admin.number, one.connection.id, VERSIONS[-1]))
                 for one in every]  # fmt: skip
        asked = [(one, view, places_asked(view, one.app.declared)) for one, view in views]
        # The records are looked at once for all who read as of the same moment.
        wanted: dict[int | None, set[Place]] = {}
        for _, view, places in asked:
            wanted.setdefault(view.as_of, set()).update(places)
        found = {as_of: examined(store, session, admin.number, places, as_of)
                 for as_of, places in wanted.items()}  # fmt: skip
        lacks = tuple(
            Lack(one, places[finding.place].need, finding, view.as_of)
            for one, view, places in asked
            for finding in findings_of(session, view, places, found[view.as_of])
        )
    return Quality(lacks, tuple(one for one in every if not one.app.declared.names_fields))


def rows_of(lacks: Iterable[Lack]) -> list[Row]:
    """Return one row for each problem of a place: first what somebody requires, then by number."""
    found: dict[tuple[Problem, Place], list[Lack]] = {}
    for one in lacks:
        found.setdefault((one.finding.problem, one.finding.place), []).append(one)
    rows = [Row(problem, place, tuple(some)) for (problem, place), some in found.items()]
    types = list(TYPES)
    return sorted(
        rows,
        key=lambda row: (
            not row.is_required, -row.count, types.index(row.place.type), row.place, row.problem,
        ),
    )  # fmt: skip


def listed(lacks: Iterable[Lack]) -> Iterator[Lack]:
    """Give what is wrong, what is required first."""
    yield from sorted(lacks, key=lambda one: _GRAVITY.index(one.need))


def in_order(finding: Finding) -> list[int]:
    """Return the records of a finding; those with one value stand together."""
    return [rid for group in finding.groups for rid in group]
