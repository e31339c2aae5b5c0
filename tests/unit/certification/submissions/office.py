"""A developer who has her application certified, and the reviewer who looks at it."""

import re
from dataclasses import dataclass, replace
from typing import Any

from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device
from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.requirements.survey.questions import Question, asked_of, forms_of
from homeroom.certification.submissions import actions, queries
from homeroom.certification.submissions.queries import Submission
from tests.support.hubs import Reply
from tests.unit.certification.submissions.archives import (
    a_report,
    a_trial,
    an_archive,
    sealed,
    sent,
)
from tests.unit.developers.trying.tries import tried
from tests.unit.developers.workshop import CALLBACK, Desk, Made, Workshop, declare

PDF = b"%PDF-1.7 signed"
CAME = {"student": ["link", "portal"], "teacher": ["link", "portal"]}


@dataclass
class Office:
    """Everything that the tests of submissions need."""

    workshop: Workshop
    desk: Desk
    app: Made
    reviewer: Desk
    path: str = ""
    """Of the submission that was begun."""

    @property
    def home(self) -> str:
        """Where the application's submissions are listed."""
        return f"{self.app.path}/certification"

    @property
    def review(self) -> str:
        """The reviewer's page of the submission."""
        return f"/reviewers/submissions/{self.id}"

    @property
    def id(self) -> str:
        return self.path.rpartition("/")[2]

    def begin(self, *types: str) -> Reply:
        """Begin a submission for these types."""
        reply = self.desk.form(self.home, types=list(types))
        if reply.status == 303:
            self.path = reply.headers["location"]
        return reply

    def submission(self) -> Submission:
        with self.workshop.hub.parts.store.control.reading() as session:
            found = queries.submission_named(session, self.id)
        assert found is not None
        return found

    def records(self) -> list[queries.Record]:
        with self.workshop.hub.parts.store.control.reading() as session:
            return queries.records_of(session, self.id)

    def mails(self) -> list[queries.Mail]:
        with self.workshop.hub.parts.store.control.reading() as session:
            return queries.mails(session)

    def knows(self, **facts: Any) -> None:
        """The hub has seen this of the application before."""
        with self.workshop.hub.parts.store.control.writing() as session:
            held = actions.held(session, self.id)
            actions.save(session, replace(held, facts={**held.facts, **facts}))

    def reached(self) -> None:
        """The hub has reached the redirect address, which is somebody else's."""
        uri, at = CALLBACK, self.workshop.town.desk.now()
        self.knows(reached={"uri": uri, "at": at, "is_there": True, "said": "It answered 200."})

    def answer(self, **other: Any) -> None:
        """Answer every question that is asked, one form after the other."""
        for form in forms_of(self.submission().types):
            self.answer_form(form, **other)

    def answer_form(self, form: str, **other: Any) -> None:
        """Answer a form until nothing new is asked."""
        for _ in range(3):
            one = self.submission()
            declared = Declared(one.types, frozenset({"student", "teacher"}), one.answers)
            fields = {"app_version": "4.2"} if form == "common" else {}
            for asked in asked_of(declared):
                if asked.form == form and asked.kind != "file":
                    kept = _typed(one.answers.get(asked.id))
                    fields[asked.id] = other.get(asked.id, kept or likely(asked))
                    more = f"{asked.id}-more"
                    if more in other:
                        fields[more] = other[more]
            reply = self.desk.form(f"{self.path}/survey/{form}", **fields)
            assert 303 == reply.status, self.desk.text[-900:]
            if reply.headers["location"].endswith("said=saved"):
                return

    def run(self, types: list[str], **changed: Any) -> Reply:
        """A run is made, sealed and sent in."""
        trial = a_trial(self.workshop, self.app, types)
        answers = changed.pop("answers", dict(self.submission().answers))
        report = a_report(self.app, trial, types, answers=answers, **changed)
        content, manifest = an_archive(report)
        assert 201 == sealed(self.workshop, self.app, trial, manifest).status
        return sent(self.workshop, self.app, content)

    def made_ready(self, *types: str, **changed: Any) -> None:
        """A submission that waits only for its developer to submit it."""
        self.begin(*types)
        self.reached()
        self.knows(sso=CAME, library=["student", "teacher"])
        self.answer()
        reply = self.run(sorted(types), **changed)
        assert 201 == reply.status, reply.body
        assert "ready" == self.submission().state, reply.body

    def submitted(self, *types: str, **changed: Any) -> None:
        """A submission that a reviewer has taken."""
        self.made_ready(*types, **changed)
        assert 303 == self.desk.form(f"{self.path}/submit").status, self.desk.text[-900:]
        assert 303 == self.reviewer.form(f"{self.review}/take").status, self.reviewer.text[-900:]

    def judge_all(self, verdict: str = "PASS") -> None:
        """Every row that waits has its verdict."""
        page = self.reviewer.shown(self.review)
        waiting = re.findall(r'class="notice look" id="row-([A-Z0-9-]+)"', page)
        for name in waiting:
            reply = self.reviewer.form(
                f"{self.review}/verdict",
                **{"requirement": name, "verdict": verdict, f"note-{name}": f"Looked at {name}."},
            )
            assert 303 == reply.status, self.reviewer.text[-900:]


def an_office(workshop: Workshop) -> Office:
    """Give an office whose application has everything but a submission."""
    made = tried(workshop, ["district_sso", "secure_sync"])
    declare(workshop, made.app, small="a" * 64, vector="b" * 64)
    return Office(workshop, made.desk, made.app, staff(workshop, "reviewer"))


def staff(workshop: Workshop, duty: str, email: str = "") -> Desk:
    """A browser in which one of the hub's own staff is at work."""
    accounts = workshop.town.desk
    person, _ = add_hub_account(accounts, email or f"{duty}@hub.example", "Rev <b id=x>Iewer", duty)
    with workshop.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, accounts.now(), HUB, person.user, Device(), method="password", role=duty
        )
    desk = Desk(workshop.hub)
    desk.cookies["hr"] = issued.token
    desk.csrf = issued.kept.csrf
    return desk


def likely(asked: Question) -> Any:
    """An answer that somebody might give."""
    if asked.kind == "bool":
        return "yes"
    if asked.kind == "enum":
        return asked.choices[0][0]
    if asked.kind == "multi":
        return [value for value, _ in asked.choices]
    told = {"url": "https://app.example.org/login", "date": "2026-12-01", "int": "20"}
    return told.get(asked.kind, "As it should be.")


def _typed(answer: Any) -> Any:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer) if isinstance(answer, int) else answer
