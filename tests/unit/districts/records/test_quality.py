"""What is wrong with the data in force, whom it concerns, and its file."""

import csv
import io
import re
from datetime import timedelta

from homeroom.hub import Hub
from homeroom.intake.retention.actions import let_go
from homeroom.intake.runs.queries import problem_counts, sync_in_force
from homeroom.sharing.rules import FieldAccess, Share
from tests.unit.districts.connecting import FULL, connect
from tests.unit.districts.town import Town, a_town


def test_what_is_wrong_is_counted_and_names_the_applications_it_concerns(town: Town) -> None:
    shy = FieldAccess(scopes=FULL.scopes, refused=frozenset({"users.roles.student.grade"}))
    connect(town, "Whole")
    connect(town, "Shy", access=shy)
    connect(town, "Nobody", Share("nothing"))
    chief = town.admin()
    assert "Nothing is wrong with the files" in chief.text("/district/quality")
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][0]["Grade"] = "=unknown<b>"
    town.files["teachers"].append(town.files["teachers"][0] | {"Teacher_id": "", "Last_name": ""})
    run = town.take_in(chief)
    assert "applied" == run.state

    page = chief.text("/district/quality")
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    grade = next(row for row in rows if "<bdi>grade</bdi>" in row)
    assert re.search(r"<td><bdi>Whole</bdi></td>", grade)
    missing = next(row for row in rows if "<td>Teachers</td>" in row)
    assert "<bdi>Shy</bdi>, <bdi>Whole</bdi>" in missing
    with town.hub.parts.store.roster.reading() as session:
        counts = problem_counts(session, town.district.number, run.run)
    file = chief.text("/district/quality/problems.csv")
    told = list(csv.DictReader(io.StringIO(file)))
    kept = [(code, severity, n) for code, severity, n in counts if severity != "info"]
    for code, severity, count in kept:
        assert count == sum((o["code"], o["severity"]) == (code, severity) for o in told)
    assert sum(n for _, _, n in kept) == len(told)
    assert "Whole" == next(o for o in told if o["field"] == "grade")["applications"]
    assert not [cell for row in told for cell in row.values() if cell.startswith("=")]


def test_what_is_wrong_with_the_files_in_force_is_known_after_a_month(town: Town) -> None:

    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][0]["Grade"] = "unknown"
    town.take_in(chief)
    town.clock.advance(timedelta(days=40))
    let_go(town.desk, town.district)

    assert "<bdi>grade</bdi>" in town.admin().text("/district/quality")


def test_after_an_undo_it_is_that_of_the_files_before_also_after_a_month(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][0]["Grade"] = "unknown"
    town.take_in(chief)
    town.clock.advance(timedelta(minutes=1))
    # The same bytes again: nothing is taken in, so its list of problems is not the one in force.
    assert "unchanged" == town.take_in(chief).state
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][0]["Grade"] = "4"
    mended = town.take_in(chief)
    assert "Nothing is wrong with the files" in chief.text("/district/quality")
    town.clock.advance(timedelta(minutes=1))

    assert 303 == chief.post(f"/district/runs/{mended.run}/undo").status
    town.work()
    assert "undo" == town.runs()[0].action
    assert "<bdi>grade</bdi>" in chief.text("/district/quality")
    assert "grade" in chief.text("/district/quality/problems.csv")

    town.clock.advance(timedelta(days=40))
    let_go(town.desk, town.district)
    assert "<bdi>grade</bdi>" in town.admin().text("/district/quality")


def test_after_the_undo_of_the_first_sync_nothing_is_known_of_the_data(hub: Hub) -> None:
    town = a_town(hub, "Ash Dale")
    (first,) = town.runs()
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))

    assert 303 == chief.post(f"/district/runs/{first.run}/undo").status
    town.work()
    let_go(town.desk, town.district)
    with town.hub.parts.store.control.reading() as session:
        assert sync_in_force(session, town.runs()[0].run) is None
