"""Builds our packages, and tries their wheels in an empty environment.

    packages.py build SOURCE FOLDER [--wheel] PACKAGE...
    packages.py try ENVIRONMENT WHEEL...

`make release` and the tests of the wheels do it this one way. SOURCE is a folder like this
repository. With SOURCE_DATE_EPOCH in the environment the same source gives the same bytes: the
wheel's maker sees to its times itself, the sdist's does not, so that is packed again.
"""

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
UV: Final = Path(sys.executable).with_name("uv")
_LEFT: Final = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "dist")


def run(*command: str | Path, cwd: Path = ROOT) -> str:
    """Return what a command prints; if it fails, end with all that it said."""
    words = [str(part) for part in command]
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


def build(source: Path, folder: Path, packages: list[str], *, wheel_only: bool = False) -> None:
    """Put the sdist of each package into the folder, and the wheel that is made from it."""
    os.umask(0o022)  # the files' rights are part of the archives
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        for package in packages:
            # From a copy: setuptools leaves its build folder beside the sources.
            copy = Path(place, package)
            shutil.copytree(source / "packages" / package, copy, ignore=_LEFT)
            shutil.copy(source / "LICENSE", copy)
            kinds = ["--wheel"] if wheel_only else []
            maker = [sys.executable, "-m", "build", "--no-isolation", *kinds]
            run(*maker, "--outdir", folder, copy)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        for sdist in sorted(folder.glob("*.tar.gz")):
            _pack_again(sdist, int(epoch))


def _pack_again(sdist: Path, epoch: int) -> None:
    """Pack an sdist so that neither clock nor user of this machine is in it."""
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(sdist) as packed:
            packed.extractall(place, filter="data")
        paths = sorted(Path(place).rglob("*"))
        with (
            sdist.open("wb") as file,
            # Without a file name, which the header would repeat.
            gzip.GzipFile("", "wb", mtime=epoch, fileobj=file) as zipped,
            tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as packing,
        ):
            for path in paths:
                entry = packing.gettarinfo(path, path.relative_to(place).as_posix())
                entry.uid = entry.gid = 0
                entry.uname = entry.gname = ""
                entry.mtime = epoch
                entry.mode = 0o755 if path.is_dir() else 0o644
                if path.is_dir():
                    packing.addfile(entry)
                else:
                    with path.open("rb") as content:
                        packing.addfile(entry, content)


def try_in(environment: Path, wheels: list[Path]) -> Path:
    """Return the Python of a new environment that holds these wheels and what they require."""
    run(UV, "venv", "--quiet", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    run(UV, "pip", "install", "--quiet", "--python", python, *wheels)
    return python


def main(words: list[str]) -> None:
    asked, place, *others = words
    if asked == "build":
        packages = [one for one in others[1:] if one != "--wheel"]
        build(Path(place), Path(others[0]), packages, wheel_only="--wheel" in others)
    else:
        print(try_in(Path(place), [Path(one) for one in others]))


if __name__ == "__main__":
    main(sys.argv[1:])
