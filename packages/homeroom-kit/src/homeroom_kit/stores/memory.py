"""A store in memory: for tests, for trying things out, and as the plainest example of a store."""

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import structs

from homeroom_kit.errors import StoreError
from homeroom_kit.matching import Account, KnownPlace
from homeroom_kit.planning import spared
from homeroom_kit.planning.plan import (
    Archive,
    Create,
    Leave,
    Local,
    Operation,
    Restore,
    Seen,
    Update,
)
from homeroom_kit.planning.values import Kept, Tie, Value
from homeroom_kit.stores.holding import Held, check_held
from homeroom_kit.stores.protocol import LIBRARY, Owner, State, Wanted
from homeroom_kit.stores.showing import ShownRow
from homeroom_kit.stores.undoing import Before

__all__ = ["EVERYTHING", "MemoryStore", "Row"]

EVERYTHING: Final[Mapping[str, Kept]] = {
    "districts": Kept(dict.fromkeys(("name", "nces_id", "mdr_number"))),
    "schools": Kept(dict.fromkeys(("name", "sis_id", "school_number", "nces_id", "mdr_number"))),
    "terms": Kept(dict.fromkeys(("name", "start_date", "end_date"))),
    "courses": Kept(dict.fromkeys(("name", "number"))),
    "users": Kept(
        dict.fromkeys(
            ("name.first", "name.middle", "name.last", "email", "roles", "school", "schools",
             "sis_id", "roles.student.grade")
        ),
        frozenset({"contacts"}),
    ),
    "sections": Kept(
        dict.fromkeys(
            ("name", "sis_id", "subject", "grade", "period", "school", "course", "term_id")
        ),
        frozenset({"students", "teachers"}),
        {"school": "schools", "course": "courses", "term_id": "terms"},
    ),
}  # fmt: skip
"""What this store keeps unless it is told otherwise."""


@dataclass
class Row:
    """One row of the application.

    Attributes:
        own: Whatever the application hangs on the row: marks, groups, progress.
    """

    app_id: str
    kind: str
    district: str | None
    values: dict[str, Value] = field(default_factory=dict)
    sis_ids: frozenset[str] = frozenset()
    clever_id: str | None = None
    ties: set[Tie] = field(default_factory=set)
    is_archived: bool = False
    synced: Seen | None = None
    held: Held = field(default_factory=Held)
    own: dict[str, Any] = field(default_factory=dict)


class MemoryStore:
    """Rows of any number of districts, gone when the process ends.

    Args:
        kept: What is kept of each record kind.
    """

    def __init__(self, kept: Mapping[str, Kept] | None = None) -> None:
        self._kept = dict(EVERYTHING if kept is None else kept)
        self.table: dict[str, dict[str, Row]] = {kind: {} for kind in self._kept}
        self._links: dict[tuple[str, str], dict[str, Row]] = {}
        self._aliases: dict[tuple[str, str], dict[str, tuple[str, datetime | None]]] = {}
        self._states: dict[str, State] = {}
        self._leases: dict[str, tuple[str, datetime]] = {}
        self._next = itertools.count(1)
        self.written = 0
        """How many rows were written so far."""

    # ------------------------------------------------------------------- for the application

    def add(self, kind: str, district: str | None, values: Mapping[str, Value], *sis: str) -> Row:
        """Add a row by hand; `sis` are its SIS ids with the role in front."""
        row = Row(str(next(self._next)), kind, district, dict(values), frozenset(sis))
        self.table[kind][row.app_id] = row
        return row

    def row(self, kind: str, clever_id: str) -> Row:
        """Return the row that is linked to a Clever id; KeyError if none is."""
        return next(one for one in self.table[kind].values() if one.clever_id == clever_id)

    # ------------------------------------------------------------------------------ the protocol

    def kept(self) -> Mapping[str, Kept]:
        """Say what is kept."""
        return self._kept

    def lease(self, district: str, holder: str, now: datetime, seconds: float) -> bool:
        """Let one sync work on a district."""
        held = self._leases.get(district)
        if held is not None and held[0] != holder and held[1] > now:
            return False
        self._leases[district] = (holder, now + timedelta(seconds=seconds))
        return True

    def release(self, district: str, holder: str) -> None:
        """Give the lease back."""
        if self._leases.get(district, ("", None))[0] == holder:
            del self._leases[district]

    def state(self, district: str) -> State:
        """Return how far the district was synced."""
        return self._states.get(district, State())

    def known(self, district: str, kind: str, ids: Collection[str]) -> Mapping[str, Local]:
        """Return linked rows."""
        links = self._linked_rows(district, kind)
        return {one: self._local(links[one]) for one in ids if one in links}

    def linked(self, district: str, kind: str, ids: Collection[str]) -> set[str]:
        """Return which ids have a row."""
        return self._linked_rows(district, kind).keys() & set(ids)

    def active(self, district: str, kind: str) -> set[str]:
        """Return the ids of rows that are not archived."""
        links = self._linked_rows(district, kind)
        return {one for one, row in links.items() if not row.is_archived}

    def aliases(
        self, district: str, kind: str, ids: Collection[str], now: datetime
    ) -> Mapping[str, str]:
        """Return rows by former ids."""
        former = self._aliases.get((district, kind), {})
        found = {one: former[one] for one in ids if one in former}
        return {one: app_id for one, (app_id, until) in found.items() if _lasts(until, now)}

    def accounts(self, district: str, kind: str, wanted: Wanted) -> Sequence[Account]:
        """Return rows that have one of the wanted things."""
        found = []
        for row in self.table[kind].values():
            if row.district not in (None, district):
                continue
            sis_ids = row.sis_ids
            email = row.values.get("email")
            text = email.strip().casefold() if isinstance(email, str) else ""
            if (
                row.clever_id in wanted.clever_ids
                or sis_ids & wanted.sis_ids
                or (text and text in wanted.emails)
            ):
                found.append(
                    Account(row.app_id, row.clever_id, row.district, sis_ids, text, row.is_archived)
                )
        return found

    def places(self, district: str, kind: str) -> Sequence[KnownPlace]:
        """Return places that are not linked."""
        return [
            KnownPlace(
                row.app_id,
                None,
                _text(row, "nces_id"),
                _text(row, "mdr_number"),
                _text(row, "school_number"),
                row.district,
            )
            for row in self.table[kind].values()
            if row.clever_id is None and row.district in (None, district)
        ]

    def rows(self, district: str, kind: str, app_ids: Collection[str]) -> Mapping[str, Local]:
        """Return rows by their own ids."""
        table = self.table[kind]
        return {
            one: self._local(table[one])
            for one in app_ids
            if one in table and table[one].district in (None, district)
        }

    def has_free(self, district: str, kind: str) -> bool:
        """Say whether any row is not linked."""
        return any(
            row.clever_id is None and row.district in (None, "", district)
            for row in self.table[kind].values()
        )

    def owners(
        self, kind: str, *, clever_ids: Collection[str] = (), app_ids: Collection[str] = ()
    ) -> Sequence[Owner]:
        """Return rows that are linked, of any district."""
        return [
            Owner(row.app_id, clever_id, district)
            for (district, of), rows in self._links.items()
            if of == kind
            for clever_id, row in rows.items()
            if clever_id in clever_ids or row.app_id in app_ids
        ]

    def apply(self, district: str, operations: Sequence[Operation], holder: str) -> None:
        """Carry out operations."""
        self._check(district, holder)
        before = self._before(district, operations)
        try:
            for operation in operations:
                self._carry_out(district, operation)
        except LookupError as odd:
            before.put_back()
            raise StoreError(
                "rows_refused", f"One of the rows cannot be written, so none was: {odd}"
            ) from odd

    def save(self, district: str, state: State, holder: str) -> None:
        """Remember how far the district was synced."""
        self._check(district, holder)
        self._states[district] = state
        for (of, _), former in self._aliases.items():
            over = [
                one
                for one, (_, until) in former.items()
                if of == district and state.read_at and not _lasts(until, state.read_at)
            ]
            for one in over:
                del former[one]

    def hold(
        self,
        district: str,
        kind: str,
        app_id: str,
        held: Held,
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Keep hand edits from every sync."""
        row, values = self._linked_row(district, kind, app_id), values or {}
        check_held(self._kept[kind], held, values)
        row.values.update(values)
        row.held |= held | Held(frozenset(values))

    def let_go(self, district: str, kind: str, app_id: str, held: Held) -> None:
        """Hold these no longer."""
        self._linked_row(district, kind, app_id).held -= held

    def lines(self, district: str, kind: str) -> Iterator[bytes]:
        """Give the hashes of active records' lines."""
        for _, row in sorted(self._linked_rows(district, kind).items()):
            if not row.is_archived and row.synced is not None:
                yield row.synced.line

    def shown(
        self, kind: str, after: str = "", most: int = 1000, district: str = ""
    ) -> Sequence[ShownRow]:
        """Give every row, of any district and of none, or those of one."""
        there = self.table.get(kind, {}).values()
        wanted = [row for row in there if not district or row.district in (district, "", None)]
        rows = sorted(wanted, key=lambda row: int(row.app_id))
        behind = [row for row in rows if not after or int(row.app_id) > int(after)]
        return [ShownRow(row.district or "", self._local(row)) for row in behind[:most]]

    # --------------------------------------------------------------------------------- carrying out

    def _linked_rows(self, district: str, kind: str) -> dict[str, Row]:
        return self._links.setdefault((district, kind), {})

    def _linked_row(self, district: str, kind: str, app_id: str) -> Row:
        row = self.table.get(kind, {}).get(app_id)
        if row is None or row.clever_id is None or row.district != district:
            raise StoreError("not_linked", f"Row {app_id} of {kind} is not linked here.")
        return row

    def _local(self, row: Row) -> Local:
        """The row as a sync sees it."""
        ends = {other: self.table["users"].get(other) for _, other in row.held.ties}
        people = {other: one.clever_id for other, one in ends.items() if one and one.clever_id}
        return Local(
            row.app_id,
            row.clever_id,
            dict(row.values),
            frozenset(row.ties),
            row.is_archived,
            row.synced,
            row.held.fields,
            row.held.named(people),
        )

    def _before(self, district: str, operations: Sequence[Operation]) -> Before:
        kinds = {one.kind for one in operations}
        tables = [self.table[kind] for kind in kinds]
        if any(isinstance(one, Update) and one.former_id for one in operations):
            # Ties are renamed in whatever row has one.
            rows = [row for table in self.table.values() for row in table.values()]
        else:
            ids = [(one.kind, one.app_id) for one in operations if not isinstance(one, Create)]
            rows = [self.table[kind][one] for kind, one in ids if one in self.table[kind]]
        links = [self._linked_rows(one, kind) for kind in kinds for one in (district, LIBRARY)]
        former = [self._aliases.setdefault((district, kind), {}) for kind in kinds]
        return Before(rows, *tables, *links, *former)

    def _check(self, district: str, holder: str) -> None:
        if self._leases.get(district, ("", None))[0] != holder:
            raise StoreError("lease_lost", f"Another sync of district {district} has begun.")

    def _carry_out(self, district: str, operation: Operation) -> None:
        links = self._linked_rows(district, operation.kind)
        self.written += 1
        if isinstance(operation, Create):
            if operation.clever_id in links:
                raise LookupError(f"{operation.kind} {operation.clever_id} has a row already")
            row = self.add(operation.kind, district, operation.seen.values)
            self._link(row, district, operation.clever_id)
            row.ties = set(operation.seen.ties)
            row.synced, row.sis_ids = operation.seen, operation.seen.sis_ids
            return
        row = self.table[operation.kind][operation.app_id]
        if isinstance(operation, Archive):
            row.is_archived = True
            # What was only kept for comparing is not kept of people who are gone.
            row.synced = None if row.synced is None else structs.replace(row.synced, line=b"")
            return
        if operation.seen is not None:
            row.synced, row.sis_ids = operation.seen, operation.seen.sis_ids
        if isinstance(operation, Leave):
            return
        if row.held:
            local = self._local(row)
            operation = spared(operation, local.held, local.held_ties)
        self._relink(row, district, operation)
        row.values.update(operation.changes)
        gone = {(tie.relation, tie.other) for tie in operation.left | operation.joined}
        row.ties = {tie for tie in row.ties if (tie.relation, tie.other) not in gone}
        row.ties |= operation.joined
        if isinstance(operation, Restore):
            row.is_archived = False

    def _relink(self, row: Row, district: str, operation: Update) -> None:
        """Give a row the record's id and the district, if it has another or comes from the Library.

        The id that it had stays known as an alias.
        """
        is_brought = row.district == LIBRARY != district
        if row.clever_id == operation.clever_id and not is_brought:
            return
        if row.clever_id is not None:
            self._linked_rows(row.district or LIBRARY, row.kind).pop(row.clever_id, None)
        if row.clever_id not in (None, operation.clever_id):
            former = self._aliases.setdefault((district, operation.kind), {})
            former[str(row.clever_id)] = (row.app_id, operation.former_until)
            self._rename(str(row.clever_id), operation.clever_id)
        self._link(row, district, operation.clever_id)

    def _rename(self, former_id: str, clever_id: str) -> None:
        """Ties are between rows; a row that is known by another id keeps its ties."""
        for row in (row for table in self.table.values() for row in table.values()):
            row.ties = {
                structs.replace(tie, other=clever_id) if tie.other == former_id else tie
                for tie in row.ties
            }

    def _link(self, row: Row, district: str, clever_id: str) -> None:
        row.clever_id, row.district = clever_id, district
        self._linked_rows(district, row.kind)[clever_id] = row


def _lasts(until: datetime | None, now: datetime) -> bool:
    return until is None or until > now


def _text(row: Row, name: str) -> str | None:
    value = row.values.get(name)
    return value if isinstance(value, str) else None
