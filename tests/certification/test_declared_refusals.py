"""An application that refuses whom it does not know, as it declares for itself (SSO-19)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from homeroom.certification.harness import Trial
from homeroom.certification.harness.answers import Answers
from homeroom.certification.harness.judging import Judge
from homeroom.certification.logins import sso
from tests.certification.grounds import a_sandbox
from tests.certification.login_ground import a_trial, outcomes

_KNOWN = (
    "k01", "t02", "t05", "t03", "k17", "k10", "t15", "t01", "k02", "t04", "k55", "k05", "a01",
    "d01",
)  # fmt: skip
_PLAYED = ("ways", "strangers", "sparse", "scripts", "same e-mail", "again", "drifted", "borders")


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub") / "home") as url:
        yield url


@contextmanager
def declared(hub: str, mutant: str, said: str) -> Iterator[Trial]:
    """A trial of an application with District SSO alone."""
    with a_trial(hub, mutant, of="signpost") as trial:
        application = trial.application
        answers = Answers({**application.answers.given, "Q-S17": said})
        trial.application = replace(application, types=("district_sso",), answers=answers)
        yield trial


def _first_logins(trial: Trial) -> dict[str, str]:
    judge = Judge(trial)
    for moment in sso.before_any_sync(trial):
        judge.look(moment)
    return {one.requirement: one.verdict.value for one in judge.outcomes}


@pytest.mark.parametrize(
    ("mutant", "said", "verdict"),
    [
        ("refuses_strangers", "refused", "PASS"),
        ("refuses_strangers", "account", "FAIL"),
        ("", "refused", "FAIL"),
        ("", "account", "PASS"),
    ],
)
def test_who_has_no_account_gets_one_or_reads_that_there_is_none_as_declared(
    hub: str, mutant: str, said: str, verdict: str
) -> None:
    with declared(hub, mutant, said) as trial:
        assert verdict == _first_logins(trial)["SSO-19"]


def test_who_refuses_strangers_is_told_of_the_people_of_the_other_checks(hub: str) -> None:
    with declared(hub, "refuses_strangers", "refused") as trial:
        found = outcomes(trial, *_PLAYED, known=_KNOWN)
    bad = {one.requirement: one.why for one in found if one.verdict.value in ("FAIL", "WARN")}
    assert {} == bad
    passed = {one.requirement for one in found if one.verdict.value == "PASS"}
    assert {"SSO-12", "SSO-13", "SSO-15", "SSO-05", "SSO-17", "SSO-18"} <= passed
