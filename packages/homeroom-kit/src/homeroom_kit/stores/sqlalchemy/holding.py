"""Hand edits, held in the link of a row."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from homeroom_kit.errors import StoreError
from homeroom_kit.planning.values import Value
from homeroom_kit.stores.holding import Held, check_held, packed, unpacked
from homeroom_kit.stores.sqlalchemy.mapping import Mapped, OwnTables

__all__ = ["Holding"]


class Holding:
    """What is held, read and written in one transaction."""

    def __init__(
        self, mapped: Mapping[str, Mapped], own: OwnTables, connection: sa.Connection
    ) -> None:
        self._mapped = mapped
        self._link = own.link
        self._connection = connection

    def hold(
        self, district: str, kind: str, app_id: str, held: Held, values: Mapping[str, Value]
    ) -> None:
        """Hold these as well; values are written too."""
        there = self._held(district, kind, app_id)
        mapped = self._mapped[kind]
        check_held(mapped.kept, held, values)
        if values:
            row = {
                mapped.fields[name]: mapped.written(kind, name, [value])[0]
                for name, value in values.items()
            }
            one = mapped.key == mapped.key_of(app_id)
            self._connection.execute(sa.update(mapped.table).where(one).values(row))
        self._remember(kind, app_id, there | held | Held(frozenset(values)))

    def let_go(self, district: str, kind: str, app_id: str, held: Held) -> None:
        """Hold these no longer."""
        self._remember(kind, app_id, self._held(district, kind, app_id) - held)

    def _of(self, kind: str, app_id: str) -> tuple[sa.ColumnElement[bool], ...]:
        return (self._link.c.kind == kind, self._link.c.app_id == app_id)

    def _held(self, district: str, kind: str, app_id: str) -> Held:
        of = (self._link.c.district == district, *self._of(kind, app_id))
        # Written before it is read, so that two who hold at once wait for each other.
        lock = sa.update(self._link).where(*of).values(app_id=app_id)
        if self._connection.execute(lock).rowcount != 1:
            raise StoreError("not_linked", f"Row {app_id} of {kind} is not linked here.")
        found: Any = self._connection.execute(sa.select(self._link.c.held).where(*of)).scalar()
        return unpacked(found)

    def _remember(self, kind: str, app_id: str, held: Held) -> None:
        change = sa.update(self._link).where(*self._of(kind, app_id)).values(held=packed(held))
        self._connection.execute(change)
