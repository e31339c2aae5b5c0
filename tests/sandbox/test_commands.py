"""`homeroom sandbox`: its words, and a build that is killed on its way."""

import os
import shlex
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from homeroom.cli import app
from homeroom.foundation.errors import ConflictError, HomeroomError
from homeroom.foundation.settings import Settings
from homeroom.hub import create_hub
from homeroom.migrations import bring_up
from homeroom.sandbox import resetting
from homeroom.sandbox.kept import EXTENT, FILE, Kept, StaleSandboxError, read_kept, write_kept
from homeroom.sandbox.preset import SMALL_PRESET
from tests.sandbox.conftest import Built, build_at
from tests.support.hubs import MASTER_KEY, a_hub
from tests.support.stores import Place

OWN_DISTRICT = "INSERT INTO district VALUES (7, 7, 'own', 'Our own district', 0, 0, 0)"
APPLIED = "SELECT run FROM last_applied WHERE run IS NOT NULL AND district = :number"
COMMAND = [sys.executable, "-c", "from homeroom.cli import main; main()", "sandbox"]


def environment(place: Place) -> dict[str, str]:
    return {
        "HOMEROOM_HOME": str(place.home),
        "HOMEROOM_DATABASE_URL": place.database_url,
        "HOMEROOM_MASTER_KEY": MASTER_KEY,
        "HOMEROOM_LOG_LEVEL": "error",
    }


def run(place: Place, *words: str) -> Result:
    return CliRunner().invoke(app, ["sandbox", *words], env=environment(place))


def refusal(result: Result) -> HomeroomError:
    assert isinstance(result.exception, HomeroomError), result.output
    return result.exception


def events_of(built: Built) -> Mapping[str, int]:
    events = built.items("/v3.1/events?limit=1000")
    assert len({one["id"] for one in events}) == len(events)
    return Counter(one["type"] for one in events)


def test_env_prints_nothing_but_lines_that_a_shell_reads(sandbox: Built) -> None:
    result = run(sandbox.place, "env")
    assert (0, "") == (result.exit_code, result.stderr)
    words = [shlex.split(line) for line in result.stdout.splitlines()]
    assert sandbox.env == dict(word[0].split("=", 1) for word in words)


def test_env_gives_a_shell_what_it_printed(sandbox: Built) -> None:
    script = f'{run(sandbox.place, "env").stdout}\nprintf %s "$DISTRICT_TOKEN"'
    done = subprocess.run(  # noqa: S603 - what we printed ourselves
        ["/bin/sh", "-c", script], capture_output=True, text=True, check=True
    )
    assert sandbox.env["DISTRICT_TOKEN"] == done.stdout


def test_env_before_the_first_build_says_how_to_build(tmp_path: Path) -> None:
    result = run(Place(tmp_path / "home", ""), "env")
    assert "" == result.stdout
    assert "Start it with: homeroom sandbox" in refusal(result).message


def test_env_of_a_sandbox_of_before_says_how_to_complete_it(tmp_path: Path) -> None:
    write_kept(tmp_path, Kept(complete=True, store="sqlite"))
    assert "Start it with: homeroom sandbox" in refusal(run(Place(tmp_path, ""), "env")).message


def test_env_of_a_store_that_was_taken_away_says_what_to_do(tmp_path: Path) -> None:
    write_kept(tmp_path, Kept(complete=True, extent=EXTENT, store="sqlite"))
    assert "homeroom sandbox reset" in refusal(run(Place(tmp_path, ""), "env")).message


def test_env_of_another_sandboxs_store_says_what_to_do(tmp_path: Path) -> None:
    place = Place(tmp_path, "")
    store = place.open()
    bring_up(store)
    store.close()
    write_kept(place.home, Kept(complete=True, extent=EXTENT, store="sqlite"))
    assert "is not the one of this sandbox" in refusal(run(place, "env")).message


def test_secrets_of_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"format": 0}', encoding="utf-8")
    assert "another version" in refusal(run(Place(tmp_path, ""), "env")).message
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert "cannot be read" in refusal(run(Place(tmp_path, ""), "env")).message


def test_reset_builds_the_same_districts_with_other_secrets(place: Place) -> None:
    for built in build_at(place):
        before, told = built.env, events_of(built)
    assert 0 == run(place, "reset").exit_code
    for built in build_at(place):
        assert told == events_of(built)
        for name in ("CLIENT_ID", "CLIENT_SECRET", "DISTRICT_TOKEN", "DISTRICT2_TOKEN"):
            assert before[name] != built.env[name]
        assert 401 == built.get("/v3.1/users", before["DISTRICT_TOKEN"]).status


def test_a_district_of_that_name_is_never_taken_over(place: Place) -> None:
    hub = create_hub(Settings(home=place.home, sandbox=True, database_url=place.database_url))
    with hub.parts.store.control.writing() as session:
        session.run(sa.text("INSERT INTO district VALUES (7, 7, 'small', 'Small Town', 0, 0, 0)"))
    hub.stop()
    with pytest.raises(ConflictError, match="not of the sandbox is called small"):
        raise refusal(run(place, "reset"))


def test_lost_secrets_are_told_and_a_reset_takes_the_sandbox_alone_away(place: Place) -> None:
    for _ in build_at(place):
        pass
    kept = (place.home / FILE).read_bytes()
    (place.home / FILE).unlink()
    with a_hub(place, sandbox=True, log_level="error") as hub:
        hub.wait_until_prepared(30)
        assert {"sandbox": f"sandbox could not be prepared: {StaleSandboxError.__name__}"} == (
            hub.parts.readiness.reasons()
        )
        (place.home / FILE).write_bytes(kept)
        with hub.parts.store.control.writing() as session:
            session.run(sa.text(OWN_DISTRICT))
        resetting.reset(hub.parts)
        with hub.parts.store.control.reading() as session:
            assert [("own",)] == session.all(sa.text("SELECT short_name FROM district"))
            # What was registered while its secret could not be read is connected to nothing.
            assert 1 >= len(session.all(sa.text("SELECT application FROM application")))
            assert [] == session.all(sa.text("SELECT token FROM district_token"))
        with hub.parts.store.roster.reading() as session:
            assert [] == session.all(sa.text("SELECT rid FROM document"))
        assert read_kept(place.home) is None


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, int]:
    """The feed of a build that nobody disturbed."""
    (built,) = [events_of(built) for built in build_at(Place(tmp_path_factory.mktemp("whole"), ""))]
    return built


@pytest.mark.slow
@pytest.mark.parametrize("days", [0, 6])
def test_a_build_that_was_killed_is_completed(
    place: Place, days: int, whole: Mapping[str, int]
) -> None:
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*COMMAND, "reset"],
        env={**os.environ, **environment(place)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    store = place.open()
    taken: set[str] = set()
    try:
        while process.poll() is None and len(taken) <= days:
            with store.roster.reading() as session:
                rows = session.all(sa.text(APPLIED), number=SMALL_PRESET.number)
            taken |= {row[0] for row in rows}
    finally:
        process.kill()
        store.close()
    assert -signal.SIGKILL == process.wait(10)
    for built in build_at(place):
        assert whole == events_of(built)
