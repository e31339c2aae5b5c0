"""Verbs of runs; each inside a writing session of `control`."""

import re
from collections.abc import Iterable
from typing import Final

from homeroom.certification.models import run_seal, submission_run
from homeroom.certification.submissions import actions, limits, rules
from homeroom.certification.submissions.actions import RERUN, Actor, Noted
from homeroom.certification.submissions.queries import (
    Submission,
    records_of,
    run_named,
    seal_of,
    submissions_of,
)
from homeroom.certification.submissions.running.archive import REPORT, Archive
from homeroom.certification.submissions.running.verifying import check_whole
from homeroom.certification.submissions.running.watching import WATCHED, noted_of
from homeroom.foundation.database import Session, insert, upsert
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.oauth.queries import Client
from homeroom.oauth.trials.queries import Trial

_SEAL: Final = upsert(run_seal, replace=())
_ADD: Final = insert(submission_run)
SEALED_WITHIN: Final = 3_600_000
_HASH: Final = re.compile(r"[0-9a-f]{64}")


def seal(session: Session, now: int, trial: Trial, manifest: str) -> bool:
    """The run has found this; return whether it was not known before. The first word counts.

    It is said as the run ends, when nobody had the time to write another report.
    """
    if not _HASH.fullmatch(manifest):
        raise InvalidRequestError("`manifest` is the SHA-256 of manifest.json, 64 hex digits.")
    run = trial.trial
    before = seal_of(session, run)
    if trial.ended_at is None:
        raise ConflictError("That run has not ended yet.", "run_goes_on")
    if not before and now - trial.ended_at > SEALED_WITHIN:
        raise ConflictError("A run is sealed as it ends; this one ended long ago.", "too_late")
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
    if archive.report.only and _is_asked(session, found[0], archive.report.only):
        return found[0]
    check_whole(archive.report)
    if found[0].state not in rules.OPEN_FOR_RUNS | {WATCHED}:
        words = rules.STANDINGS[found[0].state].words.lower()
        raise ConflictError(f"The submission is {words}, and takes no run now.", "frozen")
    return found[0]


def _is_asked(session: Session, one: Submission, only: Iterable[str]) -> bool:
    """Whether a reviewer has asked for these checks in this attempt, and still reviews it."""
    if one.state not in rules.REVIEWED:
        return False
    asked = {
        name
        for record in records_of(session, one.id)
        if record.kind == RERUN and record.attempt == one.attempt
        for name in record.detail["requirements"]
    }
    return set(only) <= asked


def keep(  # noqa: PLR0913 - a run is all of this
    session: Session,
    now: int,
    one: Submission,
    actor: Actor,
    archive: Archive,
    content: bytes,
    signature: str = "",
) -> None:
    """The submission has this run, with the hub's word for it; sent twice it is there once."""
    report = archive.report
    before = run_named(session, report.run)
    if before is not None and before.submission != one.id:
        raise ConflictError(
            "This run belongs to an earlier submission. Run homeroom certify again.", "run_used"
        )
    if before is not None:
        return
    limits.check_runs(session, now, one)
    row = {
        "run": report.run, "submission": one.id, "attempt": one.attempt, "at": now,
        "report": archive.files[REPORT].decode(), "sha256": archive.sha256, "content": content,
    }  # fmt: skip
    session.many(_ADD, [row])
    if one.state == WATCHED:
        actions.note(session, now, one, actor, noted_of(session, now, one, report))
    said = {"signature": signature} if signature else None
    text = "Run of the harness sent in" if report.is_whole else "Named checks run again"
    noted = Noted("noted", text, report.run, said, archive.sha256)
    actions.note(session, now, one, actor, noted)
