"""Answers "Where does this submission stand, and what do I do next?"; moves it on."""

from typing import Final

from homeroom.certification.requirements.conditions import TYPE_NAMES
from homeroom.certification.requirements.survey.questions import asked_of
from homeroom.certification.submissions import actions, queries, rules
from homeroom.certification.submissions.actions import Noted
from homeroom.certification.submissions.checklist import Item, is_ready
from homeroom.certification.submissions.developing.frame import path_of, show_one, the
from homeroom.certification.submissions.guard import Asked
from homeroom.certification.submissions.issuing import mails
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.reports import Contradiction
from homeroom.certification.submissions.rules import State
from homeroom.certification.submissions.running.watching import watch_of
from homeroom.certification.submissions.seeing import (
    Sight,
    host_of,
    is_local,
    record_types_of,
    sight_of,
)
from homeroom.certification.submissions.standing import reach, settled
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form, query_of
from homeroom.web.request import Request

LONGEST: Final = 4000
SPOKEN: Final = ("asked", "answered", "called", actions.RERUN)
"""Kinds of records in which a developer and a reviewer speak with each other."""

RETURNED: Final = ("changes_requested", "rejected")
"""States that came with a reviewer's list of requirements."""

_BAD_FORM: Final = 400
_SAID: Final = {
    "checked": "Looked again.",
    "submitted": "Submitted. The answers and the run are frozen until the review is over.",
    "withdrawn": "Withdrawn.",
    "again": "The next attempt is open. The answers are those of the last one.",
    "answered": "Your answer is with the reviewer.",
    "called": "The reviewers are told that you would like a call.",
    "live": "It is live.",
}


def show_standing(request: Request, asked: Asked) -> Answer:
    """Show the state, the checklist or what the reviewer wants, and the next step."""
    return _page(request, asked, Form())


def check(request: Request, asked: Asked, _: Form) -> Answer:
    """The hub looks again, and asks for the redirect address."""
    one = the(asked)
    uris = asked.app.app.redirect_uris
    reached = reach(request.parts, uris[0], asked.who.now) if uris else None
    settled(request.parts, one, asked.who.now, reached)
    return see_other(path_of(asked, "?said=checked"))


def submit(request: Request, asked: Asked, form: Form) -> Answer:
    """Everything is frozen and the reviewers are told; what is not ready is refused.

    Sent twice it is submitted once; whoever saw other answers than are kept by now looks again.
    """
    if the(asked).state in ("submitted", "recertifying"):
        return see_other(path_of(asked, "?said=submitted"))
    one = settled(request.parts, the(asked), asked.who.now)
    sight = sight_of(request.parts, one, asked.who.now)
    again = one.state in rules.DUE
    if sight.run is None or not is_ready(sight.items):
        left = "; ".join(item.label for item in sight.items if item.state == "open")
        form.refuse("", f"Not ready yet: {left}.")
        return _page(request, asked, form, ConflictError.status)
    now, run = asked.who.now, sight.run
    to: State = "recertifying" if again else "submitted"
    with request.parts.store.control.writing() as session:
        held = actions.held(session, one.id)
        if (held.answers, held.app_version) != (one.answers, one.app_version):
            raise ConflictError("The survey was changed meanwhile. Look at it, then submit again.")
        noted = _frozen(session, asked, held, sight, form.text("reason"))
        actions.move(
            session, now, held, to, asked.who.actor, noted,
            run=run.run, due_at=rules.due_at(now), attempt=held.attempt + again,
        )  # fmt: skip
        title = f"{asked.app.app.name}: submitted for {_named(one)}"
        mails.tell_reviewers(session, now, held, title, "It waits for a reviewer.")
    request.parts.log.info("submitted", submission=one.id, attempt=one.attempt)
    return see_other(path_of(asked, "?said=submitted"))


def _frozen(session: Session, asked: Asked, one: Submission, sight: Sight, reason: str) -> Noted:
    """Return the record of what is submitted, and the hash that names all of it together."""
    uri, run = sight.facts.redirect_uri, sight.run
    assert run is not None  # noqa: S101 - nothing is submitted without one
    detail = {
        "answers": dict(one.answers), "version": one.app_version,
        "user_types": sorted(asked.app.app.declared.user_types),
        "host": "" if is_local(uri) else host_of(uri),
        "record_types": record_types_of(sight.said),
    }  # fmt: skip
    hashed = actions.frozen_hash(session, one, run.sha256)
    return Noted("moved", reason[:LONGEST] or "Submitted", run.run, detail, hashed)


def withdraw(request: Request, asked: Asked, form: Form) -> Answer:
    """It is over for this submission; a new one may begin."""
    noted = Noted("moved", form.text("reason")[:LONGEST] or "Withdrawn")
    now = asked.who.now
    with request.parts.store.control.writing() as session:
        held = actions.held(session, the(asked).id)
        actions.move(session, now, held, "withdrawn", asked.who.actor, noted)
        if held.state in ("submitted", "needs_info"):
            title = f"{asked.app.app.name}: withdrawn"
            mails.tell_reviewers(session, now, held, title, noted.text)
    return see_other(path_of(asked, "?said=withdrawn"))


def begin_again(request: Request, asked: Asked, _: Form) -> Answer:
    """The next attempt is a draft with the answers of the last one."""
    one = the(asked)
    noted = Noted("moved", f"Attempt {one.attempt + 1} begun")
    with request.parts.store.control.writing() as session:
        held = actions.held(session, one.id)
        actions.move(
            session, asked.who.now, held, "draft", asked.who.actor, noted,
            attempt=held.attempt + 1, run=None, reviewer=None, due_at=None,
        )  # fmt: skip
    settled(request.parts, one, asked.who.now)
    return see_other(path_of(asked, "?said=again"))


def reply(request: Request, asked: Asked, form: Form) -> Answer:
    """The answer is added to the record, and the review goes on."""
    text = form.text("answer")
    if not 0 < len(text) <= LONGEST:
        form.refuse("answer", f"Write your answer, in at most {LONGEST} characters.")
        return _page(request, asked, form, _BAD_FORM)
    now, noted = asked.who.now, Noted("answered", text)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, the(asked).id)
        actions.move(session, now, held, "in_review", asked.who.actor, noted)
        title = f"{asked.app.app.name}: an answer"
        mails.tell_reviewers(session, now, held, title, text)
    return see_other(path_of(asked, "?said=answered"))


def call(request: Request, asked: Asked, form: Form) -> Answer:
    """The reviewers know that a call is wanted, and what about."""
    text = form.text("about")
    if not 0 < len(text) <= LONGEST:
        form.refuse("about", f"Write what the call is about, in at most {LONGEST} characters.")
        return _page(request, asked, form, _BAD_FORM)
    with request.parts.store.control.writing() as session:
        held = actions.held(session, the(asked).id)
        if held.state in rules.ENDED:
            raise ConflictError("This submission is over. Begin a new one.", "wrong_state")
        actions.note(session, asked.who.now, held, asked.who.actor, Noted("called", text))
        title = f"{asked.app.app.name}: a call is asked for"
        mails.tell_reviewers(session, asked.who.now, held, title, text)
    return see_other(path_of(asked, "?said=called"))


def _named(one: Submission) -> str:
    return " and ".join(TYPE_NAMES[name] for name in sorted(one.types))


def _page(request: Request, asked: Asked, form: Form, status: int = 200) -> Answer:
    one = the(asked)
    sight = sight_of(request.parts, one, asked.who.now)
    with request.parts.store.control.reading() as session:
        certificates = queries.certificates_of(session, one.id)
        watch = watch_of(one, queries.runs_of(session, one.id))
    mine = [record for record in sight.records if record.attempt == one.attempt]
    moved = [record for record in mine if record.kind == "moved"]
    wanted = next((r for r in reversed(moved) if r.state in RETURNED), None)
    return show_one(
        request,
        asked,
        "one.html",
        "",
        status=status,
        standing=rules.STANDINGS[one.state],
        named=_named(one),
        items=[(item, _where(asked, item)) for item in sight.items],
        is_open=one.state in rules.EDITABLE,
        can_submit=one.state == "ready" or (one.state in rules.DUE and is_ready(sight.items)),
        wanted=wanted,
        rows={row.requirement.id: row for row in sight.rows},
        asked_for=[record for record in mine if record.kind in SPOKEN],
        contradictions=[(each, *_asked_at(asked, sight, each)) for each in sight.contradictions],
        certificates=certificates,
        watch=watch,
        now=asked.who.now,
        run=sight.run,
        moves=set(rules.MOVES[one.state]),
        typed=form,
        troubles=form.troubles,
        said=_SAID.get(query_of(request).text("said"), ""),
    )


def _asked_at(asked: Asked, sight: Sight, one: Contradiction) -> tuple[str, str]:
    """Return the question of an answer that does not agree, and where it stands in the survey."""
    for question in asked_of(sight.declared):
        if one.question == question.id:
            return question.ask, path_of(asked, f"/survey/{question.form}#{question.id}")
    return "", ""


def _where(asked: Asked, item: Item) -> str:
    """Return the page on which an item is done."""
    if item.below == "/training":
        return "/developers/training"
    if item.below.startswith("!"):
        return f"/developers/apps/{asked.app.id}{item.below[1:]}"
    return path_of(asked, item.below) if item.below else ""
