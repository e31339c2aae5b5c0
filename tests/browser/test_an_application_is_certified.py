"""Bo has an application certified at the second attempt, and Rhea reviews it."""

from dataclasses import replace

import pytest

from homeroom.accounts import desk as accounts
from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device as Gadget
from homeroom.certification.submissions import actions, queries
from homeroom.oauth import actions as oauth
from homeroom.oauth.queries import app_named, declaration_of
from homeroom.oauth.registration.actions import own
from tests.browser.conftest import Device
from tests.browser.town import Town
from tests.browser.visits.certification import sent_in
from tests.support.browsing import Hand

CALLBACK = "https://office.example.org/callback"
BOTH = ["portal", "link"]
_FILL = """() => {
    for (const one of document.querySelectorAll('main input[type=text], main textarea')) {
        const known = {'Q-C06b': 'https://office.example.org', 'Q-C06c': '', 'Q-S08': '20'};
        const day = one.id.startsWith('Q-C08') ? '2026-12-01' : 'As it should be.';
        if (!one.value) one.value = one.id in known ? known[one.id] : day;
    }
    for (const one of document.querySelectorAll('main select')) {
        if (!one.value) one.selectedIndex = 1;
    }
    for (const one of document.querySelectorAll('main input[type=radio][value=yes]')) {
        one.checked = true;
    }
    for (const one of document.querySelectorAll('main input[type=checkbox]')) {
        if (!one.name.endsWith('S10') || ['staff', 'teacher'].includes(one.value)) {
            one.checked = one.checked || one.name !== 'Q-C05';
        }
    }
}"""
"""Answers everything that the page asks, as somebody would who has an hour."""


def comes_in(town: Town, hand: Hand, email: str, name: str, duty: str) -> int:
    """Somebody of the hub's staff is signed in at this device; return her number."""
    desk = accounts.desk_of(town.hub.parts)
    person, _ = add_hub_account(desk, email, name, duty)
    with town.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, town.now, HUB, person.user, Gadget("test"), method="password", role=duty
        )
    hand.page.context.add_cookies([{"name": "hr", "value": issued.token, "url": town.url}])
    return person.user


@pytest.fixture
def bo(town: Town, device: Device) -> Hand:
    """The developer, whose application has an icon and an address that can be reached."""
    hand, application = device(), town.app("office").application
    number = comes_in(town, hand, "bo@office.example.org", "Bo Reyes", "developer")
    with town.hub.parts.store.control.writing() as control:
        own(control, town.now, application, number)
        said = declaration_of(control, application)
        oauth.declare(control, application, {**said, "small": "a" * 64, "vector": "b" * 64})
        app = app_named(control, application)
        assert app is not None
        oauth.set_redirect_uris(control, app, [CALLBACK])
    hand.opens(f"/developers/apps/{application}")
    return hand


@pytest.fixture
def rhea(town: Town, device: Device) -> Hand:
    hand = device()
    comes_in(town, hand, "rhea@hub.example", "Rhea Lindqvist", "reviewer")
    return hand


def was_tried(town: Town) -> None:
    """The hub has seen its people sign in, reached its address, and taken a run of the harness."""
    application = town.app("office").application
    with town.hub.parts.store.control.writing() as session:
        (one,) = queries.submissions_of(session, application)
        reached = {"uri": CALLBACK, "at": town.now, "is_there": True, "said": "It answered 200."}
        facts = {"reached": reached, "sso": {"staff": BOTH, "teacher": BOTH}}
        one = actions.save(session, replace(actions.held(session, one.id), facts=facts))
        sent_in(session, town.now, one)


def answers(bo: Hand, form: str, *, last: bool = False) -> None:
    bo.presses("Survey")
    bo.presses(form)
    bo.sees(f"Survey: {form}")
    if form == "About the application":
        bo.types("Version of the application that is tested", "4.2")
    bo.page.evaluate(_FILL)
    bo.presses("Save the answers")
    bo.reads("Back to the checklist" if last else "Saved, and complete.")


def submits(bo: Hand, rhea: Hand, attempt: int) -> None:
    bo.reads("Ready to submit")
    bo.presses(f"Submit attempt {attempt}")
    bo.reads("are frozen until the review is over")
    rhea.opens("/reviewers")
    rhea.presses("Office Desk")
    rhea.presses("Take it for review")
    rhea.reads("It is yours now.")
    rhea.types("Your note on SSO-10", "I read the page; it says what to do.")
    rhea.presses("Pass SSO-10")
    rhea.reads("The verdict is noted.")


def opens_details(hand: Hand, summary: str) -> None:
    hand.page.locator("summary", has_text=summary).click()


def test_bo_has_an_application_certified_at_the_second_attempt(
    town: Town, bo: Hand, rhea: Hand
) -> None:
    bo.presses("Certification")
    bo.ticks("District SSO")
    bo.presses("Begin the submission")
    bo.reads("answers are missing")
    bo.reads("Run homeroom certify, then homeroom certify submit.")
    was_tried(town)
    answers(bo, "About the application")
    answers(bo, "District SSO", last=True)
    bo.presses("Where it stands")
    submits(bo, rhea, 1)

    opens_details(rhea, "Ask for information")
    rhea.types("Your question", "What does a teacher see who has no class?")
    rhea.presses("Ask the developer")
    rhea.reads("The developer is asked.")
    bo.opens(bo.page.url)
    bo.types("Your answer", "A page that says what will come.")
    bo.presses("Send the answer")
    bo.reads("Your answer is with the reviewer.")

    rhea.opens(rhea.page.url)
    rhea.reads("A page that says what will come.")
    opens_details(rhea, "Request changes, or reject")
    rhea.types("Requirements", "SSO-05")
    rhea.types("What must change, and why", "The name stands on the first page only.")
    rhea.presses("Request changes")
    rhea.reads("Decided, and the developer is told.")
    bo.opens(bo.page.url)
    bo.reads("The name stands on the first page only.")
    bo.reads("Show the signed-in person's name on every page.")
    bo.presses("Begin attempt 2")
    submits(bo, rhea, 2)

    rhea.presses("Certify")
    rhea.reads("Decided, and the developer is told.")
    bo.opens(bo.page.url)
    bo.presses("Make the production application")
    bo.presses("Make the production application")
    bo.reads("Write the secret down now.")
    bo.presses("Go through the steps to live")
    bo.reads("1 of 3 steps done")
    bo.presses("Where it stands")
    bo.page.get_by_role("link", name="Issued").click()
    bo.reads("Certified for District SSO")
