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
    build = [sys.executable, ROOT / ".ci" / "packages.py", "build", ROOT, tmp_path, "--wheel"]
    subprocess.run([*map(str, build), "homeroom"], check=True)  # noqa: S603 - our own arguments
    (wheel,) = tmp_path.glob("*.whl")
    files = {
        str(path.relative_to(_SOURCE / "src"))
        for path in (_SOURCE / "src" / "homeroom").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    names = zipfile.ZipFile(wheel).namelist()
    assert set() == files - set(names)
    assert [] != [name for name in names if name.endswith("licenses/LICENSE")]
