"""A PASS that the hub's own log of the run does not bear out is none, whoever wrote the report."""

import json
from typing import Any

import pytest

from homeroom.certification.requirements.conditions import Declared
from homeroom.certification.submissions.reports import Report, Result, rows_of
from homeroom.certification.submissions.running.witnessed import against, notes_on, wire_of
from tests.unit.certification.submissions import archives
from tests.unit.certification.submissions.archives import WIRE
from tests.unit.certification.submissions.office import Office

TYPES = ["district_sso", "secure_sync"]


def said_of(*entries: dict[str, Any]) -> dict[str, str]:
    return against(wire_of(json.dumps(one) for one in entries))


def test_a_whole_log_speaks_against_nothing() -> None:
    assert {} == said_of(*WIRE)


@pytest.mark.parametrize(
    ("left", "ids"),
    [
        (lambda one: "grant_type" not in one, {"SSO-01", "SSO-12", "LIB-12", "CORE-02"}),
        (lambda one: one["path"] != "/v3.1/events", {"SYN-20", "SYN-21"}),
        (lambda one: "query" not in one, {"SYN-14", "SYN-17", "SYN-18", "SYN-28"}),
        (lambda one: one.get("fault") != "poison", {"SYN-16"}),
        (lambda one: one["path"] != "/v3.1/users", {"SYN-01", "SYN-04", "SYN-12", "SYN-14"}),
    ],
)
def test_what_the_hub_never_saw_cannot_have_passed(left: Any, ids: set[str]) -> None:
    assert ids <= set(said_of(*filter(left, WIRE)))


@pytest.mark.parametrize(
    ("changed", "name", "words"),
    [
        ({"path": "/v2.1/students", "token_kind": "district"}, "SYN-10", "paths of v2.1"),
        ({**WIRE[0], "token_kind": "body"}, "CORE-02", "secret came in the body"),
        (
            {"path": "/v3.1/sections", "token_kind": "user", "query": {"limit": "100"}},
            "LIB-24", "user tokens asked for pages",
        ),
    ],
)  # fmt: skip
def test_what_the_hub_saw_speaks_against_a_pass(
    changed: dict[str, Any], name: str, words: str
) -> None:
    assert words in said_of(*WIRE, changed)[name]


def test_a_pass_against_the_log_waits_for_a_reviewer_and_a_failure_stays_one() -> None:
    declared = Declared(frozenset({"secure_sync"}))
    results = (Result("SYN-14", "PASS"), Result("SYN-16", "FAIL", why="Half of it was lost."))
    report = Report("r" * 24, "1.0.0", "7", ("secure_sync",), "c" * 20, results)
    seen = {"SYN-14": "no list was read beyond its first page", "SYN-16": "no record was poisoned"}
    rows = {row.requirement.id: row for row in rows_of(report, declared, {}, {}, seen)}
    assert ("INCONCLUSIVE", True) == (rows["SYN-14"].found, rows["SYN-14"].waits)
    assert "no list was read beyond its first page" in rows["SYN-14"].why
    assert ("FAIL", "Half of it was lost.") == (rows["SYN-16"].found, rows["SYN-16"].why)


def test_what_is_odd_about_a_run_is_noted_without_deciding_anything() -> None:
    results = tuple(Result(f"SYN-0{one}", "PASS", scenarios=(f"SC-1{one}",)) for one in range(5))
    report = Report("r" * 24, "1.0.0", "7", ("secure_sync",), "c" * 20, results, modes=("full",))
    told = list(notes_on(report, wire_of(json.dumps(one) for one in WIRE), 600_000, (12, 1)))
    assert "The hub saw 12 runs" in told[0]
    assert "1 was sent in" in told[0]
    assert ["5 scenarios with full syncs", "sealed 10 minutes after"] == [
        words
        for words in ("5 scenarios with full syncs", "sealed 10 minutes after")
        for line in told[2:]
        if words in line
    ]
    once = list(notes_on(report, wire_of([json.dumps(WIRE[0])]), 0, (1, 1)))
    assert "it answered 1 request, 0 of which" in once[1]
    assert once[1].endswith("exchanged 1 code.")
    quiet = list(notes_on(report, wire_of(json.dumps(WIRE[1]) for _ in range(9)), 1_000, (1, 1)))
    assert 2 == len(quiet)


def test_a_reviewer_reads_it_beside_the_row(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "WIRE", tuple(one for one in WIRE if "query" not in one))
    office.submitted(*TYPES)
    page = office.reviewer.shown(office.review)
    assert "no list was read beyond its first page" in page
    assert "The hub saw 1 run of the application" in page
    assert 409 == office.reviewer.form(f"{office.review}/certify").status
