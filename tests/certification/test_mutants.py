"""Five defective applications, chosen by the commit; `make mutants` takes all."""

import shutil
import subprocess
import zlib
from collections.abc import Iterator
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


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub")) as found:
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("mutant", _chosen(), ids=lambda one: one.name)
def test_a_defective_application_is_caught_exactly(mutant: Mutant, url: str) -> None:
    row = tried(mutant, url)
    assert ([], []) == (row.missed, row.strange)


def test_mutants_name_requirements_that_there_are() -> None:
    known = requirements().keys() | INVARIANTS.keys()
    assert set() == {name for one in every() for name in (*one.fails, *one.also)} - known
