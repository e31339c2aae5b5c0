"""Revisions and tables say the same, on both stores; bringing a store up is done once."""

import importlib
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from homeroom.foundation.database import Store, create_schema, metadata
from homeroom.foundation.errors import StoreError
from homeroom.migrations import HEAD, TABLES, bring_up, version_of
from homeroom.migrations.upgrading import revisions
from tests.support.postgres import Cluster
from tests.support.stores import KINDS, Place

for _name in TABLES:
    importlib.import_module(f"homeroom.{_name}.models")


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store without a single table."""
    if request.param == "sqlite":
        store = Place(tmp_path / "empty", "").open()
        yield store
        store.close()
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.copy()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    store = Place(tmp_path, url).open()
    yield store
    store.close()
    cluster.drop(url)


def engine_of(half: Any) -> sa.Engine:
    if half.kind == "postgresql":
        return sa.create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(half.address)
        )
    return sa.create_engine("sqlite://", creator=lambda: sqlite3.connect(half.address))


def schema_of(store: Store) -> dict[str, set[tuple[str, ...]]]:
    """Everything that either store can say about its tables, Alembic's own left out."""
    asked = {
        "sqlite": "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
        " WHERE tbl_name <> 'alembic_version'",
        "postgresql": "SELECT 'column', table_name || '.' || column_name,"
        " data_type || ' ' || is_nullable, coalesce(column_default, '')"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name <> 'alembic_version'"
        " UNION ALL SELECT 'index', indexname, tablename, indexdef FROM pg_indexes"
        " WHERE schemaname = 'public' AND tablename <> 'alembic_version'",
    }[store.kind]
    found = {}
    for name, half in store.halves():
        with half.reading() as session:
            rows = session.all(sa.text(asked.replace(":", r"\:")))
        found[name] = {tuple(re.sub(r"\s+", " ", str(value)) for value in row) for row in rows}
    return found


def test_the_newest_revision_is_the_one_that_a_start_looks_for() -> None:
    assert HEAD == revisions().get_current_head()


def test_every_feature_with_tables_is_named() -> None:
    root = Path(importlib.import_module("homeroom").__file__ or "").parent
    assert sorted(TABLES) == sorted(path.parent.name for path in root.glob("*/models.py"))


def test_revisions_make_exactly_the_tables_of_the_code(empty: Store) -> None:
    assert bring_up(empty)
    for name, half in empty.halves():
        engine = engine_of(half)

        def belongs(thing: Any, _name: str | None, kind: str, *_: Any, half: str = name) -> bool:
            return kind != "table" or half in ("", thing.info.get("file", half))

        with engine.connect() as connection:
            options = {"include_object": belongs, "compare_type": True}
            context = MigrationContext.configure(connection, opts=options)
            assert [] == compare_metadata(context, metadata)
        engine.dispose()


def test_each_table_lies_in_its_own_half(empty: Store) -> None:
    bring_up(empty)
    for name, half in empty.halves():
        engine = engine_of(half)
        there = set(sa.inspect(engine).get_table_names()) - {"alembic_version"}
        engine.dispose()
        wanted = {t.name for t in metadata.sorted_tables if name in ("", t.info["file"])}
        assert wanted == there


def test_revisions_and_the_short_way_make_the_same_schema(empty: Store) -> None:
    create_schema(empty)
    short = schema_of(empty)
    for _, half in empty.halves():
        with half.writing() as session:
            for table in metadata.sorted_tables:
                session.run(sa.text(f"DROP TABLE IF EXISTS {table.name}"))
    bring_up(empty)
    assert short == schema_of(empty)


def test_a_current_store_is_left_alone(empty: Store) -> None:
    assert bring_up(empty)
    before = schema_of(empty)
    assert not bring_up(empty)
    assert [HEAD for _ in empty.halves()] == [version_of(half) for _, half in empty.halves()]
    assert before == schema_of(empty)


def test_a_store_of_a_newer_homeroom_is_refused_and_left_alone(empty: Store) -> None:
    bring_up(empty)
    with empty.roster.writing() as session:
        session.run(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="cannot be brought to this version"):
        bring_up(empty)
    assert "9999" == version_of(empty.roster)


def test_a_revision_that_fails_leaves_nothing(empty: Store) -> None:
    with empty.roster.writing() as session:
        session.run(sa.text("CREATE TABLE view_bitmap (in_the_way INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError, match="view_bitmap"):
        bring_up(empty)
    assert "" == version_of(empty.roster)
    with empty.roster.writing() as session:
        session.run(sa.text("DROP TABLE view_bitmap"))
    assert bring_up(empty)
