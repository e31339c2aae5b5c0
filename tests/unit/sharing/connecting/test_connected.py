"""What an accepted proposal becomes: set up, launched on a day, entered, ended, back again."""

from dataclasses import replace

import pytest

from homeroom.events import agreements, connecting
from homeroom.events.queries import FeedAsk, feed
from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotFoundError
from homeroom.sharing import actions as sharing
from homeroom.sharing import views
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import connected, proposals_of, stage_now
from homeroom.sharing.connecting.rules import Stage, stage_of
from homeroom.sharing.library.queries import App, Login, login_facts
from homeroom.sharing.library.rules import Verdict, decide
from homeroom.sharing.queries import PAUSED, connections_to, view_of
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask
from tests.support.district_rows import DISTRICT
from tests.support.small_rows import EVERYONE, NOW, Small
from tests.unit.sharing.connecting.asking import (
    APP,
    OFFER,
    OTHER,
    TODAY,
    accepted,
    ada,
    invited,
    joined,
    link_of,
    requested,
    state_of,
)

READER = App(APP, frozenset({"student", "teacher", "staff", "district_admin"}))
TOMORROW = "2026-09-02"


def entering(session: Session, person: int, role: str, today: str = TODAY) -> Verdict:
    return decide(login_facts(session, Login(DISTRICT, person, role, today=today), READER))


def share(session: Session, link: str, what: Share = EVERYONE) -> None:
    agreements.change_share(session, DISTRICT, link, what, ada(2))


@pytest.mark.usefixtures("small")
def test_accepting_connects_once_and_shares_nothing_yet(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)
        link = accepted(session, named)
        assert link == accepted(session, named)  # pressed twice, or in two tabs

        found = link_of(session, link)
        assert ("setting_up", Share("nothing"), OFFER.access, None, True) == (
            found.state, found.share, found.access, found.launch_on, found.events
        )  # fmt: skip
        assert ("accepted", link) == (
            state_of(session, named),
            proposals_of(session, DISTRICT)[0].connection,
        )
        assert [found] == connections_to(session, APP)
        assert 0 == views.count(session, view_of(session, DISTRICT, link, "v3.1"), Ask("users"))


@pytest.mark.usefixtures("small")
def test_a_district_accepts_an_invitation_likewise(store: Store) -> None:
    with store.roster.writing() as session:
        link = connecting.accept(session, DISTRICT, invited(session), "district", OFFER, ada())

        assert "setting_up" == link_of(session, link).state
        assert link == getattr(connected(session, DISTRICT, APP), "id", "")


def test_the_feed_begins_with_the_connection_and_tells_what_is_shared(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        assert [] == feed(session, DISTRICT, link, "v3.1", FeedAsk(limit=500)).rows
        share(session, link)

        rows = feed(session, DISTRICT, link, "v3.1", FeedAsk(limit=500)).rows
        assert {"created"} == {row.action for row in rows}
        assert small.rows.id(small.ann) in {row.object[7:31] for row in rows}


def test_before_the_launch_only_administrators_enter_and_from_its_day_on_all_who_are_shared(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        assert "not_shared" == entering(session, small.chief, "district_admin").reason
        share(session, link)
        pupil, chief = (small.ann, "student"), (small.chief, "district_admin")
        for _ in "ab":  # being set up; then with a day that is to come
            found = entering(session, *pupil)
            assert ("denied", "connection_pending") == (found.outcome, found.reason)
            assert ("connection_launched", False) in found.steps
            assert ("district", link) == (
                entering(session, *chief).outcome, entering(session, *chief).connection
            )  # fmt: skip
            actions.set_launch_day(session, DISTRICT, link, TOMORROW, TODAY)

        found = entering(session, *pupil, today=TOMORROW)
        assert ("district", link) == (found.outcome, found.connection)
        assert ("connection_launched", True) in found.steps
        assert "connection_pending" == entering(session, *pupil, today="").reason


def test_a_connection_that_was_made_without_a_proposal_is_launched_at_once(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        sharing.connect(
            session, NOW, DISTRICT, APP, "district_sso", EVERYONE, FieldAccess(), events=False
        )
        for today in ("", TODAY):
            assert "district" == entering(session, small.ann, "student", today).outcome


@pytest.mark.usefixtures("small")
def test_the_application_moves_the_day_until_it_has_come(store: Store) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        for day in ("2026-11-01", TODAY, TODAY):
            actions.set_launch_day(session, DISTRICT, link, day, TODAY)
        assert ("running", TODAY) == (
            link_of(session, link).state,
            link_of(session, link).launch_on,
        )
        with pytest.raises(ConflictError, match="launched already"):
            actions.set_launch_day(session, DISTRICT, link, TOMORROW, TODAY)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("day", ["", "soon", "2026-09-31", "20260901", "2026-W36-2", "2026-08-31"])
def test_what_is_no_day_or_is_over_is_refused(store: Store, day: str) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        with pytest.raises(InvalidRequestError, match="launch date"):
            actions.set_launch_day(session, DISTRICT, link, day, TODAY)
        with pytest.raises(InvalidRequestError, match="launch date"):
            actions.propose_launch_day(session, DISTRICT, APP, day, TODAY)
        assert "setting_up" == link_of(session, link).state


@pytest.mark.usefixtures("small")
def test_the_district_proposes_and_decides_nothing(store: Store) -> None:
    with store.roster.writing() as session:
        requested(session)
        actions.propose_launch_day(session, DISTRICT, APP, "2026-10-02", TODAY)
        assert "2026-10-02" == proposals_of(session, DISTRICT)[0].launch_on
        link = accepted(session, proposals_of(session, DISTRICT)[0].id)
        actions.propose_launch_day(session, DISTRICT, APP, "2026-10-03", TODAY)

        assert "2026-10-03" == proposals_of(session, DISTRICT)[0].launch_on
        assert None is link_of(session, link).launch_on
        actions.set_launch_day(session, DISTRICT, link, TODAY, TODAY)
        with pytest.raises(ConflictError, match="launched already"):
            actions.propose_launch_day(session, DISTRICT, APP, "2026-10-04", TODAY)
        with pytest.raises(NotFoundError):
            actions.propose_launch_day(session, DISTRICT, "another", TODAY, TODAY)


@pytest.mark.usefixtures("small")
def test_another_districts_connection_has_no_day(store: Store) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        with pytest.raises(NotFoundError):
            actions.set_launch_day(session, OTHER, link, TODAY, TODAY)
        agreements.disconnect(session, DISTRICT, link)
        with pytest.raises(NotFoundError):
            actions.set_launch_day(session, DISTRICT, link, TODAY, TODAY)


def test_what_comes_back_has_its_rules_fields_and_ids_and_waits_for_its_launch(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        share(session, link, Share("schools", schools=frozenset({small.elm})))
        actions.set_launch_day(session, DISTRICT, link, TODAY, TODAY)
        before = link_of(session, link)
        seen = views.page(session, view_of(session, DISTRICT, link, "v3.1"), Ask("users")).bodies
        agreements.disconnect(session, DISTRICT, link)
        again = accepted(session, requested(session), days=3)

        after = link_of(session, again)
        assert link != again
        assert (before.share, before.access, before.views) == (
            after.share, after.access, after.views
        )  # fmt: skip
        assert ("setting_up", None) == (after.state, after.launch_on)
        assert (
            seen
            == views.page(session, view_of(session, DISTRICT, again, "v3.1"), Ask("users")).bodies
        )
        assert "connection_pending" == entering(session, small.ann, "student").reason


@pytest.mark.usefixtures("small")
def test_an_answer_to_what_has_ended_since_makes_no_connection(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)
        agreements.disconnect(session, DISTRICT, accepted(session, named))
        with pytest.raises(ConflictError, match="has ended since"):
            accepted(session, named)
        assert None is connected(session, DISTRICT, APP)


def test_each_stage_follows_from_what_is_there(store: Store, small: Small) -> None:
    def stage(today: str = TODAY) -> Stage:
        return stage_now(session, link_of(session, link), today)

    with store.roster.writing() as session:
        link = joined(session)
        assert "no_data" == stage()
        share(session, link, Share("schools"))
        assert "no_users" == stage()
        share(session, link, Share("schools", schools=frozenset({small.elm})))
        assert "setting_up" == stage()
        actions.set_launch_day(session, DISTRICT, link, TOMORROW, TODAY)
        assert ("launch_date", "launched") == (stage(), stage(TOMORROW))
        share(session, link)
        assert "launched" == stage(TOMORROW)
        assert "review" == stage_of(
            replace(link_of(session, link), pinned=1), TODAY, has_users=True
        )
        paused = replace(link_of(session, link), pinned=1, state=PAUSED)
        assert "paused" == stage_of(paused, TODAY, has_users=True)
