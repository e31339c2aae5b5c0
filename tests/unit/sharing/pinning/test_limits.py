"""From which change on an application looks first, decided on figures alone."""

import pytest

from homeroom.foundation.errors import InvalidRequestError
from homeroom.sharing.pinning.rules import (
    DELETED,
    TYPES,
    UPDATED,
    Excess,
    Figures,
    Limit,
    Limits,
    check_limits,
    exceeded,
)

FIRST = Limits()


def of_students(**limit: int | None) -> Limits:
    return Limits({"students": Limit(**limit)})


def test_limits_begin_as_those_of_a_district() -> None:
    assert (75, 10) == (UPDATED, DELETED)
    assert Limit(75, 10, None) == FIRST.of("students") == FIRST.of("terms")


def test_one_deletion_more_than_a_tenth_is_too_much() -> None:
    assert [] == exceeded(FIRST, {"students": Figures(100, deleted=10)})
    assert [Excess("students", "deleted", 11, 100, 10)] == exceeded(
        FIRST, {"students": Figures(100, deleted=11)}
    )


def test_three_quarters_updated_are_too_much() -> None:
    assert [] == exceeded(FIRST, {"sections": Figures(100, updated=74)})
    assert [Excess("sections", "updated", 75, 100, 75)] == exceeded(
        FIRST, {"sections": Figures(100, updated=75)}
    )


def test_creations_count_only_where_a_limit_was_set() -> None:
    grown = {"students": Figures(100, created=900)}
    assert [] == exceeded(FIRST, grown)
    assert [Excess("students", "created", 900, 100, 50)] == exceeded(of_students(created=50), grown)


def test_who_had_nothing_is_never_held() -> None:
    assert [] == exceeded(of_students(created=0, updated=0, deleted=0), {"students": Figures()})
    assert [] == exceeded(of_students(created=0), {"students": Figures(0, created=500)})


def test_a_limit_can_be_switched_off_for_one_type() -> None:
    gone = {name: Figures(10, updated=0, deleted=10) for name in TYPES}
    off = of_students(updated=None, deleted=None)
    assert set(TYPES) - {"students"} == {one.type for one in exceeded(off, gone)}


def test_nothing_updated_is_not_too_much_even_for_a_limit_of_none() -> None:
    assert [] == exceeded(of_students(updated=0), {"students": Figures(10)})


@pytest.mark.parametrize(
    ("limits", "named"),
    [
        (Limits({"pupils": Limit()}), "pupils"),
        (of_students(updated=101), "students, updated"),
        (of_students(deleted=-1), "students, deleted"),
        (of_students(created=-1), "students, created"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(limits: Limits, named: str) -> None:
    with pytest.raises(InvalidRequestError, match=named):
        check_limits(limits)
