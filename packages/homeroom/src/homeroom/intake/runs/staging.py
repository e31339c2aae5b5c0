"""The files of a run: the last accepted ones, overlaid by its uploads in their order.

A partial upload thus stands on what was accepted before (district.md 1.2, D-IN-4); files of a
run that is held, failed or discarded were never accepted and play no part.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from homeroom.foundation.errors import SourceUnavailableError
from homeroom.intake.mapping.rules import FileMapping
from homeroom.intake.problems import Mode, Problem, file_problem, listed
from homeroom.intake.reading.columns import HAND_MADE
from homeroom.intake.runs.queries import BY_HAND
from homeroom.intake.sources.clever_csv import canonical_name
from homeroom.intake.sources.received import Received, ReceivedFile
from homeroom.intake.sources.rowless import rowless
from homeroom.intake.uploads.actions import Accepted
from homeroom.intake.uploads.queries import KeptFile, Upload, folder_of, problems_of

File = TypeVar("File")

ATTENDANCE: Final = "attendance.csv"
_NOT_IN_DOCUMENTS: Final = frozenset({"limits", "mode", "pause", "rollover", "sign_in"})
_WAY_OF_READING: Final = 4
"""Goes up when the same files would be read differently, so that none passes for unchanged."""


def sent_by_others(files: Mapping[str, File]) -> tuple[dict[str, File], list[Problem]]:
    """The files without those that only the hub writes, and a warning if there were any."""
    ours = [name for name in files if name in HAND_MADE]
    if not ours:
        return dict(files), []
    text = f"The hub itself writes {listed(ours)}; what was sent by that name was left out."
    hint = "Make classes of your own on the page Our own classes."
    problem = file_problem("warning", "custom_files_ignored", ours[0], text, hint)
    return {name: file for name, file in files.items() if name not in HAND_MADE}, [problem]


@dataclass(frozen=True)
class Staged:
    """What a run reads, and how it relates to what was accepted before."""

    received: Received
    files: dict[str, dict[str, Any]]  # place -> upload, size, sha256, stored
    changed: frozenset[str]  # places whose bytes are not the accepted ones
    dropped: bool  # an accepted file was replaced by one of another name
    sent: Received | None = None  # what somebody sent, without what lay there before

    @property
    def is_unchanged(self) -> bool:
        """True if everything that will be read was accepted before, byte for byte."""
        return not self.changed and not self.dropped and self.is_roster

    @property
    def is_roster(self) -> bool:
        """False if somebody sent something, and none of it is a roster file: no run hides that."""
        return self.sent is None or any(canonical_name(name) for name in self.sent.names)

    @property
    def accepted(self) -> dict[str, dict[str, Any]]:
        """The files to remember once the run was applied: those that are roster files."""
        return {
            name: file
            for name, file in self.files.items()
            if canonical_name(name) or name in HAND_MADE
        }

    @property
    def attendance_is_new(self) -> bool:
        """True if attendance.csv must be taken in: it is incremental, once is enough."""
        return any(canonical_name(name) == ATTENDANCE for name in self.changed)


_AS_NAMED: Final = FileMapping()


def stage(  # noqa: PLR0913 - what lies over what, and how it is read
    uploads: Path,
    district: int,
    accepted: Mapping[str, Mapping[str, Any]],
    sent: list[Upload],
    mode: Mode = "lenient",
    mapping: FileMapping = _AS_NAMED,
) -> Staged:
    """Lay the uploads over the accepted files; what has no rows replaces nothing."""
    files = {name: dict(file) for name, file in accepted.items()}
    problems: list[Problem] = []
    brought: dict[str, ReceivedFile] = {}
    for upload in sent:
        folder = folder_of(uploads, district, upload.upload)
        named, notes = mapping.placed(upload.files)
        paths = {name: folder / kept.stored for name, kept in named.items()}
        passed_over, told = rowless(paths, mode)
        there = {name: kept for name, kept in named.items() if name not in passed_over}
        meant = {canonical_name(name) for name in there} - {None}
        files = {name: file for name, file in files.items() if canonical_name(name) not in meant}
        if upload.way == BY_HAND:  # the whole of them: without files, the last one was removed
            files = {name: file for name, file in files.items() if name not in HAND_MADE}
        else:  # nobody sends what only the hub writes
            there, ours = sent_by_others(there)
            problems += ours
            brought |= _brought(named, folder)
        files |= {name: _row(upload, kept) for name, kept in there.items()}
        problems += [*problems_of(folder), *notes, *told]
    received = {name: _received(uploads, district, name, file) for name, file in files.items()}
    changed = frozenset(
        name
        for name, file in files.items()
        if accepted.get(name, {}).get("sha256") != file["sha256"]
    )
    dropped = any(name not in files for name in accepted)
    alone = Received(brought) if any(upload.way != BY_HAND for upload in sent) else None
    return Staged(Received(received, tuple(problems)), files, changed, dropped, alone)


def _row(upload: Upload, kept: KeptFile) -> dict[str, Any]:
    return {
        "upload": upload.upload,
        "size": kept.size,
        "sha256": kept.sha256,
        "stored": kept.stored,
    }


def _brought(named: Mapping[str, KeptFile], folder: Path) -> dict[str, ReceivedFile]:
    return {
        name: ReceivedFile(name, folder / kept.stored, kept.size, kept.sha256)
        for name, kept in named.items()
    }


def accepted_files(
    uploads: Path, district: int, files: Mapping[str, Mapping[str, Any]]
) -> dict[str, Accepted]:
    """Return where the accepted files lie, for a receipt that may link to them."""
    return {
        name: Accepted(
            file["size"],
            file["sha256"],
            folder_of(uploads, district, file["upload"]) / file["stored"],
        )
        for name, file in files.items()
    }


def _received(uploads: Path, district: int, name: str, file: Mapping[str, Any]) -> ReceivedFile:
    path = folder_of(uploads, district, file["upload"]) / file["stored"]
    if not path.is_file():
        raise SourceUnavailableError(
            "upload_gone",
            f"{name} of upload {file['upload']} is no longer kept. Send every file again.",
        )
    return ReceivedFile(name, path, file["size"], file["sha256"])


def fingerprint(mode: str, switches: Mapping[str, Any]) -> str:
    """Return a mark of everything but the files that decides what they become."""
    chosen = {name: value for name, value in switches.items() if name not in _NOT_IN_DOCUMENTS}
    text = json.dumps([_WAY_OF_READING, mode, chosen], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
