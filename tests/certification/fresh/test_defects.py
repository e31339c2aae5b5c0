"""Defects that are in no list are caught by the requirement that they break (issue 6)."""

from collections.abc import Iterator

import pytest

from tests.certification.fresh import SYNCS
from tests.certification.fresh.entering import ENTERING, OF_GRADELINE
from tests.certification.fresh.filtering import FILTERING
from tests.certification.fresh.logins import LOGINS
from tests.certification.fresh.losing import ADDRESSES, ByEmail
from tests.certification.fresh.overwriting import OVERWRITTEN, OnlyTheHubs
from tests.certification.fresh.silent import SILENT
from tests.certification.fresh.taking_over import TAKING_OVER
from tests.certification.grounds import a_sandbox
from tests.certification.login_ground import a_trial, verdicts, with_answers
from tests.certification.matrix import tried
from tests.certification.mutants import Mutant


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


@pytest.mark.parametrize("name", SYNCS)
def test_a_roster_that_is_kept_wrongly_is_caught(hub: str, name: str) -> None:
    row = tried(SYNCS[name], hub)
    assert ([], []) == (row.missed, row.strange)


@pytest.mark.parametrize("name", SILENT)
def test_who_shows_too_little_is_not_passed(hub: str, name: str) -> None:
    silent, rows = SILENT[name]
    assert set() == tried(silent, hub).green & rows


def test_who_finds_older_accounts_by_their_address_is_right(hub: str) -> None:
    row = tried(Mutant(ByEmail, (), scenarios=("SC-02",), answers=ADDRESSES), hub)
    assert set() == row.red
    assert "SYN-02" in row.green


@pytest.mark.parametrize("mode", ["full", "events"])
def test_who_puts_away_what_was_made_by_hand_and_says_so_is_right(hub: str, mode: str) -> None:
    said = Mutant(OnlyTheHubs, (), scenarios=("SC-64",), modes=(mode,), answers=OVERWRITTEN)
    row = tried(said, hub)
    assert set() == row.red
    assert {"SYN-02", "SYN-25"} <= row.green


@pytest.mark.parametrize("name", [*LOGINS, *ENTERING])
def test_a_login_that_is_wrong_is_caught(hub: str, name: str) -> None:
    fails, parts = (LOGINS | ENTERING)[name]
    of = "gradeline" if name in OF_GRADELINE else "readalong"
    with a_trial(hub, name, of=of) as trial:
        found = verdicts(trial, *parts)
    assert set(fails) == found.get("FAIL", set()) | found.get("WARN", set())


@pytest.mark.parametrize("name", TAKING_OVER)
def test_classes_stay_when_a_sync_takes_them_over(hub: str, name: str) -> None:
    with a_trial(hub, name, more=("secure_sync",)) as trial:
        found = verdicts(trial, "added", "taken over")
    assert set(TAKING_OVER[name]) == found.get("FAIL", set()) | found.get("WARN", set())


@pytest.mark.parametrize("name", FILTERING)
def test_who_needs_some_subjects_is_judged_by_their_classes(hub: str, name: str) -> None:
    said, parts, fails = FILTERING[name]
    with a_trial(hub, name) as trial:
        found = verdicts(with_answers(trial, {"Q-L09": said}), *parts)
    assert set(fails) == found.get("FAIL", set()) | found.get("WARN", set())
    assert {"LIB-02", "LIB-04"} <= found["PASS"] | set(fails)


def test_who_names_no_subject_fails_for_the_classes_that_are_not_there(hub: str) -> None:
    with a_trial(hub, "mathematics_only") as trial:
        assert {"LIB-02", "LIB-04"} <= verdicts(trial, "added")["FAIL"]


def test_words_that_are_no_subjects_leave_classes_to_a_person(hub: str) -> None:
    with a_trial(hub, "mathematics_only") as trial:
        found = verdicts(with_answers(trial, {"Q-L09": "All but the art room."}), "added")
    assert {"LIB-02", "LIB-04"} <= found["REVIEW"]
    assert "FAIL" not in found
