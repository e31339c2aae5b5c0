"""`homeroom admin` as whoever runs the hub uses it, beside a server that goes on."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from homeroom.accounts import desk as accounts
from homeroom.cli.main import app
from homeroom.foundation.errors import HomeroomError
from tests.support.hubs import MASTER_KEY
from tests.support.stores import Place
from tests.unit.districts.town import Town

EMAIL = "olga@hub.example"


class Terminal:
    """A terminal on the machine of the hub."""

    def __init__(self, place: Place) -> None:
        self.environment = {
            "HOMEROOM_HOME": str(place.home), "HOMEROOM_DATABASE_URL": place.database_url,
            "HOMEROOM_MASTER_KEY": MASTER_KEY,
        }  # fmt: skip

    def __call__(self, *words: str) -> Result:
        return CliRunner().invoke(app, ["admin", *words], env=self.environment)

    def json(self, *words: str) -> Any:
        done = self(*words, "--json")
        assert 0 == done.exit_code, done.exception
        return json.loads(done.stdout)

    def refused(self, *words: str) -> str:
        error = self(*words).exception
        assert isinstance(error, HomeroomError)
        return error.message


@pytest.fixture
def terminal(place: Place) -> Terminal:
    return Terminal(place)


def test_districts_and_jobs_are_listed_without_a_name_of_the_roster(
    town: Town, terminal: Terminal
) -> None:
    (found,) = terminal.json("districts")["districts"]
    assert (town.district.id, "running", 1) == (
        found["id"],
        found["state"],
        found["kept"]["uploads"],
    )
    assert len(town.files["students"]) + len(town.files["schools"]) < found["records"]

    runs = terminal.json("runs", "--state", "applied")
    assert ({"applied": 1}, town.runs()[0].run) == (runs["counts"], runs["runs"][0]["id"])
    assert [] == terminal.json("runs", "--state", "failed")["runs"]
    assert "A state is one of queued, " in terminal.refused("runs", "--state", "bent")

    said = "".join(terminal(one).stdout for one in ("districts", "runs", "storage", "retention"))
    assert town.district.short_name in said
    assert "Pupil" not in said


def test_an_application_is_turned_off_and_on(town: Town, terminal: Terminal) -> None:
    named = town.application("Reader")
    assert "Reader is off\n" == terminal("applications", "disable", named).stdout
    assert "Reader is off, as it was\n" == terminal("applications", "disable", named).stdout
    assert [False] == [one["is_on"] for one in terminal.json("applications")["applications"]]
    assert "Reader is on\n" == terminal("applications", "enable", named).stdout
    assert "There is no application nobody" in terminal.refused("applications", "enable", "nobody")


def test_keys_rotate(terminal: Terminal) -> None:
    assert [] == terminal.json("keys")["keys"]
    first = terminal.json("keys", "rotate")["keys"]
    assert ["current", "next", "retired"] == [one["state"] for one in first]

    second = terminal.json("keys", "rotate", "--forget-current")["keys"]
    assert first[1]["kid"] == second[0]["kid"]
    assert first[0]["kid"] not in {one["kid"] for one in second}


def test_an_operator_signs_in_with_the_password_that_was_printed(
    town: Town, terminal: Terminal
) -> None:
    desk = accounts.desk_of(town.hub.parts)
    printed = terminal.json("people", "add-operator", EMAIL, "--name", "Olga")["password"]
    person = desk.people.find(0, EMAIL).person
    assert person is not None
    assert ("operator",) == person.roles

    again = terminal("people", "password", EMAIL).stdout.strip()
    assert printed != again
    assert "There is an account of that name" in terminal.refused("people", "add-operator", EMAIL)
    assert "No operator signs in as" in terminal.refused("people", "password", "x@hub.example")
    assert "" != terminal.refused("people", "add-operator", "olga")


def test_retention_and_storage_are_for_programs_too(town: Town, terminal: Terminal) -> None:
    kept = terminal.json("retention")
    days = {one["kept"]: one["days"] for one in kept["rules"]}
    assert (30, 300) == (days["Uploaded files"], days["Ids of records that are gone"])
    assert kept["daily_job"]["last_at"] is None

    found = terminal.json("storage")
    assert {"document", "sync_run"} <= {one["name"] for one in found["tables"]}
    assert all(one["size"] > 0 for one in found["places"])
    assert town.hub.settings.home.exists()
