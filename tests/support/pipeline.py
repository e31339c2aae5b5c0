"""A district taken in by the real pipeline, step by step, for tests that need its state."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from homeroom.events.actions import open_feed
from homeroom.foundation import ids
from homeroom.foundation.database import Store
from homeroom.foundation.secrets import Sealer
from homeroom.intake.problems import Mode
from homeroom.intake.sources.received import from_folder
from homeroom.intake.steps import application
from homeroom.intake.steps.preparation import Order, Prepared, prepare
from homeroom.oauth.actions import (
    Holder,
    NewApplication,
    issue_district_token,
    register_application,
)
from homeroom.roster import actions, districts
from homeroom.roster.queries import District, district_named
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share

SWITCHES = {"administrators_csv": True}


def a_district(store: Store, now: datetime, number: int = 0xA1B2C3D4E5) -> District:
    """Add an empty district."""
    rid = ids.mint(0, int(now.timestamp()), 1).rid(0)
    name = f"district-{number:x}"
    row = {
        "district": number,
        "rid": rid,
        "short_name": name,
        "name": f"District {number:x}",
        "sandbox": 1,
        "clock_offset_seconds": 0,
        "created_at": int(now.timestamp() * 1000),
    }
    with store.control.writing() as session:
        actions.add_district(session, row)
    profile = districts.first_profile(str(row["name"]), "2026-08-01", f"http://hub/in/{name}")
    with store.roster.writing() as session:
        actions.add_setting(session, number, json.dumps(profile), json.dumps(SWITCHES))
    with store.control.reading() as session:
        found = district_named(session, name)
    assert found is not None
    return found


@dataclass(frozen=True)
class Connected:
    """An application in a district."""

    connection: str
    token: str


def an_application(  # noqa: PLR0913 -- a connection is all of this
    store: Store,
    sealer: Sealer,
    district: District,
    now: datetime,
    share: Share,
    access: FieldAccess,
) -> Connected:
    """Register an application, connect it with events on, and give it its token."""
    moment = int(now.timestamp() * 1000)
    with store.control.writing() as session:
        asked = NewApplication("Reader", {"types": [access.tier]})
        made = register_application(session, moment, asked)
    with store.roster.writing() as session:
        connection = connect(
            session,
            moment,
            district.number,
            made.application,
            access.tier,
            share,
            access,
            events=True,
        )
        open_feed(session, district.number, connection)
    with store.control.writing() as session:
        holder = Holder(district.number, connection, made.application)
        token = issue_district_token(session, sealer, moment, holder)
    return Connected(connection, token)


def order(district: District, folder: Path, now: datetime, mode: Mode = "lenient") -> Order:
    """Return what to take in."""
    return Order(district, SWITCHES, from_folder(folder), mode, now)


def compared(
    store: Store, district: District, folder: Path, now: datetime, mode: Mode = "lenient"
) -> Prepared:
    """Go as far as the comparison; nothing is written but the reserved numbers."""

    def _reserve(count: int) -> ids.Block:
        with store.roster.writing() as session:
            return actions.reserve(session, district.number, int(now.timestamp()), count)

    with store.roster.reading() as session:
        return prepare(session, order(district, folder, now, mode), _reserve, lambda *_: None)


def take_in(store: Store, district: District, folder: Path, now: datetime) -> Prepared:
    """Take a folder in, whatever it would lose; return what was compared."""
    prepared = compared(store, district, folder, now)
    assert not prepared.is_refused, [p.text for p in prepared.problems]
    fence = (f"run-{now.timestamp():.0f}", 1)
    with store.roster.writing() as session:
        application.raise_fence(session, district.number, fence)
    with store.roster.writing() as session:
        application.apply(session, order(district, folder, now), prepared, fence, {}, {})
    return prepared
