"""What a reviewer and an operator may do, and what they are kept from."""

import re
from dataclasses import replace

import pytest

from homeroom.certification.requirements.reading import requirement
from homeroom.certification.submissions import actions
from homeroom.certification.submissions.developing.frame import PLACES
from homeroom.certification.submissions.issuing import mails
from homeroom.developers import frame
from homeroom.foundation.errors import ConflictError
from homeroom.oauth import connecting
from homeroom.oauth.queries import app_named, declaration_of
from homeroom.sharing.changing.rules import Author
from tests.support.district_rows import DISTRICT
from tests.unit.certification.submissions.archives import a_trial
from tests.unit.certification.submissions.office import PDF, Office, staff
from tests.unit.developers.showing.gallery import KIND, body_of
from tests.unit.developers.workshop import declare

TYPES = ["district_sso", "secure_sync"]


def wrong(office: Office, below: str, status: int, words: str, **typed: str) -> None:
    reply = office.reviewer.form(f"{office.review}/{below}", **typed)
    assert (status, True) == (reply.status, words in office.reviewer.text), office.reviewer.text


def test_no_row_that_waits_is_certified(office: Office) -> None:
    office.submitted(*TYPES)
    assert "SYN-R9" in office.reviewer.shown(office.review)
    wrong(office, "certify", 409, "still fail or wait")
    assert "in_review" == office.submission().state


def test_a_verdict_needs_a_sentence_and_the_last_one_counts(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SSO-10": "REVIEW"})
    asked = {"requirement": "SSO-10", "verdict": "PASS"}
    wrong(office, "verdict", 400, "Write a sentence", **asked, **{"note-SSO-10": "Fine"})
    wrong(office, "verdict", 400, "choose a verdict", requirement="SSO-10", verdict="REVIEW",
          **{"note-SSO-10": "I looked at the page."})  # fmt: skip
    form = {"requirement": "SSO-10", "verdict": "FAIL", "note-SSO-10": "It shows a trace."}
    assert 303 == office.reviewer.form(f"{office.review}/verdict", **form).status
    assert "1 fails." in office.reviewer.shown(office.review)
    form |= {"verdict": "PASS", "note-SSO-10": "It was the other page."}
    assert 303 == office.reviewer.form(f"{office.review}/verdict", **form).status
    assert "0 fail." in office.reviewer.shown(office.review)
    assert 2 == sum(one.kind == "verdict" for one in office.records())


def test_a_failure_of_the_run_is_turned_around_by_another_run_only(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SYN-R1": "FAIL"})
    wrong(office, "verdict", 400, "only another run", requirement="SYN-R1", verdict="PASS",
          **{"note-SYN-R1": "It looked well to me."})  # fmt: skip


def test_open_recommendations_become_conditions(office: Office) -> None:
    office.submitted(*TYPES, verdicts={"SYN-R1": "FAIL"}, level="attested")
    office.judge_all()
    assert "Certify with conditions" in office.reviewer.shown(office.review)
    assert 303 == office.reviewer.form(f"{office.review}/certify").status
    found = re.search(r"/certificates/([0-9a-f]{24})", office.desk.shown(office.path))
    assert found is not None
    anybody = office.workshop.town.browser()
    page = anybody.get(f"/certificates/{found[1]}").body.decode()
    assert "SYN-R1" in page
    assert "Attested" in page
    told = anybody.get(f"/certificates/{found[1]}/badge.json").body.decode()
    assert '"state":"attested"' in told
    office.workshop.town.later(days=366)
    assert "Expired" in anybody.get(f"/certificates/{found[1]}").body.decode()


def test_changes_name_requirements_that_there_are(office: Office) -> None:
    office.submitted(*TYPES)
    reason = "This is what must change."
    wrong(office, "changes", 400, "no requirement SYN-99", ids="SYN-99", reason=reason)
    wrong(office, "changes", 400, "LIB-02 is asked of other", ids="SYN-04 LIB-02", reason=reason)
    wrong(office, "changes", 400, "at least one requirement", ids="", reason=reason)
    wrong(office, "changes", 400, "Write a sentence", ids="SYN-04", reason="No")


def test_changes_are_told_with_the_next_step_what_was_found_and_what_is_asked(
    office: Office,
) -> None:
    office.submitted(*TYPES)
    form = {"ids": "syn-04, SYN-04 sso-18", "reason": "Both must hold before the summer."}
    assert 303 == office.reviewer.form(f"{office.review}/changes", **form).status
    (told,) = (one.text for one in office.mails() if one.subject == "Changes are requested")
    assert [1, 1] == [told.count(f"{one}: ") for one in ("SYN-04", "SSO-18")]
    base = office.workshop.hub.parts.settings.base_url
    assert f"Next step: {requirement('SYN-04').fix}" in told
    assert f"What it asks: {base}/requirements/secure-sync#SYN-04" in told
    (runs,) = re.findall(r"What was found: (\S+)#row-SYN-04", told)
    assert 'id="row-SYN-04"' in office.desk.shown(runs.removeprefix(base))
    assert "SYN-04" in office.desk.shown(office.path)


def test_the_reviewers_are_told_that_what_they_hold_was_withdrawn(office: Office) -> None:
    office.submitted(*TYPES)
    question = {"question": "What happens at night?"}
    assert 303 == office.reviewer.form(f"{office.review}/ask", **question).status
    office.desk.form(f"{office.path}/withdraw", reason="We begin anew in spring.")
    told = {(one.recipient, one.text) for one in office.mails()}
    assert ("the reviewers", "We begin anew in spring.") in told


@pytest.mark.parametrize(
    ("below", "typed"), [("withdraw", {"reason": "Not now."}), ("answer", {"answer": "It waits."})]
)
def test_nothing_is_moved_of_which_the_reviewers_could_not_be_told(
    office: Office, monkeypatch: pytest.MonkeyPatch, below: str, typed: dict[str, str]
) -> None:
    office.submitted(*TYPES)
    question = {"question": "What happens at night?"}
    assert 303 == office.reviewer.form(f"{office.review}/ask", **question).status

    def breaks(*_: object) -> None:
        raise RuntimeError("the machine stops here")

    with monkeypatch.context() as patch:
        patch.setattr(mails, "tell_reviewers", breaks)
        assert 500 == office.desk.form(f"{office.path}/{below}", **typed).status
    assert "needs_info" == office.submission().state
    assert 303 == office.desk.form(f"{office.path}/{below}", **typed).status
    assert typed[{"withdraw": "reason"}.get(below, below)] in {one.text for one in office.mails()}


def test_a_rejected_submission_may_try_again(office: Office) -> None:
    office.submitted(*TYPES)
    form = {"ids": "SSO-18", "reason": "Anybody can take over an account."}
    assert 303 == office.reviewer.form(f"{office.review}/reject", **form).status
    # What is said afterwards hides none of it.
    assert 303 == office.desk.form(f"{office.path}/call", about="Why is that so?").status
    page = office.desk.shown(office.path)
    assert "Anybody can take over an account." in page
    assert "SSO-18" in page
    assert 303 == office.desk.form(f"{office.path}/again").status
    assert 2 == office.submission().attempt


def test_each_step_writes_to_the_outbox(office: Office) -> None:
    office.submitted(*TYPES)
    office.reviewer.form(f"{office.review}/ask", question="What happens at night?")
    office.desk.form(f"{office.path}/call", about="Let us speak on Monday.")
    told = {(one.recipient, one.text) for one in office.mails()}
    assert ("robin@example.org", "What happens at night?") in told
    assert ("the reviewers", "Let us speak on Monday.") in told
    assert "What happens at night?" in office.reviewer.shown("/reviewers/mail")


def test_contradictions_stand_before_the_reviewer(office: Office) -> None:
    office.submitted(*TYPES, answers={"Q-Y15": "Never"})
    page = office.reviewer.shown(office.review)
    assert "Answers that do not agree" in page
    assert "paths of v3.1" in page  # Q-Y01 says v3.0
    assert "the run was told Never" in page


def test_each_answer_has_what_was_seen_beside_it(office: Office) -> None:
    office.submitted(*TYPES)
    page = office.reviewer.shown(office.review)
    rows = dict(re.findall(r'<tr id="([^"]+)"[^>]*>(.*?)</tr>', page, re.DOTALL))
    assert "paths of v3.1" in rows["Q-Y01"]
    assert "SYN-04 PASS" in rows["Q-Y21"]


def test_the_developer_finds_the_question_whose_answer_does_not_agree(office: Office) -> None:
    office.submitted(*TYPES)
    where = f'<a href="{office.path}/survey/secure_sync#Q-Y01">'
    assert f"{where}Q-Y01: Which version of the API do you use?</a>" in office.desk.shown(
        office.path
    )
    form = office.desk.shown(f"{office.path}/survey/secure_sync")
    assert "Which version of the API do you use?" in form


def test_what_a_reviewer_has_to_look_at_is_nothing_to_mend(office: Office) -> None:
    office.submitted(*TYPES)
    page = office.desk.shown(f"{office.path}/runs")
    row = re.search(r"SYN-R4: .*?</tr>", page, re.DOTALL)
    assert row is not None
    assert "Nothing yet: a reviewer looks at it." in row[0]


def test_the_archive_is_given_as_it_came(office: Office) -> None:
    office.submitted(*TYPES)
    reply = office.reviewer.get(f"{office.review}/evidence.tar.gz")
    assert (200, "application/gzip") == (reply.status, reply.headers["content-type"])
    assert b"\x1f\x8b" == reply.body[:2]
    assert 404 == office.reviewer.get(f"{office.review}/agreement.pdf").status


def test_a_developer_may_not_review_and_a_reviewer_not_end(office: Office) -> None:
    office.submitted(*TYPES)
    assert 403 == office.desk.form(f"{office.review}/certify").status
    form = {"reason": "It sends secrets to browsers."}
    assert 403 == office.reviewer.form(f"{office.review}/suspend", **form).status


def test_an_operator_looks_on_at_a_review_and_is_shown_no_button_of_it(office: Office) -> None:
    office.made_ready(*TYPES)
    assert 303 == office.desk.form(f"{office.path}/submit").status
    olga = staff(office.workshop, "operator")
    assert f"{office.review}/take" not in olga.shown(office.review)
    assert 303 == office.reviewer.form(f"{office.review}/take").status
    page = olga.shown(office.review)
    assert f"{office.review}/rerun" in office.reviewer.shown(office.review)
    for verb in ("verdict", "rerun", "ask", "changes", "reject", "certify"):
        assert f'"{office.review}/{verb}"' not in page, verb
    form = {"requirement": "CORE-07", "verdict": "PASS", "note-CORE-07": "It looks well to me."}
    assert 403 == olga.form(f"{office.review}/verdict", **form).status
    form = {"checks": "SYN-04", "rerun": "It passed by chance, perhaps."}
    assert 403 == olga.form(f"{office.review}/rerun", **form).status


@pytest.mark.parametrize("verb", ["suspend", "revoke"])
def test_an_operator_ends_a_certification_and_its_page_says_so(office: Office, verb: str) -> None:
    number = certified(office)
    office.knows()
    olga = staff(office.workshop, "operator")
    live(office)
    form = {"reason": "It sends secrets to browsers."}
    assert 303 == olga.form(f"{office.review}/{verb}", **form).status, olga.text[-900:]
    word = {"suspend": "Suspended", "revoke": "Revoked"}[verb]
    page = office.workshop.town.browser().get(f"/certificates/{number}").body.decode()
    assert word in page
    assert word.lower() == office.submission().state


def certified(office: Office) -> str:
    office.submitted(*TYPES)
    office.judge_all()
    assert 303 == office.reviewer.form(f"{office.review}/certify").status
    found = re.search(r"/certificates/([0-9a-f]{24})", office.desk.shown(office.path))
    assert found is not None
    return found[1]


def live(office: Office) -> None:
    """The production application was used by everybody, and is live."""
    assert 200 == office.desk.form(f"{office.path}/production").status
    with office.workshop.hub.parts.store.control.writing() as session:
        held = actions.held(session, office.id)
        actions.save(session, replace(held, state="live"))


def test_the_production_application_is_what_was_certified(office: Office) -> None:
    certified(office)
    assert 200 == office.desk.form(f"{office.path}/production").status
    with office.workshop.hub.parts.store.control.reading() as session:
        made = office.submission().production or ""
        copy, first = app_named(session, made), app_named(session, office.app.id)
        said = declaration_of(session, made)
    assert copy is not None
    assert first is not None
    assert (first.name, first.declared.types, False) == (
        copy.name, copy.declared.types, copy.declared.live,
    )  # fmt: skip
    assert "a" * 64 == said["small"]
    assert 409 == office.desk.form(f"{office.path}/production").status
    assert made in office.desk.shown("/developers")


def test_the_agreement_is_a_pdf_and_older_ones_stay(office: Office) -> None:
    declare(office.workshop, office.app, types=["library"])
    office.begin("library")
    path = f"{office.path}/files?csrf={office.desk.csrf}"
    kind = {"content-type": KIND}
    assert 400 == office.desk.ask(path, "POST", body_of(b"GIF89a"), **kind).status
    assert "This is no PDF." in office.desk.text
    assert 303 == office.desk.ask(path, "POST", body_of(PDF, "a.pdf"), **kind).status
    assert "Attached" in office.desk.shown(f"{office.path}/files")
    reply = office.desk.get(f"{office.path}/files/agreement.pdf")
    assert PDF == reply.body
    assert "attachment" in reply.headers["content-disposition"]
    assert "agreement.pdf" == office.submission().answers["Q-L16"]


def test_the_reviewer_sees_the_whole_listing_and_the_vector_file(office: Office) -> None:
    draft = {
        "summary": "Maps for everybody", "description": "Draw <b>maps</b> of your street.",
        "pricing": "Free", "grades": ["3", "4"], "terms_url": "https://a.example/terms",
        "banner": "c" * 64, "screenshots": [{"picture": "d" * 64, "caption": "A <i>map</i>"}],
    }  # fmt: skip
    declare(office.workshop, office.app, types=["library"], listing_draft=draft)
    office.begin("library")
    page = office.reviewer.shown(office.review)
    for wanted in (
        "Draw &lt;b&gt;maps&lt;/b&gt; of your street.", "Price: Free", "Grade levels: 3, 4",
        "Subjects: not said", 'href="https://a.example/terms"', f'href="/pictures/{"c" * 64}"',
        f'href="/pictures/{"d" * 64}"', "A &lt;i&gt;map&lt;/i&gt;", f'href="/pictures/{"b" * 64}"',
        "Icon for the Library: not sent",
    ):  # fmt: skip
        assert wanted in page, wanted


def test_library_with_secure_sync_is_refused_on_the_page(office: Office) -> None:
    declare(office.workshop, office.app, types=["library", "secure_sync"])
    assert 400 == office.begin("library", "secure_sync").status
    assert "certified apart" in office.desk.text
    assert 303 == office.begin("library").status
    assert 303 == office.begin("secure_sync").status
    assert 409 == office.begin("secure_sync").status


def test_training_is_ticked_off_lesson_by_lesson(office: Office) -> None:
    page = office.desk.shown("/developers/training")
    lessons = re.findall(r'name="lesson" value="([a-z-]+)"', page)
    for lesson in lessons:
        assert 303 == office.desk.form("/developers/training", lesson=lesson).status
    assert "I have read this" not in office.desk.shown("/developers/training")
    assert 400 == office.desk.form("/developers/training", lesson="other").status
    office.begin(*TYPES)
    assert "Recommended: read" not in office.desk.shown(office.path)


def test_a_run_that_grew_old_keeps_it_from_being_ready(office: Office) -> None:
    office.made_ready(*TYPES)
    office.workshop.town.later(days=15)
    fresh = office.workshop.developer()
    assert 409 == fresh.form(f"{office.path}/submit").status
    assert "Run not older than 14 days" in fresh.text
    assert "draft" == office.submission().state
    assert a_trial(office.workshop, office.app, TYPES)


def test_who_was_submitted_stays_submitted_whatever_is_declared_later(office: Office) -> None:
    office.submitted(*TYPES)
    before = office.reviewer.shown(office.review).partition("All requirements")[2]
    declare(office.workshop, office.app, user_types=["teacher"])
    after = office.reviewer.shown(office.review).partition("All requirements")[2]
    assert before.partition("</table>")[0] == after.partition("</table>")[0]
    declare(office.workshop, office.app, user_types=["student", "teacher", "staff"])
    office.judge_all()
    assert 303 == office.reviewer.form(f"{office.review}/certify").status
    assert 200 == office.desk.form(f"{office.path}/production").status
    with office.workshop.hub.parts.store.control.reading() as session:
        made = app_named(session, office.submission().production or "")
    assert made is not None
    assert {"student", "teacher"} == set(made.declared.user_types)


def test_nobody_new_connects_to_what_is_suspended(office: Office) -> None:
    certified(office)
    live(office)
    olga = staff(office.workshop, "operator")
    form = {"reason": "It sends secrets to browsers."}
    assert 303 == olga.form(f"{office.review}/suspend", **form).status
    parts = office.workshop.hub.parts
    with parts.store.control.reading() as session:
        app = app_named(session, office.submission().production or "")
    assert app is not None
    with pytest.raises(ConflictError, match="suspended"):
        connecting.accept(parts, DISTRICT, app, "0" * 24, "application", Author("Cho", 0))


def test_the_places_are_those_of_the_dashboard() -> None:
    assert frame._PLACES == PLACES
