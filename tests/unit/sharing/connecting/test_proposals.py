"""Requests and invitations: every step that may be taken, and every one that may not."""

from collections.abc import Callable
from typing import Any

import pytest

from homeroom.events import agreements, connecting
from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import (
    ConflictError,
    InvalidRequestError,
    NotAllowedError,
    NotFoundError,
)
from homeroom.sharing.connecting import actions
from homeroom.sharing.connecting.queries import (
    accepted_proposals,
    open_proposal,
    proposal_named,
    proposals_of,
    proposals_to,
)
from homeroom.sharing.connecting.rules import Side, stage_of_proposal
from tests.support.district_rows import DISTRICT
from tests.unit.sharing.connecting.asking import (
    APP,
    OFFER,
    OTHER,
    accepted,
    ada,
    bo,
    invited,
    joined,
    requested,
    state_of,
)

pytestmark = pytest.mark.usefixtures("small")

APPLICATION: Side = "application"
Made = Callable[[Session], str]
ASKERS: list[tuple[Made, Side, Side]] = [
    (requested, "district", "application"),
    (invited, "application", "district"),
]


def test_a_request_reads_back_as_it_was_made_for_both_sides(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)

        found = proposal_named(session, DISTRICT, named)
        assert ("request", "open", "trial", "2026-10-01", "Ada") == (
            found.kind, found.state, found.terms, found.launch_on, found.asked_by
        )  # fmt: skip
        assert [found] == proposals_of(session, DISTRICT)
        assert [found] == proposals_to(session, APP)
        assert found == open_proposal(session, DISTRICT, APP)
        assert [] == proposals_to(session, "another")


@pytest.mark.parametrize(("made", "asker", "asked"), ASKERS)
def test_the_side_that_was_asked_declines_with_a_note_and_the_other_withdraws(
    store: Store, made: Made, asker: Side, asked: Side
) -> None:
    with store.roster.writing() as session:
        first = made(session)
        for _ in "ab":  # pressed twice is declined once
            actions.decline(session, DISTRICT, first, asked, bo(1, "Not this year"))
        found = proposal_named(session, DISTRICT, first)
        assert ("declined", "Not this year", "Bo") == (found.state, found.note, found.answered_by)

        second = made(session)
        assert first != second
        for _ in "ab":
            actions.withdraw(session, DISTRICT, second, asker, ada(1))
        assert "withdrawn" == state_of(session, second)
        assert None is open_proposal(session, DISTRICT, APP)


@pytest.mark.parametrize(("made", "asker", "asked"), ASKERS)
def test_nobody_acts_for_the_other_side(store: Store, made: Made, asker: Side, asked: Side) -> None:
    with store.roster.writing() as session:
        named = made(session)
        with pytest.raises(NotAllowedError):
            actions.withdraw(session, DISTRICT, named, asked, ada())
        with pytest.raises(NotAllowedError):
            actions.remind(session, DISTRICT, named, asked, ada(2))
        with pytest.raises(NotAllowedError):
            actions.decline(session, DISTRICT, named, asker, ada())
        with pytest.raises(NotAllowedError):
            connecting.accept(session, DISTRICT, named, asker, OFFER, ada())
        assert "open" == state_of(session, named)


def test_what_was_answered_is_not_answered_otherwise(store: Store) -> None:
    with store.roster.writing() as session:
        declined, app = requested(session), APPLICATION
        actions.decline(session, DISTRICT, declined, app, bo())
        with pytest.raises(ConflictError, match="declined meanwhile, by Bo"):
            accepted(session, declined)
        with pytest.raises(ConflictError, match="declined meanwhile, by Bo"):
            actions.withdraw(session, DISTRICT, declined, "district", ada())
        with pytest.raises(ConflictError, match="declined"):
            actions.remind(session, DISTRICT, declined, "district", ada(5))

        taken = requested(session)
        actions.withdraw(session, DISTRICT, taken, "district", ada())
        with pytest.raises(ConflictError, match="taken back meanwhile, by Ada"):
            accepted(session, taken)
        with pytest.raises(ConflictError, match="taken back"):
            actions.decline(session, DISTRICT, taken, "application", bo())
        with pytest.raises(ConflictError, match="accepted meanwhile, by Bo"):
            actions.decline(session, DISTRICT, _accepted(session), "application", bo())


def _accepted(session: Session) -> str:
    named = requested(session)
    accepted(session, named)
    return named


def test_there_is_one_open_proposal_and_the_same_asked_twice_is_asked_once(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)
        assert named == requested(session)
        with pytest.raises(ConflictError, match="asked already, by Ada"):
            actions.request_application(session, DISTRICT, APP, ada(), terms="purchased")
        with pytest.raises(ConflictError, match="accept its request"):
            invited(session)
        actions.withdraw(session, DISTRICT, named, "district", ada())

        invitation = invited(session)
        assert invitation == invited(session)
        with pytest.raises(ConflictError, match="accept the invitation"):
            requested(session)
        assert 2 == len(proposals_of(session, DISTRICT))


def test_what_is_connected_is_not_asked_again_until_it_has_ended(store: Store) -> None:
    with store.roster.writing() as session:
        link = joined(session)
        for ask in (requested, invited):
            with pytest.raises(ConflictError, match="connected to this district already"):
                ask(session)
        agreements.disconnect(session, DISTRICT, link)
        assert "open" == state_of(session, requested(session))


def test_the_asker_reminds_at_most_once_a_day(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)
        with pytest.raises(ConflictError, match="wait a day"):
            actions.remind(session, DISTRICT, named, "district", ada())
        actions.remind(session, DISTRICT, named, "district", ada(1))
        with pytest.raises(ConflictError, match="wait a day"):
            actions.remind(session, DISTRICT, named, "district", ada(1))
        actions.remind(session, DISTRICT, named, "district", ada(2))
        assert ada(2).at_ms == proposal_named(session, DISTRICT, named).reminded_at


def test_another_districts_proposals_do_not_exist(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)
        verbs: list[tuple[Any, Side]] = [
            (actions.withdraw, "district"),
            (actions.remind, "district"),
            (actions.decline, "application"),
        ]
        for verb, side in verbs:
            with pytest.raises(NotFoundError):
                verb(session, OTHER, named, side, ada(2))
        with pytest.raises(NotFoundError):
            connecting.accept(session, OTHER, named, "application", OFFER, bo())
        assert [] == proposals_of(session, OTHER)


def test_a_note_that_cannot_be_kept_whole_is_refused_and_nothing_is_answered(store: Store) -> None:
    with store.roster.writing() as session:
        named = requested(session)
        for answer in (actions.decline,):
            with pytest.raises(InvalidRequestError, match="500"):
                answer(session, DISTRICT, named, "application", bo(0, "x" * 501))
        with pytest.raises(InvalidRequestError, match="500"):
            connecting.accept(session, DISTRICT, named, "application", OFFER, bo(0, "x" * 501))
        assert "open" == state_of(session, named)
        assert [] == accepted_proposals(session)


def test_what_became_of_accepted_ones_is_known_over_all_districts(store: Store) -> None:
    with store.roster.writing() as session:
        link = joined(session)

        assert [(DISTRICT, link)] == [
            (one.district, one.connection) for one in accepted_proposals(session)
        ]


def test_a_request_waits_once_the_other_side_may_be_reminded(store: Store) -> None:
    with store.roster.writing() as session:
        asked = proposal_named(session, DISTRICT, requested(session))
        assert ("requested", "waiting") == (
            stage_of_proposal(asked, ada().at_ms), stage_of_proposal(asked, ada(1).at_ms)
        )  # fmt: skip
        actions.withdraw(session, DISTRICT, asked.id, "district", ada())
        invitation = proposal_named(session, DISTRICT, invited(session))
        assert "invited" == stage_of_proposal(invitation, ada(1).at_ms)
