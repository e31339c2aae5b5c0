"""Stale forms, forbidden moves, used runs, and what a report must not decide by itself."""

import json
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from homeroom.certification.submissions.issuing import rounds
from homeroom.oauth.queries import app_named
from homeroom.oauth.trials import actions as trials
from tests.support.stores import Place
from tests.unit.certification.submissions.archives import (
    SEED,
    SUITE,
    a_report,
    a_trial,
    an_archive,
    sealed,
    sent,
)
from tests.unit.certification.submissions.office import Office, an_office, staff
from tests.unit.certification.submissions.test_review import certified, live, wrong
from tests.unit.developers.workshop import a_workshop, declare

TYPES = ["district_sso", "secure_sync"]
PNG = b"\x89PNG\r\n\x1a\n"


def handed_in(office: Office, report: dict[str, Any], **more: bytes) -> tuple[int, str]:
    content, manifest = an_archive(report, **more)
    sealed(office.workshop, office.app, report["run"], manifest)
    reply = sent(office.workshop, office.app, content)
    return reply.status, reply.body.decode()


def a_run(office: Office, **changed: Any) -> dict[str, Any]:
    return a_report(office.app, a_trial(office.workshop, office.app, TYPES), TYPES, **changed)


def test_every_forbidden_move_is_refused_and_leaves_no_record(office: Office) -> None:
    office.submitted(*TYPES)
    before = office.records()
    forms = {"reason": "It is not as it should be.", "ids": "SYN-04", "answer": "Yes, it is."}
    for below in ("again", "answer", "production", "live"):
        assert 409 == office.desk.form(f"{office.path}/{below}", **forms).status, below
    for below in ("take", "publish", "suspend", "revoke"):
        olga = staff(office.workshop, "operator", f"{below}@hub.example")
        assert 409 == olga.form(f"{office.review}/{below}", **forms).status, below
    assert 409 == office.desk.form(f"{office.path}/withdraw").status
    assert before == office.records()


def test_a_submission_that_is_sent_twice_is_submitted_once(office: Office) -> None:
    office.made_ready(*TYPES)
    assert 303 == office.desk.form(f"{office.path}/submit").status
    records = office.records()
    assert 303 == office.desk.form(f"{office.path}/submit").status
    assert records == office.records()


def test_nobody_asks_for_a_call_about_what_is_over(office: Office) -> None:
    office.begin(*TYPES)
    assert 303 == office.desk.form(f"{office.path}/withdraw").status
    assert 409 == office.desk.form(f"{office.path}/call", about="About the end").status


def test_a_run_of_an_earlier_submission_is_not_taken_for_another(office: Office) -> None:
    office.begin(*TYPES)
    report = a_run(office)
    assert 201 == handed_in(office, report)[0]
    office.desk.form(f"{office.path}/withdraw")
    office.begin(*TYPES)
    status, text = handed_in(office, report)
    assert (409, True) == (status, "earlier submission" in text), text


def test_a_run_in_which_the_application_asked_for_nothing_is_refused(office: Office) -> None:
    office.begin(*TYPES)
    now = office.workshop.town.desk.now()
    with office.workshop.hub.parts.store.control.writing() as session:
        app = app_named(session, office.app.id)
        assert app is not None
        run = trials.begin(session, now, app, SUITE, SEED, TYPES).trial
        trials.end(session, now, run)
    status, text = handed_in(office, a_report(office.app, run, TYPES))
    assert (400, True) == (status, "asked this hub for nothing" in text), text


def test_a_run_is_sealed_as_it_ends_and_not_a_day_later(office: Office) -> None:
    office.begin(*TYPES)
    run = a_trial(office.workshop, office.app, TYPES)
    office.workshop.town.later(hours=2)
    assert 409 == sealed(office.workshop, office.app, run, "a" * 64).status


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"api_version": "v3.1<b>"}, "an API version that there is not"),
        ({"api_version": "v3.1\x00"}, "an API version that there is not"),
        ({"twice": "SYN-04"}, "two rows for SYN-04"),
    ],
)
def test_a_report_in_other_words_is_refused(
    office: Office, changed: dict[str, str], words: str
) -> None:
    office.begin(*TYPES)
    told = dict(changed)
    twice = told.pop("twice", "")
    report = a_run(office, **told)
    report["results"] += [one for one in report["results"] if one["id"] == twice]
    status, text = handed_in(office, report)
    assert (400, True) == (status, words in text), text


def test_answers_of_a_kind_that_the_survey_does_not_know_break_no_page(office: Office) -> None:
    office.begin(*TYPES)
    office.answer()
    odd = {"Q-Y30": [1, {"a": 2}], "Q-Y13": {"yes": True}, "Q-Y01": ["v3.1"], "Q-Y43": None}
    assert 201 == handed_in(office, a_run(office) | {"answers": odd})[0]
    for below in ("", "/runs", "/history"):
        assert 200 == office.desk.get(f"{office.path}{below}").status
    assert 200 == office.reviewer.get(office.review).status


def test_a_must_is_no_condition_and_what_does_not_apply_has_no_verdict(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SSO-10": "REVIEW"})
    note = {"note-SSO-10": "I looked at the page.", "note-LIB-01": "I looked at the page."}
    wrong(office, "verdict", 400, "is a MUST", requirement="SSO-10", verdict="WARN", **note)
    wrong(office, "verdict", 400, "does not apply", requirement="LIB-01", verdict="PASS", **note)


def test_what_a_person_believed_makes_the_certificate_attested(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SYN-04": "INCONCLUSIVE"})
    number = certified_now(office)
    page = office.workshop.town.browser().get(f"/certificates/{number}/badge.json").body
    assert "attested" == json.loads(page)["state"]


def certified_now(office: Office) -> str:
    office.judge_all()
    assert 303 == office.reviewer.form(f"{office.review}/certify").status, office.reviewer.text
    return office.desk.shown(office.path).partition("/certificates/")[2][:24]


def test_a_production_application_has_the_types_that_were_certified(office: Office) -> None:
    certified(office)
    declare(office.workshop, office.app, types=[*TYPES, "library"])
    assert 200 == office.desk.form(f"{office.path}/production").status
    with office.workshop.hub.parts.store.control.reading() as session:
        made = app_named(session, office.submission().production or "")
    assert made is not None
    assert set(TYPES) == set(made.declared.types)


def test_ninety_days_after_it_was_due_it_is_suspended(office: Office) -> None:
    number = certified(office)
    live(office)
    parts = office.workshop.hub.parts
    office.workshop.town.later(days=366)
    assert 1 == rounds.look(parts)
    office.workshop.town.later(days=89)
    assert 0 == rounds.look(parts)
    office.workshop.town.later(days=1)
    assert 1 == rounds.look(parts)
    assert "suspended" == office.submission().state
    assert any("is suspended" in one.subject for one in office.mails())
    anybody = office.workshop.town.browser()
    assert "Suspended" in anybody.get(f"/certificates/{number}").body.decode()
    with parts.store.control.reading() as session:
        app = app_named(session, office.submission().production or "")
    assert app is not None
    assert app.declared.suspended


def test_a_suspended_certification_needs_a_run_of_afterwards(office: Office) -> None:
    certified(office)
    live(office)
    office.workshop.town.later(seconds=60)
    olga = staff(office.workshop, "operator")
    assert 303 == olga.form(f"{office.review}/suspend", reason="It sends secrets around.").status
    assert 409 == office.desk.form(f"{office.path}/submit").status
    assert "The run is from before." in office.desk.text
    office.workshop.town.later(seconds=60)
    assert 201 == office.run(TYPES).status
    assert 303 == office.desk.form(f"{office.path}/submit").status, office.desk.text[-900:]


def test_a_reviewer_asks_for_named_checks_and_their_run_stands_beside(office: Office) -> None:
    office.submitted(*TYPES)
    wrong(office, "rerun", 400, "No run looks at SYN-99", checks="SYN-99", rerun="Once more, do.")
    form = {"checks": "syn-04, SYN-05", "rerun": "It passed by chance, perhaps."}
    assert 303 == office.reviewer.form(f"{office.review}/rerun", **form).status
    line = "homeroom certify run --only SYN-04 --only SYN-05"
    assert line in office.desk.shown(office.path)
    assert any(line in one.text for one in office.mails())
    other = a_run(office, only=["SYN-06"])
    assert (400, True) == (handed_in(office, other)[0], "in_review" == office.submission().state)
    report = a_run(office, only=["SYN-04"], verdicts={"SYN-04": "FAIL"})
    report["results"] = [one for one in report["results"] if one["id"] == "SYN-04"]
    status, text = handed_in(office, report)
    assert 201 == status, text
    page = office.reviewer.shown(office.review)
    assert "Checks that were run again" in page
    assert "0 fail." in page
    assert report["run"] != office.submission().run


def test_evidence_is_seen_file_by_file_and_no_page_of_a_stranger_opens(office: Office) -> None:
    office.made_ready(*TYPES)
    more = {
        "shot_png": PNG, "page_html": b"<script>alert(1)</script>", "log_txt": b"<b>",
        "drawing_svg": b"<svg onload='alert(1)'/>", "fake_png": b"<html>",
    }  # fmt: skip
    report = a_run(office, answers=dict(office.submission().answers))
    assert 201 == handed_in(office, report, **more)[0]
    page = office.reviewer.shown(f"{office.review}/evidence?run={report['run']}")
    assert "shot.png" in page
    assert "Signed by this hub" in page
    kinds = {
        "shot.png": "image/png", "page.html": "application/octet-stream",
        "log.txt": "text/plain; charset=utf-8", "drawing.svg": "application/octet-stream",
        "fake.png": "application/octet-stream",
    }  # fmt: skip
    for name, kind in kinds.items():
        path = f"{office.review}/evidence/file?run={report['run']}&file={name}"
        reply = office.reviewer.get(path)
        assert (200, kind) == (reply.status, reply.headers["content-type"]), name
        assert "sandbox" in reply.headers["content-security-policy"]
        is_saved = "attachment" in reply.headers.get("content-disposition", "")
        assert is_saved == kind.startswith("application/"), name
        assert office.desk.get(path).status == 403
    gone = f"{office.review}/evidence/file?run={report['run']}&file=../x"
    assert 404 == office.reviewer.get(gone).status


def test_the_evidence_of_a_certificate_is_signed_with_the_hubs_keys(office: Office) -> None:
    number = certified(office)
    anybody = office.workshop.town.browser()
    word = anybody.get(f"/certificates/{number}/evidence.jwt").body.decode()
    certs = json.loads(anybody.get("/oauth/certs").body)
    token = jwt.decode(word, KeySet.import_key_set(certs), algorithms=["RS256"])
    assert "evidence+jwt" == token.header["typ"]
    assert {"aud", "sub"}.isdisjoint(token.claims)
    page = anybody.get(f"/certificates/{number}").body.decode()
    assert token.claims["archive_sha256"] in page
    assert (number, "certified") == (token.claims["certificate"], token.claims["state"])


def test_the_badge_of_a_sandbox_says_so(place: Place) -> None:
    with a_workshop(place, certify_loopback=True) as workshop:
        office = an_office(workshop)
        office.submitted(*TYPES, local=True)
        badge = f"/certificates/{certified_now(office)}/badge.svg"
        assert b"sandbox" in workshop.town.browser().get(badge).body
