"""What was sent: names of files, each with its place on disk, size and sha256.

Neutral about formats; which file is which is for the source to say. A folder is read where it
lies; a zip is unpacked by `unpacking`. Links are never followed: whoever may write into a drop
folder must not be able to have the hub read something else.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from homeroom.foundation.errors import SourceUnavailableError, UnreadableSourceError
from homeroom.intake.problems import Problem, file_problem
from homeroom.intake.reading.columns import SHAPES
from homeroom.intake.sources.unpacking import FORK, Unpacked, unpack

FOLDERS: Final = (
    "anyschool",
    "customcontacts",
    "customsections",
    "customstudents",
    "customteachers",
    "extensionfields",
    "oneroster",
    "oneroster11",
    "oneroster12",
)
"""The places below the root in which a district may put files (district.md 1.2)."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file as sent: `name` is its place and name, `path` where its bytes lie now."""

    name: str
    path: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Received:
    """The files of one upload, by place and name, in the order in which they came."""

    files: Mapping[str, ReceivedFile]
    problems: tuple[Problem, ...] = field(default=())

    @property
    def names(self) -> frozenset[str]:
        """Every place and name, in lower case: what the kind of set is told by."""
        return frozenset(name.lower() for name in self.files)


def open_source(path: Path, unpack_to: Path) -> Received:
    """A folder, a zip or a single CSV file, by what it is; a zip is unpacked to `unpack_to`."""
    if path.is_dir():
        return from_folder(path)
    if not path.is_file():
        raise UnreadableSourceError("source_missing", f"There is no file or folder {path.name!r}.")
    if zipfile.is_zipfile(path):
        return from_zip(path, unpack_to)
    if path.suffix.lower() == ".csv":
        return from_files({path.name: path})
    raise UnreadableSourceError(
        "source_unknown",
        f"{path.name!r} is neither a folder, nor a zip, nor a CSV file. Send one of these.",
    )


def from_folder(folder: Path) -> Received:
    """The CSV files of a folder and of the known places below it, hashed where they lie."""
    files, problems = folder_files(folder)
    return Received(from_files(files).files, problems)


def folder_files(folder: Path) -> tuple[dict[str, Path], tuple[Problem, ...]]:
    """The CSV files of a folder and of the known places below it, and the links passed over."""
    files: dict[str, Path] = {}
    links: list[str] = []
    others: list[str] = []
    places = [("", folder), *((f"{name}/", folder / name) for name in FOLDERS)]
    for prefix, place in places:
        if prefix and place.is_symlink():
            links.append(place.name)
        elif place.is_dir():
            for path in sorted(one for one in place.iterdir() if not one.name.startswith(FORK)):
                is_roster = _stem(prefix + path.name) in _STEMS
                if path.suffix.lower() != ".csv":
                    if is_roster and not path.is_dir():
                        others.append(prefix + path.name)
                elif path.is_symlink() or not (path.is_file() or path.is_dir()):
                    links.append(prefix + path.name)
                elif path.is_file():
                    files[prefix + path.name] = path
                elif is_roster:
                    links.append(prefix + path.name)
    sent = {_stem(name) for name in files}
    others = [name for name in others if _stem(name) not in sent]
    return files, (*_link_problems(links), *_other_problems(others))


def _stem(name: str) -> str:
    """`students` of `Students.csv.gz`: which roster file a name would be, were it a CSV file."""
    folder, _, own = name.lower().rpartition("/")
    return f"{folder}/{own.partition('.')[0]}" if folder else own.partition(".")[0]


_STEMS: Final = frozenset(map(_stem, SHAPES))


def _other_problems(names: Iterable[str]) -> Iterable[Problem]:
    """Whoever packs students.csv must not believe that it was read."""
    for name in names:
        text = f"{name} is no CSV file; it was left out."
        hint = f"Unpack it, or save it as CSV, and send {_stem(name)}.csv."
        yield file_problem("warning", "file_unknown", name, text, hint, value=name)


def from_files(files: Mapping[str, Path]) -> Received:
    """Single files, each under the name by which it was sent."""
    return Received({name: _received(name, path) for name, path in files.items()})


def from_zip(path: Path, unpack_to: Path) -> Received:
    """The CSV files of a zip, unpacked within the limits of district.md 6, step 1."""
    unpacked = unpack(path, unpack_to)
    files = {
        name: ReceivedFile(name, one.path, one.size, one.sha256)
        for name, one in unpacked.files.items()
    }
    return Received(files, tuple(zip_problems(path.name, unpacked)))


def _received(name: str, path: Path) -> ReceivedFile:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256")
            return ReceivedFile(name, path, stream.tell(), digest.hexdigest())
    except OSError as error:
        raise SourceUnavailableError(
            "source_unavailable", f"{name} could not be opened: {error.strerror}."
        ) from error


def _link_problems(names: Iterable[str]) -> Iterable[Problem]:
    for name in names:
        text = f"{name} is a link or no plain file; it was not read."
        yield file_problem("warning", "file_link", name, text, "Put the file itself there.")


def zip_problems(name: str, unpacked: Unpacked) -> Iterable[Problem]:
    """What was passed over in a zip."""
    if unpacked.folder:
        yield file_problem(
            "warning",
            "zip_folder",
            name,
            f"The files of {name} lie in the folder {unpacked.folder!r}; it was passed over.",
            "Put the files at the top level of the zip.",
            value=unpacked.folder,
        )
    for twice in unpacked.repeated:
        text = f"{name} holds {twice} more than once; the first one is used."
        yield file_problem("warning", "file_twice", twice, text, "Put each file in the zip once.")
    for other in unpacked.other:
        text = f"{name} holds {other!r}, which is no CSV file; it was left out."
        yield file_problem("warning", "file_unknown", other, text, "Send only the CSV files.")
