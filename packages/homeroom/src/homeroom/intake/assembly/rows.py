"""Rows that are ready to be rendered: the columns of `roster.shape`, with ids as text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from homeroom.foundation.ids import Rids
from homeroom.intake.assembly import columns
from homeroom.intake.assembly.neighbours import People
from homeroom.intake.derivation.draft import Draft
from homeroom.intake.derivation.employees import Group
from homeroom.intake.steps.identification import Numbers, contact_keys
from homeroom.roster import shape
from homeroom.roster.hexes import grouped, hex_ids, hex_lists

ROLE_BITS: Final = {"student": 1, "teacher": 2, "staff": 4, "district_admin": 8, "contact": 16}
_TECH_LEAD: Final = ("School Tech Lead", "SchoolTechLead", "STL")


@dataclass(frozen=True)
class Rows:
    """Rows of one kind: `rid`, `roles`, `at_school`, `at_course`, `at_term`, and the fields."""

    shape: shape.Shape
    frame: pl.DataFrame


@dataclass(frozen=True)
class Assembly:
    """What it takes to make rows: the draft, its numbers, and the district."""

    draft: Draft
    numbers: Numbers
    who: People
    district: int
    district_id: str
    today: str

    def kinds(self) -> Iterator[Rows]:
        """Give the rows of every kind, parents before children."""
        yield self._plain(shape.SCHOOL, self.numbers.schools, self._schools())
        yield self._plain(shape.TERM, self.numbers.terms, _fields(self.draft.terms.frame))
        yield self._plain(shape.COURSE, self.numbers.courses, _fields(self.draft.courses.frame))
        yield self._students()
        yield self._employees()
        if not self.draft.contacts.frame.is_empty():
            yield self._contacts()
        yield self._sections()

    def _plain(self, of: shape.Shape, rids: Rids, frame: pl.DataFrame) -> Rows:
        return Rows(of, _placed(frame, rids, roles=0))

    def _schools(self) -> pl.DataFrame:
        return columns.chosen(self.draft.schools, columns.SCHOOL)

    def _school_ids(self, places: pl.Series) -> pl.Series:
        return hex_ids(self.numbers.schools, self.district).gather(places)

    def _schools_of(self, found: pl.DataFrame, count: int) -> pl.Series:
        """Return each person's list of schools, ascending by id."""
        school = self.numbers.schools[found["school"].to_numpy()]
        person = found["person"].to_numpy()
        order = np.lexsort((school, person))
        starts = grouped(person[order].astype(np.uint32), count)
        return hex_lists(school[order], starts, self.district)

    def _primary(self, found: pl.DataFrame, count: int) -> pl.Series:
        ordered = pl.DataFrame({"person": np.arange(count, dtype=np.uint32)}).join(
            found, on="person", how="left", maintain_order="left"
        )
        return self._school_ids(ordered["school"])

    def _students(self) -> Rows:
        draft, count = self.draft, self.draft.students.height
        attended = draft.student_schools.filter(pl.col("sections") > 0)
        spans = self._schools_of(attended, count).str.replace_all(
            r'("[0-9a-f]{24}")', f'{{"school":$1,"start_date":"{self.today}"}}'
        )
        frame = columns.chosen(draft.students, columns.STUDENT).with_columns(
            self._primary(draft.student_primary, count).alias("school"),
            self._schools_of(draft.student_schools, count).alias("schools"),
            spans.alias("enrollments"),
        )
        return Rows(shape.STUDENT, _placed(frame, self.numbers.students, ROLE_BITS["student"]))

    def _contacts(self) -> Rows:
        draft, numbers = self.draft, self.numbers
        student = pl.DataFrame(
            {
                "student_id": draft.students["student_id"],
                "student": hex_ids(numbers.students, self.district),
                "order": numbers.students,
            }
        )
        relations = draft.contacts.relations.join(student, on="student_id", how="left")
        texts = relations.sort("order").with_columns(
            pl.concat_str(
                pl.lit('{"student":"'),
                "student",
                pl.lit('","relationship":"'),
                "contact_relationship",
                pl.lit('","type":"'),
                "contact_type",
                pl.lit('"}'),
            ).alias("text")
        )
        joined = texts.group_by("key").agg(pl.col("text").str.join(","))
        lists = draft.contacts.frame.select("key").join(
            joined, on="key", how="left", maintain_order="left"
        )["text"]
        legacy = np.array([numbers.legacy[key] for key in contact_keys(draft)], dtype=np.uint64)
        frame = columns.chosen(draft.contacts.frame, columns.CONTACT).with_columns(
            hex_ids(legacy, self.district).alias("legacy_id"),
            ("[" + lists + "]").alias("student_relationships"),
        )
        return Rows(shape.CONTACT, _placed(frame, numbers.contacts, ROLE_BITS["contact"]))

    def _employees(self) -> Rows:
        draft, numbers = self.draft, self.numbers
        pieces = [
            self._role("teacher", draft.teachers, "teacher_id", columns.TEACHER),
            self._role("staff", draft.staff, "staff_id", columns.STAFF),
            self._role("district_admin", draft.administrators, "admin_id", columns.ADMINISTRATOR),
        ]
        frame = pl.DataFrame({"group": np.arange(len(draft.groups), dtype=np.uint32)})
        shared = ("email", "first_name", "last_name", "middle_name")
        for role, piece in pieces:
            renamed = piece.rename({c: f"{role}:{c}" for c in shared if c in piece.columns})
            places = _places(draft.groups, role, piece["key"])
            frame = frame.join(
                renamed.drop("key").with_columns(places.alias("group")),
                on="group",
                how="left",
                maintain_order="left",
            )
        for name in shared:
            found = [f"{role}:{name}" for role, _ in pieces if f"{role}:{name}" in frame.columns]
            if found:
                frame = frame.with_columns(pl.coalesce(found).alias(name)).drop(found)
        masks = frame.select(
            pl.sum_horizontal(
                pl.col(f"{role}.legacy_id").is_not_null().cast(pl.Int32) * ROLE_BITS[role]
                for role, _ in pieces
            )
        )
        return Rows(shape.EMPLOYEE, _placed(frame.drop("group"), numbers.groups, masks.to_series()))

    def _role(
        self, role: str, frame: pl.DataFrame, key: str, names: dict[str, str]
    ) -> tuple[str, pl.DataFrame]:
        if frame.is_empty():
            empty = {"key": pl.String, f"{role}.legacy_id": pl.String}
            return role, pl.DataFrame(schema=empty)
        ids = frame[key].to_list()
        legacy = np.array([self.numbers.legacy[f"{role}:{i}"] for i in ids], dtype=np.uint64)
        chosen = columns.chosen(frame, names, f"{role}.ext.").with_columns(
            frame[key].alias("key"),
            hex_ids(legacy, self.district).alias(f"{role}.legacy_id"),
        )
        draft, count = self.draft, frame.height
        if role == "teacher":
            chosen = chosen.with_columns(
                self._primary(draft.teacher_primary, count).alias("teacher.school"),
                self._schools_of(draft.teacher_schools, count).alias("teacher.schools"),
            )
        if role == "staff":
            lead = frame["role"].is_in(list(_TECH_LEAD)) if "role" in frame.columns else None
            words = pl.when(lead if lead is not None else pl.lit(value=False))
            chosen = chosen.with_columns(
                self._schools_of(draft.staff_schools, count).alias("staff.schools"),
                words.then(pl.lit('["SchoolTechLead"]'))
                .otherwise(pl.lit('["PortalOnly"]'))
                .alias("staff.roles"),
            )
        return role, chosen

    def _sections(self) -> Rows:
        draft, numbers, count = self.draft, self.numbers, self.draft.sections.height
        section, student = draft.pairs
        rids = numbers.students[student]
        order = np.lexsort((rids, section))
        taught, teacher = draft.teaching
        starts = grouped(taught, count)
        first = self.who.teachers[teacher[starts[:-1]]]
        term, course = draft.terms.of_section, draft.courses.of_section
        frame = columns.chosen(draft.sections, columns.SECTION).with_columns(
            self._school_ids(pl.Series(draft.school_of_section)).alias("school"),
            hex_lists(rids[order], grouped(section, count), self.district).alias("students"),
            hex_ids(first, self.district).alias("teacher"),
            hex_lists(self.who.teachers[teacher], starts, self.district).alias("teachers"),
            hex_ids(numbers.terms, self.district).gather(term).alias("term_id"),
            hex_ids(numbers.courses, self.district).gather(course).alias("course"),
        )
        placed = _placed(frame, numbers.sections, roles=0).with_columns(
            pl.Series("at_school", numbers.schools[draft.school_of_section], pl.UInt64),
            pl.Series("numbers", numbers.courses, pl.UInt64).gather(course).alias("at_course"),
            pl.Series("numbers", numbers.terms, pl.UInt64).gather(term).alias("at_term"),
        )
        return Rows(shape.SECTION, placed)


def _fields(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop("key") if "key" in frame.columns else frame


def _places(groups: list[Group], role: str, keys: pl.Series) -> pl.Series:
    """Return the group in which each record of the role is."""
    where = {
        record.sis_id: place
        for place, group in enumerate(groups)
        for record in group
        if record.role == role
    }
    return pl.Series([where[key] for key in keys.to_list()], dtype=pl.UInt32)


def _placed(frame: pl.DataFrame, rids: Rids, roles: int | pl.Series) -> pl.DataFrame:
    mask = pl.lit(roles, pl.Int32) if isinstance(roles, int) else roles.cast(pl.Int32)
    if frame.width == 0:
        frame = pl.DataFrame({"_": rids}).drop("_")
    return frame.with_columns(
        pl.Series("rid", rids, pl.UInt64),
        mask.alias("roles"),
        pl.lit(None, pl.UInt64).alias("at_school"),
        pl.lit(None, pl.UInt64).alias("at_course"),
        pl.lit(None, pl.UInt64).alias("at_term"),
    )
