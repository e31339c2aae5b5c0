"""Each defect of a login turns exactly its checks, and the right application none (6.7)."""

import os
import subprocess
import zlib
from collections.abc import Iterator

import pytest

from tests.certification.grounds import a_sandbox
from tests.certification.login_ground import LIBRARY, PARTS, a_trial, verdicts
from tests.certification.login_mutants import EXPECTED

_BY_DAY = 2


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
    with a_trial(hub, mutant) as trial:
        found = verdicts(trial, *parts)
    assert set(fails) == found.get("FAIL", set()) | found.get("WARN", set())


def test_the_right_application_fails_none_of_them(hub: str) -> None:
    with a_trial(hub) as trial:
        found = verdicts(trial, *(one for one in PARTS if one != "again"), "again")
        brought = verdicts(trial, *(one for one in LIBRARY if one not in ("none", "earlier")))
        alone = verdicts(trial, "none", "earlier")
    for one in (found, brought, alone):
        assert (set(), set()) == (one.get("FAIL", set()), one.get("WARN", set()))


def test_a_browser_decides_of_names_that_a_script_writes(hub: str) -> None:
    with a_trial(hub, "names_by_inner_html") as trial:
        assert "CORE-07" not in verdicts(trial, "markup").get("PASS", set())
        trial.with_browser = True
        assert {"CORE-07"} == verdicts(trial, "markup").get("FAIL")
