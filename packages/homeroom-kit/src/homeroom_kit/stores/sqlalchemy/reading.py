"""An application's rows, as a sync sees them: values, ties, what was seen last, what is held."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa

from homeroom_kit.planning.plan import Local
from homeroom_kit.planning.values import Tie
from homeroom_kit.stores.columns import chunks, out_of_column, unpacked_seen
from homeroom_kit.stores.holding import Held, unpacked
from homeroom_kit.stores.sqlalchemy.mapping import Mapped, OwnTables

__all__ = ["Reading"]


class Reading:
    """Rows read through a connection."""

    def __init__(self, mapped: Mapping[str, Mapped], own: OwnTables) -> None:
        self._mapped = mapped
        self._own = own

    def app_rows(
        self, connection: sa.Connection, kind: str, app_ids: Collection[str]
    ) -> dict[str, Any]:
        """Return what the application has of rows, by their own ids."""
        mapped = self._mapped[kind]
        return {
            str(row._mapping[mapped.key]): row._mapping  # noqa: SLF001
            for some in chunks(app_ids)
            for row in connection.execute(
                sa.select(mapped.table).where(mapped.key.in_([mapped.key_of(one) for one in some]))
            )
        }

    def locals(
        self, connection: sa.Connection, district: str, kind: str, links: Mapping[str, Any]
    ) -> dict[str, Local]:
        """Return rows as a sync sees them; `links` are their links by their own ids."""
        mapped = self._mapped[kind]
        rows = self.app_rows(connection, kind, links)
        named = self._named(connection, district, kind, rows)
        ties = self._ties(connection, district, kind, rows)
        held = {app_id: unpacked(row.held) for app_id, row in links.items() if row and row.held}
        ends = {other for one in held.values() for _, other in one.ties}
        people = self.clever_ids(connection, district, "users", ends)
        found = {}
        for app_id, row in rows.items():
            link = links[app_id]
            values = {
                name: named[name].get(str(row[column]))
                if name in named
                else out_of_column(kind, name, row[column])
                for name, column in mapped.fields.items()
            }
            synced = None if link is None else unpacked_seen(link.synced, link.line)
            found[app_id] = Local(
                app_id,
                None if link is None else link.clever_id,
                values,
                frozenset(ties[app_id]),
                bool(row[mapped.archived]),
                synced,
                held.get(app_id, Held()).fields,
                held.get(app_id, Held()).named(people),
            )
        return found

    def _named(
        self, connection: sa.Connection, district: str, kind: str, rows: Mapping[str, Any]
    ) -> dict[str, dict[str, str]]:
        """For each reference, Clever ids by the keys that its column holds."""
        mapped = self._mapped[kind]
        found = {}
        for name, other in mapped.references.items():
            keys = {str(row[mapped.fields[name]]) for row in rows.values()} - {"None"}
            found[name] = self.clever_ids(connection, district, other, keys)
        return found

    def _ties(
        self, connection: sa.Connection, district: str, kind: str, rows: Mapping[str, Any]
    ) -> dict[str, set[Tie]]:
        mapped = self._mapped[kind]
        found: dict[str, set[Tie]] = defaultdict(set)
        for relation, ties in mapped.ties.items():
            owner, other = ties.table.c[ties.owner], ties.table.c[ties.other]
            detail = sa.literal("") if ties.detail is None else ties.table.c[ties.detail]
            held = [
                (str(of), str(to), what or "")
                for some in chunks(rows)
                for of, to, what in connection.execute(
                    sa.select(owner, other, detail).where(
                        owner.in_([mapped.key_of(one) for one in some]), *ties.of()
                    )
                )
            ]
            people = self.clever_ids(connection, district, "users", {to for _, to, _ in held})
            for of, to, what in held:
                if to in people:
                    found[of].add(Tie(relation, people[to], what))
        return found

    def clever_ids(
        self, connection: sa.Connection, district: str, kind: str, app_ids: Collection[str]
    ) -> dict[str, str]:
        """Return the Clever ids of rows that are linked."""
        link = self._own.link
        ask = sa.select(link.c.app_id, link.c.clever_id).where(
            link.c.district == district, link.c.kind == kind
        )
        return {
            app_id: clever_id
            for some in chunks(app_ids)
            for app_id, clever_id in connection.execute(ask.where(link.c.app_id.in_(some)))
        }
