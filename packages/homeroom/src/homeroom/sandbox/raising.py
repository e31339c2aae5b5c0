"""Raises one district from nothing to a roster, with an application and its feed where one is.

The order is what makes the feed: first upload, then the connection, then the resource and the
school days, all at moments of the last weeks (ruling R26 lets a sandbox's records have them).
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from homeroom.events.actions import open_feed
from homeroom.events.recording import recorded
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.ids import mint
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret
from homeroom.intake.steps import application
from homeroom.intake.uploads.keys import issue_upload_key
from homeroom.intake.uploads.queries import uploader_named
from homeroom.oauth import actions as oauth
from homeroom.oauth.queries import grant_of, tokens_of
from homeroom.roster import actions as roster
from homeroom.roster import districts, queries
from homeroom.roster.queries import District
from homeroom.sandbox import people, taking_in
from homeroom.sandbox.applications import MIDDLE_APP, SMALL_APP, Application
from homeroom.sandbox.generator import FileSet
from homeroom.sandbox.kept import Kept, KeptDistrict, StaleSandboxError
from homeroom.sandbox.preset import (
    EVERYTHING,
    MIDDLE_PRESET,
    SMALL_PRESET,
    SWITCHES,
    Delivery,
    Preset,
    deliveries,
)
from homeroom.sandbox.registering import register
from homeroom.sharing.actions import connect
from homeroom.sharing.queries import ENDED, connections_of, resource_links
from homeroom.sharing.resources import NewResource, create_resource
from homeroom.sharing.rules import FieldAccess

_MAPPED_COURSE: Final = "Algebra I"
_CONNECTED: Final = {"small": SMALL_APP, "middle": MIDDLE_APP}


def connect_sign_in(parts: Parts, application_id: str) -> None:
    """The small district signs its people in to this application too; it has no roster of it.

    So one client holds both types: by the district here, by a teacher elsewhere (sso.md 8.3).
    """
    number = SMALL_PRESET.number
    with parts.store.roster.writing() as session:
        known = connections_of(session, number)
        if any(one.application == application_id and one.state != ENDED for one in known):
            return
        now, access = _milliseconds(parts.clock.now()), FieldAccess()
        connect(
            session, now, number, application_id, "district_sso", EVERYTHING, access, events=False
        )


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _has_setting(session: Session, number: int) -> bool:
    try:
        queries.setting(session, number)
    except LookupError:
        return False
    return True


@dataclass
class Raising:
    """One district on its way from nothing to a connected application with a feed."""

    parts: Parts
    preset: Preset
    kept: Kept
    demo_url: str
    mine: KeptDistrict = field(init=False)

    @property
    def application(self) -> Application:
        """What is connected to the district."""
        return _CONNECTED[self.preset.name]

    def __post_init__(self) -> None:
        self.mine = self.kept.of(self.preset.name)

    def run(self) -> None:
        """Take every step that was not taken yet."""
        first, *later = deliveries(self.preset, self.parts.clock.now())
        district = self._add_district(first.at)
        self.mine.id = district.id
        self._name_people(first.files)
        if self.preset.access is None:
            self._take_in_once(district, first)
        else:
            self._connect_and_play(district, first, later)
        self._issue_upload_key(district)

    def _connect_and_play(self, district: District, first: Delivery, later: list[Delivery]) -> None:
        if self._is_played():
            return
        self._take_in(district, [first], last=not later)
        register(self.parts, self.kept, self.application, _milliseconds(first.at), self.demo_url)
        connection = self._connect(district, first.at + timedelta(hours=3))
        if self.preset is SMALL_PRESET:
            self._map_resource(district, first.at + timedelta(hours=4))
        self._take_in(district, later, last=True)
        self._issue_token(district, connection)

    def _is_played(self) -> bool:
        """True if the token is there: it is the last thing, and nothing is played twice."""
        with self.parts.store.control.reading() as session:
            now = _milliseconds(self.parts.clock.now())
            return grant_of(session, hash_secret(self.mine.token), now) is not None

    def _name_people(self, files: FileSet) -> None:
        kept = self.kept
        kept.people |= people.sign_ins(self.preset.name)
        if self.preset is SMALL_PRESET:
            teacher = people.sign_in_of_a_teacher(files)
            kept.test_user, kept.test_password = teacher.username, teacher.password
        if self.preset is MIDDLE_PRESET:
            kept.people["dashboard"] = people.sign_in_of_an_administrator(files)

    def _add_district(self, at: datetime) -> District:
        """The district is in the hub, with its choices, and waits for its first upload."""
        preset, store = self.preset, self.parts.store
        row = {
            "district": preset.number,
            # A day before its records, whose numbers must not meet its own.
            "rid": mint(0, int((at - timedelta(days=1)).timestamp()), 1).rid(0),
            "short_name": preset.name,
            "name": preset.title,
            "sandbox": 1,
            "clock_offset_seconds": 0,
            "created_at": _milliseconds(at),
        }
        with store.control.writing() as session:
            found = queries.district_named(session, preset.name)
            if found is None:
                roster.add_district(session, row)
                found = queries.district_named(session, preset.name)
        if found is None or found.number != preset.number:
            raise ConflictError(f"A district that is not of the sandbox is called {preset.name}")
        portal = f"{self.parts.settings.base_url}/in/{preset.name}"
        profile = districts.first_profile(preset.title, f"{at:%Y-%m-%d}", portal)
        with store.roster.writing() as session:
            if not _has_setting(session, found.number):
                roster.add_setting(session, found.number, json.dumps(profile), json.dumps(SWITCHES))
            chosen = queries.setting(session, found.number).switches
            for name, value in SWITCHES.items():
                # A sandbox of before has fewer; what somebody chose there stays.
                if name not in chosen:
                    roster.set_switch(session, found.number, name, value)
        return found

    def _take_in_once(self, district: District, delivery: Delivery) -> None:
        with self.parts.store.roster.reading() as session:
            if application.applied(session, district.number).run is not None:
                return
        self._take_in(district, [delivery], last=True)

    def _take_in(self, district: District, sent: list[Delivery], *, last: bool) -> None:
        taking_in.take_in(self.parts, district, sent, last=last)

    def _connect(self, district: District, at: datetime) -> str:
        """The application sees the whole district, and its feed begins here."""
        named, access = self.mine.application, self.preset.access
        with self.parts.store.roster.writing() as session:
            for found in connections_of(session, district.number):
                if found.application == named and found.state != ENDED:
                    return found.id
            self._check_first(session, district)
            name = connect(
                session,
                _milliseconds(at),
                district.number,
                named,
                "secure_sync",
                EVERYTHING,
                access or FieldAccess(),
                events=True,
            )
            open_feed(session, district.number, name)
        return name

    def _check_first(self, session: Session, district: District) -> None:
        # An application whose secret is not known here would have missed the days played so far.
        if connections_of(session, district.number):
            home = self.parts.settings.home
            raise StaleSandboxError(f"The store holds a sandbox whose secrets are not in {home}.")

    def _map_resource(self, district: District, at: datetime) -> None:
        """One course has content of the application (data-api.md 6.5)."""
        number, mine = district.number, self.mine.application
        with self.parts.store.roster.writing() as session:
            if resource_links(session, number, mine):
                return
            courses = people.courses_named(session, number, _MAPPED_COURSE)
            asked = NewResource(
                mine, "algebra-1", "Algebra I workbook", ("student", "teacher"), courses
            )
            seconds, milliseconds = int(at.timestamp()), _milliseconds(at)
            with recorded(session, number, "resource", None, seconds, milliseconds) as batch:
                batch.add(create_resource(session, district, asked, at, batch.number))

    def _issue_token(self, district: District, connection: str) -> None:
        """The connection has a token, and it is kept."""
        store, sealer = self.parts.store, self.parts.sealer
        holder = oauth.Holder(district.number, connection, self.mine.application)
        with store.control.writing() as session:
            for issued in tokens_of(session, holder.application):
                if issued.connection == connection:
                    self.mine.token = sealer.open(bytes.fromhex(issued.sealed), oauth.TOKEN_PURPOSE)
                    return
            now = _milliseconds(self.parts.clock.now())
            self.mine.token = oauth.issue_district_token(session, sealer, now, holder)

    def _issue_upload_key(self, district: District) -> None:
        """The district can send files itself, with the key that is kept."""
        now = _milliseconds(self.parts.clock.now())
        with self.parts.store.control.writing() as session:
            found = uploader_named(session, hash_secret(self.mine.upload_key))
            if found is None or found.district != district.number:
                self.mine.upload_key = issue_upload_key(session, district.number, "sandbox", now)
