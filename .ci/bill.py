"""Prints what our packages are made of: requirements.lock as a bill of materials (CycloneDX 1.5).

`scope` says who needs a dependency: `required` by one of the packages as it is, `optional` by one
of their extras, `excluded` where only the work on Homeroom needs it. Who needs what is in the
lock's own comments (`# via`), so nothing is resolved, and the same commit gives the same bytes.
"""

import json
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = ("homeroom-wire", "homeroom-kit", "homeroom")
_PINNED: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+?)(?: ; (.*?))?(?: \\)?$")
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA: Final = re.compile(r"^    #(?: via)? +(?!via$)([A-Za-z0-9._-]+)(?: \(.*\))?$")


@dataclass
class Locked:
    """One dependency: its version, on which machines, its files' hashes, and who needs it."""

    name: str
    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)
    needed_by: list[str] = field(default_factory=list)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def locked(text: str) -> list[Locked]:
    """Read a lock."""
    found: list[Locked] = []
    for line in text.splitlines():
        if pinned := _PINNED.match(line):
            found.append(Locked(_plain(pinned[1]), pinned[2], pinned[3] or ""))
        elif found:
            found[-1].hashes += _HASH.findall(line)
            if via := _VIA.match(line):
                found[-1].needed_by.append(_plain(via[1]))
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _wanted(requirements: Iterable[str]) -> set[str]:
    return {_plain(re.split(r"[^A-Za-z0-9._-]", one)[0]) for one in requirements}


def _reached(direct: set[str], everything: list[Locked]) -> set[str]:
    """Return what is needed directly, and what that needs."""
    reached = {one.name for one in everything if one.name in direct}
    while True:
        more = {one.name for one in everything if not reached.isdisjoint(one.needed_by)} - reached
        if not more:
            return reached
        reached |= more


def _scopes(root: Path, everything: list[Locked]) -> dict[str, str]:
    required: set[str] = set()
    optional: set[str] = set()
    for package in PACKAGES:
        text = (root / "packages" / package / "pyproject.toml").read_text(encoding="utf-8")
        project = tomllib.loads(text)["project"]
        required |= _wanted(project["dependencies"])
        for extra in project.get("optional-dependencies", {}).values():
            optional |= _wanted(extra)
    scopes = dict.fromkeys((one.name for one in everything), "excluded")
    scopes |= dict.fromkeys(_reached(optional, everything), "optional")
    return scopes | dict.fromkeys(_reached(required, everything), "required")


def _component(one: Locked, scope: str) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": one.purl,
        "name": one.name,
        "version": one.version,
        "scope": scope,
        "purl": one.purl,
        # A lock allows several files of a version: a wheel for each kind of machine, the sdist.
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{one.name}/{one.version}/",
                "hashes": [{"alg": "SHA-256", "content": each} for each in one.hashes],
            }
        ],
    }
    if one.marker:
        component["properties"] = [{"name": "homeroom:marker", "value": one.marker}]
    return component


def _leads(everything: list[Locked]) -> Iterator[dict[str, Any]]:
    for one in everything:
        below = sorted({other.purl for other in everything if one.name in other.needed_by})
        yield {"ref": one.purl, "dependsOn": below}


def bill(root: Path, version: str, commit: str, epoch: int) -> str:
    """Return the bill of materials of the three packages, as JSON."""
    everything = locked((root / "requirements.lock").read_text(encoding="utf-8"))
    scopes = _scopes(root, everything)
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"homeroom {version} {commit}")
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{name}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).isoformat().replace("+00:00", "Z"),
            "component": {
                "type": "application",
                "name": "homeroom",
                "version": version,
                "components": [
                    {"type": "library", "name": one, "version": version} for one in PACKAGES
                ],
                "properties": [{"name": "homeroom:commit", "value": commit}],
            },
        },
        "components": [_component(one, scopes[one.name]) for one in everything],
        "dependencies": list(_leads(everything)),
    }
    return json.dumps(made, indent=2) + "\n"
