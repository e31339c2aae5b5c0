"""A district pauses an application and lets it go on, asked over HTTP, on both stores."""

import random
from datetime import timedelta
from typing import Any

import pytest

from homeroom.events import agreements
from homeroom.events.connecting import Offer, accept
from homeroom.events.previews import preview_of
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError, NotFoundError
from homeroom.intake.retention.actions import KEPT_DAYS, let_go
from homeroom.intake.runs.desk import Desk
from homeroom.roster import queries
from homeroom.roster.models import kept_document, kept_membership
from homeroom.sharing.changing.queries import states_of
from homeroom.sharing.changing.rules import Agreement, agreement_of
from homeroom.sharing.connecting.actions import invite_district
from homeroom.sharing.models import connection_pin, view_bitmap, view_modified
from homeroom.sharing.pinning.queries import pin_of
from homeroom.sharing.rules import FieldAccess, Share
from tests.support import rosters
from tests.support.agreements import EVERYONE, EVERYTHING, rid_of
from tests.support.pinned import Crawl, Pinning
from tests.support.pipeline import Connected
from tests.support.readers import played
from tests.support.rosters import Roster

NOTHING = Agreement(Share("nothing"), EVERYTHING)


def without(roster: Roster, *students: str) -> Roster:
    """The roster after these students left."""
    left = roster.copy()
    for one in students:
        left.students.pop(one, None)
    left.enrolled = {pair for pair in left.enrolled if pair[1] not in students}
    left.contacts = {key: row for key, row in left.contacts.items() if key[0] not in students}
    return left


def leaves(world: Pinning, *, by: int = 1) -> None:
    """The last students leave."""
    world.take_in(without(world.roster, *sorted(world.roster.students)[-by:]))


def crawled(world: Pinning, connection: Connected) -> dict[str, object]:
    return Crawl(world.hub, connection, "v3.1").everything(random.Random(1))


def rows(session: Session, world: Pinning) -> dict[str, int]:
    """How much is kept for pinned readers alone."""
    number = world.district.number
    kept = [
        session.all(table.select().where(table.c.district == number))
        for table in (connection_pin, kept_membership)
    ]
    names = [
        [row for row in session.all(table.select()) if "@" in row[1]]
        for table in (view_bitmap, view_modified)
    ]
    return dict(
        zip(("pins", "neighbours", "members", "moments"), map(len, kept + names), strict=True)
    )


def test_pausing_twice_pauses_once(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    assert world.pause(one)
    first = world.found(one)
    assert not world.pause(one)

    assert ("paused", first.pinned) == (world.found(one).state, world.found(one).pinned)
    assert world.resume(one)
    assert not world.resume(one)
    assert ("running", None) == (world.found(one).state, world.found(one).pinned)


def test_a_connection_that_is_set_up_or_has_ended_is_not_paused(world: Pinning) -> None:
    one, number = world.connect(EVERYONE, EVERYTHING), world.district.number
    application = world.found(one).application
    world.write(lambda s: agreements.disconnect(s, number, one.connection))
    with pytest.raises(NotFoundError):
        world.pause(one)

    asked = world.write(lambda s: invite_district(s, number, application, world.author()))
    offer = Offer(EVERYTHING, events=True)
    named = world.write(lambda s: accept(s, number, asked, "district", offer, world.author()))
    again = Connected(named, "")
    assert "setting_up" == world.found(again).state
    with pytest.raises(ConflictError, match="not running yet"):
        world.pause(again)
    assert "setting_up" == world.found(again).state


def test_two_pinned_at_different_batches_each_read_their_own(world: Pinning) -> None:
    early, late = world.connect(EVERYONE, EVERYTHING), world.connect(EVERYONE, EVERYTHING)
    held = [reader.everything() for reader in world.readers(early)]
    of_early = crawled(world, early)
    world.pause(early)
    leaves(world)
    of_late = crawled(world, late)
    world.pause(late)
    leaves(world, by=2)

    assert of_early != of_late
    assert of_early == crawled(world, early)
    assert of_late == crawled(world, late)

    world.resume(early)
    assert of_late == crawled(world, late)
    for reader, before in zip(world.readers(early), held, strict=True):
        assert reader.everything() == played(before, reader.events(None), moments_alone=True)


def test_what_is_shared_meanwhile_is_wished_for_previewed_and_then_told(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    reader, number = world.readers(one)[1], world.district.number
    before, newest, crawl = reader.everything(), reader.newest(), crawled(world, one)
    world.pause(one)
    leaves(world)
    students = FieldAccess(scopes=EVERYTHING.scopes, roles=frozenset({"student"}))
    wish = Agreement(Share("district", contacts=False), students)

    with world.store.roster.reading() as session:
        foreseen = preview_of(session, number, one.connection, wish)
    assert world.agree(one, wish)
    assert not world.agree(one, wish)

    assert crawl == crawled(world, one)
    assert [] == reader.events(newest)
    with world.store.roster.reading() as session:
        pin = pin_of(session, number, one.connection)
        assert pin is not None
        assert pin.wish is not None
        assert (wish.share, "Ada") == (pin.wish.agreement.share, pin.wish.author.who)
        assert [] == states_of(session, number, one.connection)

    world.resume(one)
    events = reader.events(newest)
    assert reader.everything() == played(before, events, moments_alone=True)
    told: dict[tuple[str, str], set[int]] = {}
    for event in events:
        kind, action = event["type"].split(".")
        told.setdefault((kind, action), set()).add(rid_of(event["data"]["object"]["id"]))
    assert {key: set(rids) for key, rids in foreseen.events.items()} == told
    with world.store.roster.reading() as session:
        assert [1, 0] == [one.position for one in states_of(session, number, one.connection)]


def test_a_wish_taken_back_is_none(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    agreed = agreement_of(world.found(one))
    world.pause(one)
    world.agree(one, NOTHING)
    world.agree(one, agreed)

    with world.store.roster.reading() as session:
        pin = pin_of(session, world.district.number, one.connection)
    assert pin is not None
    assert pin.wish is None
    newest = world.readers(one)[1].newest()
    world.resume(one)
    assert [] == world.readers(one)[1].events(newest)


def test_nothing_is_kept_for_whom_nobody_pinned_and_all_goes_with_the_pin(world: Pinning) -> None:
    # Without resources of their own both see the same, and have one view.
    alike = FieldAccess(refused=frozenset({"users.email"}))
    one, other = world.connect(EVERYONE, alike), world.connect(EVERYONE, alike)
    leaves(world)
    with world.store.roster.reading() as session:
        assert {"pins": 0, "neighbours": 0, "members": 0, "moments": 0} == rows(session, world)
    world.pause(one)
    world.pause(other)
    leaves(world)
    with world.store.roster.reading() as session:
        kept = rows(session, world)
    assert 2 == kept["pins"]
    assert kept["neighbours"]
    # The whole district's, and those of two versions, once for both who share them.
    assert 3 == len({row[1] for row in stored(world) if "@" in row[1]})

    crawl = crawled(world, other)
    world.resume(one)
    assert crawl == crawled(world, other)
    world.resume(other)
    with world.store.roster.reading() as session:
        assert {"pins": 0, "neighbours": 0, "members": 0, "moments": 0} == rows(session, world)


def stored(world: Pinning) -> list[tuple[Any, ...]]:
    with world.store.roster.reading() as session:
        return session.all(view_bitmap.select())


def test_a_pin_outlasts_every_retention_and_is_told_whole(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    loose = world.connect(EVERYONE, EVERYTHING)
    reader, number = world.readers(one)[1], world.district.number
    before, newest, crawl = reader.everything(), reader.newest(), crawled(world, one)
    world.pause(one)
    for _ in range(3):
        leaves(world)
        world.take_in(rosters.a_school_day(world.roster, random.Random(world.day)))
        world.clock.advance(timedelta(days=KEPT_DAYS + 1))
        let_go(Desk.of(world.hub.parts), world.district)

        assert crawl == crawled(world, one)
    assert [] == world.readers(loose)[1].events(None)

    world.resume(one)
    events = reader.events(newest)
    assert reader.everything() == played(before, events, moments_alone=True)
    assert events

    leaves(world)
    world.clock.advance(timedelta(days=KEPT_DAYS + 1))
    let_go(Desk.of(world.hub.parts), world.district)
    with world.store.roster.reading() as session:
        assert [] == session.all(kept_document.select().where(kept_document.c.district == number))


def test_only_what_a_pin_reads_outlasts_the_retention(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    world.pause(one)
    pinned = world.found(one).pinned or 0
    for _ in range(3):
        leaves(world)
    world.clock.advance(timedelta(days=KEPT_DAYS + 1))
    let_go(Desk.of(world.hub.parts), world.district)

    with world.store.roster.reading() as session:
        number = world.district.number
        kept = session.all(kept_document.select().where(kept_document.c.district == number))
        assert kept
        written = [row[list(kept_document.c.keys()).index("written")] for row in kept]
        assert max(written) <= pinned
        assert queries.setting(session, number).last_batch > pinned


def test_disconnecting_a_paused_application_ends_everything(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    number = world.district.number
    world.pause(one)
    leaves(world)
    world.agree(one, NOTHING)
    reader = Crawl(world.hub, one, "v3.1")

    world.write(lambda s: agreements.disconnect(s, number, one.connection))

    with pytest.raises(AssertionError, match="Unrecognized"):
        reader.lists(5)
    with world.store.roster.reading() as session:
        assert {"pins": 0, "neighbours": 0, "members": 0, "moments": 0} == rows(session, world)
    # The district's last word is what a new connection begins with.
    made = world.write(
        lambda s: agreements.reconnect(
            s, int(world.clock.now().timestamp() * 1000), number, world.found(one).application
        )
    )
    assert "nothing" == world.found(Connected(made, "")).share.kind


def test_undoing_a_sync_under_a_pin_changes_nothing_there(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    reader = world.readers(one)[1]
    before, newest, crawl = reader.everything(), reader.newest(), crawled(world, one)
    world.pause(one)
    leaves(world, by=3)
    assert world.undo()

    assert crawl == crawled(world, one)
    world.resume(one)
    assert reader.everything() == played(before, reader.events(newest), moments_alone=True)
    assert set(before["users"]) == set(reader.everything()["users"])


def test_a_pause_inside_an_undo_returns_to_what_was_read(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    leaves(world, by=2)
    reader = world.readers(one)[1]
    before, newest, crawl = reader.everything(), reader.newest(), crawled(world, one)
    world.pause(one)
    assert world.undo()

    assert crawl == crawled(world, one)
    world.resume(one)
    assert reader.everything() == played(before, reader.events(newest), moments_alone=True)
