"""The edge-case district as data: what it holds, that it is the same every time, and whole."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from homeroom.sandbox.lantern.cases import CASES
from homeroom.sandbox.lantern.catalogue import CATALOGUE, Doing, listing
from homeroom.sandbox.lantern.derived import KINDS, district
from homeroom.sandbox.lantern.expecting import expected
from homeroom.sandbox.lantern.expecting.probe import as_json
from homeroom.sandbox.lantern.files import files
from homeroom.sandbox.lantern.guide import OFFERED, oddities
from homeroom.sandbox.lantern.mutations import MUTATIONS, Changed
from homeroom.sandbox.lantern.records import KINDS_OF_RECORD, Lantern
from homeroom.sandbox.lantern.sharing import BASE
from homeroom.sandbox.lantern.source import joining, read

SMALL = [kind for kind in KINDS if kind != "lantern-scale"]
KINDS_WITH_SIS = [kind for kind in KINDS_OF_RECORD if kind not in {"terms", "courses"}]


def counted(lantern: Lantern) -> dict[str, int]:
    return {kind: len(getattr(lantern, kind)) for kind in KINDS_OF_RECORD}


def all_keys(lantern: Lantern) -> set[str]:
    return {one.key for kind in KINDS_OF_RECORD for one in getattr(lantern, kind)}


def test_it_has_the_records_of_its_blocks() -> None:
    expected = {
        "schools": 5, "teachers": 28, "staff": 5, "administrators": 3, "students": 70 + 105,
        "contacts": 13, "terms": 10, "courses": 13, "sections": 53,
    }  # fmt: skip
    assert expected == counted(read())
    assert ["n01", "n02", "n03"] == [*joining()]


@pytest.mark.parametrize("kind", SMALL)
def test_the_same_year_gives_the_same_bytes(kind: str) -> None:
    first = files(district(kind))
    district.cache_clear()
    read.cache_clear()
    assert first == files(district(kind))


@pytest.mark.parametrize("kind", SMALL)
def test_no_two_records_of_a_kind_share_a_number(kind: str) -> None:
    lantern = district(kind)
    for name in KINDS_WITH_SIS:
        numbers = [one.sis for one in getattr(lantern, name) if one.sis]
        assert len(numbers) == len({*numbers}), name
    assert Counter(all_keys(lantern)).most_common(1)[0][1] == 1


def test_years_move_with_the_school_year_and_leap_days_stay_leap_days() -> None:
    later = read(2029)
    assert ("2029-30 Full Year", "2029-08-17") == (later.terms[0].name, later.terms[0].start)
    born = {one.key: one.dob for one in later.students if one.dob}
    assert "04/12/2021" == born["k01"]
    assert "02/29/2012" == born["k38"]
    for day in born.values():
        month, of_month, year = map(int, day.split("/"))
        date(year, month, of_month)


def test_blanks_around_values_and_every_script_stand_in_the_files() -> None:
    text = files(read())["students.csv"].decode()
    assert "Double  Gap ,,  Spacey " in text
    assert "\u9234\u6728,,\u30b5\u30af\u30e9" in text
    assert "\U0001d4d0stral,,Emo\U0001f680" in text
    assert "Nu\u00f1ez" in text
    assert "Nun\u0303ez,,Zoe\u0308" in text
    assert "ng" * 500 in text


def test_every_edge_case_names_records_that_are_there() -> None:
    keys = all_keys(read()) | all_keys(district("lantern-library"))
    assert 72 == len(CASES)
    assert set() == {key for one in CASES for key in one.records} - keys


def test_every_edge_case_stands_on_the_page_of_the_reference() -> None:
    page = (Path(__file__).parents[4] / "docs/reference/edge-cases.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## EC")]
    assert [one.id for one in CASES] == headings


def test_the_second_district_repeats_numbers_addresses_and_names() -> None:
    base, north = read(), district("lantern-ridge-north")
    assert ["t01"] == [one.key for one in north.teachers]
    assert ["k01", "k27"] == sorted(one.key for one in north.students)
    for kind in ("teachers", "students"):
        assert all(one in getattr(base, kind) for one in getattr(north, kind))


def test_the_library_has_three_teachers_of_three_classes_and_a_student_of_two() -> None:
    library = district("lantern-library")
    mine = [one for one in library.sections if one.key.startswith("l")]
    classes = [one for one in mine if one.subject == "math"]
    assert [("t01", "science")] == [(one.teachers[0], one.subject) for one in mine[len(classes) :]]
    assert {"t01": 3, "t03": 3, "t09": 3} == Counter(one.teachers[0] for one in classes)
    assert [1, 2, 2] * 3 == [len(one.students) for one in classes]
    assert {"t01", "t09"} == {one.teachers[0] for one in classes if "k50" in one.students}
    assert "t05" in library.keyed("teachers")
    assert not any("t05" in one.teachers for one in library.sections)


def test_the_single_school_reaches_nowhere() -> None:
    single = district("lantern-single")
    assert 1 == len(single.schools)
    teachers, students = single.keyed("teachers"), single.keyed("students")
    for one in single.sections:
        assert "s1" == one.school
        assert {*one.teachers} <= teachers.keys()
        assert {*one.students} <= students.keys()


@pytest.mark.slow
def test_the_large_one_has_forty_schools_and_twenty_thousand_students() -> None:
    large = district("lantern-scale")
    assert (40, 20_000) == (len(large.schools), len(large.students))
    seats = Counter(key for one in large.sections for key in one.students)
    assert {5} == {*seats.values()}
    assert 20_000 == len(seats)


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no kind 'lantern-x'; there are lantern-ridge, "):
        district("lantern-x")


# ------------------------------------------------------------------------- scenarios and steps


def test_every_scenario_has_steps_and_says_what_it_exercises() -> None:
    assert 71 == len(CATALOGUE)
    for one in CATALOGUE:
        assert one.steps, one.id
        assert one.requirements, one.id
        for step in one.steps:
            assert step.does in get_args(Doing)
            assert (step.does == "mutate") == bool(step.mutation), one.id
    assert [one.id for one in CATALOGUE] == [one["id"] for one in listing()]


def test_a_scenario_goes_on_after_one_of_its_group_that_comes_before_it() -> None:
    place = {one.id: number for number, one in enumerate(CATALOGUE)}
    for one in CATALOGUE:
        if one.after:
            assert place[one.after] < place[one.id]
            assert one.group == CATALOGUE[place[one.after]].group


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_something_and_leaves_the_base_alone(name: str) -> None:
    mutation = MUTATIONS[name]
    base = district(mutation.district)
    before = files(base)
    changed = mutation.apply(base)
    assert changed == mutation.apply(base)
    assert changed != Changed()
    assert before == files(base)


def test_whoever_is_gone_and_comes_back_has_her_classes_and_contacts_again() -> None:
    base = read()
    gone = MUTATIONS["SC-63a"].apply(base).lantern
    assert gone is not None
    assert not any("k42" in one.students for one in gone.sections)
    assert ["k41", "k43"] == [link.student for link in gone.keyed("contacts")["c02"].links]
    back = MUTATIONS["SC-63b"].apply(gone).lantern
    assert back is not None
    assert {kind: {*map(repr, files_rows(base, kind))} for kind in ("students", "enrollments")} == {
        kind: {*map(repr, files_rows(back, kind))} for kind in ("students", "enrollments")
    }


def files_rows(lantern: Lantern, name: str) -> list[str]:
    return files(lantern)[f"{name}.csv"].decode().splitlines()


def test_the_rollover_replaces_every_class_and_moves_everybody_up() -> None:
    base = read()
    rolled = MUTATIONS["SC-45a"].apply(base).lantern
    assert rolled is not None
    assert not {one.sis for one in base.sections} & {one.sis for one in rolled.sections}
    students = rolled.keyed("students")
    assert "4" == students["k01"].grade
    assert "k58" not in students
    assert {"n01", "n02", "n03"} <= students.keys()
    moved = [
        one.key
        for one, was in zip(rolled.teachers, base.teachers, strict=True)
        if one.school != was.school
    ]
    assert ["t03", "t09", "t12", "t14", "t19"] == moved


def test_what_is_left_out_at_first_is_what_the_sharing_says() -> None:
    asked = BASE.as_request()
    assert "all" == asked["schools"]
    assert {"students": ["k46", "k47"], "teachers": ["t28"], "sections": []} == asked["except"]


def test_the_expected_view_speaks_as_a_probe_does() -> None:
    view = expected(read(), BASE, lambda kind, key: f"{kind}-{key}")
    told = {kind: {one["key"]: one for one in records} for kind, records in as_json(view).items()}
    teacher = told["users"]["t26"]
    assert ["district_admin", "staff", "teacher"] == teacher["roles"]
    assert ["schools-s1", "schools-s5"] == teacher["schools"]
    assert ["sections-x41"] == teacher["sections"]
    assert "olu.triple@lanternridge.example" == teacher["email"]
    assert "2026" == teacher["fields"]["roles.teacher.sis_id"]
    section = told["sections"]["x26"]
    assert ([], ["users-k22", "users-k23"]) == (section["teachers"], section["students"])
    assert "teacher" not in section["fields"]
    assert ["users-k14"] == told["sections"]["x36"]["students"]
    assert [
        {"student": "users-k41", "relationship": "Parent", "type": "Parent/Guardian"},
        {"student": "users-k42", "relationship": "Parent", "type": "Parent/Guardian"},
    ] == told["contacts"]["c01"]["links"]
    assert {"x25", "x51", "x53"} == read().keyed("sections").keys() - told["sections"].keys()


@pytest.mark.parametrize("kind", OFFERED)
def test_whoever_is_named_in_the_guide_can_sign_in_or_has_nothing_to_type(kind: str) -> None:
    people = [person for one in oddities(kind, 2026) for person in one.people]
    assert people
    for person in people:
        assert bool(person.username) == bool(person.password), person
        assert len(person.username) <= 40
    assert {"Sam Sparse"} >= {person.name for person in people if not person.username}


def test_a_class_has_one_successor_though_last_years_is_in_the_files_again() -> None:
    now = district("lantern-ridge")
    for name in ("SC-46a", "SC-47b", "SC-46a"):
        changed = MUTATIONS[name].apply(now).lantern
        assert changed is not None
        now = changed
    ids = Counter(one.sis for one in now.sections)
    assert [] == [sis for sis, many in ids.items() if many > 1]
