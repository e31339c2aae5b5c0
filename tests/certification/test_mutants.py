"""Five defective applications, chosen by the commit; `make mutants` takes all."""

import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from homeroom.certification.harness import checks, plans  # noqa: F401 -- checks register themselves
from homeroom.certification.harness.checks.invariants import INVARIANTS
from homeroom.certification.requirements.reading import every as requirements
from tests.certification.grounds import a_sandbox
from tests.certification.matrix import tried
from tests.certification.mutants import Mutant, every

MUTANTS = list(every())


def _commit() -> str:
    git = shutil.which("git") or "git"
    done = subprocess.run(  # noqa: S603 -- our own question
        [git, "rev-parse", "HEAD"], capture_output=True, check=False, cwd=Path(__file__).parent
    )
    return done.stdout.decode().strip()


def _chosen() -> list[Mutant]:
    commit = _commit()
    return sorted(MUTANTS, key=lambda one: zlib.crc32(f"{commit} {one.name}".encode()))[:5]


@pytest.mark.slow
def test_defective_applications_are_caught_exactly(tmp_path: Path) -> None:
    """One hub for all of them, since to start one costs as much as to try two."""
    with a_sandbox(tmp_path) as url:
        found = [tried(one, url) for one in _chosen()]
    assert [] == [(one.name, one.missed, one.strange) for one in found if not one.is_caught]


def test_every_row_that_a_check_of_syncs_decides_has_a_mutant() -> None:
    decided = {
        name
        for one in checks.registered()
        if one.look.__module__.startswith(checks.__name__)
        for name in one.requirements
    }
    assert set() == decided - {name for one in every() for name in one.fails}


def test_mutants_name_requirements_that_there_are() -> None:
    known = requirements().keys() | INVARIANTS.keys()
    assert set() == {name for one in every() for name in (*one.fails, *one.also)} - known
