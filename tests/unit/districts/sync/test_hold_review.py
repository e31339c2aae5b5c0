"""What a held run would do, to the roster and to each application, before anybody approves it."""

import csv
import io
import zipfile
from datetime import timedelta

from homeroom.intake.holding import sheets
from homeroom.intake.runs.queries import Run
from homeroom.sharing.rules import Share
from tests.unit.districts.connecting import connect
from tests.unit.districts.town import MARKUP, Browser, Town


def _rows(by: Browser, run: Run, name: str) -> list[dict[str, str]]:
    text = by.text(f"/district/runs/{run.run}/sheets/{name}.csv")
    return list(csv.DictReader(io.StringIO(text)))


def _lose_the_second_school(town: Town, by: Browser) -> Run:
    """Nine of the second school's pupils are not in the files, one of all is new, one renamed."""
    town.clock.advance(timedelta(minutes=1))
    gone = {f"P{n}" for n in range(1, 19, 2)}
    for name in ("students", "enrollments"):
        rows = town.files[name]
        town.files.rows[f"{name}.csv"] = [one for one in rows if one["Student_id"] not in gone]
    town.files["students"].append(town.files["students"][0] | {"Student_id": "P99"})
    town.files["enrollments"].append(town.files["enrollments"][0] | {"Student_id": "P99"})
    town.files.row("students", "Student_id", "P2")["First_name"] = "=Zoe"
    run = town.take_in(by)
    assert "held" == run.state
    return run


def test_each_application_is_told_of_with_what_it_would_lose_of_what_it_sees(town: Town) -> None:
    chief = town.admin()
    first, second = town.rid("schools", "S0"), town.rid("schools", "S1")
    connect(town, f"Everything {MARKUP}")
    connect(town, "First school", Share("schools", frozenset({first})))
    connect(town, "Second school", Share("schools", frozenset({second}), contacts=False))
    run = _lose_the_second_school(town, chief)

    page = chief.text(f"/district/runs/{run.run}")

    assert "Everything &lt;script" in page
    assert "would lose 9 students, 9 contacts." in page
    assert "<bdi>First school</bdi> would lose nothing." in page
    assert "<bdi>Second school</bdi> would lose 9 students." in page
    assert '9 <span class="quiet">(38%)</span>' in page
    assert "limit 10% passed" in page


def test_a_hold_is_downloaded_record_by_record_as_long_as_it_lasts(town: Town) -> None:
    chief = town.admin()
    run = _lose_the_second_school(town, chief)
    counts = run.outcome["counts"]

    deletes, creates, updates = (_rows(chief, run, n) for n in ("deletes", "creates", "updates"))
    for type_ in ("students", "contacts"):
        assert counts[type_]["deleted"] == sum(one["type"] == type_ for one in deletes)
        assert counts[type_]["created"] == sum(one["type"] == type_ for one in creates)
        changed = {one["sis_id"] or one["id"] for one in updates if one["type"] == type_}
        assert counts[type_]["updated"] == len(changed)
    assert ["P99"] == [one["sis_id"] for one in creates if one["type"] == "students"]
    renamed = next(one for one in updates if one["field"] == "name.first")
    assert ("P2", "First2", "'=Zoe") == (renamed["sis_id"], renamed["before"], renamed["after"])
    assert [] == _rows(chief, run, "errors")
    assert 404 == chief.get(f"/district/runs/{run.run}/sheets/other.csv").status

    chief.post(f"/district/runs/{run.run}/approve", attempt=str(run.attempt))
    assert "applied" == town.work()
    assert 404 == chief.get(f"/district/runs/{run.run}/sheets/deletes.csv").status
    assert 404 == chief.get(f"/district/runs/{run.run}/sheets.zip").status
    assert not sheets.place_of(town.desk.uploads, run).exists()


def test_a_hold_is_downloaded_as_one_zip_of_its_sheets(town: Town, other: Town) -> None:
    chief = town.admin()
    run = _lose_the_second_school(town, chief)
    address = f"/district/runs/{run.run}/sheets"
    assert f'href="{address}.zip"' in chief.text(f"/district/runs/{run.run}")
    reply = chief.get(f"{address}.zip")

    with zipfile.ZipFile(io.BytesIO(reply.body)) as packed:
        assert packed.testzip() is None
        held = {name: packed.read(name).decode() for name in packed.namelist()}
    names = ("creates", "updates", "deletes", "warnings", "errors")
    assert {f"{name}.csv": chief.text(f"{address}/{name}.csv") for name in names} == held
    assert f'attachment; filename="held-{run.run}.zip"' == reply.headers["content-disposition"]
    assert 404 == other.admin().get(f"{address}.zip").status
