"""What a developer writes, as the pages show it: at most fifteen lines, and they sign people in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.docs.sessions import ROOT, session_of
from tests.kit.frameworks.sites import ORIGIN
from tests.kit.login.grounds import Grounds
from tests.support.hubs import served

MOST = 15
PAGES = {name: f"sign-in-with-{name}.md" for name in ("django", "fastapi", "flask")}


def _written(name: str) -> dict[str, str]:
    """The files that the page tells a developer to write, without those that only try them."""
    page = ROOT / "docs" / "how-to" / PAGES[name]
    found = {block.file: block.text for block in session_of(page).blocks if block.file}
    return {file: text for file, text in found.items() if not file.startswith("try_")}


@pytest.fixture
def registered(grounds: Grounds, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The surroundings that the pages speak of, with a served hub."""
    made = grounds.registered()
    with served(grounds.town.hub) as hub:
        monkeypatch.setenv("CLIENT_ID", made.client_id)
        monkeypatch.setenv("CLIENT_SECRET", made.client_secret)
        monkeypatch.setenv("REDIRECT_URI", f"{ORIGIN}/callback")
        monkeypatch.setenv("HOMEROOM_URL", hub.url)
        monkeypatch.setenv("SESSION_SECRET", "an invented secret of some length")
        yield


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_login_takes_fifteen_lines_at_most(name: str) -> None:
    lines = [line for text in _written(name).values() for line in text.splitlines() if line.strip()]
    assert 5 < len(lines) <= MOST


@pytest.mark.usefixtures("registered")
def test_the_lines_for_fastapi_sign_somebody_in(grounds: Grounds) -> None:
    made: dict[str, Any] = {}
    exec(_written("fastapi")["reader.py"], made)  # noqa: S102 -- the page's own lines
    browser = TestClient(made["app"], base_url=ORIGIN, follow_redirects=False)
    assert "homeroom-button" in browser.get("/").text
    arrives = grounds.goes("ben", browser.get("/start").headers["location"])
    browser.get(arrives)
    assert "Ben Abel" in browser.get("/").text


@pytest.mark.usefixtures("registered")
def test_the_lines_for_flask_sign_somebody_in(grounds: Grounds) -> None:
    made: dict[str, Any] = {"__name__": "reader"}
    exec(_written("flask")["reader.py"], made)  # noqa: S102 -- the page's own lines
    browser = made["app"].test_client()
    assert "homeroom-button" in browser.get("/", base_url=ORIGIN).text
    location = browser.get("/start", base_url=ORIGIN).headers["location"]
    browser.get(grounds.goes("ben", location).removeprefix(ORIGIN), base_url=ORIGIN)
    assert "Ben Abel" in browser.get("/", base_url=ORIGIN).text


@pytest.mark.usefixtures("registered")
def test_the_lines_for_django_sign_somebody_in(grounds: Grounds, tmp_path: Path) -> None:
    for file, text in _written("django").items():
        (tmp_path / Path(file).name).write_text(text)
    script = Path(__file__).parent / "django_lines.py"
    process = subprocess.Popen(  # noqa: S603 -- our own script
        [sys.executable, "-W", "error", str(script), str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        location = process.stdout.readline().strip()
        process.stdin.write(grounds.goes("ben", location).removeprefix(ORIGIN) + "\n")
        process.stdin.flush()
        assert "Ben Abel" in process.stdout.readline()
