"""Whom installs reach: what a removal takes away, and who may still read."""

from homeroom.foundation.database import Store
from homeroom.sharing import actions as district_actions
from homeroom.sharing.library import actions, reach
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT
from tests.unit.sharing.library.campus import APP, NOW, Campus, act, installed

SSO = FieldAccess(tier="district_sso")


def test_a_removal_takes_what_nobody_else_gives(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        installed(session, campus.ann)
        alone = reach.loss_of(session, DISTRICT, APP, campus.ann)
        installed(session, campus.cy)
        beside_cy = reach.loss_of(session, DISTRICT, APP, campus.ann)
        installed(session, campus.bob)
        beside_both = reach.loss_of(session, DISTRICT, APP, campus.ann)
    assert [2, 1, 0] == [loss.students for loss in (alone, beside_cy, beside_both)]
    assert [[2], [1], [0]] == [
        [count for _, count in loss.sections] for loss in (alone, beside_cy, beside_both)
    ]


def test_what_is_suspended_already_takes_nothing_more(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        installed(session, campus.ann)
        actions.block(session, act(1), APP)
        assert reach.loss_of(session, DISTRICT, APP, campus.ann) == reach.Loss(0, ())
        assert reach.loss_of(session, DISTRICT, APP, campus.zoe) == reach.Loss(0, ())


def test_students_whom_the_district_lets_in_lose_nothing(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        installed(session, campus.ann)
        share = Share("district", excluded=frozenset({campus.ann, campus.pia}))
        district_actions.connect(
            session, NOW, DISTRICT, APP, "district_sso", share, SSO, events=False
        )
        assert reach.loss_of(session, DISTRICT, APP, campus.ann).students == 1  # Pia
        silent = reach.loss_of(session, DISTRICT, APP, campus.ann, {APP})
        assert silent.students == 2


def test_readers_are_those_of_installs_that_read(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        ann, cy = installed(session, campus.ann), installed(session, campus.cy)
        found = reach.readers(session, DISTRICT)[APP]
        assert frozenset({ann, cy}) == found.connections
        assert {campus.pia, campus.quin, campus.ron} == set(found.students)
        actions.uninstall(session, act(1), APP, campus.ann)
        found = reach.readers(session, DISTRICT)[APP]
        assert frozenset({cy}) == found.connections
        assert {campus.quin, campus.ron} == set(found.students)
        actions.block(session, act(2), APP)
        assert {} == reach.readers(session, DISTRICT)


def test_districts_are_counted_by_what_has_not_ended(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        assert {} == reach.districts_with_installs(session)
        installed(session, campus.ann)
        installed(session, campus.bob, after=7)
        assert {DISTRICT: (2, NOW + 7)} == reach.districts_with_installs(session)
        actions.uninstall(session, act(8), APP, campus.bob)
        assert {DISTRICT: (1, NOW)} == reach.districts_with_installs(session)


def test_sync_that_signs_nobody_in_ends_nothing_whoever_settles(
    store: Store, campus: Campus
) -> None:
    silent = actions.Act(NOW, DISTRICT, "admin", frozenset({APP}))
    with store.roster.writing() as session:
        installed(session, campus.ann)
        district_actions.connect(
            session, NOW, DISTRICT, APP, "secure_sync", Share("district"), FieldAccess(),
            events=False,
        )  # fmt: skip
        assert [] == actions.set_when_connected(session, silent, "end")
        assert [] == actions.recommend(session, silent, APP)
