"""What was given out comes into the record once, whoever else writes, and whatever happens."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Prepared, Store
from homeroom.foundation.ids import parse_id, rids_in, wire_id
from homeroom.hub import FEATURES, Hub
from homeroom.sharing.disclosing.collecting import Tally, give
from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.disclosing.queries import Disclosure, disclosures
from homeroom.sharing.disclosing.rules import DAY_SECONDS, Reader
from homeroom.sharing.queries import connection_named
from tests.support import pipeline
from tests.support.agreements import EVERYONE, EVERYTHING
from tests.support.hubs import a_hub
from tests.support.readers import NOW
from tests.support.stores import Place

ROOT = Path(__file__).parents[4]


@dataclass
class World:
    """A hub with one district, empty, and one connection."""

    hub: Hub
    clock: ManualClock
    district: int
    token: str
    view: str

    @property
    def store(self) -> Store:
        return self.hub.parts.store

    @property
    def reader(self) -> Reader:
        return Reader(self.district, "app", "connection")

    def give(self, number: int, hub: Hub | None = None) -> None:
        """A person of this number is given out."""
        parts = (hub or self.hub).parts
        give(parts, self.reader, self.view, "users", wire_id(number << 24, self.district).encode())

    def recorded(self) -> list[Disclosure]:
        with self.store.roster.reading() as session:
            return list(disclosures(session, self.district, "0000", "9999"))


def a_world(hub: Hub) -> World:
    clock = hub.parts.clock
    assert isinstance(clock, ManualClock)
    store, district = hub.parts.store, pipeline.a_district(hub.parts.store, NOW)
    made = pipeline.an_application(store, hub.parts.sealer, district, NOW, EVERYONE, EVERYTHING)
    with store.roster.reading() as session:
        found = connection_named(session, district.number, made.connection)
    assert found is not None
    return World(hub, clock, district.number, made.token, found.view("v3.1"))


@pytest.fixture
def world(place: Place) -> Iterator[World]:
    with a_hub(place, ManualClock(NOW)) as hub:
        yield a_world(hub)


def test_ids_that_follow_each_other_are_the_same_numbers_as_each_by_itself() -> None:
    draw = random.Random(4)
    ids = [wire_id(draw.getrandbits(55), draw.getrandbits(40)) for _ in range(50)]
    assert [(parse_id(one) or (0, 0))[0] for one in ids] == rids_in("".join(ids).encode())
    assert [] == rids_in(b"")


def test_a_tally_holds_what_came_before_and_after_its_ids_were_made_numbers() -> None:
    tally, ids = Tally(), [wire_id(number << 24, 1) for number in range(30_000)]
    for start in range(0, len(ids), 1000):
        tally.add("".join(ids[start : start + 1000]).encode())
    assert tally.members
    assert tally.size < 300_000
    tally.settle()
    assert [number << 24 for number in range(30_000)] == list(tally.members)
    assert 30 == tally.reads


def test_several_processes_add_to_one_record(world: World, place: Place) -> None:
    with a_hub(place, world.clock) as other:
        hubs = [world.hub, other]

        def read(nth: int) -> None:
            for one in range(10):
                world.give(nth * 10 + one, hubs[nth])
                flush(hubs[nth].parts)

        threads = [threading.Thread(target=read, args=(nth,)) for nth in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    (found,) = world.recorded()
    assert 20 == found.reads
    assert [nth << 24 for nth in range(20)] == list(found.members)


def test_what_could_not_be_written_is_written_the_next_time(world: World) -> None:
    rename = "ALTER TABLE {} RENAME TO {}"
    world.give(1)
    with world.store.roster.writing() as session:
        session.run(Prepared(sa.text(rename.format("disclosure", "away"))))
    with pytest.raises((sqlite3.Error, psycopg.Error), match="disclosure"):
        flush(world.hub.parts)
    world.give(2)
    with world.store.roster.writing() as session:
        session.run(Prepared(sa.text(rename.format("away", "disclosure"))))
    flush(world.hub.parts)
    flush(world.hub.parts)

    (found,) = world.recorded()
    assert (2, [1 << 24, 2 << 24]) == (found.reads, list(found.members))


def test_a_day_is_the_districts_own_and_a_hub_that_stops_has_written_it_all(place: Place) -> None:
    clock = ManualClock(NOW)
    features = tuple(one for one in FEATURES if not one.sandbox_only)
    with a_hub(place, clock, features, sandbox=True) as hub:
        world = a_world(hub)
        with world.store.control.writing() as session:
            ahead = "UPDATE district SET clock_offset_seconds = 864000"
            session.run(Prepared(sa.text(ahead)))
        world.give(1)
        assert [] == world.recorded()
    with a_hub(place, clock) as world.hub:
        (found,) = world.recorded()
    assert (NOW + timedelta(days=10)).date().isoformat() == found.day


@pytest.mark.parametrize(("when", "reads"), [("before", 1), ("within", 1), ("after", 2)])
def test_a_kill_loses_what_was_not_written_and_nothing_else(
    world: World, place: Place, when: str, reads: int
) -> None:
    world.give(1)
    flush(world.hub.parts)
    days = str(int(NOW.timestamp()) // DAY_SECONDS)
    ids = wire_id(2 << 24, world.district)
    place_of = (str(place.home), place.database_url)
    done = subprocess.run(  # noqa: S603 - our own arguments
        [
            sys.executable,
            str(Path(__file__).with_name("killed.py")),
            *place_of,
            str(world.district),
            days,
            world.view,
            ids,
            when,
        ],
        cwd=ROOT,
        env={**os.environ},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()

    (found,) = world.recorded()
    assert reads == found.reads == len(found.members)
    world.give(3)
    flush(world.hub.parts)
    (found,) = world.recorded()
    assert reads + 1 == found.reads == len(found.members)
