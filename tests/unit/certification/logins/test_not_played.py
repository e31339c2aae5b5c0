"""What is said of rows whose people never came, and of pages that tell nobody apart."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Final

import pytest

from homeroom.certification.browsing import Seen
from homeroom.certification.harness import (
    Application,
    AppView,
    Finding,
    Hub,
    Keys,
    Moment,
    Person,
    Trial,
    UndecidedError,
    Verdict,
)
from homeroom.certification.harness.outcomes import worst
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks import accounts, callbacks, refusals
from homeroom.certification.logins.parts.accounts import Again
from homeroom.certification.logins.parts.callbacks import Stateless
from homeroom.certification.logins.parts.refusals import Refusals
from homeroom.certification.logins.story import Story

Look = Callable[[Moment], Iterable[Finding]]
NOBODY: Final = AppView()


def _came(key: str, *, is_in: bool = True, shows: bool = True) -> Arrival:
    person = Person(key, key, "", f"{key}@lr.example", key, "Person", ("teacher",))
    return Arrival(
        person, "portal", Seen("http://app.example/", 200, "", "Hello", ""), is_in,
        shows_her=is_in and shows,
    )  # fmt: skip


@pytest.fixture
def looked() -> Iterator[Callable[[Look, Story], Verdict]]:
    """The verdict of a check on a story."""
    with closing(Hub("http://127.0.0.1:9", "x" * 20)) as hub:
        trial = Trial(Application("Small", ("district_sso",), "c" * 20), hub, keys=Keys())

        def look(check: Look, story: Story) -> Verdict:
            found = list(check(Moment(trial, "SC-70", "SC-70", seen=story)))
            return worst(one.verdict for one in found)

        yield look


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        (accounts.a_person_is_known_again, "REVIEW"),
        (accounts.an_email_opens_nobodys_account, "REVIEW"),
        (accounts.a_student_never_sees_a_teachers_page, "SKIP"),
    ],
)
def test_who_takes_none_of_the_people_of_a_check_is_not_passed_by_it(
    looked: Callable[[Look, Story], Verdict], check: Look, verdict: str
) -> None:
    assert verdict == looked(check, Story())


def test_what_could_not_be_played_is_undecided(
    looked: Callable[[Look, Story], Verdict],
) -> None:
    with pytest.raises(UndecidedError, match="nobody answered"):
        looked(accounts.a_person_is_known_again, Story(troubles={Again: "nobody answered"}))


def test_a_failure_that_could_not_be_played_is_named_with_its_reason(
    looked: Callable[[Look, Story], Verdict],
) -> None:
    ends = {cause: _came("t01", is_in=False) for cause in ("invalid", "used")}
    found = Refusals(ends, {"old": "No code was put aside.", "denied": "Not this one."})
    with pytest.raises(UndecidedError) as undecided:
        looked(refusals.bad_codes_are_handled, Story({Refusals: found}))
    assert "a code older than a minute: No code was put aside." in undecided.value.message
    assert "Not this one" not in undecided.value.message
    all_ended = Refusals({**ends, "old": _came("t01", is_in=False)}, {})
    assert "PASS" == looked(refusals.bad_codes_are_handled, Story({Refusals: all_ended}))


def _stateless(*, shows: bool, was_restarted: bool = False) -> Story:
    owner, after = _came("t01", shows=shows), _came("t01", shows=shows)
    found = Stateless(
        owner, after, "other", shows_other=False, was_restarted=was_restarted,
        before=NOBODY, view=NOBODY,
    )  # fmt: skip
    return Story({Stateless: found})


def test_pages_without_names_do_not_show_who_a_callback_signed_in(
    looked: Callable[[Look, Story], Verdict],
) -> None:
    look = callbacks.a_callback_without_state_links_nobody
    assert looked(look, _stateless(shows=False)) == "REVIEW"
    assert looked(look, _stateless(shows=True)) == "PASS"
    assert looked(look, _stateless(shows=False, was_restarted=True)) == "PASS"
    refused = _stateless(shows=False)
    refused.parts[Stateless] = replace(refused.parts[Stateless], after=_came("t01", is_in=False))
    assert looked(look, refused) == "PASS"
