"""The district as its files describe it, with records pointing at each other by place."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from homeroom.intake.derivation import contacts as contact_columns
from homeroom.intake.derivation import one_employee, places
from homeroom.intake.derivation import sections as section_columns
from homeroom.intake.derivation.employees import Group, RoleRecord, grouped
from homeroom.intake.derivation.places import Places
from homeroom.intake.derivation.sections import Courses
from homeroom.intake.problems import Problem
from homeroom.intake.steps.validation import DISTRICT_WIDE, Accepted


@dataclass(frozen=True)
class Draft:
    """Everything that the documents will say, before anything has an id."""

    schools: pl.DataFrame
    students: pl.DataFrame
    teachers: pl.DataFrame
    staff: pl.DataFrame
    administrators: pl.DataFrame
    sections: pl.DataFrame
    courses: Courses
    terms: Courses
    contacts: contact_columns.Contacts
    groups: list[Group]
    school_of_section: Places
    pairs: tuple[Places, Places]  # (section, student), sorted by section
    teaching: tuple[Places, Places]  # (section, teacher), primary first in each section
    student_schools: pl.DataFrame  # person, school, sections, pupils
    student_primary: pl.DataFrame  # person, school
    teacher_schools: pl.DataFrame
    teacher_primary: pl.DataFrame
    staff_schools: pl.DataFrame  # person, school
    problems: list[Problem]

    def without_student_texts(self) -> "Draft":
        """What is left to know once the students are rendered."""
        return replace(self, students=_keys(self.students, "student_id"))

    def without_texts(self) -> "Draft":
        """What is left to know once the documents are rendered: who is there, and where."""
        return replace(
            self,
            schools=_keys(self.schools, "school_id"),
            students=_keys(self.students, "student_id"),
            teachers=_keys(self.teachers, "teacher_id"),
            staff=_keys(self.staff, "staff_id"),
            administrators=_keys(self.administrators, "admin_id"),
            sections=_keys(self.sections, "section_id"),
            contacts=replace(self.contacts, frame=_keys(self.contacts.frame, "key")),
        )


def _keys(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    return frame.select(name) if name in frame.columns else frame


def draft(accepted: Accepted, switches: Mapping[str, bool]) -> Draft:
    """Derive what the rows imply (district.md 1.8)."""
    frames = accepted.frames
    students, teachers = frames["students"], frames["teachers"]
    kept, keys = frames["sections"], frames["schools"]["school_id"]
    school_of_section = places.index_of(keys, kept["school_id"])
    pairs = accepted.pairs
    teaching = _teaching(kept, teachers, accepted.teaching)
    sizes = np.bincount(pairs[0], minlength=kept.height).astype(np.uint32)
    sis = (frames["student_rows"], "student_id", students, keys)
    at = _At(keys, school_of_section, sizes, by_rows=switches.get("sis_school", False))
    student_schools, student_primary = at.schools(pairs, _sis_schools(*sis))
    sis = (teachers, "teacher_id", teachers, keys)
    teacher_schools, teacher_primary = at.schools(teaching, _sis_schools(*sis))
    staff, administrators = _employed(frames)
    contacts = contact_columns.contacts(frames["student_rows"])
    groups = grouped(_records(teachers, staff, administrators))
    people = {"teacher": teachers, "staff": staff, "district_admin": administrators}
    return Draft(
        frames["schools"],
        contact_columns.without(students),
        teachers,
        staff,
        administrators,
        _named(kept, pairs, students, teachers, switches),
        section_columns.courses(kept, by_number=switches.get("course_by_number", False)),
        section_columns.terms(kept),
        contacts,
        groups,
        school_of_section,
        pairs,
        teaching,
        student_schools,
        student_primary,
        teacher_schools,
        teacher_primary,
        _staff_schools(frames, keys),
        [*contacts.problems, *one_employee.warnings(groups, people)],
    )


@dataclass(frozen=True)
class _At:
    """Where the sections are, by which people belong to schools; or `by_rows` of their own."""

    keys: pl.Series
    school_of_section: Places
    sizes: Places
    by_rows: bool

    def schools(
        self, pairs: tuple[Places, Places], sis: pl.DataFrame
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return schools and primary school of everyone in (section, person) pairs, or by SIS."""
        section, person = pairs
        found = places.belonging(person, section, self.school_of_section, self.sizes)
        if self.by_rows:
            return places.of_rows(found, sis)
        every = places.with_fallback(found, sis)
        return every, places.primary(every, self.keys)


def _employed(frames: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return staff and administrators, each once; an administrator's rows are her roles."""
    administrators = frames.get("administrators", pl.DataFrame())
    if not administrators.is_empty():
        administrators = administrators.unique("admin_id", keep="first", maintain_order=True)
    return frames.get("staff", pl.DataFrame()), administrators


def _named(
    kept: pl.DataFrame,
    pairs: tuple[Places, Places],
    students: pl.DataFrame,
    teachers: pl.DataFrame,
    switches: Mapping[str, bool],
) -> pl.DataFrame:
    """Give the sections their names and grades."""
    primary = places.index_of(teachers["teacher_id"], kept["teacher_id"])
    lasts = teachers["last_name"].gather(primary)
    by_sis = switches.get("sis_section_name", False)
    return section_columns.as_typed(
        kept.with_columns(
            section_columns.names(kept, lasts, sis_name=by_sis),
            _grade(kept, pairs, students, switches),
        )
    )


def _grade(
    kept: pl.DataFrame,
    pairs: tuple[Places, Places],
    students: pl.DataFrame,
    switches: Mapping[str, bool],
) -> pl.Series:
    if switches.get("sis_grade", False) and "grade" in kept.columns:
        return kept["grade"]
    grade = students["grade"] if "grade" in students.columns else pl.Series("g", [""])
    if grade.len() != students.height:
        grade = pl.Series("grade", [""] * students.height)
    return section_columns.grades(kept, pairs[0], pairs[1], grade)


def _teaching(
    kept: pl.DataFrame, teachers: pl.DataFrame, teaching: pl.DataFrame
) -> tuple[Places, Places]:
    section = places.index_of(kept["section_id"], teaching["section_id"])
    teacher = places.index_of(teachers["teacher_id"], teaching["teacher_id"])
    order = np.argsort(section.astype(np.uint64) << np.uint64(8) | teaching["place"].to_numpy())
    return section[order], teacher[order]


def _sis_schools(
    rows: pl.DataFrame, key: str, people: pl.DataFrame, school_keys: pl.Series
) -> pl.DataFrame:
    if rows.height == people.height:  # each person has one row, in the same order
        return pl.DataFrame(
            {
                "person": np.arange(rows.height, dtype=np.uint32),
                "school": places.index_of(school_keys, rows["school_id"]),
                "rank": np.zeros(rows.height, dtype=np.int64),
            }
        )
    return (
        pl.DataFrame(
            {
                "person": places.index_of(people[key], rows[key]),
                "school": places.index_of(school_keys, rows["school_id"]),
            }
        )
        .unique(maintain_order=True)
        .with_columns(pl.int_range(pl.len()).over("person").alias("rank"))
    )


def _staff_schools(frames: Mapping[str, pl.DataFrame], school_keys: pl.Series) -> pl.DataFrame:
    """(person, school) of staff; people of the whole district belong to no school (decision 0016).

    Were they given every school, sharing one school would bring all the others along.
    """
    if "staff_rows" not in frames or frames["staff_rows"].is_empty():
        return pl.DataFrame(schema={"person": pl.UInt32, "school": pl.UInt32})
    rows = frames["staff_rows"]
    local = rows.filter(~rows["school_id"].is_in(list(DISTRICT_WIDE)))
    named = {
        "person": places.index_of(frames["staff"]["staff_id"], local["staff_id"]),
        "school": places.index_of(school_keys, local["school_id"]),
    }
    return pl.DataFrame(named).unique().sort("person", "school")


def _records(
    teachers: pl.DataFrame, staff: pl.DataFrame, administrators: pl.DataFrame
) -> list[RoleRecord]:
    records: list[RoleRecord] = []
    for role, frame, key, email in (
        ("teacher", teachers, "teacher_id", "teacher_email"),
        ("staff", staff, "staff_id", "staff_email"),
        ("district_admin", administrators, "admin_id", "admin_email"),
    ):
        if frame.is_empty():
            continue
        emails = frame[email].to_list() if email in frame.columns else [""] * frame.height
        records += [
            RoleRecord(role, sis_id, address)
            for sis_id, address in zip(frame[key].to_list(), emails, strict=True)
        ]
    return records
