"""A row of a district in every table that names districts: none is swept while it is empty."""

from typing import Any

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Row, Store
from homeroom.foundation.parts import Parts
from homeroom.migrations import every_table
from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.sharing.actions import connect
from homeroom.sharing.disclosing.collecting import give
from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.disclosing.rules import Reader
from homeroom.sharing.queries import connection_named
from homeroom.sharing.rules import FieldAccess, Share
from tests.unit.districts.town import Town

_VALUES: dict[type, Any] = {sa.Text: "x", sa.Integer: 1, sa.BigInteger: 1, sa.LargeBinary: b"x"}


def tables() -> list[sa.Table]:
    return [one for one in every_table() if "district" in one.columns]


def rows_of(store: Store, table: sa.Table, number: int) -> list[Row]:
    half = store.control if table.info["file"] == "control" else store.roster
    with half.reading() as session:
        found = session.all(Prepared(sa.select(table).where(table.c.district == number)))
    return sorted(found, key=repr)


def all_rows(store: Store, number: int) -> dict[str, list[Row]]:
    return {one.name: rows_of(store, one, number) for one in tables()}


def plant(store: Store, number: int) -> None:
    """Wherever the district has no row yet it has one that says nothing."""
    for table in tables():
        if table.name == "closing" or rows_of(store, table, number):
            continue
        values = {
            column.name: None if column.nullable else _VALUES[type(column.type)]
            for column in table.columns
        }
        # What is one of a kind in the whole hub is another one in each district.
        alone = {name: f"{number:x}" for name, value in values.items() if value == "x"}
        half = store.control if table.info["file"] == "control" else store.roster
        with half.writing() as session:
            session.run(Prepared(sa.insert(table)), **(values | alone | {"district": number}))


def shared(town: Town) -> tuple[str, str]:
    """Connect an application, and give it two students; return the application and its token."""
    parts: Parts = town.hub.parts
    number, now = town.district.number, int(town.clock.now().timestamp() * 1000)
    app = town.application()
    with parts.store.roster.writing() as session:
        share = Share("district")
        made = connect(session, now, number, app, "secure_sync", share, FieldAccess(), events=True)
        named = connection_named(session, number, made)
    assert named is not None
    with parts.store.control.writing() as session:
        token = issue_district_token(session, parts.sealer, now, Holder(number, made, app))
    ids = "".join(town.id(f"student:P{place}") for place in range(2)).encode()
    give(parts, Reader(number, app, made), named.views[1], "users", ids)
    flush(parts)
    return app, token
