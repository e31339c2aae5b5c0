"""A run is taken as the hub saw it, and nothing that was made elsewhere or edited."""

import hashlib
import json
from typing import Any

import pytest

from homeroom.certification.requirements.reading import CUT
from homeroom.oauth.trials import actions as trials
from tests.unit.certification.submissions.archives import (
    a_report,
    a_trial,
    an_archive,
    by_client,
    listed,
    packed,
    sealed,
    sent,
    wire_log,
)
from tests.unit.certification.submissions.office import Office
from tests.unit.developers.workshop import make

TYPES = ["district_sso", "secure_sync"]


@pytest.fixture
def begun(office: Office) -> Office:
    office.begin(*TYPES)
    return office


def refused(office: Office, content: bytes, status: int, words: str) -> None:
    reply = sent(office.workshop, office.app, content)
    assert (status, True) == (reply.status, words in reply.body.decode()), reply.body


def made(office: Office, **changed: Any) -> tuple[str, bytes, str]:
    run = a_trial(office.workshop, office.app, TYPES)
    content, manifest = an_archive(a_report(office.app, run, TYPES, **changed))
    return run, content, manifest


def seal(office: Office, run: str, manifest: str) -> int:
    return sealed(office.workshop, office.app, run, manifest).status


def test_a_run_that_was_sealed_is_taken_with_its_own_wire_log(begun: Office) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES)
    content, manifest = an_archive(a_report(begun.app, run, TYPES))
    assert 201 == seal(begun, run, manifest)
    assert 200 == seal(begun, run, manifest)
    reply = sent(begun.workshop, begun.app, content)
    assert 201 == reply.status, reply.body
    told = json.loads(reply.body)
    assert (run, begun.id, "draft") == (told["run"], told["submission"], told["state"])
    assert told["url"].endswith(begun.path)
    assert 201 == sent(begun.workshop, begun.app, content).status
    assert run in begun.desk.shown(f"{begun.path}/runs")


def test_an_edited_report_is_refused(begun: Office) -> None:
    run, _, manifest = made(begun, verdicts={"SYN-04": "FAIL"})
    seal(begun, run, manifest)
    better, _ = an_archive(a_report(begun.app, run, TYPES))
    refused(begun, better, 400, "it was edited")


def test_the_first_seal_counts(begun: Office) -> None:
    run, _, manifest = made(begun, verdicts={"SYN-04": "FAIL"})
    assert 201 == seal(begun, run, manifest)
    assert 409 == seal(begun, run, "0" * 64)
    assert 400 == seal(begun, run, "not a hash")


def test_a_seal_that_is_nested_without_end_is_refused(begun: Office) -> None:
    run, _, _ = made(begun)
    path = f"/certification/v1/runs/{run}/seal"
    for deep in (b"[" * 100_000, b'{"more": ' + b"[" * 100_000):
        reply = by_client(begun.workshop, begun.app, path, deep, "application/json")
        assert 400 == reply.status, reply.body


def test_a_run_that_nobody_sealed_is_refused(begun: Office) -> None:
    _, content, _ = made(begun)
    refused(begun, content, 409, "not sealed")


def test_a_run_that_the_hub_never_saw_is_refused(begun: Office) -> None:
    content, _ = an_archive(a_report(begun.app, "f" * 24, TYPES))
    refused(begun, content, 404, "seen no such run")


def test_a_run_of_another_application_is_refused(begun: Office) -> None:
    run, content, manifest = made(begun)
    seal(begun, run, manifest)
    with begun.workshop.hub.parts.store.control.writing() as session:
        trials.end(session, 0, run)
    other = begun.workshop.developer("wren@example.org")

    theirs = make(other, "Theirs", types=TYPES, code="imported")
    reply = sent(begun.workshop, theirs, content)
    assert 403 == reply.status
    assert 403 == sealed(begun.workshop, theirs, run, manifest).status


def test_a_file_that_was_changed_or_slipped_in_is_named(begun: Office) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES)
    report = json.dumps(a_report(begun.app, run, TYPES)).encode()
    files = {"report.json": report, "shot.png": b"a"}
    manifest = listed(files)
    changed = packed({**files, "shot.png": b"b", "manifest.json": manifest})
    refused(begun, changed, 400, "shot.png is not the file")
    more = packed({**files, "more.png": b"b", "manifest.json": manifest})
    refused(begun, more, 400, "more.png is there, but not listed")
    fewer = packed({"report.json": report, "manifest.json": manifest})
    refused(begun, fewer, 400, "shot.png is listed, but not there")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not gzip", "no gzipped tar archive"),
        (packed({}), "no manifest.json"),
        (packed({"manifest.json": b"{"}), "manifest.json cannot be read"),
        (packed({"manifest.json": listed({})}), "no report.json"),
        (packed({"report.json": b"[]", "manifest.json": listed({"report.json": b"[]"})}),
         "report.json cannot be read"),
    ],
)  # fmt: skip
def test_what_is_no_archive_is_refused_in_words(begun: Office, content: bytes, words: str) -> None:
    refused(begun, content, 400, words)


@pytest.mark.parametrize(
    "wire",
    [
        b'{"n":1}',
        wire_log().replace(b"users", b"schools"),
        wire_log()[:-40],
        wire_log() + b'{"n": 4}\n',
        b"\n".join(reversed(wire_log().split(b"\n"))),
        wire_log().replace(b"/v3.1/users", b"/v3.0/%s" % CUT.encode()),
        CUT.encode(),
    ],
)
def test_another_wire_log_is_refused(begun: Office, wire: bytes) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES)
    content, manifest = an_archive(a_report(begun.app, run, TYPES), wire_jsonl=wire)
    seal(begun, run, manifest)
    refused(begun, content, 400, "not what this hub saw")


@pytest.mark.parametrize("secret", [b"users", b"v3.1", b"district", b"oauth/tokens"])
def test_a_wire_log_without_the_secrets_in_it_is_the_hubs_own(begun: Office, secret: bytes) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES)
    wire = wire_log().replace(secret, CUT.encode())
    content, manifest = an_archive(a_report(begun.app, run, TYPES), wire_jsonl=wire)
    seal(begun, run, manifest)
    reply = sent(begun.workshop, begun.app, content)
    assert 201 == reply.status, reply.body


def test_an_archive_without_the_wire_log_is_refused(begun: Office) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES)
    files = {"report.json": json.dumps(a_report(begun.app, run, TYPES)).encode()}
    manifest = listed(files)
    seal(begun, run, hashlib.sha256(manifest).hexdigest())
    refused(begun, packed({**files, "manifest.json": manifest}), 400, "has no wire.jsonl")


@pytest.mark.parametrize("field", ["suite", "seed", "types", "client_id"])
def test_a_report_of_something_else_is_refused(begun: Office, field: str) -> None:
    run, _, _ = made(begun)
    report = a_report(begun.app, run, TYPES)
    report[field] = ["library"] if field == "types" else "other"
    content, manifest = an_archive(report)
    seal(begun, run, manifest)
    refused(begun, content, 400, f"another {field.replace('_', ' ')} than")


def test_a_run_of_a_few_checks_is_refused(begun: Office) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES)
    report = a_report(begun.app, run, TYPES)
    report["results"] = [one for one in report["results"] if one["id"] != "SYN-04"]
    content, manifest = an_archive(report)
    seal(begun, run, manifest)
    refused(begun, content, 400, "says nothing about SYN-04")


def test_a_run_that_goes_on_is_refused(begun: Office) -> None:
    run = a_trial(begun.workshop, begun.app, TYPES, ended=False)
    content, manifest = an_archive(a_report(begun.app, run, TYPES))
    seal(begun, run, manifest)
    refused(begun, content, 409, "not ended yet")


def test_without_a_submission_it_says_where_to_begin_one(office: Office) -> None:
    run, content, manifest = made(office)
    seal(office, run, manifest)
    refused(office, content, 409, f"/developers/apps/{office.app.id}/certification")


def test_nobody_sends_a_run_without_the_secret(begun: Office) -> None:
    browser = begun.workshop.town.browser()
    reply = browser.ask("/certification/v1/runs", "POST", b"x")
    assert 401 == reply.status


@pytest.mark.parametrize(
    "limit",
    [{"only": ["SYN-04"]}, {"scenarios": ["SC-22"]}, {"modes_left_out": ["events"]}],
)
def test_a_run_that_was_limited_is_refused(begun: Office, limit: dict[str, list[str]]) -> None:
    run, content, manifest = made(begun, **limit)
    seal(begun, run, manifest)
    refused(begun, content, 400, "limited to some checks, scenarios or modes")


def test_a_broken_invariant_keeps_it_from_being_ready(begun: Office) -> None:
    run, content, manifest = made(begun, invariants=[{"id": "I6", "verdict": "FAIL"}])
    seal(begun, run, manifest)
    assert 201 == sent(begun.workshop, begun.app, content).status
    assert "Failing: I6." in begun.desk.shown(begun.path)
