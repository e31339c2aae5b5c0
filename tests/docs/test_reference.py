"""Reference pages that are written by hand hold what the code holds, and nothing else."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from homeroom.events.rules import CREATED_ORDER
from homeroom.foundation.errors import RefusedError
from homeroom.intake.reading.columns import SHAPES
from homeroom.intake.reading.table import read_table
from homeroom.intake.values import MESSAGES
from homeroom.roster.changes import ACTIONS

ROOT: Final = Path(__file__).parents[2]
REFERENCE: Final = ROOT / "docs" / "reference"
INTAKE: Final = ROOT / "packages" / "homeroom" / "src" / "homeroom" / "intake"
ROSTER_FILES: Final = ROOT / "tests" / "files" / "roster"

_CODE: Final = re.compile(r"^\| `([a-z0-9_]+)` \|", re.MULTILINE)


# ---------------------------------------------------------------- problems

_MAKERS: Final = {
    "Problem": 0,
    "file_problem": 1,
    "refuse": 1,
    "header._problem": 1,
    "table._fail": 0,
    "UnreadableSourceError": 0,
    "SourceUnavailableError": 0,
}
"""What makes a problem, and which of its arguments is the code."""

_HANDED_ON: Final = {
    "code": "an argument of the maker itself, or a key of MESSAGES",
    "fault": "a key of table._FAULTS",
    "row.fault": "a key of table._FAULTS",
    "model.code": "a copy of a problem for another row",
    "error.code": "the code of an UnreadableSourceError",
}
"""Codes that are not written where the problem is made; each is found where it comes from."""


def _codes(path: Path) -> Iterator[str]:
    """Give every code that a module can give; a pattern where it is put together."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = _MAKERS.get(name, _MAKERS.get(f"{path.stem}.{name}", len(node.args)))
            if place < len(node.args):
                yield from _written(node.args[place], path, node.lineno)
        if isinstance(node, ast.Constant) and str(node.value).startswith("format_"):
            yield str(node.value)


def _written(node: ast.expr, path: Path, line: int) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.JoinedStr(values=parts):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                for part in parts
            )
        case ast.Starred():
            pass  # a problem read back from the store
        case ast.Name() | ast.Attribute() if ast.unparse(node) in _HANDED_ON:
            pass
        case _:
            raise AssertionError(f"{path}:{line}: what code is {ast.unparse(node)}?")


def _given() -> set[str]:
    from homeroom.intake.reading.table import _FAULTS  # noqa: PLC0415 - white box

    found = {code for path in INTAKE.rglob("*.py") for code in _codes(path)}
    return found | set(MESSAGES) | set(_FAULTS)


def _listed() -> list[str]:
    return _CODE.findall((REFERENCE / "problems.md").read_text(encoding="utf-8"))


def test_every_code_of_the_intake_is_listed() -> None:
    listed = _listed()
    given = _given()
    assert len(given) > 50
    assert [] == sorted(
        pattern for pattern in given if not any(re.fullmatch(pattern, one) for one in listed)
    )


def test_no_code_is_listed_that_the_intake_cannot_give() -> None:
    given = _given()
    listed = _listed()
    assert [] == sorted(
        one for one in listed if not any(re.fullmatch(pattern, one) for pattern in given)
    )
    assert sorted(set(listed)) == sorted(listed)


def test_the_remedies_of_values_are_those_that_the_report_prints() -> None:
    text = (REFERENCE / "problems.md").read_text(encoding="utf-8").split("\n## Values\n")[1]
    rows = dict(re.findall(r"^\| `([a-z_]+)` \| .+? \| (.+?) \|$", text, re.MULTILINE))
    assert {code: hint for code, (_, hint) in MESSAGES.items()} == rows


@pytest.mark.parametrize("mode", ["lenient", "strict"])
def test_each_problem_of_the_test_files_is_listed_with_its_severity(mode: str) -> None:
    text = (REFERENCE / "problems.md").read_text(encoding="utf-8")
    severities = dict(re.findall(r"^\| `([a-z0-9_]+)` \| ([a-z_,;: ]+?) \|", text, re.MULTILINE))
    wrong = set()
    for path in sorted(ROSTER_FILES.glob("*/*.csv")):
        if path.name in SHAPES:
            table = read_table(path, path.name, mode)  # type: ignore[arg-type]
            for problem in table.problems:
                if problem.severity not in severities.get(problem.code, ""):
                    wrong.add((problem.code, problem.severity))
    assert set() == wrong


# ---------------------------------------------------------------- errors


def test_each_kind_of_refusal_is_listed_with_its_status_and_code() -> None:
    # The page is made by .ci/reference.py; tests/architecture holds it to be up to date.
    text = (REFERENCE / "errors.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \| (\d+) \| `(\w+)` \| .{10,} \|$", text, re.MULTILINE))
    children = RefusedError.__subclasses__()
    ours = [one for one in children if one.__module__ == RefusedError.__module__]
    assert {(one.__name__, str(one.status), one.default_code) for one in ours} <= listed
    assert len(ours) >= 7


# ---------------------------------------------------------------- events, dependencies, site


def test_every_type_of_event_is_listed() -> None:
    text = (REFERENCE / "events.md").read_text(encoding="utf-8")
    types = {f"{kind}.{action}" for kind in CREATED_ORDER for action in ACTIONS}
    assert types == set(re.findall(r"`([a-z]+\.(?:created|updated|deleted))`", text))


def _argued(text: str) -> dict[str, set[str]]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return {
        name: set(re.findall(r"^\| `([\w-]+)` \| .{10,} \|$", part, re.MULTILINE))
        for name, part in zip(parts[0::2], parts[1::2], strict=True)
    }


def test_every_dependency_is_argued_for() -> None:
    needed: dict[str, set[str]] = {}
    for path in (ROOT / "packages").glob("*/pyproject.toml"):
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        wanted = list(project["dependencies"])
        for extra in project.get("optional-dependencies", {}).values():
            wanted += extra
        needed[project["name"]] = {re.split(r"[^\w-]", one)[0] for one in wanted}
    page = ROOT / "docs" / "explanation" / "dependencies.md"
    assert needed == _argued(page.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stdout + done.stderr)
    assert (tmp_path / "reference" / "settings.html").is_file()
