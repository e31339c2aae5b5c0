"""The hub's wheel holds everything that its source does: pages, pictures, fonts, licences."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_SOURCE = ROOT / "packages" / "homeroom"


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_source(tmp_path: Path) -> None:
    # Built from a copy: setuptools leaves its build folder beside the sources.
    copy = tmp_path / "homeroom"
    subprocess.run(["cp", "-r", _SOURCE, copy], check=True)  # noqa: S603, S607 - our own
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    command = [*build, str(tmp_path), str(copy)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own arguments
    (wheel,) = tmp_path.glob("*.whl")
    files = {
        str(path.relative_to(_SOURCE / "src"))
        for path in (_SOURCE / "src" / "homeroom").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert set() == files - set(zipfile.ZipFile(wheel).namelist())
