"""Every arrow of sso.md 8.2, as a rule and in the store, with what became of it written down."""

import pytest

from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import ConflictError, NotAllowedError, NotFoundError
from homeroom.sharing import actions as district_actions
from homeroom.sharing.library import actions, queries
from homeroom.sharing.library.rules import ACTIVE, Circumstances, Mode, Policy, Standing, standing
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT
from tests.unit.sharing.library.campus import (
    APP,
    NOW,
    Campus,
    act,
    entering,
    installed,
    state_of,
)

SSO = FieldAccess(tier="district_sso")


def connect(session: Session, share: Share, application: str = APP) -> str:
    return district_actions.connect(
        session, NOW, DISTRICT, application, "district_sso", share, SSO, events=False
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Circumstances(), ACTIVE),
        (Circumstances(blocked=True), Standing("suspended", "policy")),
        (Circumstances(in_roster=False), Standing("suspended", "roster")),
        (Circumstances(listed=False), Standing("suspended", "app")),
        (Circumstances(connected=True), ACTIVE),
        (Circumstances(connected=True, shares_teacher=True), Standing("superseded", "district")),
        (Circumstances(connected=True, when_connected="end"), Standing("ended", "district")),
        (Circumstances(blocked=True, in_roster=False), Standing("suspended", "policy")),
    ],
)
def test_an_install_stands_where_its_circumstances_put_it(
    facts: Circumstances, expected: Standing
) -> None:
    for before in (ACTIVE, Standing("suspended", "roster"), Standing("superseded", "district")):
        assert expected == standing(before, facts)


def test_an_end_is_for_ever() -> None:
    ended = Standing("ended", "teacher")
    assert ended == standing(ended, Circumstances())
    assert ended == standing(ended, Circumstances(listed=False))


def test_approval_where_required_is_a_choice_or_a_recommendation() -> None:
    assert not Policy().blocks(APP)
    assert Policy(approval="required").blocks(APP)
    assert not Policy(approval="required", approved=frozenset({APP})).blocks(APP)
    assert not Policy(approval="required", recommended={APP: ""}).blocks(APP)
    assert Policy(approved=frozenset({APP}), blocked=frozenset({APP})).blocks(APP)


def test_installing_twice_is_one_consent(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        first = installed(session, campus.ann)
        assert first == installed(session, campus.ann, after=5)
        assert ("active", "") == state_of(session, first)
        assert len(queries.changes_of(session, DISTRICT)) == 1


def test_an_uninstalled_application_comes_back_by_a_new_consent(
    store: Store, campus: Campus
) -> None:
    with store.roster.writing() as session:
        first = installed(session, campus.ann)
        moves = actions.uninstall(session, act(1), APP, campus.ann)
        assert [True] == [move.closes for move in moves]
        assert [] == actions.uninstall(session, act(2), APP, campus.ann)
        assert ("ended", "teacher") == state_of(session, first)

        second = installed(session, campus.ann, after=3)

        assert second != first
        assert ("ended", "teacher") == state_of(session, first)
        consents = queries.consents_of(session, DISTRICT, APP, campus.ann)
        assert [(1, NOW + 1), (2, None)] == [(one.consent, one.ended_at) for one in consents]
        told = [(one.after.state, one.by) for one in queries.changes_of(session, DISTRICT)]
        assert [("active", "someone"), ("ended", "someone"), ("active", "someone")] == told


def test_a_block_suspends_until_it_is_lifted(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        kept = installed(session, campus.ann, "other")
        mine = installed(session, campus.ann)
        moves = actions.block(session, act(1), APP)
        assert [(mine, True)] == [(move.install.connection, move.closes) for move in moves]
        assert [] == actions.block(session, act(2), APP)
        assert ("suspended", "policy") == state_of(session, mine)
        assert ("active", "") == state_of(session, kept)
        with pytest.raises(NotAllowedError):
            installed(session, campus.bob)
        assert entering(session, campus.ann, "teacher").reason == "library_blocked"

        actions.unblock(session, act(3), APP)

        assert ("active", "") == state_of(session, mine)


@pytest.mark.parametrize("mode", ["limited", "off"])
def test_a_mode_other_than_open_suspends_everything(
    store: Store, campus: Campus, mode: Mode
) -> None:
    with store.roster.writing() as session:
        both = [installed(session, campus.ann), installed(session, campus.ann, "other")]
        actions.set_mode(session, act(1), mode)
        assert {("suspended", "policy")} == {state_of(session, one) for one in both}
        assert entering(session, campus.pia, "student").reason == "library_blocked"

        actions.set_mode(session, act(2), "open")

        assert {("active", "")} == {state_of(session, one) for one in both}


def test_required_approval_suspends_what_has_none(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine, other = installed(session, campus.ann), installed(session, campus.ann, "other")
        actions.approve(session, act(1), APP)
        actions.set_approval(session, act(2), "required")
        assert ("active", "") == state_of(session, mine)
        assert ("suspended", "policy") == state_of(session, other)
        actions.recommend(session, act(3), "other", "good for spelling")
        assert ("active", "") == state_of(session, other)
        assert {"other": "good for spelling"} == queries.policy_of(session, DISTRICT).recommended
        actions.unchoose(session, act(4), "other", "recommended")
        assert ("suspended", "policy") == state_of(session, other)
        actions.set_abbreviation(session, act(5), "LRSD")
        policy = queries.policy_of(session, DISTRICT)
        assert ("required", "LRSD", "open") == (policy.approval, policy.abbreviation, policy.mode)


def test_a_teacher_who_left_and_returns_has_her_install_again(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        row = campus.gone(campus.ann)
        campus.rewrite(session)
        assert entering(session, campus.ann, "teacher").reason == "user_inactive"
        assert entering(session, campus.pia, "student").reason == "library_student_no_teacher"
        assert [True] == [move.closes for move in actions.settle(session, act(1, by=""))]
        assert ("suspended", "roster") == state_of(session, mine)
        with pytest.raises(NotFoundError):
            installed(session, campus.ann, "other")

        campus.rows.rows[campus.ann] = row
        campus.rewrite(session)
        actions.settle(session, act(2, by=""))

        assert ("active", "") == state_of(session, mine)


def test_two_causes_must_both_be_lifted(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        actions.delist(session, act(1), APP)
        assert ("suspended", "app") == state_of(session, mine)
        actions.block(session, act(2), APP)
        actions.relist(session, act(3), APP)
        assert ("suspended", "policy") == state_of(session, mine)
        actions.unblock(session, act(4), APP)
        assert ("active", "") == state_of(session, mine)


def test_a_district_takes_over_and_gives_back(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        assert (1, 2) == queries.reach_of(session, DISTRICT, APP)
        link = connect(session, Share("district"))
        # Nobody has settled yet, and the district decides already.
        found = entering(session, campus.ann, "teacher")
        assert ("district", link) == (found.outcome, found.connection)
        moves = actions.settle(session, act(1), APP)
        assert [False] == [move.closes for move in moves]
        assert ("superseded", "district") == state_of(session, mine)
        with pytest.raises(ConflictError):
            installed(session, campus.cy)

        district_actions.disconnect(session, DISTRICT, link)
        actions.settle(session, act(2), APP)

        assert ("active", "") == state_of(session, mine)
        assert mine == entering(session, campus.ann, "teacher").connection


def test_whom_the_district_does_not_share_keeps_her_install(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        connect(session, Share("nothing"))
        assert [] == actions.settle(session, act(1), APP)
        assert mine == entering(session, campus.ann, "teacher").connection
        assert mine == entering(session, campus.pia, "student").connection
        assert entering(session, campus.cy, "teacher").reason == "not_shared"


def test_a_district_may_end_installs_when_it_connects(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        actions.set_when_connected(session, act(1), "end")
        assert ("active", "") == state_of(session, mine)
        link = connect(session, Share("nothing"))
        assert entering(session, campus.ann, "teacher").reason == "not_shared"
        assert [True] == [move.closes for move in actions.settle(session, act(2), APP)]
        assert ("ended", "district") == state_of(session, mine)

        district_actions.disconnect(session, DISTRICT, link)
        actions.settle(session, act(3), APP)

        assert ("ended", "district") == state_of(session, mine)
        assert entering(session, campus.ann, "teacher").outcome == "needs_consent"


def test_secure_sync_without_sign_in_takes_no_install_away(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        connect(session, Share("district"))
        assert [] == actions.settle(session, act(1), APP, without_sign_in=[APP])
        assert ("active", "") == state_of(session, mine)
