"""What developers, reviewers and everybody see of a certification, from the survey to the badge."""

import json
from dataclasses import replace
from typing import Any, Final

from homeroom.accounts import desk as accounts
from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device
from homeroom.certification.requirements.reading import for_types
from homeroom.certification.submissions import actions, queries
from homeroom.certification.submissions.actions import Actor, Noted
from homeroom.certification.submissions.issuing import actions as issuing
from homeroom.certification.submissions.issuing import mails
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.rules import DAY, State
from homeroom.certification.submissions.running import actions as running
from homeroom.certification.submissions.running.archive import opened
from homeroom.certification.submissions.seeing import sight_of
from homeroom.oauth.queries import app_named
from homeroom.oauth.trials import actions as trials
from tests.browser.looks import Visits, Walk
from tests.browser.visits.developers import opens
from tests.unit.certification.submissions.archives import WIRE, an_archive

VISITS = Visits()
EMPTY = Visits()
_TYPES: Final = ("district_sso", "secure_sync")
_BO: Final = Actor("Bo <b>Reyes</b>", "developer")
_REV: Final = Actor("Rhea Lindqvist-Okonkwo", "reviewer")
_ANSWERS: Final[dict[str, Any]] = {
    "Q-C04": "Pupils hand in work; teachers read it <b>in one place</b>.", "Q-Y01": "v3.0",
    "Q-Y02": "clever_id", "Q-Y13": True, "Q-Y13-more": "sis_id, email", "Q-Y16": ["full", "events"],
    "Q-Y17a": True, "Q-Y21": "archive", "Q-Y23": True, "Q-Y30": ["schools", "students", "terms"],
}  # fmt: skip
_PATH: Final[tuple[State, ...]] = ("ready", "submitted", "in_review")
_MOVERS: Final[dict[str, Actor]] = {
    "ready": actions.THE_HUB, "submitted": _BO, "in_review": _REV, "needs_info": _REV,
    "changes_requested": _REV, "certified": _REV,
}  # fmt: skip
_DETAILS: Final = {
    "submitted": {"user_types": ["staff", "teacher"]},
    "changes_requested": {"requirements": ["SSO-10", "SYN-05"]},
}
_WORDS: Final = {
    "needs_info": "How does your application <i>notice</i> that a district has left?",
    "changes_requested": "The error page shows the name of an exception.",
}


def _there(walk: Walk, state: State = "draft") -> Submission:
    """The town's office application has a submission in this state; one for a whole walk."""
    town, now = walk.town, walk.town.now
    application = town.app("office").application
    with town.hub.parts.store.control.writing() as session:
        found = queries.submissions_of(session, application)
        one = found[0] if found else None
    if one is not None and one.state == state:
        return one
    with town.hub.parts.store.control.writing() as session:
        if one is None:
            one = actions.begin(session, now, application, _TYPES, _BO, _ANSWERS)
        # A walk over pages goes back and forth, which nobody can in the hub itself.
        one = actions.save(session, replace(one, state="draft", app_version="4.2", run=None))
        if state != "draft":
            run = sent_in(session, now, one)
            for to in (*_PATH, state) if state not in _PATH else _PATH[: _PATH.index(state) + 1]:
                detail = _DETAILS.get(to, {})
                kind = "asked" if to == "needs_info" else "moved"
                noted = Noted(kind, _WORDS.get(to, "As it should be"), detail=detail)
                due = now + 3 * DAY
                one = actions.move(session, now, one, to, _MOVERS[to], noted, run=run, due_at=due)
            mails.tell_owners(session, now, one, "Your submission", "It is looked at.\n<b>Soon</b>")
    return one


def sent_in(session: Any, now: int, one: Submission) -> str:
    """A run of the harness is there, that passed but for what needs eyes; return its name."""
    runs = queries.runs_of(session, one.id)
    if runs:
        return runs[0].run
    app = app_named(session, one.application)
    assert app is not None
    trial = trials.begin(session, now, app, "1.0.0", "lantern-7", sorted(one.types))
    trials.add_entries(session, trial.trial, [json.dumps(one) for one in WIRE])
    trials.end(session, now, trial.trial)
    verdicts = {"SYN-R1": "WARN", "SSO-10": "REVIEW", "SYN-11": "REVIEW", "SYN-05": "PASS"}
    report = {
        "run": trial.trial, "suite": "1.0.0", "seed": "lantern-7", "types": sorted(one.types),
        "client_id": app.client_id, "app": {"name": "Office", "version": "4.2"},
        "api_version": "v3.1",
        "results": [
            {
                "id": row.id, "verdict": verdicts.get(row.id, "PASS"),
                "why": "All 68 students are there <script>alert(1)</script>.",
                "scenarios": list(row.scenarios), "evidence": [{"path": "page.png"}],
            }
            for row in for_types(one.types)
        ],
    }  # fmt: skip
    content, _ = an_archive(report, page_png=b"\x89PNG\r\n\x1a\n")
    running.keep(session, now, one, _BO, opened(content), content)
    return trial.trial


def _page(walk: Walk, below: str = "", state: State = "draft") -> None:
    one = _there(walk, state)
    opens(walk, f"certification/{one.id}{below}")


def _reviews(walk: Walk, path: str, duty: str = "reviewer") -> None:
    """A reviewer, or an operator, opens a page."""
    town = walk.town
    desk, email = accounts.desk_of(town.hub.parts), f"rhea-{duty}@hub.example"
    person = desk.people.find(HUB, email).person
    if person is None:
        person, _ = add_hub_account(desk, email, "Rhea Lindqvist-Okonkwo", duty)
    with town.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, town.now, HUB, person.user, Device("test"), method="password", role=duty
        )
    walk.page.context.add_cookies([{"name": "hr", "value": issued.token, "url": town.url}])
    walk.opens(path)


def _review(walk: Walk, state: State = "in_review", duty: str = "reviewer") -> None:
    _reviews(walk, f"/reviewers/submissions/{_there(walk, state).id}", duty)


def _certified(walk: Walk) -> str:
    """The submission has a certificate with a condition."""
    one = _there(walk, "in_review")
    town = walk.town
    sight = sight_of(town.hub.parts, one, town.now)
    with town.hub.parts.store.control.writing() as session:
        for row in sight.totals.waits:
            noted = Noted("verdict", "Looked at it.", row.requirement.id, {"verdict": "PASS"})
            actions.note(session, town.now, one, _REV, noted)
    sight = sight_of(town.hub.parts, one, town.now)
    with town.hub.parts.store.control.writing() as session:
        made = issuing.issue(session, town.now, sight)
        moved = replace(one, state="certified")
        actions.save(session, moved)
    return made


@VISITS.to("GET /developers/training", "training")
def _training(walk: Walk) -> None:
    opens(walk)
    walk.opens("/developers/training")


@VISITS.to("GET /developers/apps/{id}/certification", "certification")
def _mine(walk: Walk) -> None:
    _there(walk)
    opens(walk, "certification")


@VISITS.to("GET /developers/apps/{id}/certification", "certification-empty")
def _mine_empty(walk: Walk) -> None:
    opens(walk, "certification", "cobble")


@VISITS.to("POST /developers/apps/{id}/certification", "certification-refused")
def _mine_refused(walk: Walk) -> None:
    opens(walk, "certification", "cobble")
    walk.hand.presses("Begin the submission")
    walk.hand.reads("Choose at least one integration type.")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}", "submission-draft")
def _draft(walk: Walk) -> None:
    _page(walk)


@VISITS.to("GET /developers/apps/{id}/certification/{submission}", "submission-asked")
def _asked(walk: Walk) -> None:
    _page(walk, state="needs_info")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}", "submission-changes")
def _changes(walk: Walk) -> None:
    _page(walk, state="changes_requested")


@VISITS.to("POST /developers/apps/{id}/certification/{submission}/answer", "submission-no-answer")
def _no_answer(walk: Walk) -> None:
    _page(walk, state="needs_info")
    walk.hand.presses("Send the answer")
    walk.hand.reads("Please look at this again")


@VISITS.to("POST /developers/apps/{id}/certification/{submission}/call", "submission-no-call")
def _no_call(walk: Walk) -> None:
    _page(walk)
    walk.page.get_by_text("Ask for a call", exact=True).first.click()
    walk.hand.presses("Ask for a call")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/survey", "survey")
def _survey(walk: Walk) -> None:
    _page(walk, "/survey")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/survey/{form}", "survey-common")
def _survey_common(walk: Walk) -> None:
    _page(walk, "/survey/common?said=open")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/survey/{form}", "survey-sync")
def _survey_sync(walk: Walk) -> None:
    _page(walk, "/survey/secure_sync")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/survey/{form}", "survey-frozen")
def _survey_frozen(walk: Walk) -> None:
    _page(walk, "/survey/secure_sync", "in_review")


@VISITS.to("POST /developers/apps/{id}/certification/{submission}/survey/{form}", "survey-wrong")
def _survey_wrong(walk: Walk) -> None:
    _page(walk, "/survey/common")
    walk.hand.types("Version of the application that is tested", "4" * 70)
    walk.hand.presses("Save the answers")
    walk.hand.reads("at most 60 characters")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/files", "submission-files")
def _files(walk: Walk) -> None:
    _page(walk, "/files")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/runs", "submission-runs")
def _runs(walk: Walk) -> None:
    _page(walk, "/runs", "in_review")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/history", "submission-history")
def _history(walk: Walk) -> None:
    _page(walk, "/history", "needs_info")


@VISITS.to("GET /developers/apps/{id}/certification/{submission}/live", "submission-live")
def _live(walk: Walk) -> None:
    _certified(walk)
    _page(walk, "/live", "certified")


@VISITS.to("POST /developers/apps/{id}/certification/{submission}/production", "production")
def _production(walk: Walk) -> None:
    _live(walk)
    walk.hand.presses("Make the production application")
    walk.hand.reads("Write the secret down now.")


@VISITS.to("POST /developers/apps/{id}/certification/{submission}/live", "submission-not-live")
def _not_live(walk: Walk) -> None:
    _production(walk)
    walk.page.get_by_role("link", name="Go through the steps to live").click()
    walk.hand.presses("Go live")
    walk.hand.reads("Still to do")


@VISITS.to("GET /reviewers/login", "reviewer-login")
def _login(walk: Walk) -> None:
    walk.opens("/reviewers")


@VISITS.to("POST /reviewers/login", "reviewer-login-wrong")
def _login_wrong(walk: Walk) -> None:
    _login(walk)
    walk.hand.types("E-mail address", "rhea@hub.example")
    walk.hand.types("Password", "wrong")
    walk.hand.presses("Sign in")
    walk.hand.reads("Please look at this again")


@VISITS.to("GET /reviewers", "reviews")
def _waiting(walk: Walk) -> None:
    _there(walk, "submitted")
    _reviews(walk, "/reviewers")


@EMPTY.to("GET /reviewers", "reviews-empty")
def _nothing_waits(walk: Walk) -> None:
    _reviews(walk, "/reviewers")


@VISITS.to("GET /reviewers/mail", "outbox")
def _mail(walk: Walk) -> None:
    _there(walk, "submitted")
    _reviews(walk, "/reviewers/mail")


@EMPTY.to("GET /reviewers/mail", "outbox-empty")
def _no_mail(walk: Walk) -> None:
    _reviews(walk, "/reviewers/mail")


@VISITS.to("GET /reviewers/submissions/{submission}", "review")
def _one(walk: Walk) -> None:
    _review(walk)


@VISITS.to("POST /reviewers/submissions/{submission}/verdict", "review-no-note")
def _no_note(walk: Walk) -> None:
    _review(walk)
    walk.hand.presses("Pass SSO-10")
    walk.hand.reads("Write a sentence")


@VISITS.to("GET /reviewers/submissions/{submission}/evidence", "review-evidence")
def _evidence(walk: Walk) -> None:
    _review(walk)
    walk.page.get_by_role("link", name="Look at the evidence").click()
    walk.hand.reads("Download all of it")


@VISITS.to("POST /reviewers/submissions/{submission}/rerun", "review-no-checks")
def _no_checks(walk: Walk) -> None:
    _review(walk)
    walk.page.get_by_text("Ask for a run of some checks", exact=True).click()
    walk.hand.types("Checks to run again", "SYN-99")
    walk.hand.presses("Ask for the run")
    walk.hand.reads("No run looks at SYN-99")


@VISITS.to("POST /reviewers/submissions/{submission}/ask", "review-no-question")
def _no_question(walk: Walk) -> None:
    _review(walk)
    walk.page.get_by_text("Ask for information", exact=True).click()
    walk.hand.presses("Ask the developer")
    walk.hand.reads("Write a sentence")


@VISITS.to("POST /reviewers/submissions/{submission}/changes", "review-no-reason")
def _no_reason(walk: Walk) -> None:
    _review(walk)
    walk.page.get_by_text("Request changes, or reject", exact=True).click()
    walk.hand.types("Requirements", "SYN-99")
    walk.hand.presses("Request changes")
    walk.hand.reads("There is no requirement SYN-99.")


@VISITS.to("GET /certificates/{certificate}", "certificate-of-an-app")
def _certificate(walk: Walk) -> None:
    walk.opens(f"/certificates/{_certified(walk)}")


@VISITS.to("GET /requirements", "requirements")
def _requirements(walk: Walk) -> None:
    walk.opens("/requirements")


@VISITS.to("GET /requirements/{guide}", "requirements-of-a-guide")
def _requirements_of_a_guide(walk: Walk) -> None:
    walk.opens("/requirements/secure-sync")
    walk.page.get_by_text("by name", exact=False).first.click()
