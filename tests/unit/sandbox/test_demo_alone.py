"""The demo is a stranger to the hub: it knows it by HTTP, and imports nothing of it."""

import ast
from pathlib import Path

import homeroom.sandbox.demo

FOLDER = Path(homeroom.sandbox.demo.__file__).parent
OWN = "homeroom.sandbox.demo"


def imported(path: Path) -> set[str]:
    """Every module that a file asks for, by its whole name."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports without naming what"
            found.add(str(node.module))
    return found


def test_it_imports_nothing_of_homeroom_but_itself() -> None:
    asked = {name for path in FOLDER.rglob("*.py") for name in imported(path)}
    ours = {name for name in asked if name.split(".")[0].startswith("homeroom")}
    assert f"{OWN}.hub" in ours
    assert set() == {name for name in ours if name != OWN and not name.startswith(f"{OWN}.")}


def test_its_pages_run_no_scripts_and_load_nothing_from_elsewhere() -> None:
    pages = sorted((FOLDER / "templates").glob("*.html"))
    assert len(pages) >= 4
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert [] == [word for word in ("<script", "|safe", "style=", "//") if word in text]
