"""A run against a real hub, and every form of its report."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.running import Asked, Finished, carry_out, hub_of
from homeroom.certification.reports import document_of, exit_code_of, written
from homeroom.oauth.trials.queries import digest_of
from tests.certification.grounds import TOKEN, a_sandbox, an_application
from tests.certification.mutants.paging.first_page_only import Application as FirstPageOnly

_SCHEMA = Path(__file__).parents[2] / "docs/reference/certification-report.schema.json"
_VOLATILE = frozenset(
    {"hub", "run", "client_id", "started", "finished", "seconds", "sha256", "app"}
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with a_sandbox(tmp_path_factory.mktemp("hub")) as found:
        yield found


def _run(url: str, *made: Any) -> Finished:
    application, started = an_application(url, *made)
    asked = Asked(scenarios=frozenset({"SC-01"}), modes=("full",))
    return carry_out(application, asked, probe=Probe(PythonCarrier(started.probe())))


@pytest.fixture(scope="module")
def right(url: str) -> Finished:
    return _run(url)


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lasting(one) for name, one in value.items() if name not in _VOLATILE}
    return [_lasting(one) for one in value] if isinstance(value, list) else value


def test_the_same_seed_gives_the_same_report(right: Finished, url: str) -> None:
    assert _lasting(document_of(right)) == _lasting(document_of(_run(url)))


def test_a_whole_run_gives_the_same_report_for_the_same_seed(url: str) -> None:
    first, second = (_lasting(document_of(_whole(url))) for _ in range(2))
    assert first == second
    assert {"full", "events"} == {
        outcome["mode"] for row in first["results"] for outcome in row["outcomes"]
    }


def _whole(url: str) -> Finished:
    application, started = an_application(url)
    return carry_out(application, probe=Probe(PythonCarrier(started.probe())))


def test_a_report_is_as_its_schema_says(right: Finished) -> None:
    document = json.loads(json.dumps(document_of(right)))
    jsonschema.validate(document, json.loads(_SCHEMA.read_text(encoding="utf-8")))


def test_a_report_names_the_hub_that_saw_it_and_its_version(right: Finished, url: str) -> None:
    assert {"url": url, "version": version("homeroom")} == document_of(right)["hub"]


def test_a_part_of_the_suite_never_passes_a_type(right: Finished) -> None:
    assert "INCONCLUSIVE" == document_of(right)["verdicts"]["secure_sync"]["verdict"]


def test_a_limited_run_says_so_in_every_form(right: Finished, tmp_path: Path) -> None:
    written(document_of(right), right.trial.evidence, tmp_path)
    document = json.loads((tmp_path / "report.json").read_bytes())
    assert ["only SC-01 played", "no sync in events mode"] == document["limited"]
    assert (["events"], True) == (
        document["modes_left_out"], document["verdicts"]["secure_sync"]["is_partial"],
    )  # fmt: skip
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "only SC-01 played; no sync in events mode" in page
    assert "INCONCLUSIVE</span> limited run" in page
    junit = ET.parse(tmp_path / "junit.xml")  # noqa: S314 -- our own
    (whole,) = (one for one in junit.iter("testcase") if one.get("name") == "whole run")
    (skipped,) = whole
    assert ("skipped", True) == (skipped.tag, "only SC-01 played" in skipped.get("message", ""))


def test_a_type_that_was_left_out_is_named_and_leaves_the_others_whole(right: Finished) -> None:
    asked = Asked(left_out=("library",))
    document = document_of(replace(right, asked=asked, modes_left_out=()))
    assert (["library"], ["Library not run"]) == (document["types_left_out"], document["limited"])
    assert {"secure_sync": False} == {
        name: one["is_partial"] for name, one in document["verdicts"].items()
    }


def test_a_run_of_scenarios_is_judged_by_what_they_decide(right: Finished) -> None:
    assert 0 == exit_code_of(document_of(right))


def test_a_failure_is_told_in_every_form(url: str, tmp_path: Path) -> None:
    finished = _run(url, FirstPageOnly)
    document = document_of(finished)
    written(document, finished.trial.evidence, tmp_path)
    assert 1 == exit_code_of(document)
    junit = ET.parse(tmp_path / "junit.xml")  # noqa: S314 -- our own
    cases = junit.iter("testcase")
    failed = {one.get("name") for one in cases if one.find("failure") is not None}
    assert "SYN-14 SC-01 full" in failed
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert 'id="SYN-14"' in page
    assert "homeroom certify explain SYN-14" in page
    explained = "docs/requirements/secure-sync.md"
    assert explained in page
    assert f'href="{url}/requirements/secure-sync#SYN-14"' in page
    assert "homeroom certify explain SYN-14" in (tmp_path / "junit.xml").read_text(encoding="utf-8")
    assert "## SYN-14" in (Path(__file__).parents[2] / explained).read_text(encoding="utf-8")


def test_an_archive_holds_every_file_and_its_sum_and_no_secret(
    right: Finished, tmp_path: Path
) -> None:
    manifest = written(document_of(right), right.trial.evidence, tmp_path)
    with tarfile.open(tmp_path / "evidence.tar.gz") as tar:
        files = {one.name: (tar.extractfile(one) or tar).read() for one in tar}  # type: ignore[union-attr]
    told = json.loads(files["manifest.json"])["files"]
    assert manifest == sha256(files.pop("manifest.json")).hexdigest()
    assert told == {name: sha256(content).hexdigest() for name, content in files.items()}
    lines = files["wire.jsonl"].decode().splitlines()
    with closing(hub_of(right.trial.application)) as hub:
        seen = hub.call("GET", f"/runs/{right.run}/wire")
    assert (seen["count"], seen["digest"]) == (len(lines), digest_of(lines))
    secrets = (TOKEN, right.trial.application.client_secret)
    assert [] == [name for name, one in files.items() for each in secrets if each.encode() in one]
