"""Whoever becomes one user with somebody of quite another name is told of."""

import polars as pl

from homeroom.intake.derivation.employees import RoleRecord, grouped
from homeroom.intake.derivation.one_employee import warnings
from homeroom.intake.problems import Problem

ALL = "all@district.example.org"


def people(key: str, *names: tuple[str, str, str]) -> pl.DataFrame:
    rows = [
        {"_line": line, key: own, "first_name": first, "last_name": last}
        for line, (own, first, last) in enumerate(names, 2)
    ]
    return pl.DataFrame(rows)


def told(*staff: tuple[str, str, str]) -> list[Problem]:
    teachers = people("teacher_id", ("T1", "Tom", "Ash"))
    records = [
        RoleRecord("teacher", "T1", ALL),
        *(RoleRecord("staff", own, ALL) for own, *_ in staff),
    ]
    frames = {
        "teacher": teachers,
        "staff": people("staff_id", *staff),
        "district_admin": pl.DataFrame(),
    }
    return warnings(grouped(records), frames)


def test_two_names_of_one_address_are_named() -> None:
    (problem,) = told(("S1", "Sue", "Birch"))

    assert ("one_email_two_names", "warning", "staff.csv", 2, "S1", "staff_email", ALL) == (
        problem.code, problem.severity, problem.file, problem.line, problem.record, problem.field,
        problem.value,
    )  # fmt: skip
    assert "Sue Birch has the e-mail of Tom Ash in teachers.csv" in problem.text


def test_a_second_clerk_of_the_address_is_merged_with_nobody() -> None:
    assert ["S1"] == [one.record for one in told(("S1", "Sue", "Birch"), ("S2", "Una", "Cole"))]


def test_one_person_in_two_roles_is_no_news() -> None:
    assert [] == told(("S1", "Tom", "Ash"))
    assert [] == told(("S1", "Tom", "Birch"))
