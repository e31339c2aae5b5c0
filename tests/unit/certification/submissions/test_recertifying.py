"""When a certificate is due again, what its page says until then, and how it is renewed."""

import json
import re
import threading
from dataclasses import replace
from pathlib import Path

from typing_extensions import override

from homeroom.certification.submissions.issuing import rounds
from homeroom.foundation.database import open_store
from tests.unit.certification.submissions.office import Office, staff
from tests.unit.certification.submissions.test_review import TYPES, certified, live
from tests.unit.developers.workshop import declare


def test_a_certificate_is_due_again_after_its_year_and_is_renewed(office: Office) -> None:
    number = certified(office)
    live(office)
    parts = office.workshop.hub.parts
    assert 0 == rounds.look(parts)
    office.workshop.town.later(days=366)
    assert 1 == rounds.look(parts)
    assert 0 == rounds.look(parts)
    assert "recert_due" == office.submission().state
    page = office.workshop.town.browser().get(f"/certificates/{number}").body.decode()
    assert ("Expired" in page, "Due to be certified again" in page) == (True, True)
    assert any("twelve months are over" in one.text for one in office.mails())
    office.desk = office.workshop.developer()
    assert 409 == office.desk.form(f"{office.path}/submit").status
    office.reached()
    office.answer_form("common", **{"Q-C04": "Pupils draw maps.", "Q-C09": "Nothing is left."})
    assert 201 == office.run(TYPES).status
    assert 303 == office.desk.form(f"{office.path}/submit").status, office.desk.text[-900:]
    assert "recertifying" == office.submission().state
    page = office.workshop.town.browser().get(f"/certificates/{number}").body.decode()
    assert "Running" in page
    office.reviewer = staff(office.workshop, "reviewer", "second@hub.example")
    changed = office.reviewer.shown(office.review).partition("What changed since")[2]
    changed = changed.partition("</table>")[0]
    assert ["Q-C04", "Q-C09"] == re.findall(r"Q-[A-Z][0-9]+", changed)
    assert ("As it should be." in changed, "Pupils draw maps." in changed) == (True, True)
    office.judge_all()
    assert 303 == office.reviewer.form(f"{office.review}/certify").status
    assert "live" == office.submission().state
    page = office.workshop.town.browser().get(f"/certificates/{number}").body.decode()
    assert "Renewed" in page
    # What was said and judged meanwhile is no submission.
    assert 303 == office.desk.form(f"{office.path}/call", about="Thank you.").status
    assert 0 == rounds.look(parts)


def test_a_store_that_is_away_for_a_moment_ends_no_hourly_look(
    office: Office, tmp_path: Path
) -> None:
    class OneRound(threading.Event):
        """Set as the first round is over."""

        @override
        def wait(self, timeout: float | None = None) -> bool:
            self.set()
            return True

    certified(office)
    live(office)
    office.workshop.town.later(days=366)
    parts = office.workshop.hub.parts
    rounds.work(replace(parts, store=open_store(tmp_path)), OneRound())  # it has no table
    rounds.work(parts, OneRound())
    assert "recert_due" == office.submission().state


def test_the_page_of_a_certificate_says_that_it_is_due_again_and_until_when(
    office: Office,
) -> None:
    number = certified(office)
    live(office)
    anybody = office.workshop.town.browser()
    told = json.loads(anybody.get(f"/certificates/{number}/badge.json").body)
    assert (None, "certified") == (told["recertify_by"], told["state"])
    assert "Due to be certified" not in anybody.get(f"/certificates/{number}").body.decode()
    office.app.id = office.submission().production or ""
    declare(office.workshop, office.app, user_types=["student", "teacher", "staff"])
    assert 1 == rounds.look(office.workshop.hub.parts)
    assert "Due to be certified again" in anybody.get(f"/certificates/{number}").body.decode()
    told = json.loads(anybody.get(f"/certificates/{number}/badge.json").body)
    assert told["issued"] < told["recertify_by"] < told["expires"]
    assert "certified" == told["state"]


def test_an_application_that_gained_people_is_due_again(office: Office) -> None:
    certified(office)
    live(office)
    office.app.id = office.submission().production or ""
    declare(office.workshop, office.app, user_types=["student", "teacher", "staff"])
    assert 1 == rounds.look(office.workshop.hub.parts)
    assert any("user type staff was added" in one.text for one in office.mails())


def test_an_application_that_asks_for_more_types_of_records_is_due_again(office: Office) -> None:
    reason = {"need": "required", "reason": "To greet."}
    declare(office.workshop, office.app, fields={"users.name": reason})
    certified(office)
    live(office)
    assert 0 == rounds.look(office.workshop.hub.parts)
    office.app.id = office.submission().production or ""
    declare(office.workshop, office.app, fields={"users.name": reason, "terms.name": reason})
    assert 1 == rounds.look(office.workshop.hub.parts)
    assert any("record type terms was added" in one.text for one in office.mails())
