"""Writes every form of a report into a folder, and returns the manifest's hash."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeroom.certification.harness.evidence import Evidence
from homeroom.certification.reports.archive import ARCHIVE, MANIFEST, REPORT, archived, manifest_of
from homeroom.certification.reports.junit import junit_of
from homeroom.certification.reports.page import page_of

__all__ = ["written"]


def written(document: Mapping[str, Any], evidence: Evidence, folder: Path) -> str:
    """Write report.json, junit.xml, report.html, evidence and archive.

    Secrets are cut out of the forms once more: what a person reads must not hold any, wherever it
    came from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report = json.dumps(document, indent=1, ensure_ascii=False, default=str).encode()
    forms = {
        REPORT: report,
        "junit.xml": junit_of(document),
        "report.html": page_of(document, evidence.read),
    }
    files = {name: evidence.without_secrets(content) for name, content in forms.items()}
    files |= {name: evidence.read(name) for name in evidence.names()}
    manifest = manifest_of(files)
    files[MANIFEST] = manifest
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder / ARCHIVE).write_bytes(archived(files))
    return hashlib.sha256(manifest).hexdigest()
