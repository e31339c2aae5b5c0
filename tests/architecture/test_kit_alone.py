"""The kit's built wheels, alone in an empty environment, bring nothing of the hub (house.md 1)."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UV = ROOT / ".venv" / "bin" / "uv"
SERVER_PACKAGES = ("starlette", "uvicorn", "sqlalchemy", "jinja2", "polars", "homeroom")


def _run(*command: str | Path) -> str:
    done = subprocess.run(  # noqa: S603 -- our own commands
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit-alone")
    for package in ("homeroom-wire", "homeroom-kit"):
        # Built from a copy: setuptools leaves its build folder beside the sources.
        source = folder / package
        _run("cp", "-r", ROOT / "packages" / package, source)
        _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, source)
    _run(UV, "venv", "--quiet", "--python", sys.executable, folder / "env")
    wheels = sorted(folder.glob("*.whl"))
    python = folder / "env" / "bin" / "python"
    _run(UV, "pip", "install", "--quiet", "--python", python, *wheels)
    return python


def test_the_kit_imports_without_the_hub(environment: Path) -> None:
    names = "import homeroom_kit, homeroom_wire.records; print(homeroom_kit.__version__)"

    assert _run(environment, "-c", names).strip()


@pytest.mark.parametrize("package", SERVER_PACKAGES)
def test_the_kit_brings_no_server_package(environment: Path, package: str) -> None:
    probe = f"import importlib.util as u; print(u.find_spec({package!r}) is None)"

    assert "True" == _run(environment, "-c", probe).strip()
