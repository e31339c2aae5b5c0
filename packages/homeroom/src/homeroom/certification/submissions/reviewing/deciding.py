"""A reviewer's decisions; each says why, and the developer is told (certification.md 3.2, 3.7)."""

from collections.abc import Callable, Iterable
from typing import Final

from homeroom.certification.requirements.reading import Requirement, every, requirement
from homeroom.certification.submissions import actions
from homeroom.certification.submissions.actions import Noted
from homeroom.certification.submissions.developing.live import steps_of
from homeroom.certification.submissions.guard import Working, operators_only, reviewers_only
from homeroom.certification.submissions.issuing import actions as issuing
from homeroom.certification.submissions.issuing import mails
from homeroom.certification.submissions.queries import Submission, records_of
from homeroom.certification.submissions.reports import Row
from homeroom.certification.submissions.reviewing.frame import named, path_of
from homeroom.certification.submissions.reviewing.pages import page
from homeroom.certification.submissions.rules import REVIEWED, State
from homeroom.certification.submissions.seeing import sight_of
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, InvalidRequestError, RefusedError
from homeroom.oauth.queries import app_named
from homeroom.web.answers import Answer, see_other
from homeroom.web.pages.forms import Form
from homeroom.web.request import Request

LONGEST: Final = 4000
VERDICTS: Final = ("PASS", "FAIL", "WARN")
_LEAST: Final = 10
_BAD_FORM: Final = 400


def take(request: Request, who: Working, form: Form) -> Answer:
    """It is in review, and hers."""

    def done(session: Session, held: Submission) -> None:
        noted = Noted("moved", "Taken for review")
        actions.move(session, who.now, held, "in_review", who.actor, noted, reviewer=who.number)

    return _do(request, who, form, done, "taken")


def judge(request: Request, who: Working, form: Form) -> Answer:
    """A row has her verdict, with a sentence that says why; the last one counts."""
    reviewers_only(who)
    name, verdict = form.text("requirement"), form.text("verdict")
    field = f"note-{name}"
    text = _reason(form, field)
    if verdict not in VERDICTS:
        form.refuse(field, f"{name}: choose a verdict.")
    if form.troubles:
        return page(request, who, form, _BAD_FORM)

    def done(session: Session, held: Submission) -> None:
        if held.state not in ("in_review", "recertifying"):
            raise ConflictError("Verdicts are given during a review.", "wrong_state")
        check_verdict(sight.rows, requirement(name), verdict)
        noted = Noted("verdict", text, name, {"verdict": verdict})
        actions.note(session, who.now, held, who.actor, noted)

    sight = sight_of(request.parts, named(request), who.now)
    return _do(request, who, form, done, f"verdict#row-{name}")


def check_verdict(rows: Iterable[Row], on: Requirement, verdict: str) -> None:
    """Refuse a verdict that would change nothing, or make a condition of what must hold."""
    found = next((row for row in rows if row.requirement.id == on.id), None)
    if found is None or found.found == "SKIP":
        raise InvalidRequestError(f"{on.id} does not apply to this submission.")
    if found.found == "FAIL":
        raise InvalidRequestError(f"{on.id}: only another run turns this failure around.")
    if verdict == "WARN" and on.blocks:
        text = f"{on.id} is a MUST: it passes or fails. Only a SHOULD may stay open."
        raise InvalidRequestError(text)


def ask(request: Request, who: Working, form: Form) -> Answer:
    """The developer is asked; her answer is added, and nothing is overwritten."""
    text = _reason(form, "question")
    if form.troubles:
        return page(request, who, form, _BAD_FORM)

    def done(session: Session, held: Submission) -> None:
        moved = actions.move(session, who.now, held, "needs_info", who.actor, Noted("asked", text))
        mails.tell_owners(session, who.now, moved, "A question about your submission", text)

    return _do(request, who, form, done, "asked")


def ask_run(request: Request, who: Working, form: Form) -> Answer:
    """The developer is asked to run named checks once more; what she sends in stands beside."""
    reviewers_only(who)
    ids = list(dict.fromkeys(form.text("checks").upper().replace(",", " ").split()))
    sight = sight_of(request.parts, named(request), who.now)
    runs = {row.requirement.id for row in sight.rows if row.requirement.scenarios}
    unknown = [one for one in ids if one not in runs]
    if unknown or not ids:
        form.refuse("checks", f"No run looks at {unknown[0]} in this submission." if unknown
                    else "Name at least one requirement, such as SYN-04.")  # fmt: skip
    text = _reason(form, "rerun")
    if form.troubles:
        return page(request, who, form, _BAD_FORM)

    def done(session: Session, held: Submission) -> None:
        if held.state not in REVIEWED:
            raise ConflictError("A run is asked for during a review.", "wrong_state")
        noted = Noted(actions.RERUN, text, detail={"requirements": ids, "line": line_for(ids)})
        actions.note(session, who.now, held, who.actor, noted)
        more = f"{text}\n\n{line_for(ids)}\nhomeroom certify submit"
        mails.tell_owners(session, who.now, held, "A run of some checks is asked for", more)

    return _do(request, who, form, done, "asked")


def line_for(ids: Iterable[str]) -> str:
    """Return the command that runs these checks alone."""
    return f"homeroom certify run {' '.join(f'--only {one}' for one in ids)}"


def request_changes(request: Request, who: Working, form: Form) -> Answer:
    """What must change is named by requirement; the next attempt is the developer's."""
    return _return(request, who, form, "changes_requested")


def reject(request: Request, who: Working, form: Form) -> Answer:
    """It is rejected, with reasons by requirement."""
    return _return(request, who, form, "rejected")


def _return(request: Request, who: Working, form: Form, to: State) -> Answer:
    ids = list(dict.fromkeys(form.text("ids").upper().replace(",", " ").split()))
    sight = sight_of(request.parts, named(request), who.now)
    if trouble := _trouble_in(ids, sight.rows):
        form.refuse("ids", trouble)
    text = _reason(form, "reason")
    if form.troubles:
        return page(request, who, form, _BAD_FORM)

    def done(session: Session, held: Submission) -> None:
        noted = Noted("moved", text, detail={"requirements": ids})
        moved = actions.move(session, who.now, held, to, who.actor, noted)
        steps = next_steps(request.parts.settings.base_url, held, ids)
        what = (
            "Changes are requested" if to == "changes_requested" else "Your submission is rejected"
        )
        mails.tell_owners(session, who.now, moved, what, f"{text}\n\n{steps}")

    return _do(request, who, form, done, "decided")


def _trouble_in(ids: Iterable[str], rows: Iterable[Row]) -> str:
    asked = {row.requirement.id for row in rows}
    for one in ids:
        if one not in every():
            return f"There is no requirement {one}."
        if one not in asked:
            return f"{one} is asked of other integration types than these."
    return "" if ids else "Name at least one requirement, such as SYN-04."


def next_steps(base: str, one: Submission, ids: Iterable[str]) -> str:
    """Return, for each requirement, what to do, what was found and what it asks, with addresses."""
    runs = f"{base}/developers/apps/{one.application}/certification/{one.id}/runs"
    return "\n\n".join(
        f"{row.id}: {row.title}.\nNext step: {row.fix}\nWhat was found: {runs}#row-{row.id}\n"
        f"What it asks: {base}{row.page}"
        for row in map(requirement, ids)
    )


def certify(request: Request, who: Working, form: Form) -> Answer:
    """A certificate is issued, if no row fails or waits; what is open becomes its conditions."""
    sight = sight_of(request.parts, named(request), who.now)

    def done(session: Session, held: Submission) -> None:
        seen = (sight.submission.run, sight.submission.state, len(sight.records))
        if (held.run, held.state, len(records_of(session, held.id))) != seen:
            raise ConflictError("Something changed meanwhile. Look again.")
        again = held.state == "recertifying"
        to: State = "live" if again else "certified"
        issued = issuing.issue(session, who.now, sight)
        warns = [row.requirement.id for row in sight.totals.warns]
        word = "Certified with conditions" if warns else "Certified"
        evidence = sight.run.sha256 if sight.run else ""
        noted = Noted("moved", word, issued, {"conditions": warns}, evidence)
        moved = actions.move(session, who.now, held, to, who.actor, noted, due_at=None)
        where = f"{request.parts.settings.base_url}/certificates/{issued}"
        more = f" Open recommendations: {', '.join(warns)}." if warns else ""
        mails.tell_owners(session, who.now, moved, word, f"The certificate: {where}.{more}")

    return _do(request, who, form, done, "decided")


def publish(request: Request, who: Working, form: Form) -> Answer:
    """A production application of the Library is live, by the operator's hand."""
    operators_only(who)

    def done(session: Session, held: Submission) -> None:
        app = app_named(session, held.production) if held.production else None
        if app is None:
            raise ConflictError("The developer makes the production application first.")
        left = [step.label for step in steps_of(session, app, who.now) if not step.is_done]
        if left:
            raise ConflictError(f"Still to do: {'; '.join(left)}.")
        moved = issuing.go_live(session, who.now, held, app, who.actor)
        mails.tell_owners(session, who.now, moved, "Published", "It is live in the Library.")

    return _do(request, who, form, done, "decided")


def stop(to: State, request: Request, who: Working, form: Form) -> Answer:
    """The certification is suspended or revoked, and the certificate's page says so."""
    operators_only(who)
    text = _reason(form, "reason")
    if form.troubles:
        return page(request, who, form, _BAD_FORM)

    def done(session: Session, held: Submission) -> None:
        moved = issuing.stop(session, who.now, held, to, who.actor, text)
        mails.tell_owners(session, who.now, moved, f"Your certification is {to}", text)

    return _do(request, who, form, done, "decided")


def _reason(form: Form, field: str) -> str:
    text = form.text(field)
    if not _LEAST <= len(text) <= LONGEST:
        form.refuse(field, f"Write a sentence of {_LEAST} to {LONGEST} characters.")
    return text


def _do(
    request: Request,
    who: Working,
    form: Form,
    done: Callable[[Session, Submission], None],
    said: str,
) -> Answer:
    """Carry a decision out in one transaction; what cannot be done is said on the page."""
    one = named(request)
    try:
        with request.parts.store.control.writing() as session:
            done(session, actions.held(session, one.id))
    except RefusedError as error:
        form.refuse("", error.message)
        return page(request, who, form, error.status)
    request.parts.log.info("review", submission=one.id, done=said.partition("#")[0])
    word, _, place = said.partition("#")
    return see_other(path_of(one, f"?said={word}{'#' + place if place else ''}"))
