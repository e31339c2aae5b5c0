"""A whole run against a running hub, handed in from the command line, as a developer does it."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homeroom.certification.harness import Application
from homeroom.certification.harness.channels.probe import Probe, PythonCarrier
from homeroom.certification.harness.channels.submitting import Submitting
from homeroom.certification.harness.running import carry_out
from homeroom.certification.reports import document_of, written
from homeroom.certification.reports.archive import ARCHIVE, MANIFEST, archived, manifest_of
from homeroom.certification.submissions import actions, queries
from homeroom.certification.submissions.actions import Actor
from homeroom.certification.submissions.queries import Submission
from homeroom.certification.submissions.running.signing import is_signed
from homeroom.certification.submissions.seeing import sight_of
from homeroom.cli.certify import commands
from homeroom.hub import Hub
from homeroom.oauth.queries import apps
from tests.certification.grounds import TOKEN, a_hub, an_application

_BO = Actor("Bo Reyes", "developer")


def _now(hub: Hub) -> int:
    return round(hub.parts.clock.now().timestamp() * 1000)


def _begun(hub: Hub, client_id: str) -> Submission:
    with hub.parts.store.control.writing() as session:
        app = next(one for one in apps(session) if one.client_id == client_id)
        return actions.begin(session, _now(hub), app.application, ["secure_sync"], _BO, {})


def _submitted(folder: Path, application: Application) -> tuple[int, str]:
    config = folder / "certify.toml"
    config.write_text(
        f'[hub]\nurl = "{application.hub.url}"\ntoken = "{TOKEN}"\n'
        f'[application]\ntypes = ["sync"]\nclient_id = "{application.client_id}"\n'
        f'client_secret = "{application.client_secret}"\nlocal = true\n',
        encoding="utf-8",
    )
    asked = ["submit", "--config", str(config), "--output", str(folder)]
    done = CliRunner().invoke(commands, asked)
    return done.exit_code, done.output


def _edited(folder: Path) -> bytes:
    """The archive of a better report; every hash in it is right."""
    names = json.loads((folder / MANIFEST).read_bytes())["files"]
    files = {name: (folder / name).read_bytes() for name in names}
    report = json.loads(files["report.json"])
    report["results"][0]["verdict"] = "PASS"
    report["app"]["version"] = "99"
    files["report.json"] = json.dumps(report).encode()
    return archived(files | {MANIFEST: manifest_of(files)})


@pytest.mark.slow
def test_a_whole_run_is_handed_in_as_it_was_and_in_no_other_words(tmp_path: Path) -> None:
    folder = tmp_path / "certification"
    with a_hub(tmp_path / "hub") as (url, hub):
        application, started = an_application(url)
        begun = _begun(hub, application.client_id)
        finished = carry_out(application, probe=Probe(PythonCarrier(started.probe())))
        manifest = written(document_of(finished), finished.trial.evidence, folder)
        with closing(Submitting(application)) as sealing:
            sealing.seal(finished.run, manifest)

        as_it_was = (folder / ARCHIVE).read_bytes()
        (folder / ARCHIVE).write_bytes(_edited(folder))
        code, said = _submitted(folder, application)
        assert (3, True) == (code, "it was edited" in said), said
        (folder / ARCHIVE).write_bytes(as_it_was)
        code, said = _submitted(folder, application)
        assert (0, True) == (code, f"certification/{begun.id}" in said), said

        with hub.parts.store.control.reading() as session:
            runs = queries.runs_of(session, begun.id)
            records = queries.records_of(session, begun.id)
            one = queries.submission_named(session, begun.id)
        assert one is not None
        assert [finished.run] == [kept.run for kept in runs]
        assert is_signed(hub.parts, records[-1].detail["signature"])
        sight = sight_of(hub.parts, one, _now(hub))
        failed = [(row.requirement.id, row.why) for row in sight.totals.fails]
        assert ([], ()) == (failed, sight.totals.broken)
        unseen = [item.says for item in sight.items if item.key == "scenarios"]
        assert [""] == unseen
