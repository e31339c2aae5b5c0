"""Runs on pages: what a person reads about them, decides, and undoes; each once."""

import csv
import io
from datetime import timedelta

from homeroom.intake.runs.queries import Run
from tests.unit.districts.town import Browser, Town


def _held(town: Town, by: Browser, students: int) -> Run:
    town.clock.advance(timedelta(minutes=1))
    kept = {row["Student_id"] for row in town.files["students"][:students]}
    town.files.rows["students.csv"] = town.files["students"][:students]
    rows = [row for row in town.files["enrollments"] if row["Student_id"] in kept]
    town.files.rows["enrollments.csv"] = rows
    town.files.rows["sections.csv"] = [
        row for row in town.files["sections"]
        if any(one["Section_id"] == row["Section_id"] for one in rows)
    ]  # fmt: skip
    run = town.take_in(by)
    assert "held" == run.state
    return run


def test_an_upload_leads_to_its_run_and_the_run_tells_what_changed(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][3]["Grade"] = "11"

    reply = chief.upload(town.texts())
    address = reply.headers["location"]
    assert (303, 1) == (reply.status, address.count("/district/runs/"))
    assert "Waiting its turn" in chief.text(address)
    assert "3" == chief.get(address).headers["refresh"]
    town.work()

    page = chief.text(address)
    assert "Applied" in page
    assert "refresh" not in chief.get(address).headers
    assert "students: 1 updated" in chief.text("/district/runs")
    assert "students: 1 updated" in chief.text("/district")
    assert "Chief0 Adams" in page


def test_the_same_files_sent_twice_are_one_run(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][3]["Grade"] = "11"

    first, second = chief.upload(town.texts()), chief.upload(town.texts())

    assert f"{first.headers['location']}?said=same" == second.headers["location"]
    assert 2 == len(town.runs())


def test_a_bad_upload_names_the_file_and_the_remedy(town: Town) -> None:
    chief = town.admin()
    bad = chief.upload({"notes.txt": "x"})
    none = chief.upload({})

    assert (400, 400) == (bad.status, none.status)
    assert "notes.txt" in bad.body.decode()
    assert "such as students.csv" in bad.body.decode()
    assert "Choose the files first" in none.body.decode()
    assert 413 == chief.upload({"students.csv": "x" * 120_000}).status
    assert 1 == len(town.runs())


def test_a_hold_names_what_would_be_lost_and_is_approved_once(town: Town) -> None:
    chief = town.admin()
    run = _held(town, chief, 18)
    address = f"/district/runs/{run.run}"
    page = chief.text(address)

    assert "On hold: 6 students would be lost" in page
    assert "Pupil23" in page
    assert "Pupil3 " not in page
    assert "Approve, and lose 6 students" in page
    assert "On hold" in chief.text("/district")
    lost = list(csv.DictReader(io.StringIO(chief.text(f"{address}/problems.csv"))))
    assert 6 == sum(row["file"] == "students.csv" for row in lost)

    assert 409 == chief.post(f"{address}/approve", attempt="77").status
    fields = {"attempt": str(run.attempt)}
    first = chief.post(f"{address}/approve", **fields)
    second = chief.post(f"{address}/approve", **fields)
    assert first.headers["location"].endswith("said=approved")
    assert second.headers["location"].endswith("said=decided")
    town.work()
    assert "applied" == town.runs()[0].state
    assert chief.post(f"{address}/discard").headers["location"].endswith("said=decided")


def test_a_single_record_is_not_told_as_several(town: Town) -> None:
    chief = town.admin()
    gone = town.files["sections"][0]["Section_id"]
    for name in ("sections", "enrollments"):
        rows = [row for row in town.files[name] if row["Section_id"] != gone]
        town.files.rows[f"{name}.csv"] = rows
    town.clock.advance(timedelta(minutes=1))
    run = town.take_in(chief)
    page = chief.text(f"/district/runs/{run.run}")

    assert "On hold: 1 section would be lost" in page
    assert "Approve, and lose 1 section<" in page


def test_a_discarded_upload_changes_nothing_and_is_discarded_once(town: Town) -> None:
    chief = town.admin()
    run = _held(town, chief, 18)
    address = f"/district/runs/{run.run}/discard"

    said = [chief.post(address).headers["location"].rpartition("=")[2] for _ in range(2)]

    assert ["discarded", "decided"] == said
    assert "Pupil23" in chief.text("/district/people?q=pupil23")


def test_nearly_everything_is_lost_only_if_two_administrators_say_so_with_a_note(
    town: Town,
) -> None:
    chief, second = town.admin(), town.admin(1)
    run = _held(town, chief, 1)
    address = f"/district/runs/{run.run}/approve"
    asked = {"attempt": str(run.attempt), "note": "The other schools left."}
    named = asked | {"confirmation": town.district.name}

    refused = chief.post(address, **asked)
    assert 400 == refused.status
    assert "Type your district&#39;s name as it stands here: " in refused.body.decode()
    assert 'value="The other schools left."' in refused.body.decode()
    refused = chief.post(address, **(named | {"note": ""}))
    assert 400 == refused.status
    assert 'href="#note"' in refused.body.decode()
    assert chief.post(address, **named).headers["location"].endswith("said=first")
    assert chief.post(address, **named).headers["location"].endswith("said=decided")
    assert "held" == town.runs()[0].state
    assert "A second administrator" in chief.text(f"/district/runs/{run.run}")
    assert second.post(address, **named).headers["location"].endswith("said=approved")
    assert "queued" == town.runs()[0].state


def test_the_last_sync_is_undone_once_and_an_older_one_says_why_not(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    first = town.runs()[0].run
    town.files["students"][3]["First_name"] = "Zebedee"
    newest = town.take_in(chief).run

    assert "cannot be undone" in chief.text(f"/district/runs/{first}/undo")
    assert f"/district/runs/{newest}/undo" in chief.text(f"/district/runs/{newest}")
    assert "Undo 1 change<" in chief.text(f"/district/runs/{newest}/undo")
    assert "Zebedee" in chief.text("/district/people?q=zebedee")
    asked = [chief.post(f"/district/runs/{newest}/undo").headers["location"] for _ in range(2)]
    assert 1 == len(set(asked))
    assert "applied" == town.work()
    assert "Undone" in chief.text(asked[0])
    assert "Zebedee" not in chief.text("/district/people")
    assert "cannot be undone" in chief.text(f"/district/runs/{newest}/undo")


def test_the_history_is_leafed_through_by_its_last_run(town: Town) -> None:
    chief = town.admin()
    for minute in range(26):
        town.clock.advance(timedelta(minutes=1))
        town.files["students"][3]["First_name"] = f"Name{minute}"
        assert 303 == chief.upload(town.texts()).status

    runs = [one.run for one in town.runs()]
    first = chief.text("/district/runs")
    second = chief.text(f"/district/runs?after={runs[24]}")
    assert (25, 2) == (sum(one in first for one in runs), sum(one in second for one in runs))
    assert f"after={runs[24]}" in first


def test_problems_are_grouped_leafed_through_and_downloaded_without_formulas(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    for place in range(60):
        row = town.files["enrollments"][0] | {"Student_id": f"=X{place}"}
        town.files["enrollments"].append(row)
    town.files["enrollments"].extend(town.files["enrollments"][:24] * 3)
    run = town.take_in(chief)

    address = f"/district/runs/{run.run}"
    page = chief.text(address)
    code = page.split(f"{address}?code=")[1].split("#")[0]
    listed = chief.text(f"{address}?code={code}")
    following = listed.split(f"{address}?code={code}&amp;after=")[1].split("#")[0]
    rest = chief.text(f"{address}?code={code}&after={following}")
    assert "=X0" in listed
    assert "=X59" in rest
    assert "=X59" not in listed
    rows = list(csv.DictReader(io.StringIO(chief.text(f"{address}/problems.csv"))))
    assert 60 == len([row for row in rows if row["code"] == code])
    assert not [cell for row in rows for cell in row.values() if cell.startswith("=")]
    assert "attachment" in chief.get(f"{address}/problems.csv").headers["content-disposition"]


def test_more_losses_than_a_page_shows_are_read_one_by_one(town: Town) -> None:
    chief = town.admin()
    run = _held(town, chief, 1)
    address = f"/district/runs/{run.run}"

    page = chief.text(address)
    whole = chief.text(f"{address}?code=would_be_lost")

    assert "The first 20" in page
    assert "Parent 23 would be lost." in whole
    assert "Parent 23" not in page
