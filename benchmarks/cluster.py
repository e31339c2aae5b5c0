"""A throw-away PostgreSQL whose durability is at its default: it waits for the disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

from tests.support.postgres import Cluster

_TESTS_ONLY = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""What the tests' cluster switches off to be quick; here the defaults are put back."""


class DurableCluster:
    """One server; each measurement gets a database of its own."""

    def __init__(self) -> None:
        self._cluster = Cluster()
        self._numbers = count(1)
        for name in _TESTS_ONLY:
            self._tell(f"ALTER SYSTEM SET {name} = on")
        self._tell("SELECT pg_reload_conf()")

    def _tell(self, sql: str) -> None:
        with psycopg.connect(self._cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())

    def described(self) -> str:
        """Return the version and how durable it is, as the server says."""
        with psycopg.connect(self._cluster.url("postgres")) as connection:
            found = [
                (name, connection.execute(f"SHOW {name}".encode()).fetchone())
                for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes")
            ]
        told = {name: row[0] for name, row in found if row}
        assert {told[name] for name in told if name != "server_version"} == {"on"}, told
        return ", ".join(
            value if name == "server_version" else f"{name}={value}" for name, value in told.items()
        )

    def fresh(self) -> str:
        """Return the address of an empty database."""
        name = f"benchmark_{next(self._numbers)}"
        self._tell(f"CREATE DATABASE {name}")
        return self._cluster.url(name)

    def drop(self, url: str) -> None:
        self._cluster.drop(url)

    def settle(self) -> None:
        """Write what is dirty now, so that no measurement pays for the one before."""
        self._tell("CHECKPOINT")

    def stop(self) -> None:
        self._cluster.stop()


@contextmanager
def a_cluster() -> Iterator[DurableCluster]:
    """Give a running server, gone afterwards."""
    cluster = DurableCluster()
    try:
        yield cluster
    finally:
        cluster.stop()


def backend_seconds(url: str) -> float:
    """Return the CPU seconds of every server process that works for this database."""
    with psycopg.connect(url) as connection:
        mine = connection.info.backend_pid
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
        pids = [pid for (pid,) in connection.execute(asked).fetchall() if pid != mine]
    return sum(process_seconds(pid) for pid in pids)


def process_seconds(pid: int) -> float:
    """Return the CPU seconds that a process has used: its own and the system's for it."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
