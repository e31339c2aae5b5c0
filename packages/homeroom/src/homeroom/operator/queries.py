"""Asks the store whether it answers."""

import sqlite3
from typing import Final

import psycopg
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Store
from homeroom.foundation.errors import StoreError

_ASK: Final = Prepared(sa.select(sa.literal_column("1")))


def store_trouble(store: Store) -> str:
    """Return why the store does not answer, empty if it does; never its address or password."""
    for _, half in store.halves():
        try:
            with half.reading() as session:
                session.one(_ASK)
        except (sqlite3.Error, psycopg.Error, StoreError) as error:
            return f"the database does not answer ({type(error).__name__})"
    return ""
