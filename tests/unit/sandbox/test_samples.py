"""The district that lies there for reading is the one that the generator makes."""

from pathlib import Path

from homeroom.sandbox.generator import small_files
from homeroom.sandbox.lantern.guide import files_of

SAMPLE = Path(__file__).resolve().parents[3] / "sample-districts"


def test_the_sample_is_what_the_generator_makes() -> None:
    lying = {path.name: path.read_bytes() for path in (SAMPLE / "small").iterdir()}
    assert small_files() == lying


def test_the_sample_of_the_edge_cases_is_what_its_source_gives() -> None:
    folder = SAMPLE / "lantern-ridge-isd"
    lying = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.csv")
    }
    assert files_of("lantern-ridge", 2026) == lying


def test_the_sample_says_that_nobody_in_it_exists() -> None:
    assert "Nobody here exists" in (SAMPLE / "README.md").read_text(encoding="utf-8")
