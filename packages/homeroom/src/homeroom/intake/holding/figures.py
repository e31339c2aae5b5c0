"""What the hold rules look at beside plain counts: schools, a rollover, ids that came back.

All of it is read from the roster as it is and from the draft; nothing is written
(district.md 1.11 and 1.12, ruling R16).
"""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
import polars as pl

from homeroom.foundation.database import Session
from homeroom.foundation.ids import Rids
from homeroom.intake.derivation.draft import Draft
from homeroom.intake.holding import signs
from homeroom.intake.rules import (
    Limits,
    Reason,
    Reuse,
    Rollover,
    SchoolTally,
    hold_reasons,
    phase_of,
)
from homeroom.intake.steps.comparison import Comparison
from homeroom.intake.steps.identification import Numbers, student_keys
from homeroom.intake.steps.preparation import Order, Prepared
from homeroom.roster import documents, queries

_STUDENT: Final = 1
_GRADE: Final = r'"grade":"([^"]*)"'
_LADDER: Final = (
    "InfantToddler", "Preschool", "PreKindergarten", "Kindergarten", *map(str, range(1, 14)),
    "PostGraduate",
)  # fmt: skip
_NEXT: Final = dict(pairwise(_LADDER)) | {"TransitionalKindergarten": "Kindergarten"}
_ALSO_NEXT: Final = {("PreKindergarten", "TransitionalKindergarten"), ("12", "PostGraduate")}


def limits_of(switches: Mapping[str, Any]) -> Limits:
    """Return the district's own thresholds; what it did not choose is the rules' default."""
    chosen = switches.get("limits", {})
    return Limits(chosen.get("updated", {}), chosen.get("deleted", {}))


def reasons(session: Session, order: Order, prepared: Prepared) -> list[Reason]:
    """Return why a person must look at what was prepared; a first sync never holds (1.12)."""
    tallies = prepared.tallies()
    draft, numbers = prepared.draft, prepared.numbers
    if draft is None or numbers is None or not any(one.existing for one in tallies.values()):
        return []
    expected = rollover(prepared, order)
    counted = hold_reasons(
        tallies,
        schools(session, order.district.number, draft, numbers),
        limits_of(order.switches),
        expected,
        reused(session, order, prepared),
    )
    return [*counted, *signs.reasons(prepared, in_rollover=expected is not None)]


# ---------------------------------------------------------------- schools


def schools(
    session: Session, district: int, draft: Draft, numbers: Numbers
) -> dict[str, SchoolTally]:
    """Return each school's students and sections before and after, by its id."""
    people = queries.rids(session, district, "users")
    students = people.filter((pl.col("roles") & _STUDENT) > 0)["rid"].to_numpy()
    members = dict(documents.everyones_neighbours(session, district, "schools", "users"))
    sections = dict(documents.everyones_neighbours(session, district, "schools", "sections"))
    after_students = _per_school(draft.student_schools, numbers.schools)
    counted = np.bincount(draft.school_of_section, minlength=numbers.schools.size)
    after_sections = dict(zip(numbers.schools.tolist(), counted.tolist(), strict=True))
    there = set(numbers.schools.tolist())
    found = {}
    for document in _every(session, district, "schools"):
        rid = document.rid
        mine = members.get(rid, np.array([], dtype=np.uint64))
        found[str(rid)] = SchoolTally(
            json.loads(document.body)["name"],
            int(np.isin(mine, students, assume_unique=True).sum()),
            after_students.get(rid, 0),
            int(sections[rid].size) if rid in sections else 0,
            after_sections.get(rid, 0),
            is_gone=rid not in there,
        )
    return found


def _per_school(places: pl.DataFrame, schools: Rids) -> dict[int, int]:
    counted = places.select("person", "school").unique().group_by("school").len()
    return {int(schools[place]): count for place, count in counted.iter_rows()}


def _every(session: Session, district: int, kind: str) -> Iterator[documents.Document]:
    after = documents.BEFORE_ALL
    while found := documents.documents_after(session, district, kind, after, 1000):
        yield from found
        after = found[-1].rid


# ---------------------------------------------------------------- rollover


def rollover(prepared: Prepared, order: Order) -> Rollover | None:
    """Return what is seen of a rollover, if the district expects one today."""
    window = order.switches.get("rollover")
    comparison = prepared.comparison
    if comparison is None or phase_of(window, order.now.date()) != "now":
        return None
    existing = comparison.existing.get("students", 0)
    deleted = comparison.counts.get("students", {}).get("deleted", 0)
    return Rollover(existing - deleted, _grades_up(comparison))


def _grades_up(comparison: Comparison) -> int:
    """Count the students whose grade is the next one; whoever did not change did not move up."""
    risen = 0
    for frame in comparison.changes.frames("users", "updated"):
        pupils = frame.filter((pl.col("roles") & _STUDENT) > 0).select(
            pl.col("old_body").str.extract(_GRADE).alias("old"),
            pl.col("body").str.extract(_GRADE).alias("new"),
        )
        for (old, new), count in _counted(pupils):
            if _NEXT.get(old) == new or (old, new) in _ALSO_NEXT:
                risen += count
    return risen


def _counted(pairs: pl.DataFrame) -> Iterator[tuple[tuple[str, str], int]]:
    for old, new, count in pairs.drop_nulls().group_by("old", "new").len().iter_rows():
        yield (old, new), count


# ---------------------------------------------------------------- ids that came back


def reused(session: Session, order: Order, prepared: Prepared) -> tuple[Reuse, ...]:
    """Return students whose id was gone and now names somebody else (district.md D-ID-3)."""
    if prepared.draft is None or prepared.comparison is None:
        return ()
    district = order.district.number
    known = queries.known(session, district).filter(
        (pl.col("kind") == "users") & pl.col("gone_on").is_not_null()
    )
    back = known.filter(pl.col("key").is_in(student_keys(prepared.draft).implode()))
    if back.is_empty():
        return ()
    keys = dict(zip(back["rid"].to_list(), back["key"].to_list(), strict=True))
    before = queries.newest_kept(session, district, "users", keys)
    found = []
    for frame in prepared.comparison.changes.frames("users", "created"):
        for rid, body in (
            frame.filter(pl.col("rid").is_in(list(before))).select("rid", "body").iter_rows()
        ):
            was, now = _person(before[rid]), _person(body)
            if all(old != new for old, new in zip(was, now, strict=True)):
                found.append(Reuse(keys[rid].removeprefix("student:"), was[0], now[0]))
    return tuple(found)


def _person(body: str) -> tuple[str, str, str]:
    """Return last name, date of birth and e-mail."""
    user = json.loads(body)
    student = user.get("roles", {}).get("student", {})
    return user.get("name", {}).get("last", ""), student.get("dob", ""), user.get("email", "")
