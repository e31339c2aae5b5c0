"""Rows that are ready to be rendered: the columns of `roster.shape`, with ids as text."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from homeroom.foundation.ids import Rids
from homeroom.intake.assembly import columns
from homeroom.intake.assembly.neighbours import People, contact_places
from homeroom.intake.derivation.draft import Draft
from homeroom.intake.derivation.employees import Group
from homeroom.intake.derivation.places import Places
from homeroom.intake.steps.identification import Numbers
from homeroom.roster import shape
from homeroom.roster.bulk.hexes import Offsets, grouped, hex_ids, hex_lists, stretches
from homeroom_wire.roles import ROLE_BITS

_STUDENTS_AT_ONCE: Final = (5_000, 10_000)
"""At least and at most: of a smaller district half, to be stored while the rest is rendered."""

_CONTACTS_AT_ONCE: Final = 10_000
_SECTIONS_AT_ONCE: Final = 2_000
_TECH_LEAD: Final = ("School Tech Lead", "SchoolTechLead", "STL")


@dataclass(frozen=True)
class Rows:
    """Rows of one kind: `rid`, `roles`, `at_school`, `at_course`, `at_term`, and the fields."""

    shape: shape.Shape
    frame: pl.DataFrame
    total: int = 0  # of the kind, if this is a stretch of it


@dataclass
class Assembly:
    """What it takes to make rows, once: the draft, its numbers, and the district."""

    draft: Draft
    numbers: Numbers
    who: People
    district: int
    district_id: str
    today: str

    def counts(self) -> dict[str, int]:
        """Return how many rows each kind has, in the order of `kinds`."""
        numbers = self.numbers
        people = (numbers.students, numbers.groups, numbers.contacts)
        return {
            "schools": numbers.schools.size,
            "terms": numbers.terms.size,
            "courses": numbers.courses.size,
            "users": sum(each.size for each in people),
            "sections": numbers.sections.size,
        }

    def kinds(self) -> Iterator[Rows]:
        """Give the rows of every kind, parents before children."""
        yield self._plain(shape.SCHOOL, self.numbers.schools, self._schools())
        yield self._plain(shape.TERM, self.numbers.terms, _fields(self.draft.terms.frame))
        yield self._plain(shape.COURSE, self.numbers.courses, _fields(self.draft.courses.frame))
        yield from self._students()
        yield self._employees()
        if not self.draft.contacts.frame.is_empty():
            yield from self._contacts()
        yield from self._sections()

    def _plain(self, of: shape.Shape, rids: Rids, frame: pl.DataFrame) -> Rows:
        return Rows(of, _placed(frame, rids, roles=0))

    def _schools(self) -> pl.DataFrame:
        return columns.chosen(self.draft.schools, columns.SCHOOL)

    def _school_ids(self, places: pl.Series) -> pl.Series:
        return hex_ids(self.numbers.schools, self.district).gather(places)

    def _schools_of(self, found: pl.DataFrame, count: int) -> tuple[Rids, Offsets]:
        """Return everyone's schools one after the other, ascending, and where each one's start."""
        school = self.numbers.schools[found["school"].to_numpy()]
        person = found["person"].to_numpy()
        order = np.lexsort((school, person))
        return school[order], grouped(person[order].astype(np.uint32), count)

    def _lists(self, schools: tuple[Rids, Offsets], places: Offsets, *around: str) -> pl.Series:
        """Write the lists of schools of the people at these places, with a text around each."""
        listed, starts = stretches(schools[1], places)
        return hex_lists(schools[0][listed], starts, self.district, *around)

    def _primary(self, found: pl.DataFrame, count: int) -> pl.Series:
        ordered = pl.DataFrame({"person": np.arange(count, dtype=np.uint32)}).join(
            found, on="person", how="left", maintain_order="left"
        )
        return ordered["school"]

    def _students(self) -> Iterator[Rows]:
        """Give the students in stretches, ascending, so that memory holds the text of one.

        What the files say of them is most of what is held: it is let go of on the way.
        """
        rids, order = self.numbers.students, np.argsort(self.numbers.students, kind="stable")
        least, most = _STUDENTS_AT_ONCE
        at_once = max(least, min(most, -(-order.size // 2)))
        pieces = _pieces(self.draft.students, order, at_once)
        draft = self.draft = self.draft.without_student_texts()
        count = draft.students.height
        attended = draft.student_schools.filter(pl.col("sections") > 0)
        every = self._schools_of(draft.student_schools, count)
        open_spans = self._schools_of(attended, count)
        primary = self._primary(draft.student_primary, count)
        around = '{"school":"', f'","start_date":"{self.today}"}}'
        for start, piece in zip(range(0, count, at_once), pieces, strict=True):
            places = order[start : start + at_once]
            frame = columns.chosen(piece, columns.STUDENT).with_columns(
                self._school_ids(primary[places]).alias("school"),
                self._lists(every, places).alias("schools"),
                self._lists(open_spans, places, *around).alias("enrollments"),
            )
            yield Rows(shape.STUDENT, _placed(frame, rids[places], ROLE_BITS["student"]), count)

    def _contacts(self) -> Iterator[Rows]:
        """Give the contacts in stretches, ascending, each with its students in their order."""
        rids, count = self.numbers.contacts, self.draft.contacts.frame.height
        contact, student = contact_places(self.draft)
        by_contact = np.lexsort((self.numbers.students[student], contact))
        of_contact = grouped(contact[by_contact], count)
        order = np.argsort(rids, kind="stable")
        for start in range(0, count, _CONTACTS_AT_ONCE):
            places = order[start : start + _CONTACTS_AT_ONCE]
            listed, starts = stretches(of_contact, places)
            relations = by_contact[listed]
            lists = self._relationships(relations, student[relations], starts)
            legacy = self.numbers.legacy_of_contacts[places]
            frame = columns.chosen(self.draft.contacts.frame[places], columns.CONTACT).with_columns(
                hex_ids(legacy, self.district).alias("legacy_id"),
                lists.alias("student_relationships"),
            )
            yield Rows(shape.CONTACT, _placed(frame, rids[places], ROLE_BITS["contact"]), count)

    def _relationships(self, relations: Offsets, student: Places, starts: Offsets) -> pl.Series:
        """Write the relationships of each contact, one contact after the other."""
        owner = np.repeat(np.arange(starts.size - 1), np.diff(starts))
        texts = self.draft.contacts.relations[relations].select(
            pl.Series("owner", owner),
            pl.concat_str(
                pl.lit('{"student":"'),
                hex_ids(self.numbers.students[student], self.district),
                pl.lit('","relationship":"'),
                "contact_relationship",
                pl.lit('","type":"'),
                "contact_type",
                pl.lit('"}'),
            ).alias("text"),
        )
        joined = texts.group_by("owner", maintain_order=True).agg(pl.col("text").str.join(","))
        return joined.select("[" + pl.col("text") + "]").to_series()

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
        everyone = np.arange(count)
        if role == "teacher":
            primary = self._primary(draft.teacher_primary, count)
            taught_at = self._schools_of(draft.teacher_schools, count)
            chosen = chosen.with_columns(
                self._school_ids(primary).alias("teacher.school"),
                self._lists(taught_at, everyone).alias("teacher.schools"),
            )
        if role == "staff":
            lead = frame["role"].is_in(list(_TECH_LEAD)) if "role" in frame.columns else None
            words = pl.when(lead if lead is not None else pl.lit(value=False))
            staff_at = self._schools_of(draft.staff_schools, count)
            chosen = chosen.with_columns(
                self._lists(staff_at, everyone).alias("staff.schools"),
                words.then(pl.lit('["SchoolTechLead"]'))
                .otherwise(pl.lit('["PortalOnly"]'))
                .alias("staff.roles"),
            )
        return role, chosen

    def _sections(self) -> Iterator[Rows]:
        """Give the sections in stretches, ascending: their lists of students are the most text."""
        count = self.draft.sections.height
        order = np.argsort(self.numbers.sections, kind="stable")
        students = grouped(self.draft.pairs[0], count)
        teachers = grouped(self.draft.teaching[0], count)
        for start in range(0, count, _SECTIONS_AT_ONCE):
            places = order[start : start + _SECTIONS_AT_ONCE]
            frame = self._sections_at(places, students, teachers)
            yield Rows(shape.SECTION, frame, count)

    def _sections_at(self, places: Offsets, students: Offsets, teachers: Offsets) -> pl.DataFrame:
        draft, numbers = self.draft, self.numbers
        listed, starts = stretches(students, places)
        rids = numbers.students[draft.pairs[1][listed]]
        rids = rids[np.lexsort((rids, np.repeat(np.arange(places.size), np.diff(starts))))]
        taught, first = stretches(teachers, places)
        staff = self.who.teachers[draft.teaching[1][taught]]
        term, course = draft.terms.of_section[places], draft.courses.of_section[places]
        school = draft.school_of_section[places]
        frame = columns.chosen(draft.sections[places], columns.SECTION).with_columns(
            self._school_ids(pl.Series(school)).alias("school"),
            hex_lists(rids, starts, self.district).alias("students"),
            hex_ids(staff[first[:-1]], self.district).alias("teacher"),
            hex_lists(staff, first, self.district).alias("teachers"),
            hex_ids(numbers.terms, self.district).gather(term).alias("term_id"),
            hex_ids(numbers.courses, self.district).gather(course).alias("course"),
        )
        return _placed(frame, numbers.sections[places], roles=0).with_columns(
            pl.Series("at_school", numbers.schools[school], pl.UInt64),
            pl.Series("numbers", numbers.courses, pl.UInt64).gather(course).alias("at_course"),
            pl.Series("numbers", numbers.terms, pl.UInt64).gather(term).alias("at_term"),
        )


def _pieces(students: pl.DataFrame, order: Offsets, at_once: int) -> Iterator[pl.DataFrame]:
    """Give the rows in an order, a stretch at a time, each let go of before the next."""
    if not np.all(order[1:] > order[:-1]):
        for start in range(0, order.size, at_once):
            yield students[order[start : start + at_once]]
        return
    waiting = deque(students.iter_slices(at_once))
    del students
    while waiting:
        yield waiting.popleft()


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
