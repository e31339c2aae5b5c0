"""Connections, the views they have in common, and their stored members, on both stores."""

import pytest
from pyroaring import BitMap64

from homeroom.foundation.database import Store
from homeroom.foundation.errors import ConflictError, NotSignedInError
from homeroom.sharing import actions, bitmaps, queries, views
from homeroom.sharing.members import whole_district
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask, View
from tests.support.district_rows import DISTRICT, a_district
from tests.support.small_rows import EVERYONE, FULL, NOW, SCOPES, Small, connected, listed

# ------------------------------------------------------------------------- connections, bitmaps


def test_an_ended_connection_opens_nothing_and_its_application_may_return(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        name = actions.connect(
            session, NOW, DISTRICT, "app", "secure_sync", EVERYONE, FULL, events=True
        )
        with pytest.raises(ConflictError):
            connected(session)
        actions.disconnect(session, DISTRICT, name)

        with pytest.raises(NotSignedInError, match="Unrecognized token string"):
            views.view_of(session, DISTRICT, name, "v3.0")
        with pytest.raises(NotSignedInError):
            views.view_of(session, DISTRICT, "f" * 24, "v3.0")
        assert queries.active_views(session, DISTRICT) == []
        assert len(listed(session, connected(session), "users")) == len(small.rows.of_kind("users"))


def test_a_connection_reads_back_as_it_was_made(store: Store, small: Small) -> None:
    share = Share("schools", schools=frozenset({small.elm}), excluded=frozenset({small.ann}))
    access = FieldAccess(scopes=SCOPES, refused=frozenset({"users.email"}))
    with store.roster.writing() as session:
        name = actions.connect(
            session, NOW, DISTRICT, "app", "secure_sync", share, access, events=False
        )
        found = queries.connection_named(session, DISTRICT, name)

        assert found is not None
        assert (found.share, found.access, found.events) == (share, access, False)
        assert (found.state, found.application, found.created_at) == ("running", "app", NOW)
        assert len(name) == 24
        assert found.view("v3.1") == views.view_of(session, DISTRICT, name, "v3.1").key
        assert found.view("v3.0") != found.view("v3.1")


@pytest.mark.usefixtures("small")
def test_active_views_are_those_with_events_and_live_views_are_all(store: Store) -> None:
    with store.roster.writing() as session:
        connected(session, application="app")
        actions.connect(
            session, NOW, DISTRICT, "quiet", "secure_sync", Share("district"), FULL, events=False
        )

        assert len(queries.active_views(session, DISTRICT)) == 2
        assert len(queries.live_views(session, DISTRICT)) == 4


def test_renewed_members_are_seen_at_once_even_within_one_batch(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        view = connected(session, Share("schools", schools=frozenset({small.elm})))
        before = listed(session, view, "sections")
        everything = whole_district(session, DISTRICT)
        batch = 1_700_000_000
        actions.renew(session, DISTRICT, view.key, {"sections": everything["sections"]}, batch)

        assert before == [small.maths]
        assert listed(session, view, "sections") == [small.maths, small.science]


def test_a_restricted_view_without_stored_members_shows_nothing(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        view = connected(session, Share("schools", schools=frozenset({small.elm})))
        lost = View("lost", DISTRICT, view.definition, view.fields, view.restricted)

        assert listed(session, lost, "users") == []
        assert views.one(session, lost, "users", small.ann) is None


def test_stored_bitmaps_come_back_as_they_were(store: Store) -> None:
    members = BitMap64([1, 5, 1 << 55])
    with store.roster.writing() as session:
        bitmaps.store(session, DISTRICT, "some", {"users": members}, 1)

        assert bitmaps.bitmap(session, DISTRICT, "some", "users") == members
        assert bitmaps.bitmap(session, DISTRICT, "other", "users") is None


def test_a_district_without_stored_bitmaps_is_counted_from_its_documents(store: Store) -> None:
    rows = a_district()
    rows.teacher(rows.school())
    rows.student(rows.of_kind("schools")[0])
    with store.roster.writing() as session:
        rows.write(session, with_bitmaps=False)
        view = connected(session)

        assert views.count(session, view, Ask("users")) == 2
        assert listed(session, view, "users", role="teacher") == rows.of_kind("users")[:1]


@pytest.mark.usefixtures("small")
def test_a_record_that_is_not_there_is_not_seen(store: Store) -> None:
    with store.roster.writing() as session:
        view = connected(session)

        assert views.one(session, view, "users", 1) is None
        assert not views.sees(session, view, "users", 1)


def test_a_view_that_was_never_stored_cannot_be_named(store: Store) -> None:
    with store.roster.writing() as session, pytest.raises(LookupError):
        queries.view_named(session, DISTRICT, "0" * 32)
