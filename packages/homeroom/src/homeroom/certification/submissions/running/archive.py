"""An archive of evidence, opened with care: nothing is written to disk, nothing is believed.

It is a gzipped tar with `manifest.json` (the SHA-256 of every other file), `report.json` and what
the report points at (certification.md 7.1).
"""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from homeroom.certification.submissions.reports import Report
from homeroom.foundation.errors import InvalidRequestError

MOST_BYTES: Final = 20_000_000
_MOST_OPENED: Final = 200_000_000
_MOST_FILES: Final = 10_000
MANIFEST: Final = "manifest.json"
REPORT: Final = "report.json"
WIRE: Final = "wire.jsonl"


class _Manifest(msgspec.Struct):
    files: Mapping[str, str]


@dataclass(frozen=True)
class Archive:
    """What an archive holds, its files being those of its manifest."""

    files: Mapping[str, bytes]
    report: Report
    manifest_hash: str
    sha256: str


def opened(content: bytes) -> Archive:
    """Return what the archive holds; InvalidRequestError says what is wrong with it."""
    files = _files_in(content)
    listed = files.pop(MANIFEST, None)
    if listed is None:
        raise InvalidRequestError(f"The archive has no {MANIFEST}.", "bad_manifest")
    _check(files, listed)
    return Archive(
        files,
        _report_in(files),
        hashlib.sha256(listed).hexdigest(),
        hashlib.sha256(content).hexdigest(),
    )


def _files_in(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(_MOST_OPENED + 1)
        if len(plain) > _MOST_OPENED:
            raise InvalidRequestError("Opened, the archive is too large.", "not_an_archive")
        with tarfile.open(fileobj=io.BytesIO(plain), mode="r:") as tar:
            for member in tar:
                if not member.isfile():
                    continue
                if len(found) >= _MOST_FILES:
                    text = "The archive holds too many files."
                    raise InvalidRequestError(text, "not_an_archive")
                read = tar.extractfile(member)
                found[member.name.removeprefix("./")] = b"" if read is None else read.read()
    except (OSError, EOFError, zlib.error, tarfile.TarError, ValueError) as error:
        raise InvalidRequestError(
            "This is no gzipped tar archive. Send the evidence.tar.gz of a run.", "not_an_archive"
        ) from error
    return found


def _check(files: Mapping[str, bytes], listed: bytes) -> None:
    try:
        manifest = msgspec.json.decode(listed, type=_Manifest).files
    except (msgspec.DecodeError, UnicodeDecodeError):
        text = f"{MANIFEST} cannot be read."
        raise InvalidRequestError(text, "bad_manifest") from None
    odd = sorted(set(manifest) ^ set(files))
    if odd:
        where = "listed, but not there" if odd[0] in manifest else "there, but not listed"
        raise InvalidRequestError(f"{odd[0]} is {where}, in {MANIFEST}.", "bad_manifest")
    for name, sha256 in manifest.items():
        if hashlib.sha256(files[name]).hexdigest() != sha256:
            text = f"{name} is not the file that {MANIFEST} lists: it was changed."
            raise InvalidRequestError(text, "bad_manifest")


def _report_in(files: Mapping[str, bytes]) -> Report:
    content = files.get(REPORT)
    if content is None:
        raise InvalidRequestError(f"The archive has no {REPORT}.", "bad_report")
    try:
        return msgspec.json.decode(content, type=Report)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InvalidRequestError(f"{REPORT} cannot be read: {error}.", "bad_report") from None
