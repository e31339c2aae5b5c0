"""Every example of the documentation does what the page says."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.sessions import ROOT, Session, agrees, carry_out, pages, session_of
from tests.support.postgres import Cluster

SESSIONS = [session_of(page) for page in pages()]
_START_SECONDS = 60


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that runs beside the examples."""

    home: Path
    port: int


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(home: Path, **more: str) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {
        "PATH": path,
        "HOME": str(home.parent),
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "HOMEROOM_HOME": str(home),
        "APP_PORT": str(_free_port()),
        **more,
    }


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """`homeroom sandbox`, started as `make run` starts it."""
    home, port = tmp_path_factory.mktemp("docs") / "home", _free_port()
    command = str(Path(sys.executable).parent / "homeroom")
    process = subprocess.Popen(  # noqa: S603 - our own command
        [command, "sandbox"],
        env=_environment(home, PORT=str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        patience = time.monotonic() + _START_SECONDS
        while not _is_healthy(port):
            assert process.poll() is None, "the sandbox ended"
            assert time.monotonic() < patience, "the sandbox did not become healthy"
            _pause()
        yield Sandbox(home, port)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _pause() -> None:
    # Another process is waited for, whose start nothing but asking can tell.
    time.sleep(0.05)


@pytest.mark.slow
@pytest.mark.parametrize(
    "session", [s for s in SESSIONS if s.need], ids=lambda s: str(s.page.relative_to(ROOT))
)
def test_the_examples_of_a_page_do_what_it_says(
    session: Session, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder = tmp_path / "reader"
    folder.mkdir()
    # What a reader has before her in a clone.
    (folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    (folder / "sample-districts").symlink_to(ROOT / "sample-districts")
    environment = _environment(tmp_path / "home", PORT=str(_free_port()))
    if session.need == "sandbox":
        running: Sandbox = request.getfixturevalue("sandbox")
        environment = _environment(running.home, PORT=str(running.port))
    if session.need == "postgresql":
        cluster: Cluster = request.getfixturevalue("cluster")
        environment["HOMEROOM_DATABASE_URL"] = cluster.copy()
    complaints = carry_out(session, folder, environment)
    assert [] == complaints, "\n".join(complaints)


@pytest.mark.parametrize("session", SESSIONS, ids=lambda s: str(s.page.relative_to(ROOT)))
def test_every_block_says_whether_it_is_run(session: Session) -> None:
    assert [] == [
        f"line {block.line}: {block.mark}" for block in session.blocks if not block.is_settled
    ]


PIECES = {
    "let-the-harness-log-in.md",  # pieces of an application's own files
    "release.md",  # builds a release, which tests/architecture tries
    "try-the-examples.md",  # they serve until they are ended; their own tests start them so
}
"""How-to pages of which nothing can be run by itself."""


def test_whoever_tells_of_commands_runs_them() -> None:
    told = [s for s in SESSIONS if s.page.parent.name in ("tutorials", "how-to")]
    assert PIECES == {s.page.name for s in told if s.blocks and not s.need}
    assert [] == [s.page.name for s in told if s.page.parent.name == "tutorials" and not s.need]


def test_output_must_be_as_shown_but_for_dots() -> None:
    assert agrees("one 17 two\nthree  \n", "one ... two\nthree")
    assert not agrees("one 17 two\nfour", "one ... two\nthree")
    assert not agrees("one two three", "one two")


def test_an_example_that_goes_wrong_is_reported(tmp_path: Path) -> None:
    page = ROOT / "docs" / "index.md"
    text = "<!-- example: alone -->\n```console\n$ echo yes\nyes\n$ echo no\nmaybe\n```\n"
    draft = tmp_path / "draft.md"
    draft.write_text(text)
    session = Session(page, session_of(draft).blocks)
    complaints = carry_out(session, tmp_path, _environment(tmp_path))
    assert 1 == len(complaints)
    assert "printed\nno" in complaints[0]
    failing = text.replace("echo no\nmaybe", "false")
    draft.write_text(failing)
    session = Session(page, session_of(draft).blocks)
    assert "ended with 1, not 0" in carry_out(session, tmp_path, _environment(tmp_path))[0]
