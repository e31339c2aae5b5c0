"""Plans carried out in an application's tables: one transaction, in bulk.

Rows of one shape are written by one statement over all of them. Nothing is ever deleted but ties,
and of an archived row only the archived column changes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa

from homeroom_kit.errors import StoreError
from homeroom_kit.planning.holds import spared
from homeroom_kit.planning.plan import (
    Archive,
    Create,
    Leave,
    Operation,
    Restore,
    Update,
)
from homeroom_kit.planning.values import Tie, Value
from homeroom_kit.stores.columns import add_sis_ids, link_columns, named_rows
from homeroom_kit.stores.holding import unpacked
from homeroom_kit.stores.sqlalchemy import bulk
from homeroom_kit.stores.sqlalchemy.asking import among
from homeroom_kit.stores.sqlalchemy.mapping import Mapped, OwnTables, TieTable
from homeroom_kit.stores.sqlalchemy.reading import Reading

__all__ = ["Writing"]


class Writing:
    """One batch of operations on one record kind."""

    def __init__(
        self,
        mapped: Mapping[str, Mapped],
        own: OwnTables,
        reading: Reading,
        district: str,
        holder: str,
    ) -> None:
        self._all = mapped
        self._own = own
        self._reading = reading
        self._district = district
        self._holder = holder

    def carry_out(self, connection: sa.Connection, operations: Sequence[Operation]) -> None:
        """Write everything; the caller's transaction makes it all or nothing."""
        self._check(connection)
        by_kind: dict[str, list[Operation]] = defaultdict(list)
        for operation in operations:
            by_kind[operation.kind].append(operation)
        for kind, some in by_kind.items():
            keys = self._keys(connection, kind, some)
            self._create(connection, kind, [one for one in some if isinstance(one, Create)], keys)
            changed = [one for one in some if isinstance(one, Update)]
            self._change(connection, kind, self._spared(connection, kind, changed), keys)
            self._archive(connection, kind, [one for one in some if isinstance(one, Archive)])
            left = [one for one in some if isinstance(one, Leave)]
            self._renumber(connection, kind, [*changed, *left])
            self._remember(connection, kind, [(one, one.app_id) for one in left if one.seen])

    def _check(self, connection: sa.Connection) -> None:
        """Hold the district's row until the end, so that no other sync begins in between."""
        table = self._own.district
        mine = (table.c.district == self._district, table.c.holder == self._holder)
        if (
            connection.execute(sa.update(table).where(*mine).values(holder=self._holder)).rowcount
            != 1
        ):
            raise StoreError("lease_lost", f"Another sync of district {self._district} has begun.")

    def _spared(
        self, connection: sa.Connection, kind: str, some: Sequence[Update]
    ) -> Sequence[Update]:
        """Take out what was held since these were planned; who holds now waits for us."""
        link = self._own.link
        ask = sa.select(link.c.app_id, link.c.held).where(link.c.kind == kind).with_for_update()
        rows = among(connection, ask, link.c.app_id, [one.app_id for one in some])
        texts = dict(rows)
        held = {app_id: unpacked(text) for app_id, text in texts.items() if text}
        ends = {other for one in held.values() for _, other in one.ties}
        people = self._reading.clever_ids(connection, self._district, "users", ends)
        return [
            spared(one, held[one.app_id].fields, held[one.app_id].named(people))
            if one.app_id in held
            else one
            for one in some
        ]

    # --------------------------------------------------------------------------------- other rows

    def _keys(
        self, connection: sa.Connection, kind: str, operations: Sequence[Operation]
    ) -> dict[tuple[str, str], Any]:
        """Return the keys of all rows that the operations name, by kind and Clever id."""
        wanted = named_rows(operations, self._all[kind].references)
        link = self._own.link
        found = {}
        for other, ids in wanted.items():
            ask = sa.select(link.c.clever_id, link.c.app_id).where(
                link.c.district == self._district, link.c.kind == other
            )
            for clever_id, app_id in among(connection, ask, link.c.clever_id, ids):
                found[other, clever_id] = self._all[other].key_of(app_id)
        return found

    def _columns(
        self,
        kind: str,
        names: Iterable[str],
        rows: Sequence[Mapping[str, Value]],
        keys: Mapping[tuple[str, str], Any],
    ) -> dict[str, list[Any]]:
        """Fields of many rows, as their columns take them."""
        mapped, found = self._all[kind], dict[str, list[Any]]()
        for name in names:
            values = [row.get(name) for row in rows]
            other = mapped.references.get(name)
            found[mapped.fields[name]] = (
                mapped.written(kind, name, values)
                if other is None
                else [keys.get((other, str(value))) for value in values]
            )
        return found

    # -------------------------------------------------------------------------------------- verbs

    def _create(
        self,
        connection: sa.Connection,
        kind: str,
        some: Sequence[Create],
        keys: dict[tuple[str, str], Any],
    ) -> None:
        if not some:
            return
        mapped, many = self._all[kind], len(some)
        rows = [one.seen.values for one in some]
        columns = self._columns(kind, dict.fromkeys(chain.from_iterable(rows)), rows, keys)
        add_sis_ids(columns, [mapped.sis_columns(one.seen.sis_ids) for one in some], lambda _: None)
        columns[mapped.archived] = [False] * many
        if mapped.district is not None:
            columns[mapped.district] = [self._district] * many
        made = bulk.create(connection, mapped.key, columns)
        links = [(one, str(key)) for one, key in zip(some, made, strict=True)]
        bulk.insert(connection, self._own.link, link_columns(self._district, kind, links))
        keys |= {(kind, one.clever_id): key for one, key in zip(some, made, strict=True)}
        joined = [(key, tie) for one, key in zip(some, made, strict=True) for tie in one.seen.ties]
        self._join(connection, kind, joined, keys)

    def _change(
        self,
        connection: sa.Connection,
        kind: str,
        some: Sequence[Update],
        keys: Mapping[tuple[str, str], Any],
    ) -> None:
        mapped = self._all[kind]
        alike: dict[tuple[Any, ...], list[Update]] = defaultdict(list)
        for one in some:
            is_claimed = bool(one.linked_by) and mapped.district is not None
            alike[tuple(sorted(one.changes)), isinstance(one, Restore), is_claimed].append(one)
        for (names, is_restored, is_claimed), rows in alike.items():
            columns = self._columns(kind, names, [one.changes for one in rows], keys)
            if is_restored:
                columns[mapped.archived] = [False] * len(rows)
            if is_claimed:
                columns[str(mapped.district)] = [self._district] * len(rows)
            if columns:
                of = {mapped.key.key: [mapped.key_of(one.app_id) for one in rows]}
                bulk.update(connection, mapped.key, of | columns)
        for one in some:
            if one.linked_by:
                self._relink(connection, one)
        self._remember(connection, kind, [(one, one.app_id) for one in some])
        owned = [(mapped.key_of(one.app_id), one) for one in some]
        self._leave(
            connection, kind, [(k, t) for k, one in owned for t in one.left | one.joined], keys
        )
        self._join(connection, kind, [(k, t) for k, one in owned for t in one.joined], keys)

    def _renumber(
        self, connection: sa.Connection, kind: str, some: Sequence[Update | Leave]
    ) -> None:
        """Bring the district's own ids up to date: rows are found by them.

        One that is not told any more stays, and so does a column that is kept as a field.
        """
        mapped = self._all[kind]
        kept = {*mapped.fields.values()}
        told = {one.app_id: mapped.sis_columns(one.seen.sis_ids) for one in some if one.seen}
        ids = {
            app_id: {name: one for name, one in columns.items() if name not in kept}
            for app_id, columns in told.items()
        }
        named = [app_id for app_id, one in ids.items() if one]
        alike: dict[tuple[str, ...], list[tuple[Any, dict[str, str]]]] = defaultdict(list)
        for app_id, row in self._reading.app_rows(connection, kind, named).items():
            new = {name: one for name, one in ids[app_id].items() if row[mapped.at[name]] != one}
            if new:
                alike[tuple(sorted(new))].append((row[0], new))
        for names, rows in alike.items():
            if not self._is_taken(connection, mapped, names, rows):
                self._one_by_one(connection, mapped, names, rows)

    def _is_taken(
        self,
        connection: sa.Connection,
        mapped: Mapped,
        names: Sequence[str],
        rows: Sequence[tuple[Any, Mapping[str, str]]],
    ) -> bool:
        """Whether the database takes these ids; an application may want each only once."""
        of = {mapped.key.key: [key for key, _ in rows]}
        ids = {name: [one[name] for _, one in rows] for name in names}
        try:
            with connection.begin_nested():
                bulk.update(connection, mapped.key, of | ids)
        except sa.exc.IntegrityError:
            return False
        return True

    def _one_by_one(
        self,
        connection: sa.Connection,
        mapped: Mapped,
        names: Sequence[str],
        rows: Sequence[tuple[Any, Mapping[str, str]]],
    ) -> None:
        """Write the ids that nobody else has; a row whose new one is somebody's keeps its old one.

        One that gives its id away makes room for another, whichever of them comes first.
        """
        left, many = list(rows), len(rows) + 1
        while left and len(left) < many:
            many = len(left)
            left = [
                one
                for one in reversed(left)
                if not self._is_taken(connection, mapped, names, [one])
            ]

    def _archive(self, connection: sa.Connection, kind: str, some: Sequence[Archive]) -> None:
        if not some:
            return
        mapped = self._all[kind]
        ask = sa.update(mapped.table).where(mapped.key == sa.bindparam("_key"))
        keys = [{"_key": mapped.key_of(one.app_id)} for one in some]
        connection.execute(ask.values({mapped.archived: True}), keys)
        # What was only kept for comparing is not kept of people who are gone.
        forget = self._one_link().values(archived=True, line=b"")
        connection.execute(forget, [self._place(kind, one.clever_id) for one in some])

    # -------------------------------------------------------------------------------------- links

    def _one_link(self) -> sa.Update:
        link = self._own.link
        return sa.update(link).where(
            link.c.district == sa.bindparam("_district"),
            link.c.kind == sa.bindparam("_kind"),
            link.c.clever_id == sa.bindparam("_clever_id"),
        )

    def _place(self, kind: str, clever_id: str) -> dict[str, Any]:
        return {"_district": self._district, "_kind": kind, "_clever_id": clever_id}

    def _remember(
        self, connection: sa.Connection, kind: str, some: Sequence[tuple[Update | Leave, str]]
    ) -> None:
        columns = link_columns(self._district, kind, some)
        bulk.upsert(connection, self._own.link, columns, ("archived", "line", "synced"))

    def _relink(self, connection: sa.Connection, one: Update) -> None:
        """Give a row its Clever id; the one that it had stays known as an alias."""
        link, alias = self._own.link, self._own.alias
        of = (link.c.kind == one.kind, link.c.app_id == one.app_id)
        held = connection.execute(sa.select(link.c.held).where(*of)).scalar() or ""
        connection.execute(sa.delete(link).where(*of))
        row = link_columns(self._district, one.kind, [(one, one.app_id)]) | {"held": [held]}
        bulk.insert(connection, link, row)
        if one.former_id is not None:
            former = {"district": self._district, "kind": one.kind, "clever_id": one.former_id}
            known = [alias.c[name] == value for name, value in former.items()]
            connection.execute(sa.delete(alias).where(*known))
            until = None if one.former_until is None else one.former_until.timestamp()
            ask = sa.insert(alias).values(**former, app_id=one.app_id, until=until)
            connection.execute(ask)

    # --------------------------------------------------------------------------------------- ties

    def _join(
        self,
        connection: sa.Connection,
        kind: str,
        ties: Sequence[tuple[Any, Tie]],
        keys: Mapping[tuple[str, str], Any],
    ) -> None:
        for held, columns in self._columns_of(kind, ties, keys):
            bulk.insert(connection, held.table, columns)

    def _leave(
        self,
        connection: sa.Connection,
        kind: str,
        ties: Sequence[tuple[Any, Tie]],
        keys: Mapping[tuple[str, str], Any],
    ) -> None:
        for held, columns in self._columns_of(kind, ties, keys):
            ask = sa.delete(held.table).where(
                held.table.c[held.owner] == sa.bindparam("_owner"),
                held.table.c[held.other] == sa.bindparam("_other"),
                *held.of(),
            )
            ends = zip(columns[held.owner], columns[held.other], strict=True)
            connection.execute(ask, [{"_owner": owner, "_other": other} for owner, other in ends])

    def _columns_of(
        self, kind: str, ties: Sequence[tuple[Any, Tie]], keys: Mapping[tuple[str, str], Any]
    ) -> Iterator[tuple[TieTable, dict[str, list[Any]]]]:
        """The ties of each relation, as their table takes them."""
        tables = self._all[kind].ties
        found: dict[str, list[tuple[Any, Tie]]] = defaultdict(list)
        for owner, tie in ties:
            found[tie.relation].append((owner, tie))
        for relation, some in found.items():
            held = tables[relation]
            columns = {
                held.owner: [owner for owner, _ in some],
                held.other: [keys["users", tie.other] for _, tie in some],
                **{name: [value] * len(some) for name, value in held.fixed.items()},
            }
            if held.detail is not None:
                columns[held.detail] = [tie.detail for _, tie in some]
            yield held, columns
