"""After a large change PostgreSQL knows at once what its tables hold, and plans by it."""

from pathlib import Path

import psycopg
import pytest

from homeroom.foundation.database import Database
from homeroom.sandbox.generator import write_benchmark
from tests.support.intake import Intake
from tests.support.stores import Place

ONE = (
    "PREPARE one AS SELECT body FROM document WHERE district = CAST($1 AS bigint)"
    " AND kind = CAST($2 AS text) AND rid = ANY(CAST($3 AS bigint[]))"
)


def seen(place: Place, table: str) -> float:
    """How many rows the server believes to be there; -1 if it never looked."""
    with psycopg.connect(place.database_url) as connection:
        asked = "SELECT reltuples FROM pg_class WHERE oid = CAST(%s AS regclass)"
        found = connection.execute(asked, (table,)).fetchone()
    assert found is not None
    return float(found[0])


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_one_record_is_looked_up_by_its_key_as_soon_as_a_district_is_loaded(
    place: Place, intake: Intake, tmp_path: Path
) -> None:
    with psycopg.connect(place.database_url, autocommit=True) as connection:
        # The server's own daemon must not help.
        for table in ("document", "membership"):
            connection.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)")
    write_benchmark(1_000, tmp_path / "files")
    run = intake.send_path(tmp_path / "files")
    assert "applied" == intake.work(run.run)
    intake.store.roster.settle()

    assert seen(place, "document") > 1_000
    assert seen(place, "membership") > 1_000
    with psycopg.connect(place.database_url) as connection:
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute(ONE)
        plan = connection.execute("EXPLAIN EXECUTE one(1, 'users', '{2}')").fetchall()
    conditions = [line for (line,) in plan if "Index Cond" in line]
    assert any("rid = ANY" in line for line in conditions), plan


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_small_change_costs_no_look_and_a_server_that_went_away_no_sync(
    place: Place, intake: Intake, tmp_path: Path
) -> None:
    write_benchmark(40, tmp_path / "files")
    run = intake.send_path(tmp_path / "files")
    assert "applied" == intake.work(run.run)
    intake.store.roster.settle()
    assert -1 == seen(place, "document")

    roster: Database = intake.store.roster
    gone = Database("postgresql", place.database_url + "_that_is_not_there")
    gone.look_over(("document",), 5_000)
    gone.settle()
    roster.look_over(("document",), 5_000)
    roster.settle()
    assert seen(place, "document") > 0
