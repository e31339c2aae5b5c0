"""A zip from outside, unpacked so that it cannot do harm (district.md 6, step 1).

The limits hold on bytes that really come out, not on what the zip says of itself; files are
written under numbers, so that no name in the zip ever becomes a path; a link, an absolute path,
a `..` or a password refuses the whole zip.
"""

import errno
import hashlib
import stat
import zipfile
import zlib
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import IO, Final

from homeroom.foundation.errors import UnreadableSourceError

MAX_FILES: Final = 64
MAX_UNPACKED: Final = 1 << 30
MAX_RATIO: Final = 100
_MAX_ENTRIES: Final = 1024
_BLOCK: Final = 1 << 20
_SHEETS: Final = frozenset({"[Content_Types].xml", "mimetype"})
"""What Excel and OpenDocument put into the zips that their files are."""
_CLUTTER: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
FORK: Final = "._"
"""What a Mac writes beside each file: its looks, under the file's own name."""
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""Everything that the standard library has been seen to raise on a damaged zip."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one zip may hold; the defaults are those of district.md 6, step 1."""

    files: int = MAX_FILES
    unpacked: int = MAX_UNPACKED
    ratio: int = MAX_RATIO


_USUAL: Final = Limits()


@dataclass(frozen=True, slots=True)
class UnpackedFile:
    """One file out of the zip."""

    path: Path
    size: int
    sha256: str


@dataclass
class Unpacked:
    """The CSV files by name, and what was passed over."""

    files: dict[str, UnpackedFile] = field(default_factory=dict)
    folder: str = ""
    repeated: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


def unpack(path: Path, unpack_to: Path, limits: Limits = _USUAL) -> Unpacked:
    """The CSV files of the zip lie in `unpack_to`; anything dangerous refuses the whole zip."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, path.stat().st_size, unpack_to, limits)
    except _BROKEN as error:
        raise _refused(f"it is damaged or of a kind that cannot be read ({error})") from error
    except OSError as error:
        # A damaged directory makes the library seek to nowhere; a full disk is another matter.
        if error.errno != errno.EINVAL:
            raise
        raise _refused("it is damaged") from error


def _unpack(
    archive: zipfile.ZipFile, packed_size: int, unpack_to: Path, limits: Limits
) -> Unpacked:
    if _SHEETS & set(archive.namelist()):
        raise _refused("it is a spreadsheet. Save each of its sheets as CSV")
    entries = _entries(archive, limits.files)
    names = [_slashed(entry.filename) for entry in entries]
    # A note beside the folder of the files does not make another set of them.
    unpacked = Unpacked(folder=_common_folder([one for one in names if _is_csv(one)]))
    budget = _Budget(limits, packed_size)
    unpack_to.mkdir(parents=True, exist_ok=True)
    for number, (entry, whole) in enumerate(zip(entries, names, strict=True)):
        name = whole.removeprefix(unpacked.folder)
        if not _is_csv(name):
            unpacked.other.append(name)
        elif name in unpacked.files:
            unpacked.repeated.append(name)
        else:
            target = unpack_to / f"{number:02d}.csv"
            with archive.open(entry) as packed:
                unpacked.files[name] = _write(packed, target, budget)
    return unpacked


def _entries(archive: zipfile.ZipFile, most: int) -> list[zipfile.ZipInfo]:
    """The files of the zip without clutter, none of them dangerous by name or kind."""
    every = archive.infolist()
    if len(every) > _MAX_ENTRIES:
        raise _refused(f"it holds {len(every)} entries; at most {most} files are taken")
    files = []
    for entry in every:
        _check_name(entry.filename)
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _refused(f"{entry.filename!r} is a link or no plain file")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(f"{entry.filename!r} is packed by a method that is not taken")
        if entry.flag_bits & 1:
            raise _refused(f"{entry.filename!r} is locked with a password")
        if not _slashed(entry.filename).endswith("/") and not _is_clutter(entry.filename):
            files.append(entry)
    if len(files) > most:
        raise _refused(f"it holds {len(files)} files; at most {most} are taken")
    return files


def _slashed(name: str) -> str:
    """The name with slashes, where an old Windows program wrote it with backslashes."""
    return name.replace("\\", "/")


def _is_csv(name: str) -> bool:
    return name.lower().endswith(".csv")


def _check_name(written: str) -> None:
    name = _slashed(written)
    parts = PurePosixPath(name).parts
    is_drive = len(name) > 1 and name[1] == ":"
    if name.startswith("/") or ".." in parts or is_drive or "\0" in name:
        raise _refused(f"the name {written!r} leads out of the zip")


def _is_clutter(name: str) -> bool:
    own = PurePosixPath(_slashed(name)).name
    return _slashed(name).startswith(_CLUTTER[0]) or own in _CLUTTER[1:] or own.startswith(FORK)


def _common_folder(names: list[str]) -> str:
    """`export/` if every file lies below that one folder, and it is none of the known places.

    A folder that holds nothing but another folder is passed over with it: `export/today/`.
    """
    if not names:
        return ""
    # Of the first and the last name in order, all others share what these two share.
    folders = [min(names).split("/")[:-1], max(names).split("/")[:-1]]
    shared = takewhile(lambda both: both[0] == both[1], zip(*folders, strict=False))
    passed = takewhile(lambda top: top and not _is_place(top), (top for top, _ in shared))
    return "".join(f"{top}/" for top in passed)


def _is_place(folder: str) -> bool:
    return folder.lower().startswith(("anyschool", "custom", "extensionfields", "oneroster"))


class _Budget:
    """How many bytes may still come out of the zip."""

    def __init__(self, limits: Limits, packed_size: int) -> None:
        self.left = min(limits.unpacked, packed_size * limits.ratio)
        self.limits = limits
        self.packed_size = packed_size

    def spend(self, size: int) -> None:
        """The bytes just unpacked; refuses the zip when they are too many."""
        self.left -= size
        if self.left < 0:
            raise _refused(
                f"its {self.packed_size} bytes unpack to more than {_size(self.limits.unpacked)} or"
                f" {self.limits.ratio} times their size"
            )


def _size(size: int) -> str:
    gibibyte = 1 << 30
    return f"{size // gibibyte} GiB" if size % gibibyte == 0 else f"{size} bytes"


def _write(packed: IO[bytes], target: Path, budget: _Budget) -> UnpackedFile:
    digest = hashlib.sha256()
    size = 0
    with target.open("wb") as out:
        while block := packed.read(_BLOCK):
            budget.spend(len(block))
            digest.update(block)
            size += out.write(block)
    return UnpackedFile(target, size, digest.hexdigest())


def _refused(why: str) -> UnreadableSourceError:
    return UnreadableSourceError(
        "zip_refused",
        f"The zip was not taken: {why}. Send a plain zip of CSV files at its top level.",
    )
