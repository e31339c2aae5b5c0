"""Each defect of a login turns exactly its checks, and the right application none (6.7)."""

import os
import subprocess
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.registry import CHECKS
from tests.certification.certificates import Certificates
from tests.certification.grounds import a_sandbox
from tests.certification.login_ground import (
    LIBRARY,
    PARTS,
    UNDECIDED,
    a_trial,
    outcomes,
    verdicts,
)
from tests.certification.login_mutants import EXPECTED, OF_SIGNPOST, OTHERWISE

_BY_DAY = 2
_NOT_HERE = ("again", "first", "dialled", "synced")
"""Played alone, over TLS, or with an application that syncs."""

_ALONE = (
    "none",
    "earlier",
    "across",
    "the other way round",
    "many",
    "neither",
    "buttons of the library",
)
"""What is played in a district of its own, where nobody came before."""


def _chosen() -> list[str]:
    """Every mutant; `make test` takes some, others with each commit."""
    names = sorted(EXPECTED)
    if os.environ.get("HYPOTHESIS_PROFILE") != "ci":
        return names
    told = subprocess.run(
        ["git", "rev-parse", "HEAD"],  # noqa: S607 -- whichever git there is
        capture_output=True, check=False,
    )  # fmt: skip
    first = zlib.crc32(told.stdout)
    step = len(names) // _BY_DAY
    return sorted(names[(first + number * step) % len(names)] for number in range(_BY_DAY))


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


@pytest.mark.parametrize("mutant", _chosen())
def test_a_defect_fails_its_checks_and_no_others(hub: str, mutant: str) -> None:
    fails, parts = EXPECTED[mutant]
    with a_trial(hub, mutant, of="signpost" if mutant in OF_SIGNPOST else "readalong") as trial:
        found = verdicts(trial, *parts)
    assert set(fails) == found.get("FAIL", set()) | found.get("WARN", set())


def test_every_check_of_a_login_has_a_defect_that_it_finds() -> None:
    rows = {
        row
        for check in CHECKS
        if check.look.__module__.startswith("homeroom.certification.logins.")
        for row in check.requirements
    }
    found = {row for fails, _ in EXPECTED.values() for row in fails}
    assert rows == found | set(OTHERWISE)
    assert set() == found & set(OTHERWISE)


def test_the_right_application_fails_none_and_passes_what_defects_fail(hub: str) -> None:
    with a_trial(hub) as trial:
        played = [one for one in PARTS if one not in _NOT_HERE]
        found = [
            verdicts(trial, *played, "again"),
            verdicts(trial, "first"),
            verdicts(trial, *(one for one in LIBRARY if one not in _ALONE)),
            verdicts(trial, *_ALONE),
        ]
    _is_right(found, {row for name in EXPECTED.keys() - OF_SIGNPOST for row in EXPECTED[name][0]})


def test_the_other_right_application_does_too(hub: str) -> None:
    with a_trial(hub, of="signpost") as trial:
        found = [verdicts(trial, "several", "ways", "signed"), verdicts(trial, "first")]
    _is_right(found, {row for name in OF_SIGNPOST for row in EXPECTED[name][0]})


def _is_right(found: Sequence[Mapping[str, set[str]]], wanted: set[str]) -> None:
    assert set() == {row for one in found for row in one.get("FAIL", set())}
    assert set() == {row for one in found for row in one.get("WARN", set())}
    assert wanted - UNDECIDED <= {row for one in found for row in one.get("PASS", set())}


def test_https_with_a_good_certificate_passes_and_nothing_else(hub: str, tmp_path: Path) -> None:
    safe = {"SSO-09", "LIB-13"}
    with a_trial(hub, tls=Certificates.issued(tmp_path)) as trial:
        found = verdicts(trial, "dialled")
        assert safe <= found["PASS"]
        assert "FAIL" not in found
    with a_trial(hub, tls=Certificates.issued(tmp_path, by_another=True)) as trial:
        assert safe == verdicts(trial, "dialled")["FAIL"]
    with a_trial(hub) as trial:
        assert safe == verdicts(trial, "dialled")["FAIL"]


def test_a_configuration_that_names_another_address_than_the_form_is_found(hub: str) -> None:
    with a_trial(hub) as trial:
        trial.application = replace(
            trial.application, redirect_uri=f"{trial.application.url}/elsewhere"
        )
        found = verdicts(trial, "ways")
    assert {"SSO-14", "SSO-08", "CORE-02"} == found["FAIL"]


def test_the_steps_until_a_teacher_can_begin_are_counted(hub: str) -> None:
    said = []
    for mutant in ("", "asks_teachers_for_names"):
        with a_trial(hub, mutant) as trial:
            said += [one.why for one in outcomes(trial, "added") if one.requirement == "LIB-R5"]
    assert ["1 forms with", "2 forms with"] == [one[:12] for one in said]


@pytest.mark.parametrize(
    ("mutant", "said", "verdict"),
    [
        ("", ["login"], "PASS"),
        ("never_refreshes", ["login"], "FAIL"),
        ("never_refreshes", ["daily"], "SKIP"),
    ],
)
def test_a_refresh_at_login_is_enough_of_a_daily_one_where_it_is_declared(
    hub: str, mutant: str, said: list[str], verdict: str
) -> None:
    with a_trial(hub, mutant, more=("secure_sync",)) as trial:
        answers = Answers({**trial.application.answers.given, "Q-Y08": said})
        trial.application = replace(trial.application, answers=answers)
        assert "SYN-03" in verdicts(trial, "refreshed")[verdict]


def test_a_browser_decides_of_names_that_a_script_writes(hub: str) -> None:
    with a_trial(hub, "names_by_inner_html") as trial:
        assert "CORE-07" not in verdicts(trial, "markup").get("PASS", set())
        trial.with_browser = True
        assert {"CORE-07"} == verdicts(trial, "markup").get("FAIL")
