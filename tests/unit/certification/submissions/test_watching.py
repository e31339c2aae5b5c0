"""Once an application is live, a run only warns: its certificate and its state stay (3.4)."""

import re
from typing import Any

from tests.unit.certification.submissions.office import Office
from tests.unit.certification.submissions.test_review import certified, live

TYPES = ["district_sso", "secure_sync"]


def weekly(office: Office, **changed: Any) -> int:
    office.workshop.town.later(minutes=5)
    return office.run(TYPES, **changed).status


def is_due(page: str) -> bool:
    return re.search(r"Due\s*</span>\s*since", page) is not None


def test_a_weekly_run_warns_and_changes_no_state(office: Office) -> None:
    certified(office)
    live(office)
    before = office.submission()
    assert 201 == weekly(office, verdicts={"SYN-04": "FAIL", "SYN-R1": "FAIL"})
    assert before == office.submission()
    (text,) = (one.text for one in office.records() if one.text.startswith("Weekly run"))
    assert "Weekly run: SYN-04 failed" == text
    told = [one.text for one in office.mails() if one.subject == "The weekly run found failures"]
    assert ["Weekly run: SYN-04 failed." in one for one in told] == [True]
    for page in (office.desk.shown(office.path), office.reviewer.shown(office.review)):
        assert "SYN-04 failed" in page
    assert "certificates" in office.desk.shown(office.path)


def test_a_weekly_run_that_passes_tells_nobody_by_mail(office: Office) -> None:
    certified(office)
    live(office)
    mails = len(office.mails())
    assert 201 == weekly(office)
    assert mails == len(office.mails())
    assert "No MUST failed" in office.desk.shown(office.path)


def test_the_day_of_the_next_weekly_run_is_shown_and_passes(office: Office) -> None:
    certified(office)
    live(office)
    assert 201 == weekly(office)
    assert not is_due(office.desk.shown(office.path))
    office.workshop.town.later(days=8)
    page = office.workshop.developer().shown(office.path)
    assert is_due(page)


def test_a_broken_invariant_is_told_too_and_a_limited_run_is_refused(office: Office) -> None:
    certified(office)
    live(office)
    assert 201 == weekly(office, invariants=[{"id": "I6", "verdict": "FAIL"}])
    assert "I6 failed" in office.reviewer.shown(office.review)
    assert 400 == weekly(office, only=["SYN-04"])
