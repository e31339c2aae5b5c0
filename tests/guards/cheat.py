"""A cheat, and carrying it out: a copy of the source without one guard, and its tests on it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("homeroom", "homeroom-kit", "homeroom-wire")
_FAILED: Final = re.compile(r"^FAILED (\S+?)::(\w+)", re.MULTILINE)
_SECONDS: Final = 300


@dataclass(frozen=True)
class Cheat:
    """One guard: where it stands, what stands there without it, and who must notice."""

    guard: str
    file: str
    """Below packages/homeroom/src/homeroom."""

    old: str
    new: str
    tests: str
    """A test file."""

    test: str
    """The test's name in it, or the beginning of several names."""

    more: tuple[tuple[str, str, str], ...] = ()
    """Where the same is guarded twice: (file, old, new) of the others, taken away as well."""

    @property
    def edits(self) -> tuple[tuple[str, str, str], ...]:
        """Every (file, old, new)."""
        return ((self.file, self.old, self.new), *self.more)


@dataclass(frozen=True)
class Seen:
    """What became of a cheat."""

    cheat: Cheat
    red: tuple[str, ...]
    """Names of the tests that noticed."""

    trouble: str = ""


def copy_source(folder: Path) -> None:
    """Copy the three packages; a cheat is made there."""
    for name in PACKAGES:
        source = ROOT / "packages" / name / "src"
        shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))


def carry_out(cheat: Cheat, folder: Path) -> Seen:
    """Make the cheat in the copy, run its tests, and take it back."""
    honest: dict[Path, str] = {}
    try:
        for name, old, new in cheat.edits:
            file = folder / "homeroom" / "homeroom" / name
            text = file.read_text(encoding="utf-8")
            if text.count(old) != 1:
                return Seen(cheat, (), f"its text stands {text.count(old)} times in {name}")
            honest.setdefault(file, text)
            file.write_text(text.replace(old, new), encoding="utf-8")
        return _judged(cheat, _run(cheat, folder))
    finally:
        _put_back(honest.items())


def _put_back(honest: Iterable[tuple[Path, str]]) -> None:
    for file, text in honest:
        file.write_text(text, encoding="utf-8")


def _run(cheat: Cheat, folder: Path) -> "subprocess.CompletedProcess[str]":
    # One store is enough to see whether anybody looks.
    chosen = f"{cheat.test} and not postgresql"
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "-rf", "--no-header", "--tb=no",
        "-p", "no:cacheprovider", "-k", chosen, cheat.tests,
    ]  # fmt: skip
    paths = os.pathsep.join(str(folder / name) for name in PACKAGES)
    return subprocess.run(  # noqa: S603 - our own arguments
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


def _judged(cheat: Cheat, done: "subprocess.CompletedProcess[str]") -> Seen:
    """Only a failure of the named test counts; an error on the way to it shows nothing."""
    red = tuple(name for _, name in _FAILED.findall(done.stdout) if name.startswith(cheat.test))
    if done.returncode == 0:
        return Seen(cheat, (), "nobody noticed")
    if not red:
        said = (done.stdout + done.stderr).strip().splitlines()
        return Seen(cheat, (), f"the tests did not run: {said[-1] if said else 'no word'}")
    return Seen(cheat, red)
