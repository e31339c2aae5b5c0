"""A throw-away PostgreSQL for the tests: its own folder, its own port, gone afterwards."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

import psycopg

_USER: Final = "homeroom"
_TEMPLATE: Final = "homeroom_template"
_CONFIGURATION: Final = """
listen_addresses = '127.0.0.1'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 200
autovacuum = off
log_min_messages = fatal
"""


def binaries() -> Path:
    """Return the folder of the newest installed server."""
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    raise RuntimeError("PostgreSQL's server is not installed; .ci/system-packages postgresql")


def _plain_user() -> list[str]:
    # The server refuses to run as root, so a container's root lends it another name.
    if os.geteuid() != 0:
        return []
    names = {entry.pw_name for entry in pwd.getpwall()}
    return ["runuser", "-u", "postgres" if "postgres" in names else "nobody", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Cluster:
    """One server process with a template database from which each test gets a copy."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="homeroom-pg-"))
        self.port = _free_port()
        self._numbers = count(1)
        self._bin = binaries()
        plain = _plain_user()
        self._plain = plain
        if plain:
            owner = pwd.getpwnam(plain[2])
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        self._run("initdb", "-D", self._cluster, "-U", _USER, "-A", "trust", "-E", "UTF8",
                  "--locale=C", "--no-sync")  # fmt: skip
        with Path(self._cluster, "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_CONFIGURATION)
            file.write(f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n")
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", self._cluster, "-l", log, "-w", "-s", "start")

    @property
    def _cluster(self) -> str:
        return str(self.folder / "cluster")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._plain, str(self._bin / program), *arguments]
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, cwd=self.folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout}{done.stderr}")

    def url(self, database: str) -> str:
        """Return the address of a database over the loopback interface."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database}"

    def _tell(self, sql: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.encode())

    def make_template(self, fill: Callable[[str], None]) -> None:
        """Make the database from which copies are taken; `fill` gets its address."""
        self._tell(f"CREATE DATABASE {_TEMPLATE}")
        fill(self.url(_TEMPLATE))

    def copy(self, of: str = "") -> str:
        """Return the address of a fresh copy of the template, or of a database nobody uses."""
        name = f"test_{next(self._numbers)}"
        source = of.rpartition("/")[2] or _TEMPLATE
        self._tell(f"CREATE DATABASE {name} TEMPLATE {source}")
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove a copy, whoever is still connected to it."""
        self._tell(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._run("pg_ctl", "-D", self._cluster, "-m", "immediate", "-w", "-s", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)
