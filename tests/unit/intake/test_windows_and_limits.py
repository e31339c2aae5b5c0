"""Windows of days, and what a district's own limits do to holds."""

from datetime import date

import pytest

from homeroom.intake.rules import Limits, Rollover, Tally, hold_reasons, phase_of

WINDOW = {"from": "2026-08-01", "to": "2026-08-31"}


@pytest.mark.parametrize(
    ("window", "day", "phase"),
    [
        (None, 1, "none"),
        ({}, 1, "none"),
        (WINDOW, 0, "ahead"),
        (WINDOW, 1, "now"),
        (WINDOW, 31, "now"),
        (WINDOW, 32, "over"),
        ({"from": "2026-08-01"}, 400, "now"),
    ],
)
def test_both_ends_of_a_window_belong_to_it(
    window: dict[str, str] | None, day: int, phase: str
) -> None:
    today = date.fromordinal(date(2026, 7, 31).toordinal() + day)
    assert phase == phase_of(window, today)


def test_a_rollover_only_raises_what_the_district_allows() -> None:
    tallies = {"students": Tally(existing=100, deleted=50)}
    generous = Limits(deleted={"students": 0.6})
    seen = Rollover(returning=50, grade_up=50)

    assert [] == hold_reasons(tallies, {}, generous, seen)
    assert ["deleted"] == [one.code for one in hold_reasons(tallies, {}, Limits(), seen)]


def test_a_limit_of_no_changes_holds_the_first_and_not_a_quiet_sync() -> None:
    none = Limits(updated={"staff": 0.0})

    assert [] == hold_reasons({"staff": Tally(existing=10)}, {}, none)
    held = hold_reasons({"staff": Tally(existing=10, updated=1)}, {}, none)
    assert [("updated", 0.0)] == [(one.code, one.limit) for one in held]
