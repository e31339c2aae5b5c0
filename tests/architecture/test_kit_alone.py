"""The kit's built wheels, alone in an empty environment, bring nothing of the hub (house.md 1)."""

import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from homeroom.testing import homeroom_prepared

if TYPE_CHECKING:
    from homeroom.testing.prepared import Prepared

__all__ = ["homeroom_prepared"]

ROOT = Path(__file__).parents[2]
SERVER_PACKAGES = (
    "starlette", "fastapi", "uvicorn", "django", "flask", "sqlalchemy", "jinja2", "polars",
    "homeroom",
)  # fmt: skip
READS_AND_ANSWERS = """
import json, sys
from homeroom_kit import Hub, MemoryStore, sync
from homeroom_kit.probe import Gate, Opening, Probe, StoreRecords

url, token, secret = sys.argv[1:]
store = MemoryStore()
report = sync(Hub(url, token), store)
opening = Opening.of({"PROBE": "on", "PROBE_TOKEN": secret}, "a-client")
gate = Gate(Probe("Alone", "1", StoreRecords(store)), opening)

def ask(path, authorization="Bearer " + secret, **query):
    answer = gate.answer("GET", path, query, authorization)
    return answer.status, json.loads(answer.body)

users = ask("records", type="user")[1]["records"]
loaded = {one for one in sys.modules if "." not in one}
print(json.dumps([
    report.state, report.count("create", "users") > len(users) > 0,
    ask("info")[1]["app"], ask("info", "Bearer none")[0], sorted(loaded),
]))
"""


def _run(*command: str | Path) -> str:
    done = subprocess.run(  # noqa: S603 -- our own commands
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit-alone")
    as_released = (sys.executable, ROOT / ".ci" / "packages.py")
    _run(*as_released, "build", ROOT, folder, "--wheel", "homeroom-wire", "homeroom-kit")
    return Path(_run(*as_released, "try", folder / "env", *sorted(folder.glob("*.whl"))).strip())


def test_it_reads_a_hub_and_answers_a_probe_with_nothing_else(
    environment: Path, homeroom_prepared: "Prepared"
) -> None:
    with homeroom_prepared.fresh() as hub:
        told = _run(
            environment, "-c", READS_AND_ANSWERS, hub.url, hub.env["DISTRICT_TOKEN"],
            secrets.token_urlsafe(32),
        )  # fmt: skip
    state, has_people, name, refused, loaded = json.loads(told)
    assert ("done", True, "Alone", 401) == (state, has_people, name, refused)
    assert [] == [one for one in SERVER_PACKAGES if one in loaded]


def test_the_kit_imports_without_the_hub(environment: Path) -> None:
    names = "import homeroom_kit, homeroom_wire.records; print(homeroom_kit.__version__)"

    assert _run(environment, "-c", names).strip()


@pytest.mark.parametrize("package", SERVER_PACKAGES)
def test_the_kit_brings_no_server_package(environment: Path, package: str) -> None:
    probe = f"import importlib.util as u; print(u.find_spec({package!r}) is None)"

    assert "True" == _run(environment, "-c", probe).strip()
