"""Reads that go straight to libpq answer as the driver does; SQLite shows what is right."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from homeroom.foundation.database import Prepared, Store
from homeroom.roster.models import membership

ROWS = [
    (1, "users", 1 << 60, "sections", b"\x00\xff packed"),
    (1, "users", 5, 'Zoë\'s \\ "list"', b""),
    (1 << 39, "sections", 7, "students", b"\x01"),
]
_OF = Prepared(
    sa.select(membership, sa.func.length(membership.c.rids) - sa.bindparam("less"), sa.null())
    .where(membership.c.district >= sa.bindparam("district"))
    .order_by(membership.c.rid)
    .limit(sa.bindparam("limit"))
)
_NAMED = Prepared(sa.select(membership.c.rid).where(membership.c.relation == sa.bindparam("name")))
_NUMBERS = Prepared(sa.select(sa.func.avg(membership.c.rid)).where(membership.c.rid < 10))


@pytest.fixture
def filled(store: Store) -> Store:
    with store.roster.writing() as session:
        session.load(membership, ("district", "kind", "rid", "relation", "rids"), ROWS)
    return store


def test_numbers_text_bytes_and_nothing_come_back_as_they_are_every_time(filled: Store) -> None:
    expected = [(*row, len(row[4]) - 1, None) for row in sorted(ROWS, key=lambda row: row[2])]
    with filled.roster.reading() as session:
        for _ in range(4):
            assert expected == session.all(_OF, district=0, less=1, limit=10)
        assert expected[:1] == session.all(_OF, district=-(1 << 40), less=1, limit=1)
        assert [] == session.all(_OF, district=1 << 50, less=1, limit=10)


def test_a_parameter_of_another_type_gives_the_same_answer(filled: Store) -> None:
    with filled.roster.reading() as session:
        for _ in range(3):
            assert (5,) == session.one(_NAMED, name='Zoë\'s \\ "list"')
            assert session.one(_NAMED, name=None) is None


def test_a_column_of_another_type_is_left_to_the_driver(filled: Store) -> None:
    with filled.roster.reading() as session:
        found = [session.one(_NUMBERS) for _ in range(3)]
    assert [6.0, 6.0, 6.0] == [float(row[0]) for row in found if row]


def test_a_failed_read_raises_the_driver_s_error_and_the_next_one_works(filled: Store) -> None:
    if filled.kind == "sqlite":
        return
    wrong = Prepared(sa.text("SELECT 1 / (rid - 5) FROM membership WHERE district = :district"))
    for _ in range(2):
        with pytest.raises(psycopg.errors.DivisionByZero), filled.roster.reading() as session:
            session.all(wrong, district=1)
    with filled.roster.reading() as session:
        assert [(7,)] == session.all(_NAMED, name="students")


def test_a_read_that_waits_for_a_lock_lets_other_threads_work(filled: Store) -> None:
    if filled.kind == "sqlite":
        return

    def read() -> list[Any]:
        with filled.roster.reading() as session:
            return session.all(_NAMED, name="students")

    with ThreadPoolExecutor(1) as reader, psycopg.connect(filled.roster.address) as holder:
        assert [[(7,)]] * 3 == [reader.submit(read).result() for _ in range(3)]
        # Whatever happens here, the server itself lets go of the lock in the end.
        holder.execute("SET idle_in_transaction_session_timeout = '3s'")
        holder.execute("LOCK TABLE membership IN ACCESS EXCLUSIVE MODE")
        began = time.perf_counter()
        found = reader.submit(read)
        time.sleep(0.3)
        assert not found.done()
        assert time.perf_counter() - began < 2
        holder.rollback()
        assert [(7,)] == found.result(timeout=10)


def test_a_first_read_may_be_larger_than_what_a_socket_holds(filled: Store) -> None:
    """Its name is as long as a body may be; the snapshot before it has ended without a word."""
    endless = "x" * (8 << 20)
    for _ in range(3):
        with filled.roster.reading() as session:
            assert [] == session.all(_NAMED, name=endless)
        with filled.roster.reading() as session:
            assert [(7,)] == session.all(_NAMED, name="students")


def _lose(store: Store) -> None:
    """End every other connection to the database, as a restart of the server does."""
    with psycopg.connect(store.roster.address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


@pytest.mark.parametrize("ways", [1, 4])
def test_a_connection_lost_between_two_snapshots_is_made_anew(filled: Store, ways: int) -> None:
    """Whether the statement takes the driver's way, as its first time, or the short one."""
    if filled.kind == "sqlite":
        return
    known = Prepared(sa.select(membership.c.rid).where(membership.c.relation == "students"))
    for _ in range(ways - 1):
        with filled.roster.reading() as session:
            assert [(7,)] == session.all(known)
    with filled.roster.reading() as session:
        session.all(_NAMED, name="students")
    _lose(filled)
    with filled.roster.reading() as session:
        assert [(7,)] == session.all(known)
        assert [(7,)] == session.all(_NAMED, name="students")
    _lose(filled)
    assert (7,) == filled.roster.one(known)


def test_a_snapshot_does_not_see_what_is_written_after_its_first_read(filled: Store) -> None:
    for _ in range(3):
        with filled.roster.reading() as session:
            before = session.all(_NAMED, name="late")
            with filled.roster.writing() as writing:
                row = (2, "users", 100 + len(before), "late", b"")
                writing.load(membership, ("district", "kind", "rid", "relation", "rids"), [row])
            assert before == session.all(_NAMED, name="late")
        with filled.roster.reading() as session:
            assert len(before) + 1 == len(session.all(_NAMED, name="late"))


def test_a_snapshot_that_reads_nothing_leaves_nothing_open(filled: Store) -> None:
    for _ in range(2):
        with filled.roster.reading():
            pass
        with filled.roster.reading() as session:
            assert [(7,)] == session.all(_NAMED, name="students")
    if filled.kind == "postgresql":
        with psycopg.connect(filled.roster.address, autocommit=True) as connection:
            connection.execute("SET lock_timeout = '10s'")
            connection.execute("BEGIN; LOCK TABLE membership; COMMIT")
