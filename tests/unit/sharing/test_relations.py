"""What stands below a record, as far as a view sees it, on both stores."""

import json

import pytest

from homeroom.foundation.database import Store
from homeroom.foundation.errors import NotFoundError
from homeroom.sharing import views
from homeroom.sharing.relations import RELATIONS
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.small_rows import (
    SCOPES,
    Small,
    connected,
    under,
)

# --------------------------------------------------------------------------------- relations


def test_every_relation_of_the_whole_district(store: Store, small: Small) -> None:
    s = small
    own = s.rows.of_kind("districts")
    expected: dict[tuple[str, int], dict[str, list[int]]] = {
        ("schools", s.elm): {
            "district": own,
            "courses": [s.course],
            "sections": [s.maths],
            "terms": [s.term],
            "users": [s.ann, s.ben, s.lee, s.kim, s.may],
        },
        ("sections", s.maths): {
            "course": [s.course],
            "district": own,
            "resources": [s.primer, s.manual],
            "school": [s.elm],
            "term": [s.term],
            "users": [s.ann, s.ben, s.cat, s.lee, s.kim],
        },
        ("courses", s.course): {
            "district": own,
            "resources": [s.primer, s.manual],
            "schools": [s.elm],
            "sections": [s.maths],
        },
        ("terms", s.other_term): {
            "district": own,
            "schools": [s.oak],
            "sections": [s.science],
        },
        ("users", s.cat): {
            "district": own,
            "mycontacts": [s.parent, s.cats],
            "mystudents": [],
            "myteachers": [s.lee, s.kim],
            "resources": [s.primer],
            "schools": [s.oak],
            "sections": [s.maths, s.science],
        },
        ("users", s.kim): {
            "mycontacts": [],
            "mystudents": [s.ann, s.ben, s.cat, s.dan],
            "myteachers": [],
            "resources": [s.primer, s.manual],
            "schools": [s.elm, s.oak],
            "sections": [s.maths, s.science],
        },
        ("users", s.parent): {
            "mystudents": [s.ann, s.cat],
            "schools": [],
            "sections": [],
            "resources": [],
        },
        ("users", s.chief): {"schools": [], "sections": [], "mystudents": []},
        ("resources", s.manual): {
            "courses": [s.course],
            "sections": [s.maths],
            "users": [s.lee, s.kim],
        },
    }
    with store.roster.writing() as session:
        view = connected(session)
        found = {
            above: {name: under(session, view, above, name) for name in names}
            for above, names in expected.items()
        }

    assert found == expected
    assert {(a[0], name) for a, names in expected.items() for name in names} == set(RELATIONS)


def test_roles_and_primary_narrow_the_people_of_a_school(store: Store, small: Small) -> None:
    s = small
    with store.roster.writing() as session:
        view = connected(session)
        elm, ash, oak = ("schools", s.elm), ("schools", s.ash), ("schools", s.oak)

        assert under(session, view, elm, "users", role="student") == [s.ann, s.ben]
        # Kim teaches at Oak and is staff at Elm: she is in each list by the right role only.
        assert under(session, view, elm, "users", role="teacher") == [s.lee]
        assert under(session, view, elm, "users", role="staff") == [s.kim, s.may]
        assert under(session, view, oak, "users", role="teacher") == [s.kim]
        assert under(session, view, oak, "users", role="staff") == [s.zed]
        assert under(session, view, ash, "users") == [s.ben]
        assert under(session, view, ash, "users", primary=True) == []
        primary = under(session, view, elm, "users", primary=True)
        assert primary == [s.ann, s.ben, s.lee, s.kim, s.may]
        assert under(session, view, ("users", s.ben), "schools") == [s.elm, s.ash]
        assert under(session, view, ("users", s.ben), "schools", primary=True) == [s.elm]


def test_roles_narrow_the_people_of_sections_and_resources(store: Store, small: Small) -> None:
    s = small
    with store.roster.writing() as session:
        view = connected(session)

        maths, primer = ("sections", s.maths), ("resources", s.primer)
        assert under(session, view, maths, "users", role="teacher") == [s.lee, s.kim]
        assert under(session, view, maths, "users", role="student") == [s.ann, s.ben, s.cat]
        assert under(session, view, primer, "users", role="student") == [s.ann, s.ben, s.cat]


def test_relations_show_only_what_the_view_sees(store: Store, small: Small) -> None:
    s = small
    with store.roster.writing() as session:
        view = connected(session, Share("schools", schools=frozenset({s.elm})))

        assert under(session, view, ("users", s.cat), "sections") == [s.maths]
        assert under(session, view, ("users", s.kim), "mystudents") == [s.ann, s.ben, s.cat]
        assert under(session, view, ("schools", s.oak), "sections") == []
        assert under(session, view, ("schools", s.oak), "courses") == []
        assert under(session, view, ("schools", s.oak), "users") == [s.cat, s.kim]


def test_a_switched_off_role_has_no_relations(store: Store, small: Small) -> None:
    s = small
    access = FieldAccess(scopes=SCOPES, roles=frozenset({"student", "staff"}))
    with store.roster.writing() as session:
        view = connected(session, access=access)

        assert under(session, view, ("users", s.kim), "sections") == []
        assert under(session, view, ("users", s.kim), "mystudents") == []
        assert under(session, view, ("users", s.kim), "schools") == [s.elm]
        assert under(session, view, ("users", s.ann), "myteachers") == []
        assert under(session, view, ("schools", s.oak), "users") == [s.cat, s.dan, s.zed]
        maths = views.one(session, view, "sections", s.maths)
        assert maths is not None
        assert json.loads(maths)["teachers"] == []
        assert "teacher" not in json.loads(maths)


def test_a_single_record_below_another(store: Store, small: Small) -> None:
    with store.roster.writing() as session:
        small_rows = small.rows
        view = connected(session)

        found = views.below(session, view, "sections", small.maths, "school")

        assert found == small_rows.body(small.elm)
        with pytest.raises(NotFoundError):
            views.below(session, view, "sections", small.elm, "school")
