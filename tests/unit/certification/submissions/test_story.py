"""From the survey to production: blocked, mended, asked, sent back, certified at the second try."""

import re

from homeroom.oauth.queries import app_named
from tests.support.portals import MARK
from tests.unit.certification.submissions.archives import (
    a_report,
    a_trial,
    an_archive,
    sealed,
    sent,
)
from tests.unit.certification.submissions.office import CAME, Office

TYPES = ["district_sso", "secure_sync"]


def test_a_developer_is_certified_at_the_second_attempt(office: Office) -> None:
    desk, reviewer = office.desk, office.reviewer
    assert 303 == office.begin(*TYPES).status
    page = desk.shown(office.path)
    assert "answers are missing" in page
    assert 409 == desk.form(f"{office.path}/submit").status
    assert "Not ready yet" in desk.text
    office.answer()
    office.reached()
    office.knows(sso=CAME)
    assert 201 == office.run(TYPES, verdicts={"SYN-05": "FAIL"}).status
    assert "Failing: SYN-05." in desk.shown(office.path)
    assert "draft" == office.submission().state
    office.workshop.town.later(seconds=60)
    assert 201 == office.run(TYPES).status
    assert "ready" == office.submission().state
    assert 303 == desk.form(f"{office.path}/submit").status

    assert 303 == reviewer.form(f"{office.review}/take").status
    question = "Who starts the first sync of a district?"
    assert 303 == reviewer.form(f"{office.review}/ask", question=question).status
    assert question in desk.shown(office.path)
    assert 303 == desk.form(f"{office.path}/answer", answer="The district does.").status
    assert "The district does." in reviewer.shown(office.review)
    reason = "The error page says nothing."
    assert 303 == reviewer.form(f"{office.review}/changes", ids="SSO-10", reason=reason).status
    page = desk.shown(office.path)
    assert "Changes requested" in page
    assert "SSO-10" in page
    assert 303 == desk.form(f"{office.path}/again").status
    assert (2, "ready") == (office.submission().attempt, office.submission().state)
    assert 303 == desk.form(f"{office.path}/submit").status

    assert 303 == reviewer.form(f"{office.review}/take").status
    office.judge_all()
    assert 303 == reviewer.form(f"{office.review}/certify").status, reviewer.text[-900:]
    found = re.search(r"/certificates/([0-9a-f]{24})", desk.shown(office.path))
    assert found is not None
    anybody = office.workshop.town.browser()
    assert "Certified" in anybody.get(f"/certificates/{found[1]}").body.decode()
    assert "certified" in anybody.get(f"/certificates/{found[1]}/badge.svg").body.decode()

    assert 200 == desk.form(f"{office.path}/production").status
    production = office.submission().production
    assert production is not None
    with office.workshop.hub.parts.store.control.reading() as session:
        app = app_named(session, production)
    assert app is not None
    assert app.client_id != office.app.client_id
    assert app.client_id in desk.text
    assert 409 == desk.form(f"{office.path}/live").status
    assert "Still to do" in desk.text


def test_every_step_has_a_record_with_who_when_and_why(office: Office) -> None:
    office.submitted(*TYPES)
    records = office.records()
    assert list(range(1, len(records) + 1)) == [one.position for one in records]
    moved = [one for one in records if one.kind == "moved"]
    assert ["draft", "ready", "submitted", "in_review"] == [one.state for one in moved]
    assert all(one.actor and one.at and one.text for one in records)
    assert 64 == len(moved[2].evidence)
    assert "4.2" == moved[2].detail["version"]


def test_no_page_shows_what_a_stranger_wrote_as_markup(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SYN-R1": "FAIL"})
    office.reviewer.form(f"{office.review}/ask", question=f"Why {MARK}, of all things?")
    office.desk.form(f"{office.path}/answer", answer=f"Because {MARK}")
    for desk, path in (
        (office.desk, office.home), (office.desk, office.path),
        *((office.desk, f"{office.path}{one}") for one in ("/survey", "/survey/common", "/files",
          "/runs", "/history", "/live")),
        (office.desk, "/developers/training"),
        (office.reviewer, "/reviewers"), (office.reviewer, office.review),
        (office.reviewer, "/reviewers/mail"),
    ):  # fmt: skip
        assert MARK not in desk.shown(path), path


def test_what_was_submitted_is_frozen(office: Office) -> None:
    office.submitted(*TYPES)
    before = office.submission()
    reply = office.desk.form(f"{office.path}/survey/common", **{"Q-C04": "Something else"})
    assert 409 == reply.status
    again = a_trial(office.workshop, office.app, TYPES)
    content, manifest = an_archive(a_report(office.app, again, TYPES))
    sealed(office.workshop, office.app, again, manifest)
    assert 409 == sent(office.workshop, office.app, content).status
    assert before == office.submission()


def test_a_submission_of_somebody_else_does_not_exist(office: Office) -> None:
    office.begin(*TYPES)
    stranger = office.workshop.developer("wren@example.org")
    for path in (office.home, office.path, f"{office.path}/survey/common"):
        assert 404 == stranger.get(path).status
    assert 403 == stranger.get("/reviewers").status
    assert 403 == office.reviewer.get(office.path).status
