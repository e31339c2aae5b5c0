"""The documents say what is so: paths exist, names can be imported, numbers are unique."""

import importlib
import re
import tomllib
from functools import reduce
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
ARCHITECTURE: Final = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
DECISIONS: Final = sorted((DOCS / "decisions").glob("*.md"))
PAGES: Final = [
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted(DOCS.rglob("*.md")),
]

_ROW: Final = re.compile(
    r"^\| (.+?) \| \[(.+?)\]\((packages/.+?\.py)\) \| `([\w.]+)` \|$", re.MULTILINE
)
_LINK: Final = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
_DECISION: Final = re.compile(r"[Dd]ecisions? (\d{4})")
_PATH: Final = re.compile(r"`((?:packages|tests|docs|contract|\.ci)/[\w./-]+)`")


class Row(NamedTuple):
    """One row of a table of ARCHITECTURE.md that leads to code."""

    what: str
    shown: str
    path: str
    name: str


def _rows(text: str) -> list[Row]:
    return [Row(*found) for found in _ROW.findall(text)]


def _part(heading: str) -> str:
    return ARCHITECTURE.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def _named(row: Row) -> object:
    module = row.path.split("/src/")[1].removesuffix(".py").removesuffix("/__init__")
    imported = importlib.import_module(module.replace("/", "."))
    return reduce(getattr, row.name.split("."), imported)


@pytest.mark.parametrize("row", _rows(ARCHITECTURE), ids=lambda row: row.what)
def test_a_row_leads_to_a_file_and_a_name_that_exist(row: Row) -> None:
    assert (ROOT / row.path).is_file()
    assert row.path.endswith(row.shown.replace("\\", ""))
    assert _named(row) is not None


def test_where_is_has_its_thirty_rows_and_every_line_of_the_tables_is_checked() -> None:
    lines = [line for line in ARCHITECTURE.splitlines() if "](packages/" in line]
    assert len(lines) == len(_rows(ARCHITECTURE))
    assert 30 <= len(_rows(_part("Where is ...?"))) <= 60


def test_each_trip_lists_its_files() -> None:
    trips = re.split(r"^\*\*\d\. ", _part("The trips"), flags=re.MULTILINE)[1:]
    assert 5 == len(trips)
    assert [] == [trip.splitlines()[0] for trip in trips if len(_rows(trip)) < 4]


def test_the_floors_in_the_drawing_are_those_that_are_held() -> None:
    drawn = _part("Three packages, and the floors").split("```")[1]
    floors = [set(re.split(r"\s{3,}", line)[0].split(" | ")) for line in drawn.strip().splitlines()]
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(one["layers"] for one in contracts["contracts"] if one["type"] == "layers")
    held = [{name.strip(" ()") for name in layer.split("|")} for layer in layers]
    source = ROOT / "packages" / "homeroom" / "src" / "homeroom"
    there = [{name for name in layer if _is_there(source, name)} for layer in held]
    assert len(held) == len(floors)
    assert [] == [floor for floor, layer in zip(floors, held, strict=True) if not floor <= layer]
    assert [] == [layer for floor, layer in zip(floors, there, strict=True) if not layer <= floor]


def _is_there(source: Path, name: str) -> bool:
    return (source / f"{name}.py").exists() or (source / name / "__init__.py").exists()


def test_decisions_are_numbered_without_gap_or_repetition() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert [f"{number:04d}" for number in range(1, len(numbers) + 1)] == numbers


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.name)
def test_a_decision_says_its_number_and_has_four_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]}: ")
    parts = re.findall(r"^(?:## (.+)|(Status): .+)$", text, re.MULTILINE)
    assert ["Status", "Context", "Decision", "What we gave up"] == [a or b for a, b in parts]
    assert len(text.splitlines()) <= 60


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_leads_only_to_files_that_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in _LINK.findall(text) if not (page.parent / link).exists()]
    named = [path for path in _PATH.findall(text) if "NNNN" not in path]
    paths = [path for path in named if not (ROOT / path).exists()]
    numbers = {path.name[:4] for path in DECISIONS}
    assert ([], [], []) == (
        links,
        paths,
        [number for number in _DECISION.findall(text) if number not in numbers],
    )


def _sources() -> list[Path]:
    return [*(ROOT / "packages").glob("*/src/**/*.py"), *(ROOT / "tests").rglob("*.py")]


def test_code_refers_only_to_decisions_that_exist() -> None:
    numbers = {path.name[:4] for path in DECISIONS}
    said = {
        (path.name, number)
        for path in _sources()
        for number in _DECISION.findall(path.read_text(encoding="utf-8"))
    }
    assert [] == sorted(one for one in said if one[1] not in numbers)


def test_a_house_page_fits_its_length() -> None:
    assert len(ARCHITECTURE.splitlines()) <= 130
