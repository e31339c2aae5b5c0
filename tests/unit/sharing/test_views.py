"""What a connection sees of a small district, on both stores."""

import json
from typing import Any

import pytest
from typing_extensions import override

from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import NotFoundError
from homeroom.sharing import views
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask
from tests.support.district_rows import a_district
from tests.support.small_rows import (
    EVERYONE,
    SCOPES,
    Small,
    connected,
    listed,
    rid_in,
    under,
)

# ------------------------------------------------------------------------------- whole district


def test_a_whole_district_view_lists_every_stored_body(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        for version in ("v3.0", "v3.1"):
            view = connected(session, application=version, version=version)
            for kind in ("schools", "terms", "courses", "sections", "users"):
                expected = [small.rows.body(rid) for rid in small.rows.of_kind(kind)]

                assert views.page(session, view, Ask(kind)).bodies == [
                    one.encode() for one in expected
                ]
                assert views.count(session, view, Ask(kind)) == len(expected)


@pytest.mark.usefixtures("small")
def test_a_whole_page_is_one_statement_of_bodies(store: Store) -> None:
    with store.roster.writing() as session:
        view = connected(session)
        asked: list[object] = []
        counting = _Counting(session.kind, session.connection, asked)

        views.page(counting, view, Ask("users"))

        assert len(asked) == 1


class _Counting(Session):
    def __init__(self, kind: str, connection: Any, asked: list[object]) -> None:
        super().__init__(kind, lambda: connection)
        self._noted = asked

    @override
    def all(self, statement: Any, **params: Any) -> list[tuple[Any, ...]]:
        self._noted.append(statement)
        return super().all(statement, **params)

    @override
    def one(self, statement: Any, **params: Any) -> tuple[Any, ...] | None:
        self._noted.append(statement)
        return super().one(statement, **params)


def test_the_district_list_is_the_own_district(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        view = connected(session)

        assert listed(session, view, "districts") == small.rows.of_kind("districts")
        assert views.count(session, view, Ask("districts")) == 1


def test_staff_administrators_and_contacts_are_left_out_unless_asked(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        view = connected(session, Share("district"), FieldAccess())
        expected = [small.ann, small.ben, small.cat, small.dan, small.lee, small.kim]

        assert listed(session, view, "users") == sorted(expected)
        kim = views.one(session, view, "users", small.kim)
        assert kim is not None
        assert set(json.loads(kim)["roles"]) == {"teacher"}
        assert listed(session, view, "users", role="staff") == []


def test_a_role_lists_everyone_who_holds_it(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        view = connected(session)

        assert listed(session, view, "users", role="teacher") == [small.lee, small.kim]
        assert listed(session, view, "users", role="staff") == [small.kim, small.may, small.zed]
        assert views.count(session, view, Ask("users", role="contact")) == 3


# ------------------------------------------------------------------------------- chosen schools


def test_a_shared_school_brings_its_people_sections_course_and_term(
    store: Store, small: Small
) -> None:
    with store.roster.writing() as session:
        view = connected(session, Share("schools", schools=frozenset({small.elm})))
        people = {small.ann, small.ben, small.cat, small.lee, small.kim, small.may}
        contacts = {small.parent, small.bens, small.cats}

        assert listed(session, view, "users") == sorted(people | contacts)
        assert listed(session, view, "sections") == [small.maths]
        assert listed(session, view, "courses") == [small.course]
        assert listed(session, view, "terms") == [small.term]
        # Ben's second school and Cat's and Kim's own come with them; their sections do not.
        assert listed(session, view, "schools") == [small.elm, small.oak, small.ash]
        assert not views.sees(session, view, "sections", small.science)
        assert not views.sees(session, view, "users", small.dan)
        assert not views.sees(session, view, "users", small.zed)
        assert not views.sees(session, view, "users", small.chief)


def test_administrators_of_chosen_schools_come_when_asked(store: Store, small: Small) -> None:
    share = Share("schools", schools=frozenset({small.oak}), administrators=True)
    with store.roster.writing() as session:
        view = connected(session, share)

        assert listed(session, view, "users", role="district_admin") == [small.chief]


def test_contacts_need_the_scope_and_show_only_seen_students(store: Store, small: Small) -> None:
    oak = Share("schools", schools=frozenset({small.oak}))
    with store.roster.writing() as session:
        without = connected(session, oak, FieldAccess(), application="plain")
        view = connected(session, oak)

        assert listed(session, without, "users", role="contact") == []
        assert listed(session, view, "users", role="contact") == [small.parent, small.cats]
        parent = views.one(session, view, "users", small.parent)
        assert parent is not None
        links = json.loads(parent)["roles"]["contact"]["student_relationships"]
        assert [one["student"] for one in links] == [small.rows.id(small.cat)]


def test_a_role_that_is_off_does_not_bring_a_person_by_the_back_door(store: Store) -> None:
    """Kim is staff at Elm and teaches elsewhere; without staff she has nothing to do with Elm."""
    rows = a_district()
    elm, oak = rows.school("Elm"), rows.school("Oak")
    rows.teacher(oak, staff_at=[elm])
    lee = rows.teacher(elm)
    access = FieldAccess(scopes=SCOPES, roles=frozenset({"student", "teacher"}))
    with store.roster.writing() as session:
        rows.write(session)
        view = connected(session, Share("schools", schools=frozenset({elm})), access)

        assert listed(session, view, "users") == [lee]


@pytest.mark.usefixtures("small")
def test_sharing_nothing_shows_the_district_alone(store: Store) -> None:
    with store.roster.writing() as session:
        view = connected(session, Share("nothing"))

        for kind in ("schools", "terms", "courses", "sections", "users", "resources"):
            assert listed(session, view, kind) == []
            assert views.count(session, view, Ask(kind)) == 0
        assert len(listed(session, view, "districts")) == 1


# ----------------------------------------------------------------------------- excluded people


def test_an_excluded_student_vanishes_everywhere(store: Store, small: Small) -> None:
    share = Share("district", staff=True, administrators=True, excluded=frozenset({small.cat}))
    gone = small.rows.id(small.cat)
    with store.roster.writing() as session:
        view = connected(session, share)
        texts = [
            body
            for kind in ("schools", "sections", "users", "terms", "courses")
            for body in views.page(session, view, Ask(kind)).bodies
        ]

        assert not [body for body in texts if gone.encode() in body]
        assert views.one(session, view, "users", small.cat) is None
        assert small.cats not in listed(session, view, "users", role="contact")
        assert small.cat not in under(session, view, ("users", small.lee), "mystudents")
        assert under(session, view, ("users", small.parent), "mystudents") == [small.ann]
        assert views.count(session, view, Ask("users", role="student")) == 3
        with pytest.raises(NotFoundError):
            under(session, view, ("users", small.cat), "mycontacts")


def test_the_second_connection_two_schools_two_fields_off_one_student_out(
    store: Store, small: Small
) -> None:
    chosen = frozenset({small.elm, small.ash})
    share = Share("schools", schools=chosen, excluded=frozenset({small.ben}))
    access = FieldAccess(refused=frozenset({"users.email", "users.roles.student.dob"}))
    with store.roster.writing() as session:
        view = connected(session, share, access)
        people = [json.loads(body) for body in views.page(session, view, Ask("users")).bodies]
        maths = views.one(session, view, "sections", small.maths)

        assert {rid_in(json.dumps(one)) for one in people} == {
            small.ann, small.cat, small.lee, small.kim, small.may,
        }  # fmt: skip
        assert not [one for one in people if "email" in one]
        assert not [one for one in people if "dob" in one["roles"].get("student", {})]
        assert maths is not None
        assert json.loads(maths)["students"] == [small.rows.id(small.ann), small.rows.id(small.cat)]


# ---------------------------------------------------------- integration type: District SSO


def test_an_sso_token_reads_single_users_and_its_district_only(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        view = connected(session, access=FieldAccess(tier="district_sso"))
        lee = views.one(session, view, "users", small.lee)
        (district,) = views.page(session, view, Ask("districts")).bodies

        assert listed(session, view, "users") == []
        assert views.count(session, view, Ask("users")) == 0
        assert lee is not None
        assert set(json.loads(lee)["roles"]["teacher"]) == {"legacy_id"}
        assert set(json.loads(district)) == {"id", "name"}
        assert views.one(session, view, "schools", small.elm) is None
        assert views.one(session, view, "users", small.parent) is None
        for kind in ("schools", "sections", "terms", "courses", "resources"):
            with pytest.raises(NotFoundError):
                views.page(session, view, Ask(kind))
        with pytest.raises(NotFoundError):
            under(session, view, ("users", small.lee), "sections")


# --------------------------------------------------------------------------------- resources


def test_resources_are_the_applications_own_and_need_the_scope(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        view = connected(session)
        without = connected(session, access=FieldAccess(), application="other")

        assert listed(session, view, "resources") == [small.primer, small.manual]
        assert views.one(session, view, "resources", small.foreign) is None
        assert listed(session, without, "resources") == []


# ------------------------------------------------------------------------------------- paging


@pytest.mark.parametrize(
    "share", [EVERYONE, Share("district", staff=True, excluded=frozenset({1}))]
)
def test_pages_are_exclusive_ascending_and_know_what_is_around(
    store: Store, small: Small, share: Share
) -> None:
    with store.roster.writing() as session:
        view = connected(session, share)
        first, second, third = small.rows.of_kind("schools")

        def page(**more: Any) -> tuple[list[int], bool, bool]:
            found = views.page(session, view, Ask("schools", **more))
            return [rid_in(body) for body in found.bodies], found.more_before, found.more_after

        assert page(limit=2) == ([first, second], False, True)
        assert page(limit=2, after=second) == ([third], True, False)
        assert page(limit=2, after=third) == ([], False, False)
        assert page(limit=2, before=third) == ([first, second], False, True)
        assert page(limit=1, before=third) == ([second], True, True)
        assert page(limit=1, last=True) == ([third], True, True)
        assert page(limit=3, last=True) == ([first, second, third], False, True)
        assert page(limit=1, before=first) == ([], False, False)
        # A cursor need not exist.
        assert page(limit=1, after=first - 1)[0] == [first]
        assert page(limit=9, after=0)[0] == [first, second, third]
