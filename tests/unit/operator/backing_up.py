"""A hub with a district and an application that reads it, backed up and restored by command."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from homeroom.cli.main import app
from homeroom.events.actions import open_feed
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.errors import HomeroomError
from homeroom.hub import Hub
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    issue_district_token,
    register_application,
)
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.hubs import MASTER_KEY, InProcess, a_hub
from tests.support.intake import Intake
from tests.support.stores import Place
from tests.unit.districts.town import START, Town, a_town

READ = ("users", "sections", "schools", "courses", "terms", "events")


@dataclass
class Terminal:
    """A terminal on the machine of the hub at this place."""

    place: Place
    key: str = MASTER_KEY

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOMEROOM_HOME": str(self.place.home),
            "HOMEROOM_DATABASE_URL": self.place.database_url,
            "HOMEROOM_MASTER_KEY": self.key,
            "HOMEROOM_LOG_LEVEL": "error",
        }

    def __call__(self, *words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], env=self.environment)

    def json(self, *words: str | Path, code: int = 0) -> Any:
        done = self(*words, "--json")
        assert code == done.exit_code, (done.output, done.exception)
        return json.loads(done.stdout)

    def refused(self, *words: str | Path) -> str:
        error = self(*words).exception
        assert isinstance(error, HomeroomError), error
        return error.message


@dataclass
class Served:
    """A hub that serves, its district, and the token of who reads it."""

    hub: Hub
    town: Town
    token: str

    def rename_half(self, name: str) -> None:
        """One sync in which every other student gets this middle name; more would be held."""
        self.town.clock.advance(timedelta(minutes=1))
        for place, row in enumerate(self.town.files["students"]):
            row["Middle_name"] = "" if place % 2 else name
        home = self.hub.parts.settings.home
        intake = Intake(self.town.desk, self.town.clock, self.town.district, home / f"by-{name}")
        run = intake.take_in(self.town.files)
        assert "applied" == run.state, run.outcome


def begin(hub: Hub) -> Served:
    """Take a district in and connect an application with it."""
    town = a_town(hub, "Elm Ridge")
    parts, number = hub.parts, town.district.number
    now = round(parts.clock.now().timestamp() * 1000)
    with parts.store.control.writing() as control:
        made = register_application(control, now, NewApplication("Reader", {}))
    with parts.store.roster.writing() as session:
        connection = connect(
            session, now, number, made.application, "secure_sync",
            Share("district", staff=True, administrators=True),
            FieldAccess("secure_sync", frozenset({"read:sis"})), events=True,
        )  # fmt: skip
        open_feed(session, number, connection)
    with parts.store.control.writing() as control:
        holder = Holder(number, connection, made.application)
        token = issue_district_token(control, parts.sealer, now, holder)
    return Served(hub, town, token)


def seen(hub: Hub, token: str) -> dict[str, bytes]:
    """Every page that the application reads, byte for byte."""
    call = InProcess(hub)
    found = {}
    for kind in READ:
        reply = call(f"/v3.1/{kind}?limit=1000", headers={"authorization": f"Bearer {token}"})
        assert 200 == reply.status, (kind, reply.status, reply.body)
        found[kind] = reply.body
    return found


def seen_at(place: Place, token: str) -> dict[str, bytes]:
    """What a hub serves that is started at this place."""
    with a_hub(place, ManualClock(START + timedelta(hours=1))) as hub:
        return seen(hub, token)
