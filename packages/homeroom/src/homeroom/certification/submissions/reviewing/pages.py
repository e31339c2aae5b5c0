"""Answers "What is waiting?" and "This submission: requirement, evidence, answer, verdict?"."""

from collections.abc import Mapping
from typing import Any, Final

from homeroom.certification.requirements.conditions import TYPE_NAMES, worded
from homeroom.certification.requirements.survey.questions import asked_of
from homeroom.certification.submissions import queries, rules
from homeroom.certification.submissions.actions import AGREEMENT
from homeroom.certification.submissions.developing.files import AS_FILE
from homeroom.certification.submissions.developing.one import SPOKEN
from homeroom.certification.submissions.developing.results import ORDER, TONES
from homeroom.certification.submissions.guard import REVIEWERS, Working
from homeroom.certification.submissions.reports import Row
from homeroom.certification.submissions.reviewing.changes import changes
from homeroom.certification.submissions.reviewing.frame import MAIL, named, path_of, show
from homeroom.certification.submissions.running.watching import watch_of
from homeroom.certification.submissions.seeing import Sight, sight_of
from homeroom.foundation.errors import NotFoundError
from homeroom.oauth.queries import app_named
from homeroom.web.answers import NO_STORE, Answer
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

_WAITING: Final = ("submitted", "in_review", "recertifying", "needs_info")
_SAID: Final = {
    "taken": "It is yours now.",
    "verdict": "The verdict is noted.",
    "asked": "The developer is asked.",
    "decided": "Decided, and the developer is told.",
}


def show_waiting(request: Request, who: Working) -> Answer:
    """List the submissions: those that wait first, those that are due before others."""
    with request.parts.store.control.reading() as session:
        found = queries.every_submission(session)
        names = {one.application: app_named(session, one.application) for one in found}
    rows = [(one, names[one.application], rules.STANDINGS[one.state]) for one in found]
    return show(
        request,
        who,
        "waiting.html",
        REVIEWERS,
        waiting=[row for row in rows if row[0].state in _WAITING],
        others=[row for row in rows if row[0].state not in _WAITING],
        types=TYPE_NAMES,
        now=who.now,
    )


def show_submission(request: Request, who: Working) -> Answer:
    """Show one submission: what needs eyes first, with answers and evidence beside it."""
    return page(request, who, Form())


def page(request: Request, who: Working, form: Form, status: int = 200) -> Answer:
    """Answer with the page of a submission, and what was wrong with a form of it."""
    one = named(request)
    sight = sight_of(request.parts, one, who.now)
    with request.parts.store.control.reading() as session:
        certificates = queries.certificates_of(session, one.id)
        agreement = queries.file_of(session, one.id, AGREEMENT)
        production = app_named(session, one.production) if one.production else None
        runs = queries.every_run_of(session, one.id)
    return show(
        request,
        who,
        "review.html",
        path_of(one),
        status=status,
        one=one,
        standing=rules.STANDINGS[one.state],
        path=path_of(one),
        types=TYPE_NAMES,
        tones=TONES,
        certificates=certificates,
        agreement=agreement,
        production=production,
        watch=watch_of(one, [r for r in runs if r.report.is_whole]),
        now=who.now,
        again=[r for r in runs if r.report.only and r.attempt == one.attempt],
        moves=rules.MOVES[one.state],
        typed=form,
        troubles=form.troubles,
        done=_SAID.get(query_of(request).text("said"), ""),
        **_seen(sight),
    )


def _seen(sight: Sight) -> dict[str, Any]:
    """Return what the hub sees of a submission, as its page names it."""
    answers_of = _answers_of(sight)
    return {
        "app": sight.app,
        "listing": sight.said.get("listing_draft", sight.said.get("listing", {})),
        "said": sight.said,
        "rows": sorted(sight.rows, key=lambda row: (not row.waits, ORDER[row.verdict])),
        "answers_of": answers_of,
        "answers": _answers(sight),
        "bearing": _bearing(sight, answers_of),
        "totals": sight.totals,
        "run": sight.run,
        "noted": sight.noted,
        "changed": changes(sight.records),
        "contradictions": sight.contradictions,
        "records": sight.records[::-1],
        "asked_for": [r for r in sight.records if r.kind in SPOKEN],
    }


_Told = tuple[str, str, str, str]
"""A question's id and words, its answer, its second part."""


def _answers(sight: Sight) -> list[_Told]:
    """Return each question that was asked with its answer and second part, in words."""
    said = sight.declared.answers
    return [
        (one.id, one.ask, _worded(said.get(one.id)), _worded(said.get(f"{one.id}-more")))
        for one in asked_of(sight.declared)
    ]


def _worded(answer: Any) -> str:
    return "" if answer is None else worded(answer)


def _answers_of(sight: Sight) -> dict[str, list[_Told]]:
    """Return, for each requirement, the answers that its condition or their effect name it in."""
    by_id = {row[0]: row for row in _answers(sight)}
    questions = {one.id: one for one in asked_of(sight.declared)}
    found: dict[str, list[_Told]] = {}
    for row in sight.rows:
        name = row.requirement.id
        named_in = {condition.answer for condition in row.requirement.when}
        found[name] = [
            by_id[one.id]
            for one in questions.values()
            if one.id in by_id and (one.id in named_in or name in one.does)
        ]
    return found


def _bearing(sight: Sight, answers_of: Mapping[str, list[_Told]]) -> dict[str, list[Row]]:
    """Return, for each question, the requirements that its answer bears on."""
    found: dict[str, list[Row]] = {}
    for row in sight.rows:
        for told in answers_of[row.requirement.id]:
            found.setdefault(told[0], []).append(row)
    return found


def give_archive(request: Request, who: Working) -> Answer:  # noqa: ARG001 - the guard proved her
    """Give the archive of the run that was submitted."""
    one = named(request)
    with request.parts.store.control.reading() as session:
        runs = [each.run for each in queries.every_run_of(session, one.id)]
        asked = query_of(request).text("run")
        run = asked if asked in runs else one.run or (runs[0] if runs else "")
        content = queries.archive_of(session, run)
    if not content:
        raise NotFoundError("No run was sent in.", "no_such_run")
    return Answer(
        200,
        (
            (b"content-type", b"application/gzip"),
            (b"content-disposition", b'attachment; filename="evidence.tar.gz"'),
            NO_STORE,
        ),
        content,
    )


def give_agreement(request: Request, who: Working) -> Answer:  # noqa: ARG001 - the guard proved her
    """Give the signed agreement."""
    one = named(request)
    with request.parts.store.control.reading() as session:
        found = queries.file_of(session, one.id, AGREEMENT)
        content = queries.content_of(session, one.id, found[0]) if found else b""
    if not content:
        raise NotFoundError("No agreement is attached.", "no_such_file")
    return Answer(200, AS_FILE, content)


def show_mail(request: Request, who: Working) -> Answer:
    """Show the outbox: what the hub would have sent."""
    with request.parts.store.control.reading() as session:
        found = queries.mails(session)
    return show(request, who, "mail.html", MAIL, mails=found)
