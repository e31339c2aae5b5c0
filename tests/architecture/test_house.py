"""The house's own rules: floors, guards, sizes, reference pages."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from homeroom.foundation.settings import SETTINGS
from homeroom.hub import FEATURES
from homeroom.web.routes import GUARDS, Route
from tests.architecture.sizes import offenders

ROOT = Path(__file__).parents[2]
ROUTES = [route for feature in FEATURES for route in feature.routes]


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_no_module_leans_on_a_floor_beside_or_above() -> None:
    done = _run("-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())")
    assert (0, "") == (done.returncode, done.stdout if done.returncode else "")


def test_each_feature_with_tables_protects_them() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    protected = {
        module for one in contracts["contracts"] for module in one.get("protected_modules", [])
    }
    source = ROOT / "packages" / "homeroom" / "src" / "homeroom"
    assert {f"homeroom.{path.parent.name}.models" for path in source.glob("*/models.py")} == (
        protected
    )


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.path)
def test_a_route_has_exactly_one_guard(route: Route) -> None:
    assert route.guard in GUARDS
    assert (route.guard == "public") == (route.prove is None)


def test_no_path_and_method_is_answered_by_two_routes() -> None:
    stated = [(route.path.lower(), method) for route in ROUTES for method in route.methods]
    assert sorted(set(stated)) == sorted(stated)


def test_nothing_is_larger_than_the_house_allows() -> None:
    assert [] == offenders()


@pytest.mark.slow
def test_the_reference_names_every_setting_and_every_option() -> None:
    done = _run(".ci/reference.py", "--check")
    assert (0, "") == (done.returncode, done.stdout + done.stderr)


def test_every_setting_has_one_line_of_documentation() -> None:
    assert [] == [note.name for note in SETTINGS if not note.doc or "\n" in note.doc]


def test_decision_records_have_numbers_of_their_own() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


_WITHOUT = """
import sys
sys.modules["homeroom.{name}"] = None
from pathlib import Path
from homeroom.hub import FEATURES
from tests.support.hubs import InProcess, a_hub
from tests.support.stores import Place
assert "{name}" not in [feature.name for feature in FEATURES]
with a_hub(Place(Path({home!r}), "")) as hub:
    status = InProcess(hub)("/health").status
    assert status == (404 if "{name}" == "operator" else 200), status
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["operator", "data_api", "sandbox"])
def test_an_edge_feature_can_be_deleted_and_the_hub_still_starts(name: str, tmp_path: Path) -> None:
    done = _run("-c", _WITHOUT.format(name=name, home=str(tmp_path)))
    assert (0, "") == (done.returncode, done.stderr)
