"""What is sent in is kept for good, so no submission takes it without end."""

import hashlib

import pytest

from homeroom.certification.submissions import actions, limits
from homeroom.certification.submissions.rules import DAY
from homeroom.foundation.errors import ConflictError
from tests.unit.certification.submissions.archives import (
    a_report,
    a_trial,
    an_archive,
    sealed,
    sent,
)
from tests.unit.certification.submissions.office import PDF, Office
from tests.unit.developers.showing.gallery import KIND, body_of
from tests.unit.developers.workshop import declare

TYPES = ["district_sso", "secure_sync"]


def test_a_day_brings_ten_documents_and_the_page_says_when_it_is_enough(office: Office) -> None:
    declare(office.workshop, office.app, types=["library"])
    office.begin("library")
    path = f"{office.path}/files?csrf={office.desk.csrf}"

    def attached(number: int) -> int:
        body = body_of(PDF + str(number).encode(), "a.pdf")
        return office.desk.ask(path, "POST", body, **{"content-type": KIND}).status

    assert {303} == {attached(number) for number in range(limits.FILES_A_DAY)}
    assert 303 == attached(3)
    assert 429 == attached(99)
    assert "takes 10 documents in 24 hours" in office.desk.text
    assert 200 == office.desk.get(f"{office.path}/files/agreement.pdf").status


def test_a_submission_holds_fifty_documents_whatever_time_passes(office: Office) -> None:
    office.begin(*TYPES)
    now = office.workshop.town.desk.now()
    with office.workshop.hub.parts.store.control.writing() as session:
        held = actions.held(session, office.id)
        for number in range(limits.FILES):
            at = now + (number // limits.FILES_A_DAY) * DAY
            actions.keep_file(session, at, held, actions.THE_HUB, PDF + str(number).encode())
        with pytest.raises(ConflictError, match="holds 50 documents already"):
            actions.keep_file(session, now + 99 * DAY, held, actions.THE_HUB, PDF + b"one more")
        known = hashlib.sha256(PDF + b"7").hexdigest()
        limits.check_files(session, now + 99 * DAY, held, known)


def test_a_day_brings_twenty_runs(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "RUNS_A_DAY", 2)
    office.begin(*TYPES)
    assert [201, 201, 429] == [office.run(TYPES).status for _ in range(3)]
    office.workshop.town.later(days=1)
    assert 201 == office.run(TYPES).status


def test_a_run_that_is_sent_again_is_none_of_the_day(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RUNS_A_DAY", 1)
    office.begin(*TYPES)
    run = a_trial(office.workshop, office.app, TYPES)
    content, manifest = an_archive(a_report(office.app, run, TYPES))
    sealed(office.workshop, office.app, run, manifest)
    assert [201, 201] == [sent(office.workshop, office.app, content).status for _ in range(2)]
    reply = office.run(TYPES)
    assert (429, True) == (reply.status, "takes 1 runs in 24 hours" in reply.body.decode())
    assert "3600" == reply.headers["retry-after"]
