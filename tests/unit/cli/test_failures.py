"""What a person reads when files or the database fail: one line, never a password."""

import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from homeroom.cli.failures import line_of, without_secrets

COMMAND = [sys.executable, "-c", "from homeroom.cli import main; main()"]
PASSWORD = "pa%20s-w0rd@tail9"


def run(home: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *words],
        env={"PATH": os.environ["PATH"], "HOMEROOM_HOME": str(home), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_file_that_stands_in_the_way_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("")
    code, out, told = run(home, "runs", "list")
    assert (1, "") == (code, out)
    said = "File exists. Something of that name is in the way: move it, or name another place."
    assert f"homeroom: {home}: {said}\n" == told


def test_a_store_that_is_none_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    (tmp_path / "control.db").write_bytes(b"something else entirely" * 1000)
    code, _, told = run(tmp_path, "runs", "list")
    assert (1, 1) == (code, len(told.splitlines()))
    assert "is not a SQLite file. Restore a backup" in told


def test_debug_shows_where_it_failed(tmp_path: Path) -> None:
    (tmp_path / "control.db").write_bytes(b"something else entirely" * 1000)
    told = run(tmp_path, "runs", "list", HOMEROOM_LOG_LEVEL="debug")[2]
    assert "Traceback" in told
    assert "is not a SQLite file. Restore a backup" in told.splitlines()[-1]


@pytest.mark.parametrize("level", ["info", "debug"])
@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://hub:{PASSWORD}@127.0.0.1:1/hub",
        f"postgresql://127.0.0.1:1/hub?user=hub&password={PASSWORD}",
        f"postgresql://hub:{PASSWORD}@127.0.0.1:none/hub",
        f"postgresql://127.0.0.1:1/hub?{PASSWORD}",
    ],
)
def test_a_database_that_cannot_be_reached_is_told_without_its_password(
    tmp_path: Path, address: str, level: str
) -> None:
    code, out, told = run(
        tmp_path, "migrate", HOMEROOM_DATABASE_URL=address, HOMEROOM_LOG_LEVEL=level
    )
    assert (1, "") == (code, out)
    assert "HOMEROOM_DATABASE_URL" in told.splitlines()[-1]
    assert (level == "debug") == ("Traceback" in told)
    for piece in (PASSWORD, "pa%20s-w0rd", "pa s-w0rd", "tail9"):
        assert piece not in told


def test_lines_say_what_failed_and_what_to_do() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "/srv/hub/roster.db")
    assert "/srv/hub/roster.db: No space left on device. Free some space" in line_of(full)
    assert "in use by another process" in line_of(sqlite3.OperationalError("database is locked"))
    refused = psycopg.OperationalError("connection failed: Connection refused")
    assert "nobody answers at its address" in line_of(refused)


def test_what_a_statement_held_is_not_told() -> None:
    inner = psycopg.errors.UniqueViolation("Key (name)=(Ada Vance) already exists")
    outer = sa.exc.IntegrityError("INSERT INTO person VALUES (?)", ("Ada Vance",), inner)
    assert "The database failed (UniqueViolation, 23505)." in line_of(outer)
    assert "Ada" not in line_of(outer)


def test_a_text_without_an_address_stays_as_it_is() -> None:
    assert "nothing" == without_secrets("nothing", {})
