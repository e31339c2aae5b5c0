"""Reads of submissions, their records, files, runs and certificates (control file)."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import sqlalchemy as sa

from homeroom.certification.models import (
    certificate,
    mail,
    run_seal,
    submission,
    submission_file,
    submission_record,
    submission_run,
    training,
)
from homeroom.certification.requirements.conditions import Answer
from homeroom.certification.submissions.reports import Judged, Report
from homeroom.certification.submissions.rules import State
from homeroom.foundation.database import Prepared, Row, Session


@dataclass(frozen=True)
class Submission:
    """Integration types of an application on their way to a certificate."""

    id: str
    application: str
    types: frozenset[str]
    state: State
    attempt: int
    answers: Mapping[str, Answer]
    facts: Mapping[str, Any]
    app_version: str
    created_at: int
    due_at: int | None
    reviewer: int | None
    run: str | None
    production: str | None


@dataclass(frozen=True)
class Record:
    """One thing that happened to a submission."""

    position: int
    attempt: int
    at: int
    actor: str
    kind: str
    state: State
    subject: str
    text: str
    detail: Mapping[str, Any]
    evidence: str


@dataclass(frozen=True)
class KeptRun:
    """A run that was sent in, without its archive."""

    run: str
    submission: str
    attempt: int
    at: int
    report: Report
    sha256: str


@dataclass(frozen=True)
class Certificate:
    """A certificate, valid or ended."""

    id: str
    submission: str
    application: str
    name: str
    app_version: str
    types: tuple[str, ...]
    api_version: str
    suite: str
    evidence: str
    conditions: tuple[str, ...]
    attested: bool
    sandbox: bool
    issued_at: int
    expires_at: int
    ended_at: int | None
    ended_as: str


@dataclass(frozen=True)
class Mail:
    """A message of the outbox."""

    id: str
    at: int
    recipient: str
    subject: str
    text: str
    submission: str


_NAMED: Final[sa.BindParameter[str]] = sa.bindparam("named")
_ONE: Final = Prepared(sa.select(*submission.c).where(submission.c.submission == _NAMED))
_OF_APPLICATION: Final = Prepared(
    sa.select(*submission.c)
    .where(submission.c.application == _NAMED)
    .order_by(submission.c.created_at.desc(), submission.c.submission)
)
_EVERY: Final = Prepared(
    sa.select(*submission.c).order_by(submission.c.due_at, submission.c.submission)
)
_RECORDS: Final = Prepared(
    sa.select(*submission_record.c)
    .where(submission_record.c.submission == _NAMED)
    .order_by(submission_record.c.position)
)
_RUN_COLUMNS: Final = (
    submission_run.c.run,
    submission_run.c.submission,
    submission_run.c.attempt,
    submission_run.c.at,
    submission_run.c.report,
    submission_run.c.sha256,
)
_RUNS: Final = Prepared(
    sa.select(*_RUN_COLUMNS)
    .where(submission_run.c.submission == _NAMED)
    .order_by(submission_run.c.at.desc(), submission_run.c.run)
)
_RUN: Final = Prepared(sa.select(*_RUN_COLUMNS).where(submission_run.c.run == _NAMED))
_ARCHIVE: Final = Prepared(
    sa.select(submission_run.c.content).where(submission_run.c.run == _NAMED)
)
_SEAL: Final = Prepared(sa.select(run_seal.c.manifest).where(run_seal.c.run == _NAMED))
_SEALED: Final = Prepared(sa.select(run_seal.c.sealed_at).where(run_seal.c.run == _NAMED))
_FILE: Final = Prepared(
    sa.select(submission_file.c.sha256, submission_file.c.at, submission_file.c.size)
    .where(
        submission_file.c.submission == _NAMED, submission_file.c.purpose == sa.bindparam("purpose")
    )
    .order_by(submission_file.c.at.desc(), submission_file.c.sha256)
    .limit(1)
)
_CONTENT: Final = Prepared(
    sa.select(submission_file.c.content).where(
        submission_file.c.submission == _NAMED, submission_file.c.sha256 == sa.bindparam("sha256")
    )
)
_CERTIFICATE: Final = Prepared(sa.select(*certificate.c).where(certificate.c.certificate == _NAMED))
_CERTIFICATES: Final = Prepared(
    sa.select(*certificate.c)
    .where(certificate.c.submission == _NAMED)
    .order_by(certificate.c.issued_at.desc(), certificate.c.certificate)
)
_MAILS: Final = Prepared(
    sa.select(*mail.c).order_by(mail.c.at.desc(), mail.c.mail.desc()).limit(200)
)
_LESSONS: Final = Prepared(sa.select(training.c.lesson).where(training.c.person == _NAMED))


def submission_named(session: Session, name: str) -> Submission | None:
    """Return a submission; None if there is none of this id."""
    row = session.one(_ONE, named=name)
    return None if row is None else _submission(row)


def submissions_of(session: Session, application: str) -> list[Submission]:
    """Return an application's submissions, the newest first."""
    return [_submission(row) for row in session.all(_OF_APPLICATION, named=application)]


def every_submission(session: Session) -> list[Submission]:
    """Return all submissions, those that are due first."""
    return [_submission(row) for row in session.all(_EVERY)]


def records_of(session: Session, name: str) -> list[Record]:
    """Return what happened to a submission, in its order."""
    return [_record(row) for row in session.all(_RECORDS, named=name)]


def judged_in(records: list[Record], attempt: int) -> dict[str, Judged]:
    """Return the reviewer's verdicts of an attempt; the last word on a requirement counts."""
    return {
        one.subject: Judged(one.detail["verdict"], one.text, one.actor)
        for one in records
        if one.kind == "verdict" and one.attempt == attempt
    }


def submissions_in(records: Iterable[Record]) -> list[Record]:
    """Return the records by which it was submitted, the last one at the end."""
    return [
        one for one in records if one.kind == "moved" and one.state in ("submitted", "recertifying")
    ]


def submitted_in(records: Iterable[Record]) -> Record | None:
    """Return the record by which it was submitted last; what was said since is none."""
    found = submissions_in(records)
    return found[-1] if found else None


def due_since(session: Session, name: str) -> int | None:
    """Return when a submission was due to be certified again last; None if it never was."""
    found = [
        one.at for one in records_of(session, name)
        if one.kind == "moved" and one.state == "recert_due"
    ]  # fmt: skip
    return max(found, default=None)


def runs_of(session: Session, name: str) -> list[KeptRun]:
    """Return the whole runs of a submission, the newest first."""
    return [one for one in every_run_of(session, name) if one.report.is_whole]


def every_run_of(session: Session, name: str) -> list[KeptRun]:
    """Return all runs of a submission, those of named checks among them, the newest first."""
    return [_run(row) for row in session.all(_RUNS, named=name)]


def run_named(session: Session, run: str) -> KeptRun | None:
    """Return a run that was sent in."""
    row = session.one(_RUN, named=run)
    return None if row is None else _run(row)


def run_of_archive(session: Session, name: str, sha256: str) -> KeptRun | None:
    """Return the run of a submission whose archive has this hash."""
    return next((one for one in every_run_of(session, name) if one.sha256 == sha256), None)


def archive_of(session: Session, run: str) -> bytes:
    """Return the archive of a run that was sent in."""
    row = session.one(_ARCHIVE, named=run)
    return b"" if row is None else bytes(row[0])


def seal_of(session: Session, run: str) -> str:
    """Return what a run was sealed with when it ended; empty if nobody did."""
    row = session.one(_SEAL, named=run)
    return "" if row is None else str(row[0])


def sealed_at(session: Session, run: str) -> int | None:
    """Return when a run was sealed; None if nobody did."""
    row = session.one(_SEALED, named=run)
    return None if row is None else int(row[0])


def file_of(session: Session, name: str, purpose: str) -> tuple[str, int, int] | None:
    """Return hash, moment and size of the newest document of a kind."""
    row = session.one(_FILE, named=name, purpose=purpose)
    return None if row is None else (row[0], row[1], row[2])


def content_of(session: Session, name: str, sha256: str) -> bytes:
    """Return a document of a submission."""
    row = session.one(_CONTENT, named=name, sha256=sha256)
    return b"" if row is None else bytes(row[0])


def certificate_named(session: Session, name: str) -> Certificate | None:
    """Return a certificate; None if there is none of this id."""
    row = session.one(_CERTIFICATE, named=name)
    return None if row is None else _certificate(row)


def certificates_of(session: Session, name: str) -> list[Certificate]:
    """Return the certificates of a submission, the newest first."""
    return [_certificate(row) for row in session.all(_CERTIFICATES, named=name)]


def mails(session: Session) -> list[Mail]:
    """Return the newest messages of the outbox."""
    return [Mail(*row) for row in session.all(_MAILS)]


def lessons_of(session: Session, person: int) -> frozenset[str]:
    """Return the training pages that somebody has ticked off."""
    return frozenset(lesson for (lesson,) in session.all(_LESSONS, named=person))


def _submission(row: Row) -> Submission:
    name, application, types, state, attempt, answers, facts, *rest = row
    return Submission(
        name, application, frozenset(json.loads(types)), state, attempt, json.loads(answers),
        json.loads(facts), *rest,
    )  # fmt: skip


def _record(row: Row) -> Record:
    _, position, attempt, at, actor, kind, state, subject, text, detail, evidence = row
    return Record(
        position, attempt, at, actor, kind, state, subject, text, json.loads(detail), evidence
    )


def _run(row: Row) -> KeptRun:
    run, name, attempt, at, report, sha256 = row
    return KeptRun(run, name, attempt, at, msgspec.json.decode(report, type=Report), sha256)


def _certificate(row: Row) -> Certificate:
    name, submitted, application, called, version, types, api, suite, evidence, *rest = row
    conditions, attested, sandbox, *times = rest
    return Certificate(
        name, submitted, application, called, version, tuple(json.loads(types)), api, suite,
        evidence, tuple(json.loads(conditions)), bool(attested), bool(sandbox), *times,
    )  # fmt: skip
