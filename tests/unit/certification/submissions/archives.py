"""Runs of a harness that nobody ran: what the hub noted of one, and archives that tell of it."""

import gzip
import hashlib
import io
import json
import tarfile
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.requirements.reading import for_types
from homeroom.oauth.queries import app_named
from homeroom.oauth.trials import actions as trials
from tests.support.hubs import Reply
from tests.unit.developers.workshop import Made, Workshop

WIRE: tuple[dict[str, Any], ...] = (
    {"n": 1, "path": "/oauth/tokens", "token_kind": "basic", "grant_type": "authorization_code"},
    {"n": 2, "path": "/v3.1/users", "token_kind": "district", "district": "d1", "token": "one"},
    {"n": 3, "path": "/v3.1/users", "token_kind": "district", "district": "d1", "token": "two",
     "query": {"starting_after": "u1"}, "fault": "500"},
    {"n": 4, "path": "/v3.1/users", "token_kind": "district", "fault": "poison"},
    {"n": 5, "path": "/v3.1/events", "token_kind": "district"},
)  # fmt: skip
"""What the hub saw of the application during the run: enough to bear every PASS out."""

SUITE, SEED = "1.0.0", "lantern-7"


def a_trial(workshop: Workshop, made: Made, types: list[str], *, ended: bool = True) -> str:
    """A run of this application that the hub has seen; return its name."""
    now = workshop.town.desk.now()
    with workshop.hub.parts.store.control.writing() as session:
        app = app_named(session, made.id)
        assert app is not None
        trial = trials.begin(session, now, app, SUITE, SEED, types)
        trials.add_entries(session, trial.trial, [json.dumps(one) for one in WIRE])
        if ended:
            trials.end(session, now, trial.trial)
    return trial.trial


def a_report(made: Made, run: str, types: list[str], **changed: Any) -> dict[str, Any]:
    """A report in which everything passes but for what `verdicts` says."""
    verdicts = changed.pop("verdicts", {})
    answers = changed.pop("answers", {})
    declared = Declared(frozenset(types), frozenset({"student", "teacher"}), answers)
    results = [
        {
            "id": one.id,
            "verdict": verdicts.get(one.id, "PASS" if one.applies(declared).holds else "SKIP"),
            "why": f"Looked at {one.id}.",
            "scenarios": list(one.scenarios),
        }
        for one in for_types(types)
    ]
    told = {
        "run": run, "suite": SUITE, "seed": SEED, "types": types, "client_id": made.client_id,
        "app": {"name": "Reader", "version": "4.2"}, "api_version": "v3.1", "results": results,
        "user_types": ["student", "teacher"], "answers": answers,
    }  # fmt: skip
    return told | changed


def packed(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tar of these files, always the same bytes for the same files."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0)


def listed(files: Mapping[str, bytes]) -> bytes:
    """The manifest of these files."""
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return json.dumps({"files": hashes}).encode()


def wire_log() -> bytes:
    """What a harness writes of it: a line for each request."""
    return "".join(f"{json.dumps(one)}\n" for one in WIRE).encode()


def an_archive(report: Mapping[str, Any], **more: bytes) -> tuple[bytes, str]:
    """The archive of a report and the hub's log, and the hash of its manifest."""
    files = {"report.json": json.dumps(report).encode(), "wire.jsonl": wire_log()}
    files |= {name.replace("_", "."): content for name, content in more.items()}
    manifest = listed(files)
    return packed(files | {"manifest.json": manifest}), hashlib.sha256(manifest).hexdigest()


def by_client(workshop: Workshop, made: Made, path: str, body: bytes, kind: str) -> Reply:
    """Send something as the application, which proves itself."""
    proof = b64encode(f"{made.client_id}:{made.secret}".encode()).decode()
    browser = workshop.town.browser(authorization=f"Basic {proof}")
    return browser.ask(path, "POST", body, **{"content-type": kind})


def sealed(workshop: Workshop, made: Made, run: str, manifest: str) -> Reply:
    """Seal a run."""
    body = json.dumps({"manifest": manifest}).encode()
    path = f"/certification/v1/runs/{run}/seal"
    return by_client(workshop, made, path, body, "application/json")


def sent(workshop: Workshop, made: Made, content: bytes) -> Reply:
    """Send an archive in."""
    return by_client(workshop, made, "/certification/v1/runs", content, "application/gzip")
