"""The days played: enough events, of all kinds, and never a held sync.

What the hub would see is worked out here from the files alone (district.md 1.8, 1.12), with
the derived parts that make a record change along: a section's students and name, a person's
schools, a contact's students.
"""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest

from homeroom.sandbox.generator import days
from tests.unit.sandbox.reading import FileSet, Row, rows

SEEDS = (2026, 1, 7, 99, 12345)
Records = dict[str, dict[str, object]]


def records(files: FileSet) -> Records:
    """Per type: source id -> everything that shows on the wire."""
    sections = rows(files, "sections")
    seated: dict[str, set[str]] = defaultdict(set)
    schools: dict[str, set[str]] = defaultdict(set)
    for row in rows(files, "enrollments"):
        seated[row["Section_id"]].add(row["Student_id"])
        schools[row["Student_id"]].add(row["School_id"])
    last = {row["Teacher_id"]: row["Last_name"] for row in rows(files, "teachers")}
    for row in sections:
        for column in ("Teacher_id", "Teacher_2_id", "Teacher_3_id"):
            schools[row[column]].add(row["School_id"])
    return {
        "schools": {row["School_id"]: row for row in rows(files, "schools")},
        "students": {
            row["Student_id"]: (own(row), sorted(schools[row["Student_id"]]))
            for row in rows(files, "students")
        },
        "teachers": {
            row["Teacher_id"]: (row, sorted(schools[row["Teacher_id"]]))
            for row in rows(files, "teachers")
        },
        "staff": {row["Staff_id"]: row for row in rows(files, "staff")},
        "sections": {
            row["Section_id"]: (row, sorted(seated[row["Section_id"]]), last[row["Teacher_id"]])
            for row in sections
        },
        "courses": {row["Course_number"]: row["Course_name"] for row in sections},
        "terms": {row["Term_name"]: row["Term_start"] for row in sections},
        "contacts": dict(contacts(rows(files, "students"))),
    }


def own(row: Row) -> Row:
    """A student's row without its contact."""
    return {name: value for name, value in row.items() if not name.startswith("Contact_")}


def contacts(students: list[Row]) -> dict[str, object]:
    """Contacts by the identity of district.md 1.8."""
    found: dict[str, list[object]] = defaultdict(list)
    for row in students:
        if row["Contact_name"]:
            known_by = row["Contact_email"] or row["Contact_phone"]
            key = row["Contact_sis_id"] or f"{row['Contact_name']} {known_by}"
            found[key].append([row["Student_id"], row["Contact_phone"], row["Contact_email"]])
    return dict(found)


def changes(before: FileSet, after: FileSet) -> dict[str, Counter[str]]:
    """Per type: how many existed, and are created, updated and deleted."""
    old, new = records(before), records(after)
    return {
        kind: Counter(
            existing=len(old[kind]),
            created=len(new[kind].keys() - old[kind].keys()),
            deleted=len(old[kind].keys() - new[kind].keys()),
            updated=sum(
                old[kind][key] != new[kind][key] for key in old[kind].keys() & new[kind].keys()
            ),
        )
        for kind in old
    }


def played(seed: int) -> list[dict[str, Counter[str]]]:
    sets = [day.files for day in days(seed)]
    return [changes(before, after) for before, after in pairwise(sets)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_days_make_more_than_two_hundred_events(seed: int) -> None:
    total: Counter[str] = Counter()
    for day in played(seed):
        for counts in day.values():
            total += counts
    del total["existing"]
    assert {"created", "updated", "deleted"} == set(total)
    assert total.total() >= 220
    assert total["created"] >= 8
    assert total["deleted"] >= 4


@pytest.mark.parametrize("seed", SEEDS)
def test_no_day_comes_near_a_hold(seed: int) -> None:
    for number, day in enumerate(played(seed), start=1):
        for kind, counts in day.items():
            place = f"day {number}, {kind}: {dict(counts)}"
            assert counts["updated"] <= 0.5 * counts["existing"], place
            assert counts["deleted"] <= 0.1 * counts["existing"], place


@pytest.mark.parametrize("seed", SEEDS)
def test_every_day_changes_something(seed: int) -> None:
    for day in played(seed):
        assert sum(counts["updated"] for counts in day.values()) >= 5


def test_a_student_leaves_and_returns_with_her_id() -> None:
    present: list[set[str]] = [set(records(day.files)["students"]) for day in days()]
    gone = set().union(*present) - present[0].intersection(*present[1:])
    returned = {one for one in gone if one in present[0] and one in present[-1]}
    assert len(returned) == 1


def test_days_follow_each_other_on_school_days() -> None:
    dates = [day.on for day in days()]
    assert sorted(set(dates)) == dates
    assert all(one.isoweekday() <= 5 for one in dates)


def test_another_school_year_is_the_same_story_a_year_later() -> None:
    later = days(school_year=2027)
    assert later[0].on.year == 2027
    assert [day.story for day in days()] == [day.story for day in later]
    assert "Fall 2027-2028" in later[0].files["sections.csv"].decode()


def test_the_same_seed_gives_the_same_days() -> None:
    assert days(3) == days(3)


def test_the_story_can_end_on_a_given_day() -> None:
    played = days(until=date(2027, 2, 7), count=3)  # a Sunday
    assert [date(2027, 2, day) for day in (2, 3, 4, 5)] == [day.on for day in played]
    assert "2027-02-05" in played[-1].files["attendance.csv"].decode()
    assert [day.files["students.csv"] for day in played] == [
        day.files["students.csv"] for day in days()[:4]
    ]
