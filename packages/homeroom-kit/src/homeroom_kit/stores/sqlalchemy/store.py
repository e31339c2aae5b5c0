"""The store: questions are answered here, plans are carried out in `writing`."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from homeroom_kit.errors import StoreError
from homeroom_kit.matching import Account, KnownPlace
from homeroom_kit.planning.plan import Local, Operation
from homeroom_kit.planning.values import Kept, Value
from homeroom_kit.stores.columns import REFUSALS, check_ties
from homeroom_kit.stores.holding import Held
from homeroom_kit.stores.protocol import Owner, State, Wanted
from homeroom_kit.stores.showing import ShownRow
from homeroom_kit.stores.sqlalchemy.asking import among
from homeroom_kit.stores.sqlalchemy.holding import Holding
from homeroom_kit.stores.sqlalchemy.mapping import Mapped, OwnTables, own_tables
from homeroom_kit.stores.sqlalchemy.reading import Reading
from homeroom_kit.stores.sqlalchemy.writing import Writing

__all__ = ["SQLAlchemyStore"]


class SQLAlchemyStore:
    """An application's tables, as a sync sees them.

    Args:
        engine: The application's database.
        mapped: By record kind, where it is.
        own: The store's own tables, if they are part of the application's metadata.
    """

    def __init__(
        self, engine: sa.Engine, mapped: Mapping[str, Mapped], own: OwnTables | None = None
    ) -> None:
        self._engine = engine
        self._mapped = dict(mapped)
        self._metadata = sa.MetaData()
        self._own = own or own_tables(self._metadata)
        self._reading = Reading(self._mapped, self._own)

    def create_tables(self) -> None:
        """Create the store's own tables where they are not there yet."""
        own = self._own
        tables = [own.link, own.alias, own.district, own.unread]
        own.link.metadata.create_all(self._engine, tables)

    def kept(self) -> Mapping[str, Kept]:
        """Say what is kept."""
        return self._kept

    @cached_property
    def _kept(self) -> Mapping[str, Kept]:
        return {kind: mapped.kept for kind, mapped in self._mapped.items()}

    def check_ties(self) -> None:
        """Refuse ties with which something else would be deleted.

        Raises:
            ConfigurationError: It names what hangs on them.
        """
        for mapped in self._mapped.values():
            for relation, ties in mapped.ties.items():
                check_ties(relation, ties.table.name, ties.hangs_on_it)

    # -------------------------------------------------------------------------------- districts

    def lease(self, district: str, holder: str, now: datetime, seconds: float) -> bool:
        """Let one sync work on a district."""
        table, moment = self._own.district, now.timestamp()
        free = sa.or_(table.c.holder.in_(("", holder)), table.c.until <= moment)
        ask = (
            sa.update(table)
            .where(table.c.district == district, free)
            .values(holder=holder, until=moment + seconds)
        )
        return self._is_changed(ask) or (self._add_district(district) and self._is_changed(ask))

    def _is_changed(self, ask: sa.Update) -> bool:
        with self._engine.begin() as connection:
            return connection.execute(ask).rowcount == 1

    def _add_district(self, district: str) -> bool:
        """Whether it was not there, or was added by another sync just now."""
        table = self._own.district
        with self._engine.connect() as connection:
            if connection.execute(sa.select(1).where(table.c.district == district)).first():
                return False
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(table).values(district=district))
        except sa.exc.IntegrityError:
            pass  # Another sync was quicker.
        return True

    def release(self, district: str, holder: str) -> None:
        """Give the lease back."""
        table = self._own.district
        mine = (table.c.district == district, table.c.holder == holder)
        with self._engine.begin() as connection:
            connection.execute(sa.update(table).where(*mine).values(holder="", until=0))

    def state(self, district: str) -> State:
        """Return how far the district was synced."""
        table = self._own.district
        ask = sa.select(table.c.cursor, table.c.read_at).where(table.c.district == district)
        with self._engine.connect() as connection:
            row = connection.execute(ask).first()
            if row is None or row.read_at is None:
                return State()
            unread = self._unread(connection, district)
        return State(row.cursor, datetime.fromtimestamp(row.read_at, UTC), unread)

    def save(self, district: str, state: State, holder: str) -> None:
        """Remember how far the district was synced."""
        table = self._own.district
        read_at = None if state.read_at is None else state.read_at.timestamp()
        ask = (
            sa.update(table)
            .where(table.c.district == district, table.c.holder == holder)
            .values(cursor=state.cursor, read_at=read_at)
        )
        with self._engine.begin() as connection:
            if connection.execute(ask).rowcount != 1:
                raise StoreError("lease_lost", f"Another sync of district {district} has begun.")
            self._keep_unread(connection, district, state.unread)
            alias = self._own.alias
            over = (alias.c.district == district, alias.c.until <= (read_at or 0))
            connection.execute(sa.delete(alias).where(*over))

    def _unread(self, connection: sa.Connection, district: str) -> frozenset[tuple[str, str]]:
        table = self._own.unread
        ask = sa.select(table.c.kind, table.c.clever_id).where(table.c.district == district)
        return frozenset((kind, one) for kind, one in connection.execute(ask))

    def _keep_unread(
        self, connection: sa.Connection, district: str, unread: frozenset[tuple[str, str]]
    ) -> None:
        if unread == self._unread(connection, district):
            return
        table = self._own.unread
        connection.execute(sa.delete(table).where(table.c.district == district))
        rows = [{"district": district, "kind": kind, "clever_id": one} for kind, one in unread]
        if rows:
            connection.execute(sa.insert(table), rows)

    # --------------------------------------------------------------------------------- questions

    def known(self, district: str, kind: str, ids: Collection[str]) -> Mapping[str, Local]:
        """Return linked rows."""
        link = self._own.link
        with self._engine.connect() as connection:
            ask = sa.select(link).where(*self._of(district, kind))
            links = {row.app_id: row for row in among(connection, ask, link.c.clever_id, ids)}
            found = self._reading.locals(connection, district, kind, links)
        return {local.clever_id: local for local in found.values() if local.clever_id}

    def linked(self, district: str, kind: str, ids: Collection[str]) -> set[str]:
        """Return which ids have a row."""
        return set(self._app_ids(district, kind, ids))

    def active(self, district: str, kind: str) -> set[str]:
        """Return the ids of rows that are not archived."""
        link = self._own.link
        ask = sa.select(link.c.clever_id).where(*self._of(district, kind), ~link.c.archived)
        with self._engine.connect() as connection:
            # All at once: one row after the other costs twice as much.
            return set(connection.execute(ask).scalars().all())

    def aliases(
        self, district: str, kind: str, ids: Collection[str], now: datetime
    ) -> Mapping[str, str]:
        """Return rows by former ids."""
        alias = self._own.alias
        lasts = sa.or_(alias.c.until.is_(None), alias.c.until > now.timestamp())
        ask = sa.select(alias.c.clever_id, alias.c.app_id).where(
            alias.c.district == district, alias.c.kind == kind, lasts
        )
        with self._engine.connect() as connection:
            rows = among(connection, ask, alias.c.clever_id, ids)
            return dict(rows)

    def accounts(self, district: str, kind: str, wanted: Wanted) -> Sequence[Account]:
        """Return rows that have one of the wanted things."""
        self.kept()  # which refuses columns in which nobody can be looked for
        mapped, found = self._mapped[kind], dict[str, Any]()
        with self._engine.connect() as connection:
            ask = mapped.read.where(*self._inside(district, kind))
            for column, values in self._searched(kind, wanted):
                for row in among(connection, ask, column, values):
                    found[str(row[0])] = row
        by_id = self._app_ids(district, kind, wanted.clever_ids)
        rest = [app_id for app_id in by_id.values() if app_id not in found]
        with self._engine.connect() as connection:
            found |= self._reading.app_rows(connection, kind, rest)
        owners = self._owners(kind, found)
        return [
            self._account(kind, district, app_id, row, owners.get(app_id))
            for app_id, row in found.items()
            if app_id not in owners or owners[app_id].district == district
        ]

    def places(self, district: str, kind: str) -> Sequence[KnownPlace]:
        """Return places that are not linked."""
        mapped = self._mapped[kind]
        with self._engine.connect() as connection:
            rows = connection.execute(mapped.read.where(*self._inside(district, kind))).all()
        found = {str(row[0]): row for row in rows}
        owners = self._owners(kind, found)

        def text(row: Any, name: str) -> str | None:
            return row[mapped.at[mapped.fields[name]]] if name in mapped.fields else None

        return [
            KnownPlace(
                app_id,
                nces_id=text(row, "nces_id"),
                mdr_number=text(row, "mdr_number"),
                number=text(row, "school_number"),
                district=row[mapped.at[mapped.district]] if mapped.district else None,
            )
            for app_id, row in found.items()
            if app_id not in owners
        ]

    def rows(self, district: str, kind: str, app_ids: Collection[str]) -> Mapping[str, Local]:
        """Return rows by their own ids."""
        link = self._own.link
        with self._engine.connect() as connection:
            links: dict[str, Any] = dict.fromkeys(app_ids)
            ask = sa.select(link).where(link.c.kind == kind)
            links |= {row.app_id: row for row in among(connection, ask, link.c.app_id, app_ids)}
            ours = {
                app_id: row
                for app_id, row in links.items()
                if row is None or row.district == district
            }
            return self._reading.locals(connection, district, kind, ours)

    def has_free(self, district: str, kind: str) -> bool:
        """Say whether any row is not linked."""
        mapped, link = self._mapped[kind], self._own.link
        linked = sa.select(link.c.app_id).where(
            link.c.kind == kind, link.c.app_id == sa.cast(mapped.key, sa.String)
        )
        ask = sa.select(1).where(*self._inside(district, kind), ~linked.exists()).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(ask.select_from(mapped.table)).first() is not None

    def owners(
        self, kind: str, *, clever_ids: Collection[str] = (), app_ids: Collection[str] = ()
    ) -> Sequence[Owner]:
        """Return rows that are linked, of any district."""
        link, known = self._own.link, sa.select(self._own.district.c.district)
        ask = sa.select(link.c.app_id, link.c.clever_id, link.c.district).where(link.c.kind == kind)
        # The index begins with the district.
        by_id = ask.where(link.c.district.in_(known))
        with self._engine.connect() as connection:
            rows = [*among(connection, by_id, link.c.clever_id, clever_ids)]
            rows += among(connection, ask, link.c.app_id, app_ids)
        return list({Owner(*row) for row in rows})

    def lines(self, district: str, kind: str) -> Iterator[bytes]:
        """Give the hashes of active records' lines."""
        link = self._own.link
        ask = (
            sa.select(link.c.line)
            .where(*self._of(district, kind), ~link.c.archived)
            .order_by(sa.collate(link.c.clever_id, self._by_bytes))
        )
        with self._engine.connect() as connection:
            found = connection.execution_options(yield_per=1000).execute(ask).scalars()
            for lines in found.partitions():
                yield from map(bytes, lines)

    def shown(
        self, kind: str, after: str = "", most: int = 1000, district: str = ""
    ) -> Sequence[ShownRow]:
        """Give every row, of any district and of none, or those of one."""
        if kind not in self._mapped:
            return []
        with self._engine.connect() as connection:
            return self._reading.shown(connection, kind, after, most, district)

    def hold(
        self,
        district: str,
        kind: str,
        app_id: str,
        held: Held,
        values: Mapping[str, Value] | None = None,
    ) -> None:
        """Keep hand edits from every sync."""
        with self._writing() as connection:
            Holding(self._mapped, self._own, connection).hold(
                district, kind, app_id, held, values or {}
            )

    def let_go(self, district: str, kind: str, app_id: str, held: Held) -> None:
        """Hold these no longer."""
        with self._writing() as connection:
            Holding(self._mapped, self._own, connection).let_go(district, kind, app_id, held)

    def apply(self, district: str, operations: Sequence[Operation], holder: str) -> None:
        """Carry out operations."""
        with self._writing() as connection:
            writing = Writing(self._mapped, self._own, self._reading, district, holder)
            writing.carry_out(connection, operations)

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, *REFUSALS) as refused:
            # The driver names the column; with its statement it would name a hundred people.
            told = getattr(refused, "orig", None) or refused
            raise StoreError(
                "rows_refused", f"The database refused the rows; none was written: {told}"
            ) from refused

    # ----------------------------------------------------------------------------------- reading

    @property
    def _by_bytes(self) -> str:
        return "C" if self._engine.dialect.name == "postgresql" else "BINARY"

    def _of(self, district: str, kind: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (self._own.link.c.district == district, self._own.link.c.kind == kind)

    def _inside(self, district: str, kind: str) -> list[sa.ColumnElement[bool]]:
        mapped = self._mapped[kind]
        if mapped.district is None:
            return []
        column = mapped.table.c[mapped.district]
        return [sa.or_(column == district, column.is_(None), column == "")]

    def _searched(
        self, kind: str, wanted: Wanted
    ) -> Iterator[tuple[sa.ColumnElement[Any], list[str]]]:
        mapped = self._mapped[kind]
        by_role = defaultdict(list)
        for one in wanted.sis_ids:
            role, _, sis_id = one.partition(":")
            by_role[role].append(sis_id)
        for role, sis_ids in by_role.items():
            if role in mapped.sis_ids:
                yield mapped.table.c[mapped.sis_ids[role]], sis_ids
        if wanted.emails and "email" in mapped.fields:
            email = mapped.table.c[mapped.fields["email"]]
            yield sa.func.lower(sa.func.trim(email)), list(wanted.emails)

    def _app_ids(self, district: str, kind: str, ids: Collection[str]) -> dict[str, str]:
        link = self._own.link
        ask = sa.select(link.c.clever_id, link.c.app_id).where(*self._of(district, kind))
        with self._engine.connect() as connection:
            rows = among(connection, ask, link.c.clever_id, ids)
            return dict(rows)

    def _owners(self, kind: str, app_ids: Collection[str]) -> dict[str, Owner]:
        return {one.app_id: one for one in self.owners(kind, app_ids=app_ids)}

    def _account(
        self, kind: str, district: str, app_id: str, row: Any, owner: Owner | None
    ) -> Account:
        mapped = self._mapped[kind]
        at = mapped.at
        held = {role: row[at[name]] for role, name in mapped.sis_ids.items()}
        sis_ids = {f"{role}:{sis_id}" for role, sis_id in held.items() if sis_id}
        email = row[at[mapped.fields["email"]]] if "email" in mapped.fields else None
        inside = row[at[mapped.district]] or None if mapped.district else None
        return Account(
            app_id,
            None if owner is None else owner.clever_id,
            district if owner is not None else inside,
            frozenset(sis_ids),
            email,
            bool(row[at[mapped.archived]]),
        )
