"""`homeroom doctor`: each line says how one thing is, and what to do where it is not well."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from homeroom.foundation.clock import ManualClock, SystemClock
from homeroom.foundation.secrets import master_key
from homeroom.foundation.settings import Settings
from homeroom.migrations import HEAD
from homeroom.operator.checkup import findings
from tests.support.hubs import a_hub
from tests.support.stores import Place
from tests.unit.operator.backing_up import Terminal, begin

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def terminal(place: Place) -> Terminal:
    place.home.chmod(0o700)
    return Terminal(place)


def _a_minute_ago() -> datetime:
    return SystemClock().now() - timedelta(minutes=1)


def _states(told: Any) -> dict[str, str]:
    """The worst of each check."""
    order = ("OK", "WARN", "FAIL")
    states: dict[str, str] = {}
    for one in told["findings"]:
        before = states.get(one["check"], "OK")
        states[one["check"]] = max(before, one["state"], key=order.index)
    return states


def _said(told: Any, check: str) -> str:
    return " ".join(
        f"{one['said']} {one['remedy']}" for one in told["findings"] if one["check"] == check
    )


def _tell(place: Place, sql: str, **values: object) -> None:
    for name, value in values.items():
        sql = sql.replace(f":{name}", str(value))
    store = place.open()
    with store.control.writing() as session:
        session.tell(sql)
    store.close()


def test_a_hub_that_is_well_passes(place: Place, terminal: Terminal, tmp_path: Path) -> None:
    with a_hub(place, ManualClock(_a_minute_ago())) as hub:
        begin(hub)
        terminal.json("backup", tmp_path / "backup")
        told = terminal.json("doctor", "--strict")

    assert {"OK"} == set(_states(told).values())
    assert ["settings", "home", "disk", "database", "clock", "master key", "jobs", "backup"] == (
        list(_states(told))
    )
    assert "It opens what is sealed" in _said(told, "master key")
    assert "0 days old" in _said(told, "backup")


def test_warnings_pass_unless_they_are_to_count(terminal: Terminal) -> None:
    told = terminal.json("doctor")
    assert {"jobs": "WARN", "backup": "WARN"} == {
        check: state for check, state in _states(told).items() if state != "OK"
    }
    assert not terminal.json("doctor", "--strict", code=1)["is_well"]
    lines = terminal("doctor").stdout
    assert "WARN  backup: None was made here" in lines
    assert "      -> homeroom backup FOLDER" in lines


def test_a_wrong_or_missing_key_fails(place: Place, terminal: Terminal) -> None:
    with a_hub(place, ManualClock(_a_minute_ago())) as hub:
        begin(hub)
    assert "OK" == _states(terminal.json("doctor"))["master key"]
    for key, said in (("1e" * 32, "does not open"), ("", "None is given"), ("x", "malformed")):
        terminal.key = key
        told = terminal.json("doctor", code=1)
        assert "FAIL" == _states(told)["master key"]
        assert said in _said(told, "master key")


def test_the_folder_of_a_sandbox_is_known_by_its_key(place: Place, terminal: Terminal) -> None:
    terminal.key = ""
    assert "FAIL" == _states(terminal.json("doctor", code=1))["master key"]
    master_key(Settings(home=place.home, sandbox=True))
    told = terminal.json("doctor")
    assert "OK" == _states(told)["master key"]
    assert "A sandbox needs none" in _said(told, "backup")


def test_a_folder_that_others_may_open_is_warned_of(place: Place, terminal: Terminal) -> None:
    place.home.chmod(0o755)
    told = terminal.json("doctor")
    assert "WARN" == _states(told)["home"]
    assert f"chmod go-rwx {place.home}" in _said(told, "home")


def test_a_restore_that_was_broken_off_fails(place: Place, terminal: Terminal) -> None:
    (place.home / "restore.unfinished").write_text("{}")
    told = terminal.json("doctor", code=1)
    assert "homeroom restore FOLDER --replace" in _said(told, "home")


@pytest.mark.parametrize(("revision", "state", "code"), [("0001", "WARN", 0), ("9999", "FAIL", 1)])
def test_a_store_of_another_version_is_told(
    place: Place, terminal: Terminal, revision: str, state: str, code: int
) -> None:
    _tell(place, "UPDATE alembic_version SET version_num = ':at'", at=revision)
    told = terminal.json("doctor", code=code)
    assert state == _states(told)["database"]
    assert revision in _said(told, "database")


def test_runs_that_wait_or_are_stuck_are_told(place: Place, terminal: Terminal) -> None:
    with a_hub(place, ManualClock(_a_minute_ago())) as hub:
        begin(hub)
    long_ago = 1_700_000_000_000
    _tell(place, "UPDATE sync_run SET state = 'queued', queued_at = :at", at=long_ago)
    told = terminal.json("doctor")
    assert "WARN" == _states(told)["jobs"]
    assert "has been queued for" in _said(told, "jobs")
    _tell(place, "UPDATE sync_run SET state = 'running', lease_until = :at", at=long_ago)
    told = terminal.json("doctor", code=1)
    assert "1 are stuck" in _said(told, "jobs")


def test_a_clock_that_went_back_fails(place: Place, terminal: Terminal) -> None:
    with a_hub(place, ManualClock(_a_minute_ago())) as hub:
        begin(hub)
    later = round((SystemClock().now() + timedelta(days=2)).timestamp() * 1000)
    _tell(place, "UPDATE sync_run SET queued_at = :at", at=later)
    told = terminal.json("doctor", code=1)
    assert "it went back, or was ahead" in _said(told, "clock")


def test_where_no_hub_is_that_is_what_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    nobody = Terminal(Place(home, ""))
    assert f"There is no folder {home}" in _said(nobody.json("doctor", code=1), "home")
    assert not home.exists()
    home.mkdir(mode=0o700)
    assert "holds no store" in _said(nobody.json("doctor", code=1), "database")
    assert [] == list(home.iterdir())
    (home / "control.db").write_bytes(b"something else entirely" * 1000)
    (home / "roster.db").write_bytes(b"")
    told = nobody.json("doctor", code=1)
    assert "does not answer (DatabaseError)" in _said(told, "database")


def test_a_database_that_does_not_answer_fails_without_its_password(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    away = Terminal(Place(home, "postgresql://hub:s3cret-word@127.0.0.1:1/hub"))
    done = away("doctor", "--json")
    assert 1 == done.exit_code
    assert "does not answer (OperationalError)" in _said(json.loads(done.stdout), "database")
    assert "s3cret-word" not in done.output


def test_a_setting_that_is_unknown_fails(
    place: Place, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.home.is_dir()
    monkeypatch.setenv("HOMEROOM_COLOUR", "blue")
    told = terminal.json("doctor", code=1)
    assert "HOMEROOM_COLOUR is not a setting" in _said(told, "settings")


def test_clocks_that_are_apart_are_told() -> None:
    def state(**apart: float) -> str:
        return findings.of_clock(NOW, None, NOW + timedelta(**apart)).state

    assert ["OK", "WARN", "FAIL"] == [state(seconds=1), state(seconds=-30), state(hours=1)]
    assert "WARN" == findings.of_clock(NOW, NOW + timedelta(minutes=1), None).state


def test_an_old_backup_and_little_room_are_told() -> None:
    old = findings.of_backup(NOW, NOW - timedelta(days=8), "/srv/backup", sandbox=False)
    assert ("WARN", "The last one is 8 days old: /srv/backup.") == (old.state, old.said)
    assert "OK" == findings.of_backup(NOW, None, "", sandbox=True).state
    assert ["FAIL", "WARN", "OK"] == [
        findings.of_disk(10**6, 10**12, ["Make room."], "1 MB").state,
        findings.of_disk(10**10, 10**12, ["Make room."], "10 GB").state,
        findings.of_disk(10**12, 10**12, [], "1 TB").state,
    ]


def test_a_revision_is_judged_by_what_this_version_knows() -> None:
    states = [findings.of_revision("roster", one, HEAD).state for one in ("", "0001", HEAD, "9999")]
    assert ["FAIL", "WARN", "OK", "FAIL"] == states
