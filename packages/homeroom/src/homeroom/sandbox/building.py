"""Builds the sandbox: each step looks whether it was done, so a build that was cut off goes on.

The order is what makes the feed: first upload, then the connection, then the resource and the
school days, all at moments of the last weeks (ruling R26 lets a sandbox's records have them).
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from homeroom.events.actions import open_feed
from homeroom.events.recording import recorded
from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.ids import mint
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import hash_secret, new_client_secret
from homeroom.intake.uploads.keys import issue_upload_key
from homeroom.intake.uploads.queries import uploader_named
from homeroom.oauth import actions as oauth
from homeroom.oauth.queries import client_named, grant_of, tokens_of
from homeroom.roster import actions as roster
from homeroom.roster import districts, queries
from homeroom.roster.queries import District
from homeroom.sandbox import people, taking_in
from homeroom.sandbox.kept import Kept, KeptDistrict, StaleSandboxError, read_kept, write_kept
from homeroom.sandbox.preset import (
    EVERYTHING,
    PRESETS,
    REDIRECT_URI,
    SMALL_PRESET,
    SWITCHES,
    Delivery,
    Preset,
    deliveries,
)
from homeroom.sharing.actions import connect
from homeroom.sharing.queries import ENDED, connection_named, connections_of, resource_links
from homeroom.sharing.resources import NewResource, create_resource

LOCK_FILE: Final = "sandbox.lock"
_MAPPED_COURSE: Final = "Algebra I"


def prepare(parts: Parts) -> None:
    """Build what is missing before the hub calls itself ready."""
    build(parts)


def build(parts: Parts) -> Kept:
    """The sandbox is complete; return what was kept of it. Quick when nothing is missing."""
    home, url = parts.settings.home, parts.settings.base_url
    with _alone(home):
        kept = read_kept(home) or Kept()
        if kept.complete and is_whole(parts, kept):
            if kept.url != url:
                kept.url = url
                write_kept(home, kept)
            return kept
        kept.complete = False
        for preset in PRESETS:
            _Building(parts, preset, kept).run()
        kept.url, kept.store, kept.redirect_uri = url, parts.store.kind, REDIRECT_URI
        kept.built_at, kept.complete = _milliseconds(parts.clock.now()), True
        write_kept(home, kept)
    return kept


def is_whole(parts: Parts, kept: Kept) -> bool:
    """True if every token that was kept still opens a connection."""
    return is_known(parts.store, kept, _milliseconds(parts.clock.now()))


def built_at(kept: Kept) -> datetime:
    """Return when the sandbox was built, by the hub's clock."""
    return datetime.fromtimestamp(kept.built_at / 1000, UTC)


def is_known(store: Store, kept: Kept, now: int) -> bool:
    """True if the store knows every token that was kept, and its connection."""
    with store.control.reading() as session:
        hashes = (hash_secret(kept.of(preset.name).token) for preset in PRESETS)
        grants = [grant_of(session, one, now) for one in hashes]
    with store.roster.reading() as session:
        return all(
            grant is not None and connection_named(session, grant.district, grant.connection)
            for grant in grants
        )


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    # Of two processes that start together one builds, and the other finds it built.
    with (home / LOCK_FILE).open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _has_setting(session: Session, number: int) -> bool:
    try:
        queries.setting(session, number)
    except LookupError:
        return False
    return True


@dataclass
class _Building:
    """One district on its way from nothing to a connected application with a feed."""

    parts: Parts
    preset: Preset
    kept: Kept
    mine: KeptDistrict = field(init=False)

    def __post_init__(self) -> None:
        self.mine = self.kept.of(self.preset.name)

    def run(self) -> None:
        """Take every step that was not taken yet."""
        first, *later = deliveries(self.preset, self.parts.clock.now())
        district = self._add_district(first.at)
        self.mine.id = district.id
        self._take_in(district, [first], last=not later)
        self._register(first.at)
        connection = self._connect(district, first.at + timedelta(hours=3))
        if self.preset is SMALL_PRESET:
            self._map_resource(district, first.at + timedelta(hours=4))
            teacher = people.sign_in_of_a_teacher(first.files)
            self.kept.test_user, self.kept.test_password = teacher.username, teacher.password
        self._take_in(district, later, last=True)
        self._issue_token(district, connection)
        self._issue_upload_key(district)

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
        return found

    def _take_in(self, district: District, sent: list[Delivery], *, last: bool) -> None:
        taking_in.take_in(self.parts, district, sent, last=last)

    def _register(self, at: datetime) -> None:
        """The application exists and its secret is kept; both or neither."""
        store, mine = self.parts.store, self.mine
        now = _milliseconds(self.parts.clock.now())
        with store.control.writing() as session:
            known = client_named(session, mine.client_id, hash_secret(mine.client_secret), now)
            if known is not None:
                return
            asked = oauth.NewApplication(
                self.preset.application,
                self.preset.declaration,
                (REDIRECT_URI,),
                new_client_secret(),
            )
            made = oauth.register_application(session, _milliseconds(at), asked)
            mine.application, mine.client_id = made.application, made.client_id
            mine.client_secret, mine.token = made.client_secret, ""
            # Before the commit: a crash between the two leaves a line that nothing answers to,
            # which the next start notices, and no application whose secret is lost.
            write_kept(self.parts.settings.home, self.kept)

    def _connect(self, district: District, at: datetime) -> str:
        """The application sees the whole district, and its feed begins here."""
        application = self.mine.application
        with self.parts.store.roster.writing() as session:
            for found in connections_of(session, district.number):
                if found.application == application and found.state != ENDED:
                    return found.id
            self._check_first(session, district)
            name = connect(
                session,
                _milliseconds(at),
                district.number,
                application,
                "secure_sync",
                EVERYTHING,
                self.preset.access,
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
        number, application = district.number, self.mine.application
        with self.parts.store.roster.writing() as session:
            if resource_links(session, number, application):
                return
            courses = people.courses_named(session, number, _MAPPED_COURSE)
            asked = NewResource(
                application, "algebra-1", "Algebra I workbook", ("student", "teacher"), courses
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
