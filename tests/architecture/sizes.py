"""Prints what is larger than the house allows; run by `make check` and by a test.

A module aims at 150 lines and stops at 400, a function stops at 40, a folder at 12 files
(house.md 3). An exception names the decision record that argues for it.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
MODULE_LINES: Final = 400
FUNCTION_LINES: Final = 40
FOLDER_FILES: Final = 12

EXCEPTIONS: Final[Mapping[str, str]] = {}
"""Path (with ::function) -> number of the decision record that argues for its size."""


def _modules() -> Iterator[Path]:
    for path in sorted((ROOT / "packages").glob("*/src/**/*.py")):
        if "migrations" not in path.parts:
            yield path


def _too_large(path: Path) -> Iterator[tuple[str, str]]:
    name = str(path.relative_to(ROOT))
    text = path.read_text(encoding="utf-8")
    lines = text.count("\n")
    if lines > MODULE_LINES:
        yield name, f"{lines} lines, {MODULE_LINES} allowed"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}::{node.name}", f"{length} lines, {FUNCTION_LINES} allowed"


def offenders() -> list[str]:
    """Return one line for each thing that is too large and argued for nowhere."""
    found: list[tuple[str, str]] = []
    folders: dict[Path, int] = {}
    for path in _modules():
        found += _too_large(path)
        folders[path.parent] = folders.get(path.parent, 0) + 1
    found += [
        (str(folder.relative_to(ROOT)), f"{number} files, {FOLDER_FILES} allowed")
        for folder, number in folders.items()
        if number > FOLDER_FILES
    ]
    return [f"{name}: {what}" for name, what in found if not _argued(name)]


def _argued(name: str) -> bool:
    number = EXCEPTIONS.get(name)
    return number is not None and any((ROOT / "docs" / "decisions").glob(f"{number}-*.md"))


def main() -> int:
    for line in offenders():
        sys.stdout.write(line + "\n")
    return 1 if offenders() else 0


if __name__ == "__main__":
    sys.exit(main())
