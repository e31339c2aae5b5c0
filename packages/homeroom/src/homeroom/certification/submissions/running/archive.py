"""An archive of evidence, opened with care: nothing is written to disk, nothing is believed.

It is a gzipped tar with `manifest.json` (the SHA-256 of every other file), `report.json`,
`wire.jsonl` (the hub's own log of the run) and what the report points at (certification.md 7.1).
It is read as a stream, and only what is asked for is kept, so that a small archive that opens into
a huge one costs no memory. A reviewer will unpack it on her own machine: names that leave the
folder, links and doubles are refused here.
"""

import gzip
import hashlib
import io
import re
import tarfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final, Self, cast

import msgspec
from typing_extensions import override

from homeroom.certification.submissions.reports import Report
from homeroom.foundation.errors import InvalidRequestError
from homeroom.oauth.trials.queries import digest_of

MOST_BYTES: Final = 20_000_000
_MOST_OPENED: Final = 200_000_000
_MOST_FILES: Final = 10_000
MANIFEST: Final = "manifest.json"
REPORT: Final = "report.json"
WIRE: Final = "wire.jsonl"
_KEPT: Final = frozenset({MANIFEST, REPORT})
_MOST_READ: Final = 20_000_000
"""Bytes of a file that is read as a whole."""

_LONGEST_LINE: Final = 1_000_000
_NAME: Final = re.compile(r"[^/\\:\x00-\x1f\x7f]+(/[^/\\:\x00-\x1f\x7f]+)*")
_LONGEST_NAME: Final = 250
_PLAIN: Final = frozenset({tarfile.REGTYPE, tarfile.AREGTYPE})
_BEFORE_A_FILE: Final = frozenset(
    {
        tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
    }
)  # fmt: skip
"""Types of blocks that say more of the file after them; `tarfile` reads each whole."""

_MOST_SAID: Final = 4096
"""Bytes of such a block. What `tarfile` searches there takes it the square of their number, with
nobody else at work meanwhile (CVE-2024-6232); a name of ours needs a few hundred."""

_NO_ARCHIVE: Final = "not_an_archive"


class _Manifest(msgspec.Struct):
    files: Mapping[str, str]


@dataclass(frozen=True)
class Archive:
    """What an archive holds, its files being those of its manifest."""

    files: Mapping[str, bytes]
    """The report; the others are looked at one by one (`file_in`)."""
    report: Report
    wire: str | None
    """The digest over the lines of its wire log; None if it has none."""
    manifest_hash: str
    sha256: str


class _Bounded:
    """Opened bytes, refused once there are too many of them."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        self._packed = packed
        self._left = _MOST_OPENED

    def read(self, size: int) -> bytes:
        found = self._packed.read(size)
        self._left -= len(found)
        if self._left < 0:
            raise InvalidRequestError("Opened, the archive is too large.", _NO_ARCHIVE)
        return found


class _Member(tarfile.TarInfo):
    """A block of the archive, refused before `tarfile` reads what is too much."""

    @classmethod
    @override
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read the head of a block, and no more of one that says too much of a file."""
        found = super().frombuf(buf, encoding, errors)
        if found.type in _BEFORE_A_FILE and not 0 <= found.size <= _MOST_SAID:
            raise InvalidRequestError("The archive says too much of a file.", _NO_ARCHIVE)
        return found


def opened(content: bytes) -> Archive:
    """Return what the archive holds; InvalidRequestError says what is wrong with it."""
    with _refusing():
        hashes, kept, wire = _looked_through(content)
    listed = kept.pop(MANIFEST, None)
    if listed is None:
        raise InvalidRequestError(f"The archive has no {MANIFEST}.", "bad_manifest")
    manifest_hash = hashes.pop(MANIFEST)
    _check(hashes, listed)
    report = _report_in(kept)
    return Archive(kept, report, wire, manifest_hash, hashlib.sha256(content).hexdigest())


def _looked_through(content: bytes) -> tuple[dict[str, str], dict[str, bytes], str | None]:
    """Return the hash of every file, those that are read whole, and the wire log's digest."""
    hashes: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    wire: str | None = None
    for name, read in _files_of(content):
        if name in hashes:
            raise InvalidRequestError(f"The archive holds {name} twice.", "bad_manifest")
        hashed, whole = hashlib.sha256(), bytearray()
        pieces = _hashing(read, hashed)
        if name == WIRE:
            wire = digest_of(_lines(pieces))
        for piece in pieces:
            if name in _KEPT:
                whole += piece
                _check_size(name, len(whole))
        hashes[name] = hashed.hexdigest()
        if name in _KEPT:
            kept[name] = bytes(whole)
    return hashes, kept, wire


def lines_in(content: bytes, name: str) -> Iterator[str]:
    """Give the lines of one file of an archive, which may be a large one."""
    with _refusing():
        for found, read in _files_of(content):
            if found == name:
                yield from _lines(_pieces(read))


def file_in(content: bytes, name: str) -> bytes | None:
    """Return one file of an archive that was taken in; None if it has none of this name."""
    with _refusing():
        for found, read in _files_of(content):
            if found == name:
                return b"".join(_pieces(read))
    return None


def names_in(content: bytes) -> list[str]:
    """Return the names of the files of an archive that was taken in, in its order."""
    with _refusing():
        return [name for name, _ in _files_of(content)]


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever trips over the bytes says that this is no archive."""
    try:
        yield
    except (
        OSError, EOFError, zlib.error, tarfile.TarError, ValueError, LookupError, OverflowError,
        RecursionError,
    ) as error:  # fmt: skip
        raise InvalidRequestError(
            "This is no gzipped tar archive. Send the evidence.tar.gz of a run.", _NO_ARCHIVE
        ) from error


def _files_of(content: bytes) -> Iterator[tuple[str, IO[bytes]]]:
    """Give every file with its name, each to be read before the next one is asked for."""
    with (
        gzip.GzipFile(fileobj=io.BytesIO(content)) as packed,
        tarfile.open(
            fileobj=cast("IO[bytes]", _Bounded(packed)), mode="r|", tarinfo=_Member
        ) as tar,
    ):
        for place, member in enumerate(tar):
            if place >= _MOST_FILES:
                raise InvalidRequestError("The archive holds too many files.", _NO_ARCHIVE)
            if member.isdir():
                continue
            name = _name_of(member)
            read = tar.extractfile(member)
            if read is not None:
                yield name, read


def _name_of(member: tarfile.TarInfo) -> str:
    name = member.name.removeprefix("./")
    if member.type not in _PLAIN or member.issparse():
        raise InvalidRequestError("The archive holds more than plain files.", _NO_ARCHIVE)
    parts = name.split("/")
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name) or {".", ".."} & set(parts):
        text = "A file of the archive has a name that leaves its folder or cannot be read."
        raise InvalidRequestError(text, _NO_ARCHIVE)
    return name


def _hashing(read: IO[bytes], hashed: "hashlib._Hash") -> Iterator[bytes]:
    for piece in _pieces(read):
        hashed.update(piece)
        yield piece


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Give the lines of JSON, which holds no line end inside a value."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise InvalidRequestError(f"{WIRE} has a line that is too long.", _NO_ARCHIVE)
        yield from (line.decode("utf-8", "replace") for line in whole)
    if rest:
        yield rest.decode("utf-8", "replace")


def _pieces(read: IO[bytes]) -> Iterator[bytes]:
    while piece := read.read(1 << 16):
        yield piece


def _check_size(name: str, size: int) -> None:
    if size > _MOST_READ:
        text = f"{name} is too large: it has more than {_MOST_READ // 1_000_000} MB."
        raise InvalidRequestError(text, _NO_ARCHIVE)


def _check(hashes: Mapping[str, str], listed: bytes) -> None:
    try:
        manifest = msgspec.json.decode(listed, type=_Manifest).files
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        text = f"{MANIFEST} cannot be read."
        raise InvalidRequestError(text, "bad_manifest") from None
    odd = sorted(set(manifest) ^ set(hashes))
    if odd:
        where = "listed, but not there" if odd[0] in manifest else "there, but not listed"
        raise InvalidRequestError(f"{odd[0]} is {where}, in {MANIFEST}.", "bad_manifest")
    for name, sha256 in manifest.items():
        if hashes[name] != sha256:
            text = f"{name} is not the file that {MANIFEST} lists: it was changed."
            raise InvalidRequestError(text, "bad_manifest")


def _report_in(kept: Mapping[str, bytes]) -> Report:
    content = kept.get(REPORT)
    if content is None:
        raise InvalidRequestError(f"The archive has no {REPORT}.", "bad_report")
    try:
        return msgspec.json.decode(content, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequestError(f"{REPORT} cannot be read: {error}.", "bad_report") from None
