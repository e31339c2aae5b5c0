"""The benchmarks run and name every figure; how fast anything is, is never a test."""

import json
from pathlib import Path

import pytest

from benchmarks.__main__ import asked, main
from benchmarks.report import Figure, printed


def test_a_quick_run_gives_every_figure_of_a_load(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "figures.json"
    main(["--quick", "--store", "sqlite", "--only", "load", "again", "--json", str(file)])
    written = json.loads(file.read_text(encoding="utf-8"))
    names = [figure["name"].partition(": ")[2] for figure in written["figures"]]
    assert [
        "against bare insert of all its rows",
        "against bare insert of its documents",
        "faster than csv + ORM per row",
        "above 1.5 x sha256",
    ] == names
    assert all(figure["median"] == figure["median"] for figure in written["figures"])
    said = capsys.readouterr().out
    assert {"processor", "python", "sqlite", "libraries", "repetitions"} <= set(written["machine"])
    assert "synchronous=FULL" in said


def test_a_figure_is_met_by_its_median_and_missed_otherwise() -> None:
    assert "met" == Figure("a", [1.0, 2.0, 9.0], target=2.0).verdict
    assert "missed" == Figure("b", [1.0, 2.1, 2.2], target=2.0).verdict
    assert "met" == Figure("c", [31.0], bound="at least", target=30.0).verdict
    assert "" == Figure("d", [1.0]).verdict


def test_a_missed_figure_is_named_at_the_end_of_the_report() -> None:
    report = printed([Figure("good", [1.0], target=2.0), Figure("bad", [3.0], target=2.0)], {})
    assert report.endswith("missed: bad")


def test_the_sizes_of_the_issue_are_measured_unless_told_otherwise() -> None:
    plan, file = asked([])
    assert (10_000, 100_000) == plan.students
    assert ("sqlite", "postgresql") == plan.stores
    assert file is None
