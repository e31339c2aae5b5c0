"""Verbs of runs; each inside a writing session of `control`."""

import re
from typing import Final

from homeroom.certification.models import run_seal, submission_run
from homeroom.certification.submissions import actions, rules
from homeroom.certification.submissions.actions import Actor, Noted
from homeroom.certification.submissions.queries import (
    Submission,
    run_named,
    seal_of,
    submissions_of,
)
from homeroom.certification.submissions.running.archive import REPORT, Archive
from homeroom.foundation.database import Session, insert, upsert
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.oauth.queries import Client

_SEAL: Final = upsert(run_seal, replace=())
_ADD: Final = insert(submission_run)
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def seal(session: Session, now: int, run: str, manifest: str) -> bool:
    """The run has found this; return whether it was not known before. The first word counts."""
    if not _HASH.fullmatch(manifest):
        raise InvalidRequestError("`manifest` is the SHA-256 of manifest.json, 64 hex digits.")
    before = seal_of(session, run)
    session.run(_SEAL, run=run, manifest=manifest, sealed_at=now)
    if seal_of(session, run) != manifest:
        raise ConflictError("The run was sealed with something else already.", "sealed_already")
    return not before


def for_run(session: Session, archive: Archive, client: Client, base_url: str) -> Submission:
    """Return the submission that a run belongs to: the open one whose types it tested."""
    types = frozenset(archive.report.types)
    found = [
        one
        for one in submissions_of(session, client.application)
        if one.state not in rules.ENDED and one.types == types
    ]
    if not found:
        where = f"{base_url}/developers/apps/{client.application}/certification"
        listed = " and ".join(sorted(types)) or "no type"
        raise ConflictError(
            f"No submission is about {listed}. Begin one at {where}", "no_submission"
        )
    if found[0].state not in rules.OPEN_FOR_RUNS:
        words = rules.STANDINGS[found[0].state].words.lower()
        raise ConflictError(f"The submission is {words}, and takes no run now.", "frozen")
    return found[0]


def keep(  # noqa: PLR0913 - a run is all of this
    session: Session, now: int, one: Submission, actor: Actor, archive: Archive, content: bytes
) -> None:
    """The submission has this run; sent twice it is there once."""
    report = archive.report
    if run_named(session, report.run) is not None:
        return
    row = {
        "run": report.run, "submission": one.id, "attempt": one.attempt, "at": now,
        "report": archive.files[REPORT].decode(), "sha256": archive.sha256, "content": content,
    }  # fmt: skip
    session.many(_ADD, [row])
    noted = Noted("noted", "Run of the harness sent in", report.run, evidence=archive.sha256)
    actions.note(session, now, one, actor, noted)
