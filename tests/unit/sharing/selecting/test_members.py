"""What rules bring along in a small district, on both stores."""

import json
from dataclasses import replace
from typing import Final

from homeroom.foundation.database import Session, Store
from homeroom.sharing import actions, views
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.selecting.counting import Counts, counts
from homeroom.sharing.selecting.explaining import explain
from homeroom.sharing.selecting.rules import Filter, Rule
from homeroom.sharing.views import View
from tests.support.district_rows import DISTRICT, a_district
from tests.support.small_rows import FULL, NOW, Small, connected, listed

NAMED: Final = "equals_any"


def at(kind: str, school: str, **more: object) -> Rule:
    """A rule of a kind with a filter on its school."""
    return Rule(kind, (Filter("school", NAMED, (school,)),), **more)  # type: ignore[arg-type]


def by(session: Session, *rules: Rule, access: FieldAccess = FULL, **more: object) -> View:
    share = Share("rules", rules=rules, **more)  # type: ignore[arg-type]
    return connected(session, share, access, application=repr((rules, access, more)))


def shown(session: Session, view: View, section: int) -> dict[str, object]:
    found = views.one(session, view, "sections", section)
    assert found is not None
    record: dict[str, object] = json.loads(found)
    return record


def test_a_student_rule_brings_schools_and_contacts_but_no_classes(
    store: Store, small: Small
) -> None:
    s = small
    with store.roster.writing() as session:
        view = by(session, at("student", "Oak"))

        assert listed(session, view, "users", role="student") == [s.cat, s.dan]
        assert listed(session, view, "users", role="contact") == [s.parent, s.cats]
        assert listed(session, view, "users", role="teacher") == []
        assert listed(session, view, "schools") == [s.oak]
        for kind in ("sections", "courses", "terms"):
            assert listed(session, view, kind) == []


def test_a_students_classes_come_with_their_teachers_and_without_other_students(
    store: Store, small: Small
) -> None:
    s = small
    with store.roster.writing() as session:
        view = by(session, at("student", "Oak", sections=True))

        assert listed(session, view, "users", role="student") == [s.cat, s.dan]
        assert listed(session, view, "users", role="teacher") == [s.lee, s.kim]
        assert listed(session, view, "sections") == [s.maths, s.science]
        assert shown(session, view, s.maths)["students"] == [s.rows.id(s.cat)]
        assert listed(session, view, "schools") == [s.elm, s.oak]
        assert listed(session, view, "terms") == [s.term, s.other_term]


def test_a_teacher_comes_alone_or_with_classes_and_all_their_students_never_with_contacts(
    store: Store, small: Small
) -> None:
    s = small
    with store.roster.writing() as session:
        alone = by(session, at("teacher", "Elm"))
        with_classes = by(session, at("teacher", "Elm", sections=True))

        assert listed(session, alone, "users") == [s.lee]
        assert listed(session, alone, "sections") == []
        assert listed(session, with_classes, "sections") == [s.maths]
        assert listed(session, with_classes, "users") == [s.ann, s.ben, s.cat, s.lee, s.kim]
        assert listed(session, with_classes, "schools") == [s.elm, s.oak, s.ash]


def test_contacts_follow_students_who_were_selected_and_not_a_teachers_classes(
    store: Store, small: Small
) -> None:
    s = small
    with store.roster.writing() as session:
        view = by(session, at("student", "Ash"), at("teacher", "Elm", sections=True))

        assert listed(session, view, "users", role="student") == [s.ann, s.ben, s.cat]
        assert listed(session, view, "users", role="contact") == [s.bens]


def test_a_section_rule_always_brings_teachers_students_course_and_term(
    store: Store, small: Small
) -> None:
    s = small
    with store.roster.writing() as session:
        view = by(session, Rule("section", (Filter("course", NAMED, ("B1",)),)))

        assert listed(session, view, "sections") == [s.science]
        assert listed(session, view, "users", role="student") == [s.cat, s.dan]
        assert listed(session, view, "users", role="teacher") == [s.kim]
        assert listed(session, view, "users", role="contact") == [s.parent, s.cats]
        assert listed(session, view, "courses") == [s.other_course]
        assert listed(session, view, "terms") == [s.other_term]


def test_staff_bring_no_schools_or_these_or_all_of_theirs(store: Store) -> None:
    rows = a_district()
    elm, oak = rows.school("Elm"), rows.school("Oak")
    may = rows.staff(elm, oak)
    with store.roster.writing() as session:
        rows.write(session)
        none, these, all_of = (
            by(session, at("staff", "Elm", schools=chosen)) for chosen in ("none", "these", "all")
        )

        for view in (none, these, all_of):
            assert listed(session, view, "users") == [may]
        assert listed(session, none, "schools") == []
        assert listed(session, these, "schools") == [elm]
        assert listed(session, all_of, "schools") == [elm, oak]


def test_administrators_come_when_a_rule_asks_and_their_role_is_not_off(
    store: Store, small: Small
) -> None:
    rules = (at("student", "Oak"), Rule("admin", (Filter("role", NAMED, ("district_admin",)),)))
    off = replace(FULL, roles=frozenset({"student", "contact"}))
    with store.roster.writing() as session:
        without = by(session, rules[0], administrators=True)
        asked = by(session, *rules)
        switched_off = by(session, *rules, access=off)

        assert not views.sees(session, without, "users", small.chief)
        assert views.sees(session, asked, "users", small.chief)
        assert not views.sees(session, switched_off, "users", small.chief)


def test_whoever_is_excluded_brings_nothing_and_stands_nowhere(store: Store, small: Small) -> None:
    s = small
    gone = frozenset({s.cat, s.lee})
    with store.roster.writing() as session:
        view = by(session, at("student", "Oak", sections=True), at("teacher", "Elm"), excluded=gone)

        assert listed(session, view, "users", role="student") == [s.dan]
        assert listed(session, view, "sections") == [s.science]
        assert shown(session, view, s.science)["students"] == [s.rows.id(s.dan)]
        assert listed(session, view, "users", role="contact") == []


def test_filters_of_a_rule_all_hold_and_one_rule_is_enough(store: Store) -> None:
    rows = a_district()
    elm = rows.school("Elm")
    six = rows.student(elm, grade="6", extra={"ext": {"Bus": "12"}, "ell_status": "Y"})
    seven = rows.student(elm, grade="7", gender="M")
    rows.student(elm, grade="8")
    grade = Filter("grade", "equals_any", ("6", "8"))
    with store.roster.writing() as session:
        rows.write(session)
        both = Rule("student", (grade, Filter("ext.Bus", "starts_with", ("1",))))
        other = Rule("student", (Filter("gender", "not_equals_any", ("F",)),))
        english = Rule("student", (Filter("ell_status", NAMED, ("Y",)),))

        assert listed(session, by(session, both), "users") == [six]
        assert listed(session, by(session, both, other), "users") == [six, seven]
        assert listed(session, by(session, english), "users") == [six]
        assert listed(session, by(session), "users") == []


def test_an_application_narrows_what_is_shared_and_three_counts_say_so(
    store: Store, small: Small
) -> None:
    s = small
    off = replace(FULL, roles=frozenset({"student", "teacher"}))
    narrowing = (at("student", "Elm"), Rule("section", (Filter("school", NAMED, ("Elm",)),)))
    with store.roster.writing() as session:
        name = actions.connect(
            session,
            NOW,
            DISTRICT,
            "app",
            "secure_sync",
            Share("district", staff=True),
            off,
            events=True,
            filters=narrowing,
        )
        view = views.view_of(session, DISTRICT, name, "v3.1")
        found = counts(session, DISTRICT, name)

        assert listed(session, view, "users", role="student") == [s.ann, s.ben]
        assert listed(session, view, "sections") == [s.maths]
        assert shown(session, view, s.maths)["students"] == [s.rows.id(s.ann), s.rows.id(s.ben)]
        assert listed(session, view, "courses") == [s.course]
        assert found["users.student"] == Counts(4, 2, 2)
        assert found["users.contact"] == Counts(3, 2, 0)
        assert found["users.staff"] == Counts(3, 3, 0)
        assert found["sections"] == Counts(2, 1, 1)


def test_it_is_explained_which_filter_fails_and_by_whom_a_rule_reaches_someone(
    store: Store, small: Small
) -> None:
    s = small
    partly = Rule("student", (Filter("school", NAMED, ("Oak",)), Filter("grade", NAMED, ("6",))))
    share = Share("rules", rules=(partly, at("section", "Oak")), excluded=frozenset({s.dan}))
    with store.roster.writing() as session:
        name = actions.connect(
            session, NOW, DISTRICT, "app", "secure_sync", share, FULL, events=True
        )
        cat = explain(session, DISTRICT, name, s.cat)
        ann = explain(session, DISTRICT, name, s.ann)
        dan = explain(session, DISTRICT, name, s.dan)
        may = explain(session, DISTRICT, name, s.may)

        first, second = cat.rules
        assert (first.outcome, second.outcome, cat.sees) == ("partly", "matching", True)
        assert [(one.filter.field, one.held) for one in first.failing] == [("grade", ("4",))]
        assert second.by == s.rows.id(s.science)
        assert [one.outcome for one in ann.rules] == ["not", "not"]
        assert not ann.sees
        assert (dan.sees, dan.excluded, dan.rules[1].outcome) == (False, True, "matching")
        assert (may.roles_off, may.rules[0].reason) == (("staff",), "is not student")
