"""Whatever happens to a district's files, nobody is erased or mistaken unseen (1.12, R16)."""

import os
from pathlib import Path

import pytest

from homeroom.foundation.database import Store
from homeroom.sandbox.generator import library, middle
from homeroom.sandbox.generator.district import SCHOOL_YEAR, SEED
from homeroom.sandbox.generator.files import FileSet, csv_files, file_set, write_files
from tests.support.disasters import disaster
from tests.support.intake import Intake, an_intake
from tests.support.stores import Place

NIGHT = os.environ.get("HYPOTHESIS_PROFILE") == "night"
SEEDS = range(200) if NIGHT else range(0, 200, 49)
TOGETHER = 20


def files_of(preset: object) -> FileSet:
    return file_set(csv_files(preset.build(SEED, SCHOOL_YEAR)))  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def clean() -> FileSet:
    """A district of 4,000 students."""
    return files_of(middle)


@pytest.fixture(scope="module")
def others() -> FileSet:
    return files_of(library)


@pytest.fixture
def intake(place: Place, store: Store, clean: FileSet) -> Intake:
    district = an_intake(place, store)
    run = district.send_path(folder(district, clean))
    district.work(run.run)
    assert "applied" == district.run(run.run).state
    return district


def folder(intake: Intake, files: FileSet) -> Path:
    intake.sent += 1
    place = intake.folder / f"sent{intake.sent}"
    write_files(files, place)
    return place


@pytest.mark.parametrize(
    "seeds", [SEEDS[start : start + TOGETHER] for start in range(0, len(SEEDS), TOGETHER)], ids=str
)
def test_no_disaster_is_applied_unseen(
    intake: Intake, clean: FileSet, others: FileSet, seeds: range
) -> None:
    before = intake.bodies(), intake.applied().files
    passed = []
    for seed in seeds:
        struck = disaster(seed, clean, others)
        run = intake.send_path(folder(intake, struck.files))
        intake.work(run.run)
        ended = intake.run(run.run)
        if ended.state not in ("held", "failed"):
            passed.append(f"{struck.what}: {ended.state}")
    assert [] == passed
    assert before == (intake.bodies(), intake.applied().files)
