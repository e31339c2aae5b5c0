"""PostgreSQL's own programs: `pg_dump` while hubs go on, `pg_restore` and `psql` while they do not.

The password goes to them in their environment, where no other user of the machine sees it.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from homeroom.foundation.errors import ConflictError, NotFoundError, StoreError
from homeroom.foundation.terminal import one_line
from homeroom.migrations import every_table
from homeroom.operator.backups.files import Tell, created, settle

DUMP: Final = "database.dump"
SCRIPT: Final = "database.sql"

_INSTALLED: Final = Path("/usr/lib/postgresql")
_LOOK_AGAIN_SECONDS: Final = 0.2
_LINGERS_SECONDS: Final = 2.0
"""Whoever hung up is still on the server's list for a moment."""

_FAILED_BY_ITSELF: Final = 3
"""psql's exit code for a statement that failed: then all of it was rolled back."""

_EMPTY: Final = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
  END LOOP;
END $$;
"""
_KNOWN: Final = """
ANALYZE;
"""
"""Plans go by what the server knows of its tables; its daemon would look a minute later only."""

_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_OTHERS: Final = (
    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()"
    # The server's own workers are nobody's; which kind a process is, only a superuser sees.
    " AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
)


def program(name: str) -> str:
    """Return where one of PostgreSQL's programs is; the newest, where there are several."""
    installed = sorted(_INSTALLED.glob(f"*/bin/{name}"), key=lambda path: _number(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        raise NotFoundError(
            f"{name} is not installed, and PostgreSQL is backed up and restored with it. Install"
            " PostgreSQL's client programs (Debian: postgresql-client), not older than the server.",
            "no_client_programs",
        )
    return found


def _number(version: str) -> int:
    return int(version) if version.isdigit() else 0


class Server:
    """The database that the settings name."""

    def __init__(self, url: str) -> None:
        self._url = url
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
        password = parts.pop("password", None)
        self._address = make_conninfo("", **parts)
        self._environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
        # It holds the same address and password, and no program but ours needs it.
        self._environment.pop("HOMEROOM_DATABASE_URL", None)

    @contextmanager
    def asked(self) -> Iterator["psycopg.Connection[Any]"]:
        """Give a connection of its own."""
        with closing(psycopg.connect(self._url, autocommit=True)) as connection:
            yield connection

    def tables(self) -> set[str]:
        """Return the tables that lie where ours would."""
        with self.asked() as connection:
            return {row[0] for row in connection.execute(_TABLES)}

    def size(self) -> int:
        """Return how many bytes the database takes; its dump takes less."""
        with self.asked() as connection:
            row = connection.execute("SELECT pg_database_size(current_database())").fetchone()
            return int(row[0]) if row else 0

    def dump(self, target: Path, tell: Tell) -> str:
        """Write all of the database as it is at one moment; return the revision that it is at."""
        command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
        size = self.size()
        with created(target):
            pass
        with self.asked() as connection, connection.transaction():
            # The dump reads what this transaction sees, so the revision is that of the dump.
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            schema, snapshot = _one(
                connection, "SELECT current_schema(), pg_export_snapshot()"
            ) or ("", "")
            if ("alembic_version",) not in connection.execute(_TABLES).fetchall():
                raise NotFoundError(
                    "The database holds no store of Homeroom's, so there is nothing to back up.",
                    "no_store",
                )
            (revision,) = _one(connection, "SELECT version_num FROM alembic_version") or ("",)
            command += [f"--snapshot={snapshot}", f"--schema={_exactly(schema)}"]
            command += [f"--file={target}", f"--dbname={self._address}"]
            with subprocess.Popen(  # noqa: S603 -- our own arguments
                command, env=self._environment, stderr=subprocess.PIPE
            ) as dumping:
                while _goes_on(dumping):
                    tell("database", min(target.stat().st_size, size), size)
                _must_have_worked("pg_dump", dumping)
        settle(target)
        return str(revision)

    def script_of(self, dump: Path, target: Path) -> None:
        """Write the statements that make the database what it was, whatever it is now."""
        with self.asked() as connection:
            (schema,) = _one(connection, "SELECT current_schema()") or ("",)
        command = [program("pg_restore"), "--no-owner", "--no-privileges", f"--schema={schema}"]
        with created(target) as file:
            file.write(_EMPTY.encode())
            file.flush()
            with subprocess.Popen(  # noqa: S603 -- our own arguments
                [*command, "--file=-", str(dump)],
                env=self._environment, stdout=file, stderr=subprocess.PIPE,
            ) as writing:  # fmt: skip
                while _goes_on(writing):
                    pass
                _must_have_worked("pg_restore", writing)
            file.write(_KNOWN.encode())

    def carry_out(self, script: Path) -> None:
        """Carry the statements out, all of them or none.

        ConflictError if one failed; then the database is as it was.
        """
        command = [
            program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--output=/dev/null",
            "--set=ON_ERROR_STOP=1", f"--file={script}", f"--dbname={self._address}",
        ]  # fmt: skip
        done = subprocess.run(  # noqa: S603 -- our own arguments
            command, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode == _FAILED_BY_ITSELF:
            raise ConflictError(
                "The database took none of it and is as it was. PostgreSQL said:"
                f" {_complaint(done.stderr)}",
                "not_restored",
            )
        if done.returncode:
            raise StoreError(f"psql ended before it was done: {_complaint(done.stderr)}")

    def must_be_idle(self) -> None:
        """Refuse while hubs, or anything else, are connected."""
        until = time.monotonic() + _LINGERS_SECONDS
        with self.asked() as connection:
            while others := (_one(connection, _OTHERS) or (0,))[0]:
                if time.monotonic() > until:
                    raise ConflictError(
                        f"Others are connected to the database ({others}); end every hub that uses"
                        " it, on whatever machine, and what pools connections for them.",
                        "in_use",
                    )
                time.sleep(_LOOK_AGAIN_SECONDS)

    def must_be_ours(self) -> None:
        """Refuse a database in which somebody else keeps tables, for those would go too."""
        strange = self.tables() - {table.name for table in every_table()} - {"alembic_version"}
        if strange:
            raise ConflictError(
                f"The database has tables that this version of Homeroom does not know"
                f" ({', '.join(sorted(strange)[:5])}). Restore into an empty database.",
                "not_ours",
            )


def _one(connection: "psycopg.Connection[Any]", sql: str) -> tuple[Any, ...] | None:
    return connection.execute(sql.encode()).fetchone()


def _exactly(schema: str) -> str:
    """Return the name as pg_dump's pattern for it and nothing else."""
    return '"' + schema.replace('"', '""') + '"'


def _goes_on(process: "subprocess.Popen[bytes]") -> bool:
    try:
        process.wait(_LOOK_AGAIN_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _must_have_worked(name: str, process: "subprocess.Popen[bytes]") -> None:
    if process.returncode and process.stderr is not None:
        said = process.stderr.read().decode(errors="replace")
        raise StoreError(f"{name} failed: {_complaint(said)}")


def _complaint(said: str) -> str:
    """Return the line that says what went wrong; those around it may quote rows."""
    lines = [line for line in said.splitlines() if "error" in line.casefold()]
    return one_line(lines[0]) if lines else "nothing"
