"""Changing what a connection is given, and what its application alone is told, on both stores."""

import json
from dataclasses import replace

import pytest

from homeroom.events import agreements
from homeroom.events.actions import open_feed
from homeroom.events.previews import preview
from homeroom.events.queries import FeedAsk, feed
from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import ConflictError, NotFoundError, NotSignedInError
from homeroom.sharing import actions, steady, views
from homeroom.sharing.changing.actions import STATES_KEPT
from homeroom.sharing.changing.queries import states_of
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.queries import Connection, connection_named
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.rules import Filter, Rule
from tests.support.district_rows import DISTRICT
from tests.support.small_rows import EVERYONE, FULL, NOW, Small, a_small_district, listed

Told = list[tuple[str, str, str]]


@pytest.fixture
def small(store: Store) -> Small:
    """A small district in a store of its own."""
    with store.roster.writing() as session:
        return a_small_district(session)


def at_elm(s: Small) -> Share:
    return Share("schools", schools=frozenset({s.elm}))


def author(minute: int = 1) -> Author:
    return Author("Ada", NOW + minute * 60_000, "a note")


def joined(session: Session, application: str, share: Share = EVERYONE) -> str:
    name = actions.connect(
        session, NOW, DISTRICT, application, "secure_sync", share, FULL, events=True
    )
    open_feed(session, DISTRICT, name)
    return name


def told(session: Session, connection: str, version: str = "v3.1", after: int = 0) -> Told:
    rows = feed(session, DISTRICT, connection, version, FeedAsk(after=after, limit=500)).rows
    return [(row.kind, row.action, json.loads(row.object)["id"]) for row in rows]


def stored(session: Session, connection: str) -> Connection:
    found = connection_named(session, DISTRICT, connection)
    assert found is not None
    return found


def test_losing_a_school_is_told_to_that_application_alone(store: Store, small: Small) -> None:
    s = small
    with store.roster.writing() as session:
        name, other = joined(session, "app"), joined(session, "other")
        agreements.change_share(session, DISTRICT, name, at_elm(s), author())

        found = told(session, name)
        gone = (s.dan, s.zed, s.chief)
        assert {one for kind, action, one in found if (kind, action) == ("users", "deleted")} == {
            s.rows.id(one) for one in gone
        }
        assert ("sections", "deleted", s.rows.id(s.science)) in found
        assert [action for _, action, _ in found].count("created") == 0
        assert told(session, other) == []


def test_going_back_brings_the_same_view_and_the_same_ids(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        name = joined(session, "app")
        before = stored(session, name)
        agreements.change_share(session, DISTRICT, name, at_elm(small), author())
        lost = told(session, name)
        first = states_of(session, DISTRICT, name)[-1]
        agreements.revert(session, DISTRICT, name, first.position, author(2))

        assert stored(session, name).views == before.views
        back = told(session, name)[len(lost) :]
        deleted = {(kind, one) for kind, action, one in lost if action == "deleted"}
        assert {(kind, one) for kind, action, one in back if action == "created"} == deleted
        view = views.view_of(session, DISTRICT, name, "v3.1")
        assert listed(session, view, "users") == small.rows.of_kind("users")


def test_states_say_who_when_and_why_and_twenty_are_kept(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        name = joined(session, "app")
        for minute in range(1, STATES_KEPT + 5):
            share = at_elm(small) if minute % 2 else EVERYONE
            agreements.change_share(session, DISTRICT, name, share, author(minute))
        states = states_of(session, DISTRICT, name)

        assert len(states) == STATES_KEPT
        newest = states[0]
        assert (newest.who, newest.note, newest.at_ms) == (
            "Ada", "a note", NOW + (STATES_KEPT + 4) * 60_000,
        )  # fmt: skip
        assert (newest.share, newest.access) == (EVERYONE, stored(session, name).access)
        with pytest.raises(NotFoundError, match="not kept any more"):
            agreements.revert(session, DISTRICT, name, 0, author(99))


def test_what_is_the_same_makes_no_event_and_no_state(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        name = joined(session, "app", at_elm(small))

        assert not agreements.change_share(session, DISTRICT, name, at_elm(small), author())
        assert told(session, name) == []
        assert states_of(session, DISTRICT, name) == []


def test_sharing_nothing_deletes_all_but_the_district(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        name = joined(session, "app")
        everything = {
            (kind, small.rows.id(one))
            for kind in ("schools", "terms", "courses", "sections", "users")
            for one in small.rows.of_kind(kind)
        }
        agreements.share_nothing(session, DISTRICT, name, author())
        found = told(session, name)

        assert {(kind, one) for kind, _, one in found if kind != "resources"} == everything
        assert {action for _, action, _ in found} == {"deleted"}
        kinds = list(dict.fromkeys(kind for kind, _, _ in found))
        assert kinds == ["resources", "sections", "users", "courses", "terms", "schools"]


def test_a_field_that_is_switched_off_is_an_update_of_those_who_had_it(
    store: Store, small: Small
) -> None:
    access = replace(FULL, refused=frozenset({"users.roles.student.dob"}))
    with store.roster.writing() as session:
        name = joined(session, "app")
        agreements.change_access(session, DISTRICT, name, access, author())

        students = [small.ann, small.ben, small.cat, small.dan]
        assert told(session, name) == [("users", "updated", small.rows.id(one)) for one in students]
        rows = feed(session, DISTRICT, name, "v3.1", FeedAsk()).rows
        assert {row.previous for row in rows} == {'{"roles":{"student":{"dob":"1/2/2016"}}}'}
        assert not [row for row in rows if "dob" in row.object]


@pytest.mark.usefixtures("small")
def test_a_field_of_v31_makes_no_event_for_readers_of_v30(store: Store) -> None:
    access = replace(FULL, refused=frozenset({"districts.last_attendance_sync"}))
    with store.roster.writing() as session:
        name = joined(session, "app")
        agreements.change_access(session, DISTRICT, name, access, author())

        assert told(session, name, "v3.0") == []
        assert [kind for kind, _, _ in told(session, name)] == ["districts"]


def test_a_preview_writes_nothing_and_names_whom_it_is_about(store: Store, small: Small) -> None:
    s = small
    rule = Rule("student", (Filter("school", "equals_any", ("Oak",)),))
    with store.roster.writing() as session:
        name = joined(session, "app", at_elm(s))
        before = stored(session, name)
        found = preview(session, DISTRICT, name, share=Share("rules", rules=(rule,)))

        students = found.types["users.student"]
        assert (students.now, students.then) == (3, 2)
        assert (set(students.gained), set(students.lost)) == ({s.dan}, {s.ann, s.ben})
        assert [one.id for one in students.gained_sample] == [s.rows.id(s.dan)]
        assert students.gained_sample[0].name == "Ada Byron"
        assert set(found.events["users", "created"]) == {s.dan}
        assert set(found.events["sections", "deleted"]) == {s.maths}
        assert stored(session, name) == before
        assert told(session, name) == []


def test_an_applications_own_filters_are_told_and_make_no_state(store: Store, small: Small) -> None:
    rule = Rule("section", (Filter("school", "equals_any", ("Elm",)),))
    with store.roster.writing() as session:
        name = joined(session, "app")
        agreements.change_filters(session, DISTRICT, name, (rule,), author())

        assert ("sections", "deleted", small.rows.id(small.science)) in told(session, name)
        assert stored(session, name).filters == (rule,)
        assert states_of(session, DISTRICT, name) == []


def test_a_feed_is_read_across_changes_page_by_page(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        name = joined(session, "app")
        agreements.change_share(session, DISTRICT, name, at_elm(small), author())
        agreements.share_nothing(session, DISTRICT, name, author(2))
        agreements.change_share(session, DISTRICT, name, EVERYONE, author(3))
        rows = feed(session, DISTRICT, name, "v3.1", FeedAsk(limit=500)).rows

        walked = []
        after: int | None = None
        while found := feed(session, DISTRICT, name, "v3.1", FeedAsk(after=after, limit=7)).rows:
            walked += found
            after = found[-1].event
        assert walked == rows
        assert [row.event for row in rows] == sorted({row.event for row in rows})


def test_disconnecting_tells_nothing_and_reconnecting_brings_rules_and_states_back(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        name = joined(session, "app")
        agreements.change_share(session, DISTRICT, name, at_elm(small), author())
        views_before, count = stored(session, name).views, len(told(session, name))
        with pytest.raises(ConflictError):
            agreements.reconnect(session, NOW, DISTRICT, "app")
        agreements.disconnect(session, DISTRICT, name)
        again = agreements.reconnect(session, NOW + 9, DISTRICT, "app")

        assert len(told(session, name)) == count
        with pytest.raises(NotSignedInError):
            views.view_of(session, DISTRICT, name, "v3.1")
        assert again != name
        assert stored(session, again).views == views_before
        assert [state.share for state in states_of(session, DISTRICT, again)] == [
            at_elm(small), EVERYONE,
        ]  # fmt: skip
        assert told(session, again) == []
        with pytest.raises(NotFoundError):
            agreements.change_share(session, DISTRICT, name, EVERYONE, author(5))
        with pytest.raises(NotFoundError):
            agreements.reconnect(session, NOW, DISTRICT, "stranger")


def test_without_events_a_change_takes_effect_and_tells_nothing(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        name = actions.connect(
            session, NOW, DISTRICT, "quiet", "secure_sync", EVERYONE, FieldAccess(), events=False
        )
        open_feed(session, DISTRICT, name)
        agreements.change_share(session, DISTRICT, name, at_elm(small), author())

        assert told(session, name) == []
        view = views.view_of(session, DISTRICT, name, "v3.1")
        assert listed(session, view, "sections") == [small.maths]


def test_a_record_keeps_the_last_change_that_its_readers_know(store: Store, small: Small) -> None:
    moment = "2026-07-01T00:00:00.000Z"
    wider = Share("schools", schools=frozenset({small.elm, small.oak}))
    with store.roster.writing() as session:
        name = joined(session, "app", at_elm(small))
        view = views.view_of(session, DISTRICT, name, "v3.1")
        steady.remember(session, DISTRICT, view.key, "users", {small.ann: moment})
        held = views.one(session, view, "users", small.ann)
        agreements.change_share(session, DISTRICT, name, wider, author())
        later = views.view_of(session, DISTRICT, name, "v3.1")

        assert held is not None
        assert moment in held
        assert views.one(session, later, "users", small.ann) == held
        assert small.rows.id(small.ann) not in {one for _, _, one in told(session, name)}


def test_a_view_that_is_followed_anew_has_forgotten_its_past(store: Store, small: Small) -> None:
    moment = "2026-07-01T00:00:00.000Z"
    with store.roster.writing() as session:
        name = joined(session, "app", at_elm(small))
        view = views.view_of(session, DISTRICT, name, "v3.1")
        steady.remember(session, DISTRICT, view.key, "users", {small.ann: moment})
        agreements.change_share(session, DISTRICT, name, EVERYONE, author())
        whole = views.one(
            session, views.view_of(session, DISTRICT, name, "v3.1"), "users", small.ann
        )
        agreements.change_share(session, DISTRICT, name, at_elm(small), author(2))

        assert ("users", "updated", small.rows.id(small.ann)) in told(session, name)
        assert views.one(session, view, "users", small.ann) == whole


def test_excluding_a_student_updates_the_classes_that_listed_her(
    store: Store, small: Small
) -> None:
    s = small
    with store.roster.writing() as session:
        name = joined(session, "app")
        share = replace(EVERYONE, excluded=frozenset({s.ann}))
        agreements.change_share(session, DISTRICT, name, share, author())

        assert told(session, name) == [
            ("users", "updated", s.rows.id(s.parent)),
            ("sections", "updated", s.rows.id(s.maths)),
            ("users", "deleted", s.rows.id(s.ann)),
        ]
