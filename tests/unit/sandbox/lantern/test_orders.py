"""Steps in an order that nobody thought of leave files that a district could have written."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.sandbox.lantern.derived import district
from homeroom.sandbox.lantern.mutations import MUTATIONS
from homeroom.sandbox.lantern.records import Lantern, Section, Student, Teacher

MOVES = [name for name in MUTATIONS if "SC-10" <= name < "SC-48"]
"""What a walk draws from: records and sharing change, years turn over (certification.md 6.5)."""


def stepped(*names: str) -> Lantern:
    """The edge-case district after these steps, but for those that it is not made for then."""
    lantern = district("lantern-ridge")
    for name in names:
        try:
            lantern = MUTATIONS[name].apply(lantern).lantern or lantern
        except LookupError:
            continue
    return lantern


def at_no_school(lantern: Lantern) -> list[str]:
    """The people and classes whose school is not in the files."""
    schools = lantern.keyed("schools")
    held: list[Student | Teacher | Section] = [*lantern.students, *lantern.teachers]
    held += lantern.sections
    lost = [one.key for one in held if one.school not in schools]
    return lost + [one.key for one in lantern.staff if not schools.keys() >= {*one.schools}]


def written_twice(lantern: Lantern) -> list[str]:
    """What stands in the files a second time; a class by its number, people by theirs."""
    found: list[str] = []
    for kind in ("schools", "students", "teachers", "sections"):
        numbers = Counter(one.sis for one in getattr(lantern, kind))
        found += [number for number, times in numbers.items() if times > 1]
    return found


@pytest.mark.parametrize(
    "steps",
    [
        # The year is corrected that was never turned over.
        ("SC-41", "SC-47c"),
        # Last year's classes are in the files, and the year is turned over once more.
        ("SC-46a", "SC-47b", "SC-46a"),
    ],
)
def test_known_orders_leave_nobody_at_a_school_that_is_gone(steps: tuple[str, ...]) -> None:
    lantern = stepped(*steps)
    assert ([], []) == (at_no_school(lantern), written_twice(lantern))


@given(st.lists(st.sampled_from(MOVES), max_size=40))
def test_no_order_leaves_anybody_at_a_school_that_is_gone(steps: list[str]) -> None:
    lantern = stepped(*steps)
    assert ([], []) == (at_no_school(lantern), written_twice(lantern))
