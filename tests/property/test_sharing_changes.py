"""Whatever a district shares and changes its mind about, asked over HTTP by the applications.

Over random districts, rules, fields, applications' filters and school days: the feed leads from
every full read to the next, the preview said it beforehand, a slow second opinion agrees about
who is shared, whoever is excluded appears nowhere, and what is reverted is as it was.
"""

import json
import random
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.districts.sharing.connected import Connected
from homeroom.districts.sharing.history import gone_back
from homeroom.events import agreements
from homeroom.events.previews import preview_of
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.database import Store
from homeroom.foundation.ids import wire_id
from homeroom.hub import Hub
from homeroom.oauth.declared import declared
from homeroom.oauth.queries import App
from homeroom.roster.queries import District
from homeroom.sharing import views
from homeroom.sharing.changing.queries import State as Past
from homeroom.sharing.changing.queries import states_of
from homeroom.sharing.changing.rules import Agreement, Author, agreement_of
from homeroom.sharing.queries import connection_named
from homeroom.sharing.rules import Share
from homeroom.sharing.selecting.counting import counts
from homeroom.sharing.selecting.explaining import explain
from homeroom.sharing.selecting.rules import Rule
from homeroom.sharing.views import Ask
from homeroom_wire.fields import OPT_INS
from tests.support import pipeline, rosters, who_is_shared
from tests.support.agreements import (
    EVERYONE,
    EVERYTHING,
    a_rule,
    an_agreement,
    rid_of,
    some_filters,
)
from tests.support.hubs import InProcess
from tests.support.readers import KINDS_READ, NOW, Reader, State, a_trial, played
from tests.support.stores import KINDS
from tests.support.who_is_shared import Plain, Records

EXAMPLES = max(1, settings().max_examples // 200)


CHANGES = 5


SHARES = 40


PASTS = 10


def plain(agreement: Agreement, number: int) -> Plain:
    """The agreement without anything of the product in it."""
    share, access = agreement.share, agreement.access

    def rules(of: tuple[Rule, ...]) -> list[dict[str, Any]]:
        return [
            {
                "kind": rule.kind,
                "sections": rule.sections,
                "schools": rule.schools,
                "filters": [
                    {"field": f.field, "operator": f.operator, "values": list(f.values)}
                    for f in rule.filters
                ],
            }
            for rule in of
        ]

    return Plain(
        share.kind,
        rules=rules(share.rules),
        filters=rules(agreement.filters),
        schools={wire_id(one, number) for one in share.schools},
        excluded={wire_id(one, number) for one in share.excluded},
        roles=set(access.roles),
        contacts=share.contacts and bool(access.scopes),
        staff=share.staff,
        administrators=share.administrators,
    )


@dataclass
class World:
    """A hub with one district, an application that sees everything, and two that change."""

    hub: Hub
    clock: ManualClock
    district: District
    everything: Reader
    connections: list[pipeline.Connected]

    @property
    def store(self) -> Store:
        return self.hub.parts.store

    def readers(self, connection: pipeline.Connected) -> list[Reader]:
        call = InProcess(self.hub)
        return [Reader(call, connection.token, version) for version in ("v3.0", "v3.1")]

    def agreement(self, connection: pipeline.Connected) -> Agreement:
        with self.store.roster.reading() as session:
            found = connection_named(session, self.district.number, connection.connection)
        assert found is not None
        return agreement_of(found)

    def excluded(self, connection: pipeline.Connected) -> set[str]:
        share = self.agreement(connection).share
        return {wire_id(one, self.district.number) for one in share.excluded}

    def views(self, connection: pipeline.Connected) -> tuple[str, str]:
        with self.store.roster.reading() as session:
            found = connection_named(session, self.district.number, connection.connection)
        assert found is not None
        return found.views

    def change(self, connection: pipeline.Connected, new: Agreement) -> None:
        self.clock.advance(timedelta(minutes=1))
        author = Author("Ada", int(self.clock.now().timestamp() * 1000), "a note")
        number, name = self.district.number, connection.connection
        with self.store.roster.writing() as session:
            agreements.change_share(session, number, name, new.share, author)
            agreements.change_access(session, number, name, new.access, author)
            agreements.change_filters(session, number, name, new.filters, author)


def a_world(hub: Hub, clock: ManualClock, folder: Path) -> World:
    store, sealer = hub.parts.store, hub.parts.sealer
    district = pipeline.a_district(store, NOW)
    pipeline.take_in(store, district, folder, NOW)
    made = [
        pipeline.an_application(store, sealer, district, NOW, EVERYONE, EVERYTHING)
        for _ in range(3)
    ]
    everything = Reader(InProcess(hub), made[0].token, "v3.1")
    return World(hub, clock, district, everything, made[1:])


class Direct:
    """Reads what a connection sees without HTTP, for looking at many shares of one district."""

    def __init__(self, world: World, connection: pipeline.Connected) -> None:
        self._world = world
        self._connection = connection

    def everything(self) -> State:
        number = self._world.district.number
        with self._world.store.roster.reading() as session:
            view = views.view_of(session, number, self._connection.connection, "v3.1")
            return {
                kind: {
                    record["id"]: record
                    for body in views.page(session, view, Ask(kind, limit=1000)).bodies
                    for record in [json.loads(body)]
                }
                for kind in KINDS_READ
            }


def check_second_opinion(
    world: World, reader: Reader | Direct, agreement: Agreement, records: Records | None = None
) -> None:
    """The slow implementation says the same about every record and every list."""
    number = world.district.number
    known = records or world.everything.everything()
    expected = who_is_shared.visible(known, plain(agreement, number))
    found = reader.everything()
    for kind in ("schools", "terms", "courses", "users", "sections"):
        assert set(found[kind]) == set(expected[kind]), kind
    for one, shown in expected["users"].items():
        assert set(found["users"][one]["roles"]) == shown["roles"]
        links = found["users"][one]["roles"].get("contact", {}).get("student_relationships", ())
        assert [link["student"] for link in links] == shown["students"]
    for one, shown in expected["sections"].items():
        section = found["sections"][one]
        assert (section["students"], section["teachers"], section.get("teacher")) == (
            shown["students"],
            shown["teachers"],
            shown["teacher"],
        )
    gone = {wire_id(one, number) for one in agreement.share.excluded}
    assert not [one for one in gone if one in json.dumps(found)]


def check_counts_and_reasons(world: World, connection: pipeline.Connected, held: State) -> None:
    """Counts say what is read, and who is explained to be seen is read."""
    number = world.district.number
    with world.store.roster.reading() as session:
        counted = counts(session, number, connection.connection)
        for kind in ("schools", "terms", "courses", "sections", "users"):
            assert counted[kind].final == len(held[kind])
            assert counted[kind].shared >= counted[kind].filtered >= counted[kind].final
        for person in world.everything.everything()["users"]:
            told = explain(session, number, connection.connection, rid_of(person))
            assert told.sees == (person in held["users"])
            if told.sees and told.kind == "rules":
                assert any(one.outcome == "matching" for one in told.rules)
                assert not told.excluded
                assert told.roles_on


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_changes_of_sharing_are_previewed_told_and_as_the_second_opinion_says(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        roster = rosters.a_roster(draw)
        world = a_world(hub, clock, rosters.write(roster, trial.folder / "0"))
        for change in range(1, CHANGES + 1):
            connection = draw.choice(world.connections)
            held = [
                (each, reader, reader.everything(), reader.newest(), world.excluded(each))
                for each in world.connections
                for reader in world.readers(each)
            ]
            if change % 3 == 0:
                roster = rosters.a_school_day(roster, draw)
                clock.advance(timedelta(hours=20))
                folder = rosters.write(roster, trial.folder / str(change), draw)
                pipeline.take_in(world.store, world.district, folder, clock.now())
            else:
                records = world.everything.everything()
                new = an_agreement(draw, records)
                world.change(connection, new)
            for each, reader, before, newest, excluded in held:
                events = reader.events(newest)
                assert reader.everything() == played(before, events, moments_alone=True)
                hidden = excluded & world.excluded(each)
                assert not [one for one in hidden if one in json.dumps(events)]
            for each in world.connections:
                latest = world.readers(each)[1]
                check_second_opinion(world, latest, world.agreement(each))
            check_counts_and_reasons(world, connection, world.readers(connection)[1].everything())


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_a_second_opinion_agrees_about_every_share(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        world = a_world(hub, clock, rosters.write(rosters.a_roster(draw), trial.folder / "0"))
        connection = world.connections[0]
        records = world.everything.everything()
        for _ in range(SHARES):
            new = an_agreement(draw, records)
            if draw.random() < 0.5:
                rules = tuple(a_rule(draw, records) for _ in range(draw.randint(1, 3)))
                new = Agreement(Share("rules", rules=rules), EVERYTHING)
            world.change(connection, new)
            check_second_opinion(world, Direct(world, connection), new, records)


DECLARED = declared(json.dumps({"types": ["secure_sync"], "opt_ins": sorted(OPT_INS)}))


def check_the_page_goes_back(world: World, connection: pipeline.Connected, past: Past) -> None:
    """The page that goes back to a state proposes all of it that a district chooses.

    But every extension field there will be is nothing that a district can choose anew.
    """
    with world.store.roster.reading() as session:
        found = connection_named(session, world.district.number, connection.connection)
    assert found is not None
    now = agreement_of(found)
    app = App(found.application, "client", "Reader", DECLARED, ())
    back = gone_back(Connected(app, found, now), past)
    gives_every = past.access.extensions is None and "ext" in past.access.opt_ins
    extensions = now.access.extensions if gives_every else past.access.extensions
    wished = replace(past.access, scopes=now.access.scopes, extensions=extensions)
    assert back == replace(now, share=past.share, access=wished)


def check_foreseen(
    world: World, connection: pipeline.Connected, new: Agreement, author: Author
) -> None:
    """The agreement comes into force: what its preview says is what is told, and what is read."""
    number, reader = world.district.number, world.readers(connection)[1]
    start, newest = reader.everything(), reader.newest()
    was = world.agreement(connection)
    with world.store.roster.writing() as session:
        foreseen = preview_of(session, number, connection.connection, new)
        if new.filters != was.filters:
            assert (new.share, new.access) == (was.share, was.access)
            agreements.change_filters(session, number, connection.connection, new.filters, author)
        else:
            agreements.change(session, number, connection.connection, new, author)

    told: dict[tuple[str, str], set[int]] = {}
    for event in reader.events(newest):
        what, action = event["type"].split(".")
        told.setdefault((what, action), set()).add(rid_of(event["data"]["object"]["id"]))
    assert {key: set(rids) for key, rids in foreseen.events.items()} == told
    after = reader.everything()
    for what in ("schools", "terms", "courses", "sections", "users"):
        effect = foreseen.types[what]
        assert (effect.now, effect.then) == (len(start[what]), len(after[what]))
        assert set(effect.gained) == {rid_of(x) for x in after[what].keys() - start[what]}
        assert set(effect.lost) == {rid_of(x) for x in start[what].keys() - after[what]}


def other_filters(draw: random.Random, records: Records, now: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """What the application takes from now on: narrower, wider, all of it, or as it was."""
    some = some_filters(draw, records, draw.randint(1, 2))
    return draw.choice([now, (), now + some, some, some])


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=EXAMPLES)
@given(seed=st.integers(0, 2**32))
def test_a_preview_is_the_events_and_a_revert_brings_everything_back(
    request: pytest.FixtureRequest, kind: str, seed: int
) -> None:
    with a_trial(request, kind, seed) as trial:
        draw, hub, clock = trial.draw, trial.hub, trial.clock
        world = a_world(hub, clock, rosters.write(rosters.a_roster(draw), trial.folder / "0"))
        connection, other = world.connections
        number, name = world.district.number, connection.connection
        records = world.everything.everything()
        reader = world.readers(connection)[1]
        first = an_agreement(draw, records)
        world.change(connection, first)
        for _ in range(CHANGES - 2):
            start, keys = reader.everything(), world.views(connection)
            of_other, was = world.readers(other)[1].newest(), world.agreement(connection)
            with world.store.roster.reading() as session:
                states = states_of(session, number, name)
            new = replace(an_agreement(draw, records), filters=was.filters)
            new = draw.choice([new, replace(new, access=was.access)])
            clock.advance(timedelta(minutes=1))
            author = Author("Ada", int(clock.now().timestamp() * 1000))

            check_foreseen(world, connection, new, author)
            with world.store.roster.reading() as session:
                since = states_of(session, number, name)
            filters = other_filters(draw, records, was.filters)
            check_foreseen(world, connection, replace(new, filters=filters), author)

            # What an application takes is its own: no state that the district could go back to.
            with world.store.roster.reading() as session:
                assert states_of(session, number, name) == since
            other_pasts = (an_agreement(draw, records) for _ in range(PASTS))
            for past in (
                *states,
                *(replace(states[0], share=one.share, access=one.access) for one in other_pasts),
            ):
                check_the_page_goes_back(world, connection, past)
            check_a_revert(world, connection, states[0], author)
            assert world.agreement(connection) == replace(was, filters=filters)
            check_foreseen(world, connection, was, author)
            assert reader.everything() == start
            assert world.views(connection) == keys
            assert world.readers(other)[1].events(of_other) == []


def check_a_revert(
    world: World, connection: pipeline.Connected, past: Past, author: Author
) -> None:
    """The district's part is as it was, the application's is left; its feed leads there."""
    number, reader = world.district.number, world.readers(connection)[1]
    before, newest = reader.everything(), reader.newest()
    with world.store.roster.writing() as session:
        agreements.revert(session, number, connection.connection, past.position, author)
    now = world.agreement(connection)
    assert (now.share, now.access) == (past.share, past.access)
    assert reader.everything() == played(before, reader.events(newest), moments_alone=True)
    check_second_opinion(world, reader, now)
