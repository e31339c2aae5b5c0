"""The kit's benchmark runs, and both of its ways end with the same rows."""

import json
from pathlib import Path

from benchmarks.__main__ import main


def test_a_quick_run_gives_every_figure_of_the_kit(tmp_path: Path) -> None:
    file = tmp_path / "figures.json"
    main(["--quick", "--store", "sqlite", "--only", "kit", "--json", str(file)])
    figures = json.loads(file.read_text(encoding="utf-8"))["figures"]
    expected = [
        "first pull faster than json + pydantic + ORM per row",
        "unchanged pull faster than json + pydantic + ORM per row",
        "memory above the imports, one page among it",
    ]
    assert 2 * expected == [figure["name"].partition(": ")[2] for figure in figures]
    assert [3, 3] == [sum(by in one["name"] for one in figures) for by in ("SQLAlchemy", "Django")]
