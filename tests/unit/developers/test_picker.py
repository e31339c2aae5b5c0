"""The integration picker: every combination of answers, and its page."""

from itertools import product

import msgspec
import pytest

from homeroom.developers.picker.rules import QUESTIONS, Answers, advise
from homeroom.oauth.registration.together import submissions
from tests.unit.developers.workshop import Workshop

CHOICES = [[value for value, _ in answers] for _, answers in QUESTIONS.values()]
SYNC = "sso+sync"

EXPECTED: dict[tuple[str, str, str], str] = {
    # of a district: (classes, fields, login) -> outcome
    ("nobody", "nothing", "yes"): "sso",
    ("nobody", "nothing", "no"): SYNC,
    ("nobody", "basic", "yes"): "sso",
    ("nobody", "basic", "no"): SYNC,
    ("nobody", "roster", "yes"): SYNC,
    ("nobody", "roster", "no"): SYNC,
    ("teachers", "nothing", "yes"): "sso",
    ("teachers", "nothing", "no"): SYNC,
    ("teachers", "basic", "yes"): "sso",
    ("teachers", "basic", "no"): SYNC,
    ("teachers", "roster", "yes"): SYNC,
    ("teachers", "roster", "no"): SYNC,
    ("roster", "nothing", "yes"): SYNC,
    ("roster", "nothing", "no"): SYNC,
    ("roster", "basic", "yes"): SYNC,
    ("roster", "basic", "no"): SYNC,
    ("roster", "roster", "yes"): SYNC,
    ("roster", "roster", "no"): SYNC,
}


@pytest.mark.parametrize("given", list(product(*CHOICES)), ids="-".join)
def test_every_combination_has_its_outcome_with_reasons(given: tuple[str, ...]) -> None:
    answers = msgspec.convert(dict(zip(QUESTIONS, given, strict=True)), Answers)
    advice = advise(answers)
    wanted = (
        "library"
        if answers.buyer == "teacher"
        else EXPECTED[answers.classes, answers.fields, answers.login]
    )
    assert wanted == advice.outcome
    assert advice.reasons
    assert advice.limits
    # What a teacher cannot authorise is said, whatever the outcome.
    wants_more = answers.fields == "roster" or answers.classes == "roster" or answers.login == "no"
    if answers.buyer == "teacher":
        assert wants_more == ("Secure Sync" in " ".join(advice.limits))


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"library"}, (("library",),)),
        ({"district_sso"}, (("district_sso",),)),
        ({"secure_sync"}, (("secure_sync",),)),
        ({"library", "district_sso"}, (("district_sso", "library"),)),
        ({"library", "secure_sync"}, (("secure_sync",), ("library",))),
        ({"district_sso", "secure_sync"}, (("district_sso", "secure_sync"),)),
        (
            {"library", "district_sso", "secure_sync"},
            (("district_sso", "secure_sync"), ("library",)),
        ),
    ],
)
def test_what_is_certified_together(types: set[str], expected: tuple[tuple[str, ...], ...]) -> None:
    assert expected == submissions(frozenset(types))


def test_the_picker_is_public_and_keeps_its_answers_in_the_address(workshop: Workshop) -> None:
    browser = workshop.town.browser()
    asked = "?buyer=district&classes=roster&fields=basic&login=yes"
    assert 200 == browser.get("/pick-an-integration").status
    assert "Why" not in browser.text
    assert 200 == browser.get(f"/pick-an-integration{asked}").status
    assert "classes are to be those of the roster" in browser.text
    assert 'value="roster" checked' in browser.text
    browser.get("/pick-an-integration?buyer=<b>&login=yes")
    assert 2 <= browser.text.count("Choose one of the answers.")
    assert "&lt;b&gt;" not in browser.text


def test_inside_the_dashboard_it_leads_to_an_application_of_that_type(workshop: Workshop) -> None:
    desk = workshop.developer()
    page = desk.shown(
        "/developers/picker?buyer=district&classes=roster&fields=basic&login=yes"
    ).replace("&amp;", "&")
    where = page.split('href="/developers/new')[1].split('"')[0]
    chosen = desk.shown(f"/developers/new{where}")
    assert 'value="secure_sync" checked' in chosen
    assert 'value="library" checked' not in chosen
