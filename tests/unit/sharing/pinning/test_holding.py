"""Changes beyond an application's own limits wait for it, asked over HTTP, on both stores."""

import random

import pytest

from homeroom.events import agreements
from homeroom.foundation.errors import ConflictError, InvalidRequestError
from homeroom.sharing.changing.rules import Agreement
from homeroom.sharing.pinning.queries import pin_of
from homeroom.sharing.pinning.rules import Figures, Limit, Limits
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.agreements import EVERYONE, EVERYTHING
from tests.support.pinned import Crawl, Pinning
from tests.support.pipeline import Connected
from tests.support.readers import played
from tests.support.rosters import Roster

LOOSE = {name: Limit(None, None) for name in ("contacts", "sections", "teachers", "staff")}
LIMITS = Limits({**LOOSE, "schools": Limit(None, None), "students": Limit(None, 20)})
NOTHING = Agreement(Share("nothing"), EVERYTHING)


def without(roster: Roster, count: int) -> Roster:
    """The roster after its last students left."""
    left = roster.copy()
    gone = sorted(left.students)[-count:]
    for one in gone:
        del left.students[one]
    left.enrolled = {pair for pair in left.enrolled if pair[1] not in gone}
    left.contacts = {key: row for key, row in left.contacts.items() if key[0] not in gone}
    return left


def limited(world: Pinning, limits: Limits = LIMITS) -> Connected:
    one = world.connect(EVERYONE, EVERYTHING)
    world.limit(one, limits)
    return one


def crawled(world: Pinning, connection: Connected) -> dict[str, object]:
    return Crawl(world.hub, connection, "v3.1").everything(random.Random(1))


def test_a_sync_that_takes_too_many_is_held_for_whom_it_is_too_much(world: Pinning) -> None:
    one, other = limited(world), world.connect(EVERYONE, EVERYTHING)
    held = [(reader, reader.everything()) for reader in world.readers(one)]
    crawl, there = crawled(world, one), len(world.roster.students)
    world.take_in(without(world.roster, 4))

    assert crawl == crawled(world, one)
    assert crawl != crawled(world, other)
    assert [] == world.readers(one)[1].events(None)
    assert [] != world.readers(other)[1].events(None)
    found = world.found(one)
    assert ("running", True) == (found.state, found.held)
    review = world.review(one)
    assert review is not None
    assert ("review", "") == (review.pin.reason, review.pin.who)
    assert Figures(there, 0, review.figures["students"].updated, 4) == review.figures["students"]
    assert ["students"] == [one.type for one in review.excess]

    world.approve(one, review.position)
    assert not world.found(one).held
    for reader, before in held:
        assert reader.everything() == played(before, reader.events(None), moments_alone=True)
    assert world.readers(one)[1].everything() == world.readers(other)[1].everything()


def test_what_is_within_the_limits_is_told_at_once(world: Pinning) -> None:
    one = limited(world)
    world.take_in(without(world.roster, 2))

    assert not world.found(one).held
    assert [] != world.readers(one)[1].events(None)


def test_nobody_is_held_who_set_no_limits(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    world.take_in(without(world.roster, 8))
    assert not world.found(one).held

    world.limit(one, LIMITS)
    world.limit(one, None)
    world.take_in(without(world.roster, 2))
    assert not world.found(one).held


def test_an_approval_of_what_has_moved_on_is_refused(world: Pinning) -> None:
    one = limited(world)
    crawl = crawled(world, one)
    world.take_in(without(world.roster, 4))
    shown = world.review(one)
    assert shown is not None
    world.take_in(without(world.roster, 2))

    with pytest.raises(ConflictError, match="Look at it again"):
        world.approve(one, shown.position)
    assert crawl == crawled(world, one)
    again = world.review(one)
    assert again is not None
    assert 6 == again.figures["students"].deleted
    world.approve(one, again.position)
    with pytest.raises(ConflictError, match="Nothing waits"):
        world.approve(one, again.position)


def test_an_approval_of_another_wish_than_was_shown_is_refused(world: Pinning) -> None:
    one = limited(world)
    world.agree(one, NOTHING)
    shown = world.review(one)
    assert shown is not None
    students = FieldAccess(scopes=EVERYTHING.scopes, roles=frozenset({"teacher"}))
    world.agree(one, Agreement(EVERYONE, students))

    with pytest.raises(ConflictError, match="Look at it again"):
        world.approve(one, shown.position)


def test_a_share_that_takes_too_much_waits_and_is_one_state_when_it_is_taken(
    world: Pinning,
) -> None:
    one, number = limited(world), world.district.number
    reader = world.readers(one)[1]
    before, crawl = reader.everything(), crawled(world, one)
    assert world.agree(one, NOTHING)

    assert crawl == crawled(world, one)
    assert [] == reader.events(None)
    with world.store.roster.reading() as session:
        pin = pin_of(session, number, one.connection)
    assert pin is not None
    assert pin.wish is not None
    assert NOTHING == pin.wish.agreement
    review = world.review(one)
    assert review is not None
    world.approve(one, review.position)

    assert "nothing" == world.found(one).share.kind
    assert reader.everything() == played(before, reader.events(None), moments_alone=True)
    assert not reader.everything()["users"]


def test_who_shares_again_what_was_too_much_lets_the_application_go_on(world: Pinning) -> None:
    one = limited(world)
    reader = world.readers(one)[1]
    before = reader.everything()
    world.agree(one, NOTHING)
    world.agree(one, Agreement(EVERYONE, EVERYTHING))

    assert not world.found(one).held
    assert before == reader.everything()
    assert [] == reader.events(None)


def test_an_undone_sync_lets_the_application_go_on(world: Pinning) -> None:
    one = limited(world)
    reader = world.readers(one)[1]
    before = reader.everything()
    world.take_in(without(world.roster, 4))
    assert world.found(one).held
    assert world.undo()

    assert not world.found(one).held
    assert reader.everything() == played(before, reader.events(None), moments_alone=True)
    assert set(before["users"]) == set(reader.everything()["users"])


def test_a_pause_that_ends_with_too_much_is_a_review(world: Pinning) -> None:
    one = limited(world)
    crawl = crawled(world, one)
    world.pause(one)
    world.take_in(without(world.roster, 4))
    with pytest.raises(ConflictError):
        world.approve(one, "0-0")
    world.resume(one)

    assert ("running", True) == (world.found(one).state, world.found(one).held)
    assert crawl == crawled(world, one)
    review = world.review(one)
    assert review is not None
    assert 4 == review.figures["students"].deleted
    world.approve(one, review.position)
    assert crawl != crawled(world, one)


def test_who_is_held_can_be_paused_and_is_still_held_afterwards(world: Pinning) -> None:
    one = limited(world)
    crawl = crawled(world, one)
    world.take_in(without(world.roster, 4))
    world.pause(one)
    assert "paused" == world.found(one).state
    world.resume(one)

    assert world.found(one).held
    assert crawl == crawled(world, one)


def test_an_application_without_events_is_held_by_what_it_would_read(world: Pinning) -> None:
    one = limited(world)
    number = world.district.number
    with world.store.roster.writing() as session:
        mark = "UPDATE connection SET events = 0 WHERE district = "
        session.connection.execute(f"{mark}{number}")
    crawl = crawled(world, one)
    world.take_in(without(world.roster, 4))

    assert crawl == crawled(world, one)
    review = world.review(one)
    assert review is not None
    world.approve(one, review.position)
    assert len(world.roster.students) == sum(
        "student" in user["roles"] for user in world.readers(one)[1].everything()["users"].values()
    )


def test_limits_come_back_with_the_connection(world: Pinning) -> None:
    one, number = limited(world), world.district.number
    world.write(lambda s: agreements.disconnect(s, number, one.connection))
    now = int(world.clock.now().timestamp() * 1000)
    application = world.found(one).application
    made = world.write(lambda s: agreements.reconnect(s, now, number, application))

    assert LIMITS == world.found(Connected(made, "")).limits


def test_limits_that_cannot_be_meant_are_refused(world: Pinning) -> None:
    one = world.connect(EVERYONE, EVERYTHING)
    with pytest.raises(InvalidRequestError, match="pupils"):
        world.limit(one, Limits({"pupils": Limit()}))
    assert world.found(one).limits is None
