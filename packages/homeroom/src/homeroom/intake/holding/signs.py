"""Signs that files are not what they seem, which no count of losses shows.

A file whose end did not arrive, records that vanish though other files still name them, and ids
that suddenly belong to somebody else pass every threshold as long as they are few (district.md
1.11 and 1.12). Each is a reason for a person to look first.
"""

from collections.abc import Iterator
from typing import Final

import polars as pl

from homeroom.intake.problems import CUT_OFF
from homeroom.intake.rules import Reason
from homeroom.intake.steps.comparison import Comparison
from homeroom.intake.steps.preparation import Prepared

FEWEST: Final = 2
"""One record alone may be a slip of the pen."""

STILL_NAMED_SHARE: Final = 0.01
"""Of what is there; schools forget to end the enrolments of the few who left."""

EXCHANGED_SHARE: Final = 0.005
EXCHANGED_MOST: Final = 20

_STUDENT: Final = 1
_WHO: Final = {
    "first": r'"name":\{[^}]*"first":"((?:[^"\\]|\\.)*)"',
    "last": r'"name":\{[^}]*"last":"((?:[^"\\]|\\.)*)"',
    "dob": r'"dob":"([^"]*)"',
}
_NAMED_IN: Final = {
    "student_not_listed": ("students", "enrollments.csv", "student:"),
    "section_not_listed": ("sections", "enrollments.csv", ""),
    "teacher_not_listed": ("teachers", "sections.csv", "teacher:"),
}
"""Code of a row error -> the type that is named, where, and what its keys begin with."""


def reasons(prepared: Prepared, *, in_rollover: bool) -> Iterator[Reason]:
    """Give what a person should look at; a window for a rollover forgives stale enrolments."""
    for problem in prepared.problems:
        if problem.code == CUT_OFF:
            yield Reason(CUT_OFF, problem.file.removesuffix(".csv"), 1, 0, problem.text)
    if not in_rollover:
        yield from _still_named(prepared)
    if prepared.comparison is not None:
        yield from _exchanged(prepared.comparison)


def _still_named(prepared: Prepared) -> Iterator[Reason]:
    """Records that are left out of their own file while another file of the set has them."""
    if prepared.numbers is None or prepared.comparison is None:
        return
    gone = set(prepared.numbers.gone["key"].to_list())
    for code, (kind, file, prefix) in _NAMED_IN.items():
        named = {prefix + one.value for one in prepared.problems if one.code == code}
        count = len(named & gone)
        existing = prepared.comparison.existing.get(kind, 0)
        if count >= FEWEST and count > STILL_NAMED_SHARE * existing:
            text = (
                f"{count} of {existing} {kind} would be lost though {file} still names them: "
                f"{kind}.csv seems to be incomplete."
            )
            yield Reason("still_named", kind, count, existing, text)


def _exchanged(comparison: Comparison) -> Iterator[Reason]:
    """Students of whom names and date of birth all change at once: others under their ids."""
    count = 0
    for frame in comparison.changes.frames("users", "updated"):
        pupils = frame.filter((pl.col("roles") & _STUDENT) > 0)
        differs = [
            pl.col("old_body").str.extract(pattern) != pl.col("body").str.extract(pattern)
            for pattern in _WHO.values()
        ]
        count += pupils.filter(pl.all_horizontal(differs)).height
    existing = comparison.existing.get("students", 0)
    if count >= FEWEST and count > min(EXCHANGED_MOST, EXCHANGED_SHARE * existing):
        text = (
            f"{count} of {existing} students would have another first name, last name and date of "
            "birth under the same id: their ids seem to be exchanged."
        )
        yield Reason("ids_exchanged", "students", count, existing, text)
