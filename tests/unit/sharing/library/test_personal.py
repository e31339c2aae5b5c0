"""What a person's token opens, crawled: every record and list, every kind of token, both stores."""

import json
from itertools import product
from typing import Any

import pytest

from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import NotFoundError, NotSignedInError
from homeroom.sharing import actions as district_actions
from homeroom.sharing.library import actions, personal, queries
from homeroom.sharing.library.personal import Bearer, PersonalView
from homeroom.sharing.relations import RELATIONS
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask
from homeroom_wire.fields import KINDS, Tier
from homeroom_wire.values import VERSIONS
from tests.support.district_rows import DISTRICT
from tests.support.small_rows import rid_in
from tests.unit.sharing.library.campus import (
    APP,
    NOW,
    Campus,
    act,
    bearer,
    entering,
    installed,
)

HIDDEN = ("Piahidden", "Quinhidden", "Ronhidden", "hidden@", "secret-")


def seen(session: Session, of: Bearer) -> PersonalView:
    return personal.view_of(session, of, "v3.1")


def listed(session: Session, view: PersonalView, above: tuple[str, int], name: str) -> list[int]:
    ask = Ask(RELATIONS[above[0], name].target, (*above, name))
    found = personal.page(session, view, ask)
    assert not found.more_before
    assert not found.more_after
    assert personal.count(session, view, ask) == len(found.bodies)
    return [rid_in(body) for body in found.bodies]


def record(session: Session, view: PersonalView, kind: str, rid: int) -> dict[str, Any]:
    body = personal.one(session, view, kind, rid)
    assert body is not None
    found: dict[str, Any] = json.loads(body)
    return found


def crawled(session: Session, view: PersonalView, campus: Campus) -> dict[str, list[str]]:
    """Everything that any path gives: each record, each list at top and below each record."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        try:
            page = personal.page(session, view, Ask(kind))
            found[kind] = [body.decode() for body in page.bodies]
        except NotFoundError:
            pass
    for rid, row in campus.rows.rows.items():
        for kind in KINDS:
            body = personal.one(session, view, kind, rid)
            if body is not None:
                assert kind == row.kind
                found[f"{kind}/{rid}"] = [body]
    for (kind, name), rid, role in product(RELATIONS, campus.rows.rows, (None, "student", "staff")):
        ask = Ask(RELATIONS[kind, name].target, (kind, rid, name), role=role)
        try:
            page = personal.page(session, view, ask)
        except NotFoundError:
            continue
        found[f"{kind}/{rid}/{name}?{role}"] = [body.decode() for body in page.bodies]
    return found


def test_a_library_token_shows_no_surname_address_school_or_district(
    store: Store, campus: Campus
) -> None:
    with store.roster.writing() as session:
        ann, bob = installed(session, campus.ann), installed(session, campus.bob)
        district = campus.rows.of_kind("districts")[0]
        places = [campus.id(one) for one in (campus.school, campus.course, campus.term, district)]
        # What the rows write as `district` of each record.
        places.append(campus.id(1))
        tokens = [
            bearer(campus.ann, "teacher", ann),
            bearer(campus.bob, "teacher", bob),
            bearer(campus.pia, "student", ann),
            bearer(campus.quin, "student", bob),
        ]
        for token, version in product(tokens, VERSIONS):
            view = personal.view_of(session, token, version)
            found = crawled(session, view, campus)
            assert len(found) >= 4
            text = " ".join(body for bodies in found.values() for body in bodies)
            assert not [word for word in (*HIDDEN, *places) if word in text]
            assert '"legacy_id"' not in json.dumps(
                [json.loads(b) for bs in found.values() for b in bs if '"student":{' in b]
            )


def test_a_teacher_opens_her_sections_and_their_students(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        view = seen(session, bearer(campus.ann, "teacher", installed(session, campus.ann)))

        own = ("users", campus.ann)
        assert listed(session, view, own, "sections") == [campus.shared]
        assert listed(session, view, own, "mystudents") == [campus.pia, campus.quin]
        assert personal.one(session, view, "users", campus.ron) is None
        assert personal.one(session, view, "sections", campus.alone) is None
        assert personal.one(session, view, "users", campus.head) is None
        for name in ("myteachers", "district", "schools", "mycontacts", "resources"):
            with pytest.raises(NotFoundError):
                listed(session, view, own, name)
        with pytest.raises(NotFoundError):
            listed(session, view, ("users", campus.pia), "sections")
        assert ("sections", "myStudents") == personal.leads(view, "users", campus.ann)
        assert () == personal.leads(view, "users", campus.pia)
        assert ("users",) == personal.leads(view, "sections", campus.shared)


def test_records_of_the_library_have_exactly_these_fields(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        view = seen(session, bearer(campus.ann, "teacher", installed(session, campus.ann)))
        moments = {"created", "last_modified"}

        teacher = record(session, view, "users", campus.ann)
        assert {"id", "email", "name", "roles"} | moments == set(teacher)
        assert {"first": "FirstAnn", "middle": "MAnnton", "last": "Annton"} == teacher["name"]
        assert {"teacher": {"legacy_id"}} == {r: set(v) for r, v in teacher["roles"].items()}
        student = record(session, view, "users", campus.pia)
        assert {"id", "name", "roles"} | moments == set(student)
        assert {"first": "FirstPia", "last": "P"} == student["name"]
        assert {"student": {"grade": "4"}} == student["roles"]
        section = record(session, view, "sections", campus.shared)
        told = {"id", "name", "section_number", "subject", "grade"}
        assert told | {"teacher", "teachers", "students"} | moments == set(section)


def test_a_co_teacher_is_an_id_until_she_installs(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = bearer(campus.ann, "teacher", installed(session, campus.ann))
        view = seen(session, mine)
        section = record(session, view, "sections", campus.shared)
        assert [campus.id(campus.ann), campus.id(campus.bob)] == section["teachers"]
        assert campus.id(campus.ann) == section["teacher"]
        people = ("sections", campus.shared)
        assert listed(session, view, people, "users") == [campus.ann, campus.pia, campus.quin]
        assert personal.one(session, view, "users", campus.bob) is None
        assert frozenset({APP}) == queries.applications_beside(session, DISTRICT, campus.bob)

        theirs = installed(session, campus.bob)

        both = seen(session, mine)
        assert record(session, both, "users", campus.bob)["name"]["last"] == "Bobstone"
        assert campus.bob in listed(session, both, people, "users")
        hers = seen(session, bearer(campus.bob, "teacher", theirs))
        assert section == record(session, hers, "sections", campus.shared)
        assert not queries.applications_beside(session, DISTRICT, campus.bob)


def test_a_student_sees_covered_sections_and_installed_teachers_only(
    store: Store, campus: Campus
) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        assert mine == entering(session, campus.quin, "student").connection
        view = seen(session, bearer(campus.quin, "student", mine))

        own = ("users", campus.quin)
        assert listed(session, view, own, "sections") == [campus.shared]
        assert listed(session, view, own, "myteachers") == [campus.ann]
        section = record(session, view, "sections", campus.shared)
        assert [campus.id(campus.quin)] == section["students"]
        people = listed(session, view, ("sections", campus.shared), "users")
        assert sorted([campus.ann, campus.quin]) == people
        for other in (campus.pia, campus.ann, campus.bob, campus.ron):
            assert personal.one(session, view, "users", other) is None
        assert personal.one(session, view, "sections", campus.alone) is None
        with pytest.raises(NotFoundError):
            listed(session, view, own, "mystudents")
        assert ("sections", "myTeachers") == personal.leads(view, "users", campus.quin)
        assert frozenset({APP}) == queries.applications_of_student(session, DISTRICT, campus.quin)


def test_a_student_of_two_installed_teachers_keeps_what_one_leaves(
    store: Store, campus: Campus
) -> None:
    with store.roster.writing() as session:
        first, second = installed(session, campus.ann), installed(session, campus.cy, after=1)
        token = bearer(campus.quin, "student", first)
        own = ("users", campus.quin)
        both = listed(session, seen(session, token), own, "sections")
        assert sorted([campus.shared, campus.alone]) == both

        actions.uninstall(session, act(2), APP, campus.ann)

        assert [campus.alone] == listed(session, seen(session, token), own, "sections")
        assert second == entering(session, campus.quin, "student").connection
        assert entering(session, campus.pia, "student").reason == "library_student_no_teacher"


def test_a_co_teacher_who_stays_keeps_the_section_open(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        first = installed(session, campus.ann)
        installed(session, campus.bob)
        actions.uninstall(session, act(2), APP, campus.ann)

        view = seen(session, bearer(campus.pia, "student", first))
        assert [campus.bob] == listed(session, view, ("users", campus.pia), "myteachers")
        with pytest.raises(NotSignedInError):
            seen(session, bearer(campus.ann, "teacher", first))


def test_a_student_who_leaves_the_last_covered_section_is_out(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        token = bearer(campus.quin, "student", mine)
        assert personal.identity(session, token, "v3.0") is not None
        campus.leaves(campus.quin, campus.shared)
        campus.rewrite(session)

        assert personal.identity(session, token, "v3.0") is None
        assert entering(session, campus.quin, "student").reason == "library_student_no_teacher"
        teacher = seen(session, bearer(campus.ann, "teacher", mine))
        assert personal.one(session, teacher, "users", campus.quin) is None


def test_a_teacher_without_sections_enters_and_sees_empty_lists(
    store: Store, campus: Campus
) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.zoe)
        assert mine == entering(session, campus.zoe, "teacher").connection
        view = seen(session, bearer(campus.zoe, "teacher", mine))
        own = ("users", campus.zoe)
        assert [] == listed(session, view, own, "sections")
        assert [] == listed(session, view, own, "mystudents")
        assert record(session, view, "users", campus.zoe)["name"]["last"] == "Zoebrook"


@pytest.mark.parametrize("cause", ["block", "mode", "delist", "roster", "uninstall", "replaced"])
def test_a_token_is_inert_from_the_moment_its_install_is(
    store: Store, campus: Campus, cause: str
) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        token, taught = (
            bearer(campus.ann, "teacher", mine),
            bearer(campus.pia, "student", mine),
        )
        if cause == "block":
            actions.block(session, act(1), APP)
        elif cause == "mode":
            actions.set_mode(session, act(1), "off")
        elif cause == "delist":
            actions.delist(session, act(1), APP)
        elif cause == "roster":
            campus.gone(campus.ann)
            campus.rewrite(session)
        else:
            actions.uninstall(session, act(1), APP, campus.ann)
        if cause == "replaced":
            installed(session, campus.ann, after=2)

        assert personal.identity(session, token, "v3.1") is None
        # A student goes by her teachers, whichever consent the login came by.
        assert (personal.identity(session, taught, "v3.1") is None) == (cause != "replaced")


def test_a_token_of_another_application_opens_nothing(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        other = installed(session, campus.ann, "other")
        assert personal.identity(session, bearer(campus.ann, "teacher", other), "v3.1") is None
        assert personal.identity(session, bearer(campus.pia, "student", other), "v3.1") is None
        assert personal.identity(session, bearer(campus.head, "staff", other), "v3.1") is None


def connect(session: Session, share: Share, tier: Tier, **more: Any) -> str:
    access = FieldAccess(tier=tier, **more)
    return district_actions.connect(session, NOW, DISTRICT, APP, tier, share, access, events=False)


def by_district(person: int, role: str, link: str, *, rich: bool = False) -> Bearer:
    return Bearer(DISTRICT, person, role, APP, link, "district", rich=rich)


def test_an_upgrade_changes_no_id_and_widens_no_token(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        mine = installed(session, campus.ann)
        before = bearer(campus.pia, "student", mine)
        as_teacher = bearer(campus.ann, "teacher", mine)
        cut, hers = (personal.identity(session, one, "v3.1") for one in (before, as_teacher))
        assert cut is not None
        link = connect(session, Share("district"), "secure_sync")
        actions.settle(session, act(1), APP)

        assert cut == personal.identity(session, before, "v3.1")
        assert hers == personal.identity(session, as_teacher, "v3.1")
        assert link == entering(session, campus.pia, "student").connection
        full = record(
            session, seen(session, by_district(campus.pia, "student", link)), "users", campus.pia
        )
        assert json.loads(cut)["id"] == full["id"]
        assert {"first": "FirstPia", "last": "Piahidden"} == full["name"]
        assert campus.id(1) == full["district"]

        district_actions.disconnect(session, DISTRICT, link)
        actions.settle(session, act(2), APP)

        assert mine == entering(session, campus.pia, "student").connection
        assert cut == personal.identity(session, before, "v3.1")
        assert personal.identity(session, by_district(campus.pia, "student", link), "v3.1") is None


@pytest.mark.parametrize("tier", ["district_sso", "secure_sync"])
def test_a_token_by_the_district_opens_its_owner_and_the_districts_name(
    store: Store, campus: Campus, tier: Tier
) -> None:
    with store.roster.writing() as session:
        link = connect(session, Share("district"), tier)
        view = seen(session, by_district(campus.ann, "teacher", link))
        found = crawled(session, view, campus)

        district = campus.rows.of_kind("districts")[0]
        below = {f"users/{campus.ann}/district?{one}" for one in (None, "student", "staff")}
        paths = {"districts", f"districts/{district}", f"users/{campus.ann}", *below}
        assert paths == set(found)
        assert {"id", "name"} == set(record(session, view, "districts", district))
        assert personal.below(session, view, "users", campus.ann, "district") is not None
        own = record(session, view, "users", campus.ann)
        names = {"id", "district", "created", "last_modified", "email", "name", "roles"}
        assert names == set(own)
        assert {"first": "FirstAnn", "last": "Annton"} == own["name"]
        assert {"teacher": {"legacy_id"}} == {r: set(v) for r, v in own["roles"].items()}
        student = seen(session, by_district(campus.pia, "student", link))
        assert {"student": {}} == record(session, student, "users", campus.pia)["roles"]
        assert ("district",) == personal.leads(view, "users", campus.ann)


def test_rich_tokens_show_their_owner_as_the_connection_does(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        link = connect(session, Share("district"), "secure_sync")
        rich = by_district(campus.ann, "teacher", link, rich=True)
        view = seen(session, rich)
        assert record(session, view, "users", campus.ann)["name"]["middle"] == "MAnnton"
        assert personal.one(session, view, "users", campus.pia) is None


def test_the_district_shares_a_person_in_a_role(store: Store, campus: Campus) -> None:
    with store.roster.writing() as session:
        link = connect(
            session, Share("district", excluded=frozenset({campus.pia})), "district_sso",
            refused=frozenset({"users.email"}),
        )  # fmt: skip
        ann = personal.identity(session, by_district(campus.ann, "teacher", link), "v3.1")
        assert ann is not None
        assert "email" not in json.loads(ann)
        for person, role in (
            (campus.pia, "student"), (campus.head, "staff"), (campus.ann, "staff"),
        ):  # fmt: skip
            assert personal.identity(session, by_district(person, role, link), "v3.1") is None
