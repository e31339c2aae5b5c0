"""A store on an application's own tables, through SQLAlchemy Core; tried on SQLite and PostgreSQL.

`Mapped` says which table and columns hold a record kind, `TieTable` where ties are; the store
links rows to Clever ids in four small tables of its own. Needs `homeroom-kit[sqlalchemy]`.
"""

from homeroom_kit.stores.sqlalchemy.mapping import Mapped, TieTable, own_tables
from homeroom_kit.stores.sqlalchemy.store import SQLAlchemyStore

__all__ = ["Mapped", "SQLAlchemyStore", "TieTable", "own_tables"]
