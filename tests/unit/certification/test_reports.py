"""What follows from the rows of a report, and from answers held against them."""

from typing import Any

import pytest

from homeroom.certification.requirements.conditions import Answer, Declared
from homeroom.certification.requirements.reading import for_types
from homeroom.certification.submissions.checklist import Facts, Ran, Reached, checklist
from homeroom.certification.submissions.contradictions import Registered, contradictions
from homeroom.certification.submissions.reports import (
    Judged,
    Report,
    Result,
    Row,
    Verdict,
    rows_of,
    totals_of,
)
from homeroom.certification.submissions.rules import DAY
from homeroom.certification.submissions.running.witnessed import wire_of

SYNC = frozenset({"secure_sync"})
REGISTERED = Registered("c" * 20, "https://a.example/cb", SYNC, ("student",))
NOW = 100 * DAY


def a_report(**verdicts: Verdict) -> Report:
    told = {name.replace("_", "-"): verdict for name, verdict in verdicts.items()}
    results = tuple(
        Result(one.id, told.get(one.id, "PASS"), scenarios=one.scenarios) for one in for_types(SYNC)
    )
    return Report("r" * 24, "1.0.0", "7", ("secure_sync",), "c" * 20, results)


def rows(report: Report | None, **answers: Answer) -> dict[str, Row]:
    declared = Declared(SYNC, answers={name.replace("_", "-"): a for name, a in answers.items()})
    return {one.requirement.id: one for one in rows_of(report, declared, {}, {})}


def test_a_row_that_does_not_apply_says_which_answer_says_so() -> None:
    found = rows(a_report(SYN_08="FAIL"), Q_Y23=False)["SYN-08"]
    assert ("SKIP", "Q-Y23 says no") == (found.verdict, found.why)


def test_a_skipped_row_that_applies_is_inconclusive_and_waits() -> None:
    found = rows(a_report(SYN_08="SKIP"), Q_Y23=True)["SYN-08"]
    assert ("INCONCLUSIVE", True) == (found.verdict, found.waits)
    assert "The run skipped it, but Q-Y23 says yes." == found.why


def test_what_only_a_person_sees_waits_for_a_person_whatever_the_report_claims() -> None:
    assert rows(a_report(SYN_R9="PASS"))["SYN-R9"].waits
    assert rows(a_report(SYN_R9="SKIP"))["SYN-R9"].waits


def test_a_verdict_of_a_reviewer_turns_no_failure_around() -> None:
    row = Row(rows(a_report())["SYN-04"].requirement, "FAIL", "", judged=Judged("PASS", "x", "R"))
    assert ("FAIL", True) == (row.verdict, row.fails)


def test_a_should_that_fails_is_a_warning_and_blocks_nothing() -> None:
    totals = totals_of(rows(a_report(SYN_R1="FAIL")).values())
    assert ["SYN-R1"] == [row.requirement.id for row in totals.warns]
    assert () == totals.fails


def test_without_a_run_nothing_is_passed() -> None:
    found = {row.verdict for row in rows(None).values()}
    assert found == {"INCONCLUSIVE", "REVIEW", "SKIP"}


WIRE = wire_of([
    '{"path": "/v3.1/users", "token_kind": "district"}',
    '{"path": "/v3.0/users/{id}", "token_kind": "user"}',
    '{"path": "/oauth/tokens", "token_kind": "basic"}',
])  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "verdicts", "found"),
    [
        ({"Q-C02": "other"}, {}, "the client id is"),
        ({"Q-C06a": "https://b.example"}, {}, "registered is https://a.example/cb"),
        ({"Q-C05": ["library"]}, {}, "here it is secure_sync"),
        ({"Q-Y01": "v3.0"}, {}, "paths of v3.0, v3.1"),
        ({"Q-Y05": False}, {}, "the district's token was used"),
        ({"Q-Y44": ["district"]}, {}, "used as well: user"),
        ({"Q-Y43": ["events"]}, {}, "used as well: users"),
        (
            {"Q-Y16": ["events"], "Q-Y39": ["students"], "Q-Y30": ["students", "terms"]},
            {},
            "Q-Y30 keeps more, which must follow too: terms",
        ),
        (
            {"Q-Y16": ["events"], "Q-Y39": ["terms"], "Q-Y30": []},
            {},
            "Q-Y30 does not keep all of it: terms",
        ),
        (
            {"Q-Y16": ["login"], "Q-Y26": ["students", "terms"]},
            {},
            "nobody asked the hub for terms",
        ),
        ({"Q-Y21": "archive"}, {"SYN_04": "FAIL"}, "SYN-04: records were not archived"),
        ({"Q-Y21": "delete"}, {}, "SYN-04: records were archived"),
        ({"Q-Y22": True}, {"SYN_05": "FAIL"}, "SYN-05"),
        (
            {"Q-Y09": ["staff"], "Q-Y32": "one account"},
            {"SYN_R7": "WARN"},
            "one person has several accounts",
        ),
        ({"Q-Y02": "clever_id"}, {"SYN_01": "FAIL"}, "another field joined records"),
    ],
)
def test_an_answer_that_does_not_agree_is_shown(
    answers: dict[str, Answer], verdicts: dict[str, Any], found: str
) -> None:
    report = a_report(**verdicts)
    every = rows(report).values()
    (one,) = contradictions(answers, REGISTERED, report, every, WIRE)
    assert found in one.found


def test_answers_that_agree_are_not_mentioned() -> None:
    answers: dict[str, Answer] = {
        "Q-C02": "c" * 20, "Q-C05": ["secure_sync"], "Q-Y05": True, "Q-Y21": "archive",
        "Q-Y44": ["user", "district"], "Q-Y43": ["users", "events"],
        "Q-Y30": ["students", "terms"], "Q-Y39": ["terms", "students"],
        "Q-Y16": ["login", "events"], "Q-Y26": ["students", "contacts"],
    }  # fmt: skip
    report = a_report()
    assert [] == contradictions(answers, REGISTERED, report, rows(report).values(), WIRE)


@pytest.mark.parametrize(
    "stale",
    [
        {"Q-Y39": ["students"], "Q-Y30": ["students", "terms"]},
        {"Q-Y26": ["students", "terms"]},
    ],
)
def test_answers_to_questions_that_are_no_longer_asked_accuse_nobody(
    stale: dict[str, Answer],
) -> None:
    answers: dict[str, Answer] = {"Q-Y16": ["full"], "Q-Y08": ["daily"], **stale}
    report = a_report()
    assert [] == contradictions(answers, REGISTERED, report, rows(report).values(), WIRE)


def facts(**changed: Any) -> Facts:
    told: dict[str, Any] = {
        "types": frozenset({"library", "district_sso"}), "is_trained": True, "has_icon": True,
        "has_vector": True, "redirect_uri": "https://a.example/cb",
        "user_types": ("student", "teacher"), "app_version": "4.2", "survey_problems": 0,
        "reached": Reached("https://a.example/cb", NOW, is_there=True, said=""),
        "has_agreement": True,
        "came_in": {one: frozenset({"portal", "link"}) for one in ("student", "teacher")},
        "library_came": frozenset({"student", "teacher"}),
        "ran": Ran(a_told("4.2"), NOW, NOW),
    }  # fmt: skip
    return Facts(**(told | changed))


def a_told(version: str, *, local: bool = False) -> Report:
    from homeroom.certification.submissions.reports import AppSaid  # noqa: PLC0415 - here alone

    said = AppSaid("Reader", version)
    return Report("r", "1", "7", (), "c", (), app=said, local=local)


@pytest.mark.parametrize(
    ("changed", "open_ones"),
    [
        ({}, []),
        ({"is_trained": False}, []),
        ({"has_icon": False}, ["icon"]),
        ({"has_vector": False}, ["vector"]),
        ({"survey_problems": 1}, ["survey"]),
        ({"app_version": ""}, ["version", "same"]),
        ({"redirect_uri": ""}, ["redirect"]),
        ({"redirect_uri": "http://a.example/cb"}, ["redirect"]),
        ({"reached": None}, ["redirect"]),
        ({"reached": Reached("https://other", NOW, is_there=True, said="")}, ["redirect"]),
        ({"user_types": ()}, ["user_types"]),
        ({"has_agreement": False}, ["agreement"]),
        ({"listing_missing": ("Banner",)}, ["collateral"]),
        ({"library_came": frozenset({"teacher"})}, ["guide"]),
        ({"came_in": {"student": frozenset({"portal", "link"})}}, ["logins"]),
        ({"ran": None}, ["run"]),
        ({"ran": Ran(a_told("4.2"), NOW, NOW - 15 * DAY)}, ["age"]),
        ({"ran": Ran(a_told("4.1"), NOW, NOW)}, ["same"]),
        ({"ran": Ran(a_told("4.2", local=True), NOW, NOW)}, ["local"]),
        ({"ran": Ran(a_told("4.2", local=True), NOW, NOW), "loopback_counts": True}, []),
        ({"rows": (rows(a_report(SYN_04="FAIL"))["SYN-04"],)}, ["passes"]),
        ({"types": SYNC, "rows": tuple(rows(None).values())}, ["scenarios"]),
    ],
)
def test_the_checklist_names_exactly_what_is_left(
    changed: dict[str, Any], open_ones: list[str]
) -> None:
    assert open_ones == [one.key for one in checklist(facts(**changed), NOW) if one.state == "open"]
