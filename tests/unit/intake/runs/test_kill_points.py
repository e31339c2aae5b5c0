"""A power cut at any moment leaves the old roster or the new one, and the feed agrees.

Each named checkpoint is rehearsed with SIGKILL in a process of its own (house.md 14; D-PIPE-2).
The usual run takes a sample on both stores; the nightly run takes all.
"""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from homeroom.foundation import checkpoint
from homeroom.foundation.checkpoint import CHECKPOINTS
from homeroom.intake.runs import leases
from tests.support.intake import Files, Intake, reopened, replayed, some_files
from tests.support.stores import Place

ROOT = Path(__file__).parents[4]
ALL = os.environ.get("HYPOTHESIS_PROFILE") == "night"
ALWAYS = frozenset({"apply.documents", "apply.before_commit", "apply.committed"})
SAMPLE = [name for place, name in enumerate(CHECKPOINTS) if ALL or name in ALWAYS or place % 6 == 0]


def changed_files() -> Files:
    files = some_files()
    for name in ("students", "enrollments"):
        files.drop(name, "Student_id", "P0")
    files.row("students", "Student_id", "P1")["Last_name"] = "Changed"
    files["students"].append({**files["students"][5], "Student_id": "P99"})
    files["enrollments"].append({"School_id": "S1", "Section_id": "C1", "Student_id": "P99"})
    return files


def killed_at(name: str, intake: Intake, place: Place, folder: Path) -> int:
    """Send and work the files in another process; return how it ended."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("HOMEROOM_")},
        "HOMEROOM_KILL_AT": name,
    }
    now = intake.clock.now().isoformat()
    script = Path(__file__).with_name("killed.py")
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, str(script), str(place.home), place.database_url, now, str(folder)],
        cwd=ROOT, env={**environment, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    return done.returncode


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLE)
def test_a_killed_sync_leaves_old_or_new_and_can_be_completed(
    name: str, intake: Intake, place: Place
) -> None:
    intake.take_in(some_files())
    connection = intake.connect()
    intake.clock.advance(timedelta(hours=1))
    old, read_before = intake.bodies(), intake.seen(connection)
    folder = changed_files().write(intake.folder / "killed")

    killed_at(name, intake, place, folder)

    left, seen_then = intake.bodies(), intake.seen(connection)
    assert seen_then == replayed(read_before, intake.events(connection))
    after = reopened(place, intake.store, intake.clock.now() + timedelta(hours=1))
    if name == "intake.stored":
        # The bytes are there, but no row names them: the upload never happened.
        assert None is after.work()
        after.send_path(folder)
    while after.work() is not None:
        continue
    new = after.bodies()
    assert left in (old, new)
    assert (left == new) == (CHECKPOINTS.index(name) >= CHECKPOINTS.index("apply.committed"))
    assert after.seen(connection) == replayed(read_before, after.events(connection))
    assert "unchanged" == after.take_in(changed_files()).state


def test_after_a_kill_another_worker_takes_over(intake: Intake, place: Place) -> None:
    intake.take_in(some_files())
    old = intake.bodies()
    folder = changed_files().write(intake.folder / "killed")
    killed_at("intake.compared", intake, place, folder)
    waiting = intake.clock.now() + timedelta(seconds=leases.LEASE_SECONDS + 1)

    after = reopened(place, intake.store, waiting)
    assert old == after.bodies()
    assert "applied" == after.work()
    assert old != after.bodies()


class Passed:
    """Every name, remembering those that were asked for."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __contains__(self, name: object) -> bool:
        self.names.append(str(name))
        return name in CHECKPOINTS


def test_a_complete_sync_passes_every_checkpoint_in_order(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake.take_in(some_files())
    passed = Passed()
    monkeypatch.setattr(checkpoint, "_KNOWN", passed)
    intake.clock.advance(timedelta(hours=1))

    assert "applied" == intake.take_in(changed_files()).state
    # Views and documents are written once for the district's own record too.
    assert [*CHECKPOINTS] == [*dict.fromkeys(passed.names)]
