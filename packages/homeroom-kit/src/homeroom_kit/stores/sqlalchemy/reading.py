"""An application's rows, as a sync sees them: values, ties, what was seen last, what is held."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa

from homeroom_kit.planning.plan import Local
from homeroom_kit.planning.values import Tie
from homeroom_kit.stores.columns import chunks, reader, unpacked_seen
from homeroom_kit.stores.holding import Held, unpacked
from homeroom_kit.stores.showing import ShownRow
from homeroom_kit.stores.sqlalchemy.asking import among
from homeroom_kit.stores.sqlalchemy.mapping import Mapped, OwnTables

__all__ = ["Reading"]

_NOTHING: Final = Held()
_NO_TIES: Final[frozenset[Tie]] = frozenset()
_NO_ENDS: Final[frozenset[tuple[str, str]]] = frozenset()


class Reading:
    """Rows read through a connection."""

    def __init__(self, mapped: Mapping[str, Mapped], own: OwnTables) -> None:
        self._mapped = mapped
        self._own = own

    def app_rows(
        self, connection: sa.Connection, kind: str, app_ids: Collection[str]
    ) -> dict[str, Any]:
        """Return what the application has of rows, by their own ids; `Mapped.at` says where."""
        mapped = self._mapped[kind]
        keys = [*map(mapped.key_of, app_ids)]
        return {str(row[0]): row for row in among(connection, mapped.read, mapped.key, keys)}

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
        plain = mapped.fields.keys() - named.keys()
        places = {name: mapped.at[mapped.fields[name]] for name in plain}
        read = reader(kind, places, mapped.kept)
        references = [(name, mapped.at[mapped.fields[name]]) for name in named]
        archived = mapped.at[mapped.archived]
        # By their places, which is quicker than by their names.
        at = [*self._own.link.c.keys()].index
        seen_in = itemgetter(at("clever_id"), at("line"), at("synced"))
        found = {}
        for app_id, row in rows.items():
            values = read(row)
            for name, place in references:
                values[name] = named[name].get(str(row[place]))
            clever_id, synced = None, None
            if (link := links[app_id]) is not None:
                clever_id, line, packed = seen_in(link)
                synced = unpacked_seen(packed, line, mapped.kept)
            kept = held.get(app_id, _NOTHING)
            found[app_id] = Local(
                app_id,
                clever_id,
                values,
                frozenset(ties[app_id]) if app_id in ties else _NO_TIES,
                bool(row[archived]),
                synced,
                kept.fields,
                kept.named(people) if kept.ties else _NO_ENDS,
            )
        return found

    def shown(
        self, connection: sa.Connection, kind: str, after: str, most: int, only: str = ""
    ) -> list[ShownRow]:
        """Return rows of whatever district, in the order of their keys."""
        mapped, link = self._mapped[kind], self._own.link
        inside = sa.literal("") if mapped.district is None else mapped.table.c[mapped.district]
        ask = sa.select(mapped.key, inside).order_by(mapped.key).limit(most)
        if after:
            ask = ask.where(mapped.key > mapped.key_of(after))
        if only and mapped.district is not None:
            there = mapped.table.c[mapped.district]
            ask = ask.where(sa.or_(there.in_([only, ""]), there.is_(None)))
        try:
            where = {str(key): district or "" for key, district in connection.execute(ask)}
        except (OverflowError, sa.exc.DataError) as odd:
            # Too long a number, or a text that a database does not take.
            raise ValueError(f"No row of {kind} can have the id {after!r}.") from odd
        links: dict[str, Any] = dict.fromkeys(where)
        for some in chunks(where):
            of = sa.select(link).where(link.c.kind == kind, link.c.app_id.in_(some))
            links |= {row.app_id: row for row in connection.execute(of)}
        where |= {app_id: row.district for app_id, row in links.items() if row is not None}
        found: dict[str, Local] = {}
        for district in set(where.values()):
            ours = {one: row for one, row in links.items() if where[one] == district}
            found |= self.locals(connection, district, kind, ours)
        return [ShownRow(where[one], found[one]) for one in where if one in found]

    def _named(
        self, connection: sa.Connection, district: str, kind: str, rows: Mapping[str, Any]
    ) -> dict[str, dict[str, str]]:
        """For each reference, Clever ids by the keys that its column holds."""
        mapped = self._mapped[kind]
        found = {}
        for name, other in mapped.references.items():
            place = mapped.at[mapped.fields[name]]
            keys = {str(row[place]) for row in rows.values()} - {"None"}
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
            ask = sa.select(owner, other, detail).where(*ties.of())
            keys = [mapped.key_of(one) for one in rows]
            held = [
                (str(of), str(to), what or "")
                for of, to, what in among(connection, ask, owner, keys)
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
        rows = among(connection, ask, link.c.app_id, app_ids)
        return dict(rows)
