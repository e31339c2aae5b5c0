"""Old full read + events = new full read, asked over HTTP by a reader of the public API alone.

Over random districts and random school days, on both stores, in v3.0 and v3.1, for a reader who
sees everything, one with opt-in fields, and one who sees two schools without two fields and
without one student (house.md 4; data-api.md 14, line 12).
"""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from homeroom.roster import queries
from homeroom.roster.queries import District
from homeroom.sharing.rules import FieldAccess, Share
from tests.support import pipeline, rosters
from tests.support.hubs import InProcess, a_hub
from tests.support.postgres import Cluster
from tests.support.stores import KINDS, Place, copied

NOW = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
KINDS_READ = ("districts", "schools", "terms", "courses", "users", "sections", "resources")
SCOPES = frozenset({"read:student_contacts", "read:resources"})
EVERYTHING = FieldAccess(scopes=SCOPES)
OPTED_IN = FieldAccess(scopes=SCOPES, opt_ins=frozenset({"frl_status", "ext"}))
EXAMPLES = max(1, settings().max_examples // 25)

State = dict[str, dict[str, dict[str, Any]]]


class Reader:
    """An application that knows nothing but its token and the public API."""

    def __init__(self, call: InProcess, token: str, version: str) -> None:
        self._call = call
        self._headers = {"authorization": f"Bearer {token}"}
        self._version = version

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        following: str | None = path
        while following is not None:
            answer = self._call(following, headers=self._headers)
            assert answer.status == 200, (following, answer.body)
            yield from answer.json["data"]
            links = {link["rel"]: link["uri"] for link in answer.json["links"]}
            following = links.get("next")

    def everything(self) -> State:
        return {
            kind: {
                item["data"]["id"]: item["data"]
                for item in self._pages(f"/{self._version}/{kind}?limit=7")
            }
            for kind in KINDS_READ
        }

    def newest(self) -> str | None:
        path = f"/{self._version}/events?ending_before=last&limit=1"
        found = [item["data"]["id"] for item in self._pages_once(path)]
        return found[0] if found else None

    def _pages_once(self, path: str) -> list[dict[str, Any]]:
        answer = self._call(path, headers=self._headers)
        assert answer.status == 200, answer.body
        found: list[dict[str, Any]] = answer.json["data"]
        return found

    def events(self, after: str | None) -> list[dict[str, Any]]:
        cursor = f"&starting_after={after}" if after else ""
        path = f"/{self._version}/events?limit=5{cursor}"
        return [item["data"] for item in self._pages(path)]


def played(before: State, events: list[dict[str, Any]]) -> State:
    """What a reader holds after it followed the feed; every step must be possible."""
    state = {kind: dict(records) for kind, records in before.items()}
    for event in events:
        kind, action = event["type"].split(".")
        record = event["data"]["object"]
        records = state[kind]
        if action == "created":
            assert record["id"] not in records
        else:
            assert record["id"] in records
        if action == "updated":
            was = records[record["id"]]
            previous = event["data"]["previous_attributes"]
            assert previous
            assert {
                key: was.get(key) for key in previous if not isinstance(was.get(key), dict)
            } == {
                key: value for key, value in previous.items() if not isinstance(was.get(key), dict)
            }
        else:
            assert "previous_attributes" not in event["data"]
        if action == "deleted":
            assert records.pop(record["id"]) == record
        else:
            records[record["id"]] = record
    return state


@contextmanager
def fresh(
    kind: str, template: Path, cluster: Cluster | None
) -> Iterator[tuple[Place, Hub, ManualClock]]:
    clock = ManualClock(NOW)
    with (
        tempfile.TemporaryDirectory() as folder,
        copied(kind, Path(folder) / "home", template, cluster) as place,
        a_hub(place, clock, rate_limit=1_000_000) as hub,
    ):
        yield place, hub, clock


def _restricted(hub: Hub, district: District, draw: random.Random) -> Share:
    """Two schools of the district, without one of its students."""
    with hub.parts.store.roster.reading() as session:
        schools = queries.rids(session, district.number, "schools")["rid"].to_list()
        users = queries.rids(session, district.number, "users")
        students = [rid for rid, roles in users.iter_rows() if roles == 1]
    chosen = draw.sample(schools, min(2, len(schools)))
    return Share("schools", schools=frozenset(chosen), excluded=frozenset(students[:1]))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_an_old_full_read_and_the_events_make_the_new_full_read(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    template = request.getfixturevalue("sqlite_template")
    cluster = request.getfixturevalue("cluster") if kind == "postgresql" else None
    draw = random.Random(seed)
    with fresh(kind, template, cluster) as (_, hub, clock), tempfile.TemporaryDirectory() as temp:
        store, sealer = hub.parts.store, hub.parts.sealer
        district = pipeline.a_district(store, NOW)
        roster = rosters.a_roster(draw)
        pipeline.take_in(store, district, rosters.write(roster, Path(temp) / "0"), NOW)
        shares = (
            (Share("district", staff=True, administrators=True), EVERYTHING),
            (Share("district", staff=True), OPTED_IN),
            (
                _restricted(hub, district, draw),
                FieldAccess(
                    scopes=SCOPES, refused=frozenset({"users.email", "users.roles.student.grade"})
                ),
            ),
        )
        tokens = [
            pipeline.an_application(store, sealer, district, NOW, share, access).token
            for share, access in shares
        ]
        call = InProcess(hub)
        readers = [Reader(call, token, version) for token in tokens for version in ("v3.0", "v3.1")]
        for day in range(1, 4):
            held = [(reader.everything(), reader.newest()) for reader in readers]
            roster = rosters.a_school_day(roster, draw)
            clock.advance(timedelta(hours=20))
            folder = rosters.write(roster, Path(temp) / str(day), draw)
            pipeline.take_in(store, district, folder, clock.now())
            for reader, (before, newest) in zip(readers, held, strict=True):
                assert reader.everything() == played(before, reader.events(newest))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_the_same_roster_in_another_order_of_rows_changes_nothing(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    template = request.getfixturevalue("sqlite_template")
    cluster = request.getfixturevalue("cluster") if kind == "postgresql" else None
    draw = random.Random(seed)
    with fresh(kind, template, cluster) as (_, hub, clock), tempfile.TemporaryDirectory() as temp:
        store, sealer = hub.parts.store, hub.parts.sealer
        district = pipeline.a_district(store, NOW)
        share = Share("district", staff=True, administrators=True)
        token = pipeline.an_application(store, sealer, district, NOW, share, OPTED_IN).token
        roster = rosters.a_roster(draw)
        pipeline.take_in(store, district, rosters.write(roster, Path(temp) / "0"), NOW)
        reader = Reader(InProcess(hub), token, "v3.1")
        before, newest = reader.everything(), reader.newest()
        clock.advance(timedelta(days=1))

        again = rosters.write(roster, Path(temp) / "1", draw)
        prepared = pipeline.take_in(store, district, again, clock.now())

        assert prepared.comparison is not None
        assert not prepared.comparison.changes
        assert reader.everything() == before
        assert reader.events(newest) == []
