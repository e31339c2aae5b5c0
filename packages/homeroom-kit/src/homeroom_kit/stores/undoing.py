"""How a store in memory takes back a batch that failed halfway."""

from collections.abc import Iterable, MutableMapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from homeroom_kit.stores.memory import Row

__all__ = ["Before"]


class Before:
    """What rows and tables were before a batch.

    Args:
        rows: The rows that the batch may change.
        tables: The tables to which it may add, or from which it may take.
    """

    def __init__(self, rows: Iterable["Row"], *tables: MutableMapping[str, Any]) -> None:
        self._rows = [
            (row, replace(row, values=dict(row.values), ties=set(row.ties))) for row in rows
        ]
        self._tables = [(table, dict(table)) for table in tables]

    def put_back(self) -> None:
        """Let everything be as it was; a row stays the same object."""
        for row, before in self._rows:
            for one in fields(row):
                setattr(row, one.name, getattr(before, one.name))
        for table, before_it in self._tables:
            table.clear()
            table.update(before_it)
