"""Verbs of submissions; each inside a writing session of `control`.

`held` comes first in all of them: it keeps the submission's row until the end, so that of two forms
which were sent at once the second sees what the first has done. Nothing is deleted: each verb adds
a record with who, when and why.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from typing_extensions import override

from homeroom.certification.models import submission, submission_file, submission_record, training
from homeroom.certification.requirements.conditions import Answer
from homeroom.certification.submissions import limits, queries, rules
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.rules import Mover, State
from homeroom.foundation.database import Prepared, Session, insert, upsert
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.oauth.registration.together import objection_to

_ADD: Final = insert(submission)
_ADD_RECORD: Final = insert(submission_record)
_ADD_FILE: Final = upsert(submission_file, replace=("at",))
_TICK: Final = upsert(training, replace=())
_NAMED: Final = submission.c.submission == sa.bindparam("named")
_HOLD: Final = Prepared(sa.update(submission).where(_NAMED).values(attempt=submission.c.attempt))
_SAVE: Final = Prepared(
    sa.update(submission)
    .where(_NAMED)
    .values(
        state=sa.bindparam("new_state"),
        attempt=sa.bindparam("new_attempt"),
        answers=sa.bindparam("new_answers"),
        facts=sa.bindparam("new_facts"),
        app_version=sa.bindparam("new_version"),
        due_at=sa.bindparam("new_due"),
        reviewer=sa.bindparam("new_reviewer"),
        run=sa.bindparam("new_run"),
        production=sa.bindparam("new_production"),
    )
)
_COUNT: Final = Prepared(
    sa.select(sa.func.count())
    .select_from(submission_record)
    .where(submission_record.c.submission == sa.bindparam("named"))
)
AGREEMENT: Final = "agreement"
RERUN: Final = "rerun"
"""Kind of the record in which a reviewer asks for a run of named checks."""


@dataclass(frozen=True)
class Actor:
    """Who does something, in words that stay true when she has left."""

    name: str
    duty: Mover

    @override
    def __str__(self) -> str:
        """Return what the record says."""
        return f"{self.name} ({self.duty})" if self.name else "The hub"


THE_HUB: Final = Actor("", "hub")


@dataclass(frozen=True)
class Noted:
    """What a record says beside who, when and which state."""

    kind: str
    text: str = ""
    subject: str = ""
    detail: Mapping[str, Any] | None = None
    evidence: str = ""


def new_id(now: int) -> str:
    """Return an id that sorts by time; `now` in milliseconds."""
    return f"{now // 1000:08x}{secrets.token_hex(8)}"


def begin(  # noqa: PLR0913 - a submission is all of this
    session: Session,
    now: int,
    application: str,
    types: Iterable[str],
    actor: Actor,
    answers: Mapping[str, Answer],
) -> Submission:
    """A draft exists for these types; types that are on their way already are refused."""
    wanted = frozenset(types)
    if trouble := objection_to(wanted):
        raise InvalidRequestError(trouble)
    for one in queries.submissions_of(session, application):
        if one.state not in rules.ENDED and one.types & wanted:
            raise ConflictError("One of these types has a submission already. Go on with that one.")
    name = new_id(now)
    row = {
        "submission": name, "application": application, "types": json.dumps(sorted(wanted)),
        "state": "draft", "attempt": 1, "answers": json.dumps(dict(answers)), "facts": "{}",
        "app_version": "", "created_at": now, "due_at": None, "reviewer": None, "run": None,
        "production": None,
    }  # fmt: skip
    session.many(_ADD, [row])
    made = held(session, name)
    note(session, now, made, actor, Noted("moved", "Begun"))
    return made


def held(session: Session, name: str) -> Submission:
    """Return the submission; whoever else would change it waits until the transaction ends."""
    session.run(_HOLD, named=name)
    found = queries.submission_named(session, name)
    if found is None:
        raise NotFoundError("There is no such submission.", "no_such_submission")
    return found


def note(session: Session, now: int, one: Submission, actor: Actor, noted: Noted) -> None:
    """The record has one more line."""
    row = session.one(_COUNT, named=one.id)
    session.many(
        _ADD_RECORD,
        [
            {
                "submission": one.id, "position": (0 if row is None else row[0]) + 1,
                "attempt": one.attempt, "at": now, "actor": str(actor), "kind": noted.kind,
                "state": one.state, "subject": noted.subject, "text": noted.text,
                "detail": json.dumps(noted.detail or {}), "evidence": noted.evidence,
            }
        ],
    )  # fmt: skip


def save(session: Session, one: Submission) -> Submission:
    """The submission is as given; its application, types and age never change."""
    session.run(
        _SAVE, named=one.id, new_state=one.state, new_attempt=one.attempt,
        new_answers=json.dumps(dict(one.answers)), new_facts=json.dumps(dict(one.facts)),
        new_version=one.app_version, new_due=one.due_at, new_reviewer=one.reviewer,
        new_run=one.run, new_production=one.production,
    )  # fmt: skip
    return one


def answer(session: Session, one: Submission, answers: Mapping[str, Answer]) -> Submission:
    """The survey says this, as long as it may change."""
    check_editable(one)
    return save(session, replace(one, answers=answers))


def move(  # noqa: PLR0913 - a move is all of this
    session: Session,
    now: int,
    one: Submission,
    to: State,
    actor: Actor,
    noted: Noted,
    **changed: Any,
) -> Submission:
    """The submission is in the next state, if the table allows it to this actor."""
    rules.check_move(one.state, to, actor.duty)
    moved = save(session, replace(one, state=to, **changed))
    note(session, now, moved, actor, noted)
    return moved


def check_editable(one: Submission) -> None:
    """Refuse to change what was submitted."""
    if one.state not in rules.EDITABLE:
        raise ConflictError(
            f"This was submitted and is {rules.STANDINGS[one.state].words.lower()}. It changes"
            " again with the next attempt.",
            "frozen",
        )


def settle(session: Session, now: int, one: Submission, *, is_ready: bool) -> Submission:
    """Draft or ready, as the checklist says; nobody clicks it."""
    if one.state == "draft" and is_ready:
        return move(session, now, one, "ready", THE_HUB, Noted("moved", "The checklist is done"))
    if one.state == "ready" and not is_ready:
        text = "The checklist has an open line again"
        return move(session, now, one, "draft", THE_HUB, Noted("moved", text))
    return one


def keep_file(session: Session, now: int, one: Submission, actor: Actor, content: bytes) -> None:
    """The submission has this agreement; older ones stay."""
    check_editable(one)
    hashed = hashlib.sha256(content).hexdigest()
    limits.check_files(session, now, one, hashed)
    row = {
        "submission": one.id, "purpose": AGREEMENT, "sha256": hashed, "at": now,
        "size": len(content), "content": content,
    }  # fmt: skip
    session.many(_ADD_FILE, [row])
    note(session, now, one, actor, Noted("noted", "Agreement attached", evidence=hashed))


def tick(session: Session, now: int, person: int, lesson: str) -> None:
    """Somebody has read a training page."""
    session.run(_TICK, person=person, lesson=lesson, at=now)


def frozen_hash(session: Session, one: Submission, run_hash: str) -> str:
    """Return what names the answers, the documents and the run of an attempt together."""
    file = queries.file_of(session, one.id, AGREEMENT)
    parts = [one.app_version, dict(one.answers), file[0] if file else "", run_hash]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
