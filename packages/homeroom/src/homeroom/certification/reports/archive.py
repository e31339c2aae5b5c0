"""The evidence as one archive: every file, and a manifest with the sha256 of each (7.1).

The hub that saw the run knows the manifest's hash from the moment the run ended, so an archive
that was edited afterwards is not accepted (`homeroom certify submit`).
"""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from homeroom.certification.harness.errors import ConfigurationError

__all__ = ["ARCHIVE", "MANIFEST", "REPORT", "archived", "manifest_of", "read_report"]

ARCHIVE: Final = "evidence.tar.gz"
MANIFEST: Final = "manifest.json"
REPORT: Final = "report.json"


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """Return the manifest: the sha256 of every file."""
    sums = {name: hashlib.sha256(files[name]).hexdigest() for name in sorted(files)}
    return json.dumps({"files": sums}, indent=1, sort_keys=True).encode()


def archived(files: Mapping[str, bytes]) -> bytes:
    """Return files as an archive that is the same, byte for byte, for the same files."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in sorted(files):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(files[name]), 0o644
            tar.addfile(entry, io.BytesIO(files[name]))
    return gzip.compress(packed.getvalue(), mtime=0)


def read_report(folder: Path) -> dict[str, Any]:
    """Read the report of a folder that a run wrote.

    Raises:
        ConfigurationError: There is none.
    """
    try:
        found = json.loads((folder / REPORT).read_bytes())
    except (OSError, ValueError) as odd:
        raise ConfigurationError(
            f"There is no report in {folder.name}/. Make one with: homeroom certify run"
        ) from odd
    if not isinstance(found, dict):
        raise ConfigurationError(f"{folder.name}/{REPORT} is no report.")
    return found
