"""Who gets to which account: every cell of the tables, without a store."""

from typing import Any

import pytest

from homeroom_kit.matching import Decision
from homeroom_kit.provision import Class, DistrictSSO, Field, Library, Person, Profile, ask_for
from homeroom_kit.provision.asking import answers_in
from homeroom_kit.provision.choices import Enter, Make, Prove, Refuse, entry
from homeroom_kit.provision.classes import students_classes, teachers_classes
from homeroom_kit.provision.people import changes_of

FOUND = Decision("found", "clever_id", ("7",))
LINKED = Decision("linked", "sis_id", ("7",))
NEW = Decision("new")
HINT = Decision("suggested", "email", ("7",))
SEVERAL = Decision("ambiguous", "email", ("7", "8"))
TWICE = Decision("ambiguous", "clever_id", ("7", "8"))
SIS_HINT = Decision("suggested", "sis_id", ("7",))

OPEN, SHUT = DistrictSSO(), DistrictSSO(unknown="refuse")
ALWAYS, NEVER = DistrictSSO(proof="always"), DistrictSSO(proof="never")
SHUT_NEVER = DistrictSSO(unknown="refuse", proof="never")
WAITING = DistrictSSO(before_first_sync="wait")
LIBRARY, LIBRARY_ALWAYS = Library(), Library(proof="always")


@pytest.mark.parametrize(
    ("choice", "decision", "expected"),
    [
        (OPEN, FOUND, Enter("7")),
        (OPEN, LINKED, Enter("7")),
        (OPEN, NEW, Make()),
        (OPEN, HINT, Prove(may_make=True)),
        (OPEN, SEVERAL, Prove(may_make=True)),
        (OPEN, TWICE, Refuse("undecided")),
        (OPEN, SIS_HINT, Refuse("undecided")),
        (SHUT, FOUND, Enter("7")),
        (SHUT, NEW, Refuse("no_account")),
        (SHUT, HINT, Prove(may_make=False)),
        (ALWAYS, FOUND, Enter("7")),
        (ALWAYS, NEW, Prove(may_make=True)),
        (NEVER, HINT, Make()),
        (NEVER, SEVERAL, Make()),
        (SHUT_NEVER, HINT, Refuse("no_account")),
        (LIBRARY, FOUND, Enter("7")),
        (LIBRARY, NEW, Make()),
        (LIBRARY, HINT, Prove(may_make=True)),
        (LIBRARY_ALWAYS, NEW, Prove(may_make=True)),
    ],
)
def test_the_way_in(choice: Any, decision: Decision, expected: object) -> None:
    assert expected == entry(choice, "teacher", decision)


@pytest.mark.parametrize(
    ("decision", "synced", "expected"),
    [
        (FOUND, False, Enter("7")),
        (LINKED, False, Enter("7")),
        (NEW, False, Refuse("not_ready")),
        (HINT, False, Refuse("not_ready")),
        (NEW, True, Make()),
    ],
)
def test_who_comes_before_the_first_sync(
    decision: Decision, synced: bool, expected: object
) -> None:
    assert expected == entry(WAITING, "teacher", decision, is_synced=synced)
    if not synced:
        assert Refuse("not_ready") != entry(OPEN, "teacher", decision, is_synced=synced)


@pytest.mark.parametrize("choice", [OPEN, ALWAYS, LIBRARY, LIBRARY_ALWAYS])
def test_who_said_that_she_has_none_gets_one(choice: Any) -> None:
    assert Make() == entry(choice, "teacher", HINT, is_asked=True)


def test_who_said_that_she_has_none_where_none_are_made_is_told_so() -> None:
    assert Refuse("no_account") == entry(SHUT, "teacher", HINT, is_asked=True)


@pytest.mark.parametrize(
    ("choice", "user_type", "expected"),
    [
        (LIBRARY, "student", Make()),
        (LIBRARY_ALWAYS, "student", Make()),
        (LIBRARY, "staff", Refuse("library_role")),  # LIB-22
        (LIBRARY, "district_admin", Refuse("library_role")),
        (OPEN, "district_admin", Make()),
        (DistrictSSO(types=frozenset({"teacher"})), "student", Refuse("user_type")),
        (DistrictSSO(types=frozenset({"teacher"})), "teacher", Make()),
    ],
)
def test_user_types(choice: Any, user_type: str, expected: object) -> None:
    assert expected == entry(choice, user_type, NEW)


# Refreshing

EMAIL_HELD = frozenset({"email"})


def _person(by: Any = "district", **values: Any) -> Person:
    told = {name.replace("_", "."): value for name, value in values.items()}
    return Person("1", "d" if by == "district" else None, "student", by, told)


@pytest.mark.parametrize(
    ("person", "profile", "expected"),
    [
        (_person(name_last="New"), Profile(values={"name.last": "Old"}), {"name.last": "New"}),
        (_person(name_last="Old"), Profile(values={"name.last": "Old"}), {}),
        # What is not told stays.
        (_person(), Profile(values={"email": "a@example.org"}), {}),
        (_person(email=None), Profile(values={"email": "a@example.org"}), {}),
        # What she gave herself stays.
        (_person(email="b@x.org"), Profile(values={"email": "a@x.org"}, held=EMAIL_HELD), {}),
        # sso.md 8.8: the district takes over, and the initial becomes the name...
        (_person(name_last="Zed"), Profile("1", None, {"name.last": "Z"}), {"name.last": "Zed"}),
        # ...and a teacher's list does not make it an initial again, but fills gaps.
        (_person("teacher", name_last="Z"), Profile("1", "d", {"name.last": "Zed"}), {}),
        (_person("teacher", name_last="Z"), Profile("1", "d", {}), {"name.last": "Z"}),
        (_person("teacher", name_last="Y"), Profile("1", None, {"name.last": "Z"}),
         {"name.last": "Y"}),
    ],
)  # fmt: skip
def test_what_a_login_changes(person: Person, profile: Profile, expected: object) -> None:
    assert expected == changes_of(person, profile)


# Classes of the Library


def _class(
    section: str, teachers: str = "", students: str = "", archived: bool = False, **values: str
) -> Class:
    return Class(
        section, values, frozenset(teachers.split()), frozenset(students.split()), archived
    )


@pytest.mark.parametrize(
    ("seen", "known", "expected"),
    [
        # Co-teachers and pupils are in it once they have an account.
        ([_class("c", "A B", "p q")], [], [_class("c", "A", "p")]),
        ([_class("c", "A B", "p q")], [_class("c", "A", "p")], []),
        ([_class("c", "A", "")], [_class("c", "A", "p")], [_class("c", "A")]),
        # A class that she does not see any more loses her; the last one out archives it.
        ([], [_class("c", "A", "p")], [_class("c", "", "p", archived=True)]),
        ([], [_class("c", "A B", "p")], [_class("c", "B", "p")]),
        ([], [_class("c", "B", "p")], []),
        # And it comes back.
        ([_class("c", "A", "p")], [_class("c", "", "p", archived=True)], [_class("c", "A", "p")]),
        # What the application added stays.
        ([_class("c", "A", name="New")], [_class("c", "A", name="Old", colour="red")],
         [_class("c", "A", name="New", colour="red")]),
        ([], [], []),
    ],
)  # fmt: skip
def test_a_teachers_classes(seen: Any, known: Any, expected: Any) -> None:
    found = teachers_classes("A", seen, {one.id: one for one in known}, {"p"})
    assert expected == list(found)


@pytest.mark.parametrize(
    ("seen", "known", "expected"),
    [
        # She sees nobody else, and nobody else leaves for that.
        ([_class("c", "A", "p")], [_class("c", "A B", "q")], [_class("c", "A B", "p q")]),
        ([_class("c", "A", "p")], [], [_class("c", "A", "p")]),
        ([_class("c", "X", "p")], [], [_class("c", "", "p")]),
        ([], [_class("c", "A", "p q")], [_class("c", "A", "q")]),
        ([], [_class("c", "A", "q")], []),
        ([_class("c", "A", "p")], [_class("c", "A", "p")], []),
    ],
)
def test_a_students_classes(seen: Any, known: Any, expected: Any) -> None:
    found = students_classes("p", seen, {one.id: one for one in known}, {"A"})
    assert expected == list(found)


# Questions

EMAIL = Field("email", "Your e-mail", "email", types=frozenset({"teacher"}))
SCHOOL = Field("school", "Your school", "choice", ("Elm", "Hill"))


@pytest.mark.parametrize(
    ("user_type", "profile", "expected"),
    [
        ("teacher", Profile(), [EMAIL, SCHOOL]),
        ("student", Profile(), [SCHOOL]),
        ("teacher", Profile(values={"email": "a@x.org"}), [SCHOOL]),
        ("teacher", Profile(held=frozenset({"email", "school"})), []),
        ("teacher", Profile(values={"email": "", "school": None}), [EMAIL, SCHOOL]),
    ],
)
def test_what_is_asked(user_type: str, profile: Profile, expected: list[Field]) -> None:
    assert expected == list(ask_for(EMAIL, SCHOOL).missing(user_type, profile))


def test_a_plain_name_is_a_question_for_text() -> None:
    assert (Field("favourite_colour", "Favourite colour"),) == ask_for("favourite_colour").fields


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ({"email": " a@x.org ", "school": "Elm"}, {"email": "a@x.org", "school": "Elm"}),
        ({"email": "a@x", "school": "Elm"}, {"school": "Elm"}),
        ({"email": "@x.org", "school": "Moon"}, {}),
        ({"email": "a b@x.org"}, {}),
        ({"email": "a@" + "x" * 200 + ".org", "school": "Elm"}, {"school": "Elm"}),
        ({"email": "a@x.org\x00", "school": ""}, {}),
        ({}, {}),
    ],
)
def test_what_was_typed_is_looked_at(typed: dict[str, str], good: dict[str, str]) -> None:
    answers, troubles = answers_in((EMAIL, SCHOOL), typed)
    assert good == answers
    assert {"email", "school"} == answers.keys() | troubles.keys()
