"""`homeroom backup` and `homeroom restore`: whole or not at all, beside a hub that goes on."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import psycopg
import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.migrations import HEAD
from homeroom.operator.backups import manifest
from homeroom.operator.backups.dumping import program
from homeroom.operator.backups.files import File
from tests.support.hubs import MASTER_KEY, a_hub
from tests.support.postgres import Cluster
from tests.support.stores import Place
from tests.unit.districts.town import START
from tests.unit.operator.backing_up import Served, Terminal, begin, seen, seen_at

KILLED = """
import os, signal, sys
from homeroom.cli import app
event, count, *words = sys.argv[1:]
left = int(count)
def count_down(name, arguments):
    global left
    # What is written for Python itself is none of the hub's moments.
    if name == event and not str(arguments[0]).endswith((".pyc", ".py")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count_down)
app(words)
"""
"""A command of which nothing is left when it does something of this kind for the nth time."""


@pytest.fixture
def terminal(place: Place) -> Terminal:
    return Terminal(place)


@pytest.fixture
def backed_up(place: Place, terminal: Terminal, tmp_path: Path) -> "BackedUp":
    with a_hub(place, ManualClock(START)) as hub:
        served = begin(hub)
        served.rename_half("Before")
        before = seen(hub, served.token)
        made = terminal.json("backup", tmp_path / "backup")
        served.rename_half("After")
        assert before != seen(hub, served.token)
        return BackedUp(tmp_path / "backup", served.token, before, seen(hub, served.token), made)


class BackedUp:
    """A backup, and what the application saw before it and after."""

    def __init__(
        self, folder: Path, token: str, before: dict[str, bytes], after: dict[str, bytes],
        made: object,
    ) -> None:  # fmt: skip
        self.folder, self.token, self.made = folder, token, made
        self.before, self.after = before, after


@pytest.fixture
def empty(place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Place]:
    """Somewhere else, where nothing is."""
    if not place.database_url:
        yield Place(tmp_path / "elsewhere", "")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.copy("/template1")
    yield Place(tmp_path / "elsewhere", url)
    cluster.drop(url)


def _state(home: Path) -> dict[str, bytes]:
    """All that lies in a home folder but what tells that nobody is there."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and path.name not in ("hub.running", "last-backup.json")
        and not path.name.endswith(("-wal", "-shm"))
    }  # fmt: skip


def test_a_restored_hub_serves_the_same_bytes_and_the_same_feed(
    backed_up: BackedUp, terminal: Terminal, place: Place
) -> None:
    assert backed_up.after == seen_at(place, backed_up.token)
    done = terminal.json("restore", backed_up.folder, "--replace")

    assert backed_up.before == seen_at(place, backed_up.token)
    assert "right" == done["master_key"]
    # What was there is kept: it can be restored by hand, or, on PostgreSQL, with pg_restore.
    kept = {path.name for path in Path(done["replaced"]).iterdir()}
    assert kept >= ({"database.dump"} if place.database_url else {"control.db", "roster.db"})
    assert "uploads" in kept


def test_it_is_restored_somewhere_else(backed_up: BackedUp, empty: Place) -> None:
    done = Terminal(empty).json("restore", backed_up.folder)

    assert backed_up.before == seen_at(empty, backed_up.token)
    assert done["replaced"] is None
    uploads = [path for path in (empty.home / "uploads").rglob("*") if path.is_file()]
    assert 2 * 5 <= len(uploads)
    # The same file twice is there once, as in the hub that it is from.
    assert any(path.stat().st_nlink > 1 for path in uploads)


def test_a_backup_is_of_one_moment_while_syncs_go_on(
    place: Place, terminal: Terminal, empty: Place, tmp_path: Path
) -> None:
    stop = threading.Event()
    with a_hub(place, ManualClock(START)) as hub:
        served = begin(hub)
        served.rename_half("Name0")

        def go_on(served: Served = served) -> None:
            number = 0
            while not stop.is_set():
                number += 1
                served.rename_half(f"Name{number}")

        syncing = threading.Thread(target=go_on)
        syncing.start()
        try:
            folders = [tmp_path / f"backup{number}" for number in range(2)]
            for folder in folders:
                terminal.json("backup", folder)
        finally:
            stop.set()
            syncing.join()
    for folder in folders:
        Terminal(empty).json("restore", folder, "--replace")
        pages = seen_at(empty, served.token)
        names = {
            one["data"]["name"]["middle"]
            for one in json.loads(pages["users"])["data"]
            if one["data"]["name"].get("middle")
        }
        # All of one sync or nothing, and its events with it.
        assert 1 == len(names)
        (name,) = names
        told = [
            one["data"]["data"]["object"]["name"]["middle"]
            for one in json.loads(pages["events"])["data"]
            if one["data"]["type"] == "users.updated"
        ]
        assert name == told[-1]


def test_a_backup_of_which_one_byte_changed_is_refused_and_nothing_moves(
    backed_up: BackedUp, terminal: Terminal, place: Place
) -> None:
    before = _state(place.home)
    uploads = sorted((backed_up.folder / "uploads").rglob("*.csv"))
    others = [path for path in backed_up.folder.iterdir() if path.is_file()]
    for path in (uploads[0], *others):
        content = path.read_bytes()
        middle = len(content) // 2
        changed = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        path.write_bytes(changed)
        assert "Nothing was restored" in terminal.refused("restore", backed_up.folder, "--replace")
        path.write_bytes(content[:-2])  # its last line end alone is of no matter
        assert "Nothing was restored" in terminal.refused("restore", backed_up.folder, "--replace")
        path.write_bytes(content)
    named = backed_up.folder / manifest.NAME
    honest = named.read_bytes()
    # What says nothing of any file is held too.
    named.write_bytes(honest.replace(b'"began_at": "20', b'"began_at": "19'))
    assert honest != named.read_bytes()
    assert "Nothing was restored" in terminal.refused("restore", backed_up.folder, "--replace")
    named.write_bytes(honest)
    uploads[0].unlink()
    assert "Nothing was restored" in terminal.refused("restore", backed_up.folder, "--replace")
    assert before == _state(place.home)
    assert backed_up.after == seen_at(place, backed_up.token)


def _killed(terminal: Terminal, event: str, count: int, *words: str | Path) -> int:
    command = [sys.executable, "-c", KILLED, event, str(count), *map(str, words)]
    environment = {"PATH": os.environ["PATH"], **terminal.environment}
    done = subprocess.run(  # noqa: S603 -- our own command
        command, env=environment, capture_output=True, check=False
    )
    return done.returncode


@pytest.mark.parametrize("moment", ["os.rename 1", "open 8", "open 20"])
def test_a_backup_that_was_killed_is_none(
    place: Place, terminal: Terminal, tmp_path: Path, moment: str
) -> None:
    with a_hub(place, ManualClock(START)) as hub:
        begin(hub)
    folder = tmp_path / "killed"
    event, count = moment.split()
    # Its one name is given when all else is there.
    assert -signal.SIGKILL == _killed(terminal, event, int(count), "backup", folder)
    said = terminal.refused("restore", folder, "--replace")
    assert "no backup, or one that was broken off" in said
    assert "is not empty" in terminal.refused("backup", folder)


def _kill_and_finish(terminal: Terminal, backed_up: BackedUp, moment: int) -> bool:
    """Kill a restore when it gives its nth name; False if it does not get that far."""
    place, words = terminal.place, ("restore", backed_up.folder, "--replace")
    if _killed(terminal, "os.rename", moment, *words) == 0:
        return False
    if moment == 1:
        # Nothing has moved: the hub is as it was.
        assert backed_up.after == seen_at(place, backed_up.token)
    else:
        with pytest.raises(ConflictError, match="was broken off"), a_hub(place):
            pass
    kept = Path(terminal.json(*words)["replaced"])
    assert backed_up.before == seen_at(place, backed_up.token)
    assert not (place.home / "restoring").exists()
    if place.database_url:
        assert (kept / "database.dump").stat().st_size > 0
        return True
    with closing(sqlite3.connect(kept / "roster.db")) as replaced:
        (documents,) = replaced.execute("SELECT COUNT(*) FROM document").fetchone()
    assert documents > 0
    return True


def test_a_restore_that_was_killed_is_finished_and_never_half_served(
    backed_up: BackedUp, terminal: Terminal
) -> None:
    # After the second name the one file is new and the other old.
    assert _kill_and_finish(terminal, backed_up, 4 if not terminal.place.database_url else 2)


@pytest.mark.slow
def test_wherever_a_restore_is_killed_it_can_be_finished(
    backed_up: BackedUp, terminal: Terminal, tmp_path: Path
) -> None:
    home, old = terminal.place.home, tmp_path / "old"
    shutil.copytree(home, old)
    moments = 1
    while _kill_and_finish(terminal, backed_up, moments):
        moments += 1
        if not terminal.place.database_url:
            shutil.rmtree(home)
            shutil.copytree(old, home)
    # SQLite: the note, and both files and the uploads each away and in place, some with a log.
    assert moments > (3 if terminal.place.database_url else 7)


def test_a_hub_that_serves_is_not_restored_below(
    place: Place, terminal: Terminal, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    with a_hub(place):
        terminal.json("backup", folder)
        assert "at work" in terminal.refused("restore", folder, "--replace")
    # Somebody who knows nothing of our locks, on whatever machine.
    store = place.open()
    with store.control.reading():
        assert "end" in terminal.refused("restore", folder, "--replace")
    store.close()
    terminal.json("restore", folder, "--replace")


def test_what_a_hub_holds_is_replaced_only_if_that_is_said(
    place: Place, terminal: Terminal, tmp_path: Path
) -> None:
    terminal.json("backup", tmp_path / "backup")

    assert "With --replace it is set aside" in terminal.refused("restore", tmp_path / "backup")
    assert "is not empty" in terminal.refused("backup", tmp_path / "backup")
    assert "lies in what is backed up" in terminal.refused("backup", place.home / "uploads" / "x")


def test_the_master_key_is_not_in_a_backup_and_a_restore_says_what_to_do(
    backed_up: BackedUp, terminal: Terminal
) -> None:
    content = b"".join(path.read_bytes() for path in backed_up.folder.rglob("*") if path.is_file())
    assert MASTER_KEY.encode() not in content
    assert bytes.fromhex(MASTER_KEY) not in content

    terminal.key = "1e" * 32
    done = terminal("restore", backed_up.folder, "--replace")
    assert 0 == done.exit_code
    assert "is NOT the one of this backup" in done.stderr
    terminal.key = ""
    assert "missing" == terminal.json("restore", backed_up.folder, "--replace")["master_key"]


def test_a_newer_schema_and_another_store_are_refused(
    terminal: Terminal, place: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "backup"
    assert {HEAD} == set(terminal.json("backup", folder)["schema"].values())
    whole = manifest.read(folder)

    def refused(**changed: object) -> str:
        (folder / manifest.NAME).unlink()
        manifest.write(folder, msgspec.structs.replace(whole, **changed))
        return terminal.refused("restore", folder, "--replace")

    newer = {"schema": {"control": "9999"}, "version": "9.9.9"}
    assert "made by Homeroom 9.9.9, whose schema" in refused(**newer)
    other = "sqlite" if place.database_url else "postgresql"
    assert "HOMEROOM_DATABASE_URL" in refused(store=other)
    assert "in a form that this version does not know" in refused(format=2)
    outside = File("../../etc/passwd", 1, "0" * 64)
    assert "in a form that this version does not know" in refused(files=[outside])


def test_where_nothing_is_nothing_is_backed_up(tmp_path: Path) -> None:
    nowhere = Terminal(Place(tmp_path / "nowhere", ""))
    assert "There is no folder" in nowhere.refused("backup", tmp_path / "backup")
    (tmp_path / "nowhere").mkdir()
    assert "There is no control.db" in nowhere.refused("backup", tmp_path / "backup")
    assert "There is no folder" in nowhere.refused("restore", tmp_path / "none")
    (tmp_path / "none").mkdir()
    assert "no backup" in nowhere.refused("restore", tmp_path / "none")


def test_a_program_of_postgresql_that_is_missing_is_named_with_the_remedy() -> None:
    with pytest.raises(NotFoundError, match=r"pg_nothing is not installed.*postgresql-client"):
        program("pg_nothing")


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_database_with_tables_of_others_is_left_alone(
    backed_up: BackedUp, terminal: Terminal, place: Place
) -> None:
    store = place.open()
    with store.control.writing() as session:
        session.tell("CREATE TABLE theirs (one integer)")
    store.close()
    said = terminal.refused("restore", backed_up.folder, "--replace")
    assert "tables that this version of Homeroom does not know (theirs)" in said


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_restored_database_is_known_to_its_planner_at_once(
    backed_up: BackedUp, terminal: Terminal, place: Place
) -> None:
    terminal("restore", backed_up.folder, "--replace")
    with closing(psycopg.connect(place.database_url)) as connection:
        seen = connection.execute(
            "SELECT reltuples FROM pg_class WHERE oid = 'document'::regclass"
        ).fetchone()
    assert seen is not None
    assert seen[0] > 0


_REFUSES = """
CREATE FUNCTION no_more() RETURNS event_trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no more tables here'; END $$;
CREATE EVENT TRIGGER no_more ON ddl_command_start WHEN TAG IN ('CREATE TABLE')
EXECUTE FUNCTION no_more();
"""


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_database_that_refuses_a_statement_is_as_it_was(
    backed_up: BackedUp, terminal: Terminal, place: Place
) -> None:
    with closing(psycopg.connect(place.database_url, autocommit=True)) as connection:
        connection.execute(_REFUSES)
    said = terminal.refused("restore", backed_up.folder, "--replace")
    assert "took none of it and is as it was" in said
    assert "no more tables here" in said
    assert backed_up.after == seen_at(place, backed_up.token)
    assert [] == [path.name for path in place.home.glob("re*")]


def test_a_role_that_owns_its_database_and_nothing_else_is_enough(
    cluster: Cluster, tmp_path: Path
) -> None:
    url = cluster.copy("/template1")
    plain = url.replace("://homeroom@", "://plain:a%40b@")
    name = url.rpartition("/")[2]
    with closing(psycopg.connect(cluster.url("postgres"), autocommit=True)) as connection:
        connection.execute("CREATE ROLE plain LOGIN")
        connection.execute(f"ALTER DATABASE {name} OWNER TO plain".encode())
    place = Place(tmp_path / "home", plain)
    with a_hub(place, ManualClock(START)) as hub:
        served = begin(hub)
        before = seen(hub, served.token)
        Terminal(place).json("backup", tmp_path / "backup")
    with closing(psycopg.connect(url)):
        said = Terminal(place).refused("restore", tmp_path / "backup", "--replace")
    assert "Others are connected to the database (1)" in said
    Terminal(place).json("restore", tmp_path / "backup", "--replace")

    assert before == seen_at(place, served.token)
    cluster.drop(url)
    with closing(psycopg.connect(cluster.url("postgres"), autocommit=True)) as connection:
        connection.execute("DROP ROLE plain")
