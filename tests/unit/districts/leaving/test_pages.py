"""The owner asks for the deletion, takes it back, or leads it to its end; nobody else does."""

import re
from datetime import timedelta

import pytest

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from homeroom.intake.erasure import actions
from homeroom.roster.auditing.queries import entries
from tests.support.hubs import Reply, a_hub
from tests.support.stores import Place
from tests.unit.districts.team.colleagues import (
    PASSWORD,
    a_colleague,
    a_signed_up_town,
    browser_of,
)
from tests.unit.districts.town import START, Browser, Town

DELETION = "/district/team/deletion"
TYPED = {"when": "later", "typed": "Walnut Creek", "password": PASSWORD}


@pytest.fixture
def walnut(place: Place) -> "object":
    with a_hub(place, ManualClock(START), district_sign_up="open") as hub:
        yield a_signed_up_town(hub)


@pytest.fixture
def owner(walnut: Town) -> Browser:
    return browser_of(walnut, "olive@walnut.example")


def _said(walnut: Town) -> list[tuple[str, str]]:
    with walnut.hub.parts.store.roster.reading() as session:
        found = entries(session, walnut.district.number, action="district")
    return [(one.subject, one.detail) for one in found]


def _certificate(page: str) -> str:
    found = re.search(r"/districts/deleted/[\w-]+", page)
    assert found is not None
    return found[0]


def test_only_the_owner_reaches_it(walnut: Town, owner: Browser) -> None:
    assert "Delete the district" in owner.text("/district/team")
    for role in ("administrator", "help_desk"):
        other = a_colleague(walnut, owner, f"{role}@walnut.example", role)
        assert 403 == other.get(DELETION).status
        assert 403 == other.post(DELETION, **TYPED).status
        assert 403 == other.post(f"{DELETION}/take-back").status
        assert "Delete the district" not in other.text("/district/team")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"typed": "Walnut"}, "Type the name as it is written"),
        ({"password": "not it at all"}, "That is not your present password."),
        ({"password": ""}, "Type your password."),
        ({"when": "soon"}, "Choose when."),
    ],
)
def test_a_wrong_proof_deletes_nothing(
    walnut: Town, owner: Browser, changed: dict[str, str], said: str
) -> None:
    reply = owner.post(DELETION, **(TYPED | changed))

    assert reply.status >= 400
    assert said in reply.body.decode()
    assert [] == _said(walnut)
    assert "To be deleted" not in owner.text(DELETION)


def _asked(owner: Browser, **changed: str) -> Reply:
    reply = owner.post(DELETION, **(TYPED | changed))
    assert (303, f"{DELETION}?said=asked") == (reply.status, reply.headers["location"])
    return reply


def test_everybody_of_the_team_sees_it_coming_and_the_owner_takes_it_back(
    walnut: Town, owner: Browser
) -> None:
    helper = a_colleague(walnut, owner, "hal@walnut.example", "help_desk")
    _asked(owner)
    assert "to be deleted" in helper.text("/district")
    assert 409 == owner.post(DELETION, **TYPED).status
    certificate = _certificate(owner.text(DELETION))
    assert "is to be deleted" in walnut.call(certificate).body.decode()
    assert 404 == walnut.call(f"{certificate}/certificate.txt").status

    assert 303 == owner.post(f"{DELETION}/take-back").status

    assert 409 == owner.post(f"{DELETION}/take-back").status
    assert "to be deleted" not in helper.text("/district")
    assert 404 == walnut.call(certificate).status
    subject = "Deletion of the district"
    assert [(subject, "taken-back"), (subject, "asked, later")] == _said(walnut)


def test_after_two_weeks_nobody_can_sign_in_and_the_certificate_is_there(
    walnut: Town, owner: Browser
) -> None:
    _asked(owner)
    certificate = _certificate(owner.text(DELETION))
    walnut.clock.advance(timedelta(days=actions.WAIT_DAYS))
    again = browser_of(walnut, "olive@walnut.example")
    assert "be deleted" in again.text("/district")

    actions.carry_on(walnut.desk)

    assert 303 == again.get("/district").status
    walnut.clock.advance(actions.SETTLING)
    actions.carry_on(walnut.desk)
    page = walnut.call(certificate).body.decode()
    assert "Everything of <bdi>Walnut Creek</bdi> is deleted" in page
    text = walnut.call(f"{certificate}/certificate.txt").body.decode()
    assert text.startswith("Certificate of deletion: Walnut Creek\n")
    assert "team_member: 1" in text
    assert "Olive" not in text
    assert "Olive" not in page


def test_at_once_means_with_the_next_turn_of_the_worker(walnut: Town, owner: Browser) -> None:
    _asked(owner, when="at-once")

    assert actions.perform_if_due(walnut.desk, "worker")

    assert 303 == owner.get("/district").status
    assert not actions.perform_if_due(walnut.desk, "worker")


def test_a_name_of_a_certificate_that_is_none_leads_nowhere(hub: Hub) -> None:
    from tests.support.hubs import InProcess  # noqa: PLC0415

    for name in ("x", "%00", "a" * 300):
        assert 404 == InProcess(hub)(f"/districts/deleted/{name}").status
