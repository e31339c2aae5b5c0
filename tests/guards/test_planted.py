"""The cheats are still what they were: each finds its text, and its test is there to notice."""

from pathlib import Path

import pytest

from tests.guards.cheat import ROOT, Cheat, carry_out, copy_source
from tests.guards.planted import CHEATS

_SOURCE = ROOT / "packages" / "homeroom" / "src" / "homeroom"
_SAMPLE = [cheat for cheat in CHEATS if cheat.guard == "a guard is asked before the handler"]


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.guard)
def test_a_cheat_finds_what_it_takes_away(cheat: Cheat) -> None:
    texts = [((_SOURCE / file).read_text(encoding="utf-8"), old) for file, old, _ in cheat.edits]
    assert [1] * len(texts) == [text.count(old) for text, old in texts]


@pytest.mark.parametrize("cheat", CHEATS, ids=lambda cheat: cheat.guard)
def test_a_cheat_names_a_test_that_exists(cheat: Cheat) -> None:
    place = ROOT / cheat.tests
    files = [place] if place.is_file() else sorted(place.rglob("test_*.py"))
    assert [] != [file for file in files if f"def {cheat.test}" in file.read_text("utf-8")]


def test_a_guard_that_is_gone_is_seen_red(tmp_path: Path) -> None:
    copy_source(tmp_path)
    assert [("test_a_guard_is_asked_before_the_handler",)] == [
        carry_out(cheat, tmp_path).red for cheat in _SAMPLE
    ]


def test_a_change_that_harms_nothing_is_not_called_a_guard(tmp_path: Path) -> None:
    copy_source(tmp_path)
    (honest,) = _SAMPLE
    harmless = Cheat(
        "none", honest.file, honest.old, f"{honest.old}  # as before", honest.tests, honest.test
    )
    seen = carry_out(harmless, tmp_path)
    assert ((), "nobody noticed") == (seen.red, seen.trouble)
