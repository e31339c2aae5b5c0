"""`homeroom intake`, `homeroom runs`, `homeroom upload-key` as a person at a terminal uses them."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from homeroom.cli.main import app
from tests.support.intake import Files, some_files
from tests.support.stores import Place


class Terminal:
    """A terminal beside a hub's store."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.environment = {
            "HOMEROOM_HOME": str(place.home), "HOMEROOM_DATABASE_URL": place.database_url,
        }  # fmt: skip
        self.folder = folder

    def __call__(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments), env=self.environment)

    def json(self, *arguments: str) -> Any:
        return json.loads(self(*arguments, "--json").stdout)

    def intake(self, files: Files, *options: str, name: str = "Lantern Ridge") -> Result:
        folder = str(files.write(self.folder))
        return self("intake", folder, "--district", name, *options)


@pytest.fixture
def terminal(place: Place, tmp_path: Path) -> Terminal:
    return Terminal(place, tmp_path / "files")


def test_a_district_is_created_only_when_asked(terminal: Terminal) -> None:
    refused = terminal.intake(some_files())
    assert "There is no district 'Lantern Ridge'. Districts: none yet." in str(refused.exception)

    made = terminal.intake(some_files(), "--create")
    assert (0, True) == (made.exit_code, ": applied" in made.stdout)
    again = terminal.intake(some_files(), name="lantern-ridge")
    assert (0, True) == (again.exit_code, ": unchanged" in again.stdout)


def test_names_that_are_alike_are_districts_of_their_own(terminal: Terminal) -> None:
    terminal.intake(some_files(), "--create", name="St. Mary")

    refused = terminal.intake(some_files(), name="St Mary!")
    assert "There is no district 'St Mary!'. Districts: st-mary (St. Mary)." in str(
        refused.exception
    )
    made = terminal.intake(some_files(), "--create", name="St Mary!")
    assert (0, True) == (made.exit_code, ": applied" in made.stdout)
    for name in ("st-mary-2", "St Mary!", "St. Mary", "st-mary"):
        again = terminal.intake(some_files(), "--create", name=name)
        assert (0, True) == (again.exit_code, ": unchanged" in again.stdout), name
    found = {run["district"] for run in terminal.json("runs", "list")["runs"]}
    assert {"st-mary", "st-mary-2"} == found


def test_a_name_without_a_letter_is_refused_by_a_dry_run_too(terminal: Terminal) -> None:
    for options in (("--create",), ("--create", "--dry-run")):
        refused = terminal.intake(some_files(), *options, name="!?")
        assert "has no letter or digit" in str(refused.exception)
    assert [] == terminal.json("runs", "list")["runs"]


def test_a_name_that_holds_commands_for_a_terminal_is_shown(terminal: Terminal) -> None:
    files = some_files()
    files.row("students", "Student_id", "P1")["Last_name"] = "Vance\x1b[2J\x9bm"

    told = terminal.intake(files, "--dry-run", "--create").stdout
    assert "First1 Vance[2J\\x9bm" in told
    listed = terminal.intake(files, "--dry-run", "--create", "--json").stdout
    for text in (told, listed):
        assert not {"\x1b", "\x9b"} & set(text)


def test_the_report_counts_and_names_each_problem(terminal: Terminal) -> None:
    files = some_files()
    files.row("students", "Student_id", "P5")["School_id"] = "NO"

    said = terminal.intake(files, "--create").stdout

    assert "students         0       23        0        0       1" in said
    assert "Error: students.csv line 7, school_id 'NO': " in said
    assert "-> Add the school to schools.csv or correct School_id." in said


def test_a_failed_run_exits_with_1_and_a_held_one_with_3(terminal: Terminal) -> None:
    terminal.intake(some_files(), "--create")
    broken = some_files()
    broken.rows["schools.csv"] = [{"Oops": "1"}]
    assert 1 == terminal.intake(broken).exit_code

    fewer = some_files(students=18)
    held = terminal.intake(fewer)
    assert (3, True) == (held.exit_code, "Held: 6 of 24 students would be lost" in held.stdout)


def held_run(terminal: Terminal) -> str:
    terminal.intake(some_files(), "--create")
    terminal.intake(some_files(students=18))
    return str(terminal.json("runs", "list")["runs"][0]["id"])


def test_a_held_run_is_approved_at_the_terminal(terminal: Terminal) -> None:
    run = held_run(terminal)

    done = terminal("runs", "approve", run, "--by", "Ms Ito")

    assert 0 == done.exit_code
    assert "applied" == terminal.json("runs", "show", run)["run"]["state"]


def test_a_held_run_is_discarded_at_the_terminal(terminal: Terminal) -> None:
    run = held_run(terminal)

    assert 0 == terminal("runs", "discard", run).exit_code
    assert "discarded" == terminal.json("runs", "show", run)["run"]["state"]


def test_the_last_sync_is_undone_at_the_terminal(terminal: Terminal) -> None:
    terminal.intake(some_files(), "--create")
    run = terminal.json("runs", "list")["runs"][0]["id"]

    done = terminal.json("runs", "undo", run)

    assert ("undo", "applied") == (done["run"]["action"], done["run"]["state"])
    assert "not the last sync" in str(terminal("runs", "undo", run).exception)


def test_a_dry_run_prints_the_difference_and_writes_nothing(terminal: Terminal) -> None:
    terminal.intake(some_files(), "--create")
    files = some_files()
    files.row("students", "Student_id", "P1")["Last_name"] = "Changed"
    before = snapshot(terminal)

    found = terminal.intake(files, "--dry-run", "--json")

    value = json.loads(found.stdout)
    assert (0, 1) == (found.exit_code, value["counts"]["students"]["updated"])
    record = next(one for one in value["records"] if one["action"] == "updated")
    assert ("users", "First1 Changed", ["name.last"]) == (
        record["kind"], record["label"], record["changed"],
    )  # fmt: skip
    assert before == snapshot(terminal)
    assert "updated users" in terminal.intake(files, "--dry-run").stdout


def snapshot(terminal: Terminal) -> Any:
    uploads = Path(terminal.environment["HOMEROOM_HOME"]) / "uploads"
    return terminal.json("runs", "list"), sorted(map(str, uploads.rglob("*")))


def test_a_dry_run_of_no_roster_file_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal.intake(some_files(), "--create")
    (tmp_path / "empty").mkdir()

    for options in ((), ("--dry-run",)):
        told = terminal("intake", str(tmp_path / "empty"), "--district", "Lantern Ridge", *options)
        assert (1, True) == (told.exit_code, "There is no CSV file in what was sent" in told.stdout)


def test_a_dry_run_of_a_new_district_creates_none(terminal: Terminal) -> None:
    found = terminal.intake(some_files(), "--dry-run", "--create", "--json")

    assert 24 == json.loads(found.stdout)["counts"]["students"]["created"]
    assert "Districts: none yet" in str(terminal.intake(some_files()).exception)


def test_every_problem_is_listed_when_asked(terminal: Terminal) -> None:
    files = some_files()
    files.row("students", "Student_id", "P5")["School_id"] = "NO"
    files.row("students", "Student_id", "P6")["School_id"] = "NO"
    terminal.intake(files, "--create")
    run = terminal.json("runs", "list")["runs"][0]["id"]

    said = terminal("runs", "show", run, "--problems").stdout

    assert ["students.csv line 7", "students.csv line 8"] == [
        line.split(": ")[1].split(",")[0] for line in said.splitlines() if "'NO'" in line
    ]


def test_an_upload_key_is_issued_listed_and_revoked(terminal: Terminal) -> None:
    terminal.intake(some_files(), "--create")
    ridge = ("--district", "lantern-ridge")
    key = terminal.json("upload-key", "issue", *ridge, "--label", "sis")["key"]

    assert key.startswith("hruk_")
    assert {"keys": [{"label": "sis", "revoked": False}]} == terminal.json(
        "upload-key", "list", *ridge
    )
    assert 0 == terminal("upload-key", "revoke", *ridge, "--label", "sis").exit_code
    listed = terminal.json("upload-key", "list", *ridge)
    assert [True] == [one["revoked"] for one in listed["keys"]]
