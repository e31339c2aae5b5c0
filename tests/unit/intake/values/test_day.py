from datetime import date

import pytest

from homeroom.intake.values.day import attendance_date, dob, term_date
from homeroom.intake.values.normal import Normal

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("10/23/1995", "10/23/1995", None),
        ("01/05/2012", "1/5/2012", None),
        ("1-5-2012", "1/5/2012", None),
        ("", "", None),
        ("10/23/95", "10/23/1995", "date_two_digit_year"),
        ("3/4/12", "3/4/2012", "date_two_digit_year"),
        ("3/4/26", "3/4/2026", "date_two_digit_year"),
        ("3/4/27", "3/4/1927", "date_two_digit_year"),
        ("2/29/00", "2/29/2000", "date_two_digit_year"),
        ("2012-01-05", "1/5/2012", "date_iso"),
        ("2012-01-05T00:00:00Z", "1/5/2012", "date_iso"),
        ("20120105", "1/5/2012", "date_translated"),
        ("1/5/2012 0:00", "1/5/2012", "date_translated"),
        ("1/5/2012 12:00:00 AM", "1/5/2012", "date_translated"),
        ("1/5/1850", "1/5/1850", "dob_implausible"),
        ("1/5/2031", "1/5/2031", "dob_implausible"),
        ("13/45/2012", "", "date_unreadable"),
        ("2/30/2012", "", "date_unreadable"),
        ("0/0/00", "", "date_unreadable"),
        ("Jan 5 2012", "", "date_unreadable"),
        ("unknown", "", "date_unreadable"),
        ("41234", "", "date_unreadable"),
    ],
)
def test_dob(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == dob(raw, TODAY)


def test_a_two_digit_year_prefers_the_century_that_makes_a_pupil() -> None:
    assert dob("3/4/25", TODAY).value == "3/4/2025"
    assert dob("3/4/98", date(2101, 1, 1)).value == "3/4/2098"
    assert dob("3/4/98", date(2099, 6, 1)).value == "3/4/2098"


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("2026-08-17", "2026-08-17", None),
        ("8/17/2026", "2026-08-17", None),
        ("08/17/2026", "2026-08-17", None),
        ("", "", None),
        ("8/17/26", "2026-08-17", "date_two_digit_year"),
        ("8/17/99", "2099-08-17", "date_two_digit_year"),
        ("2026-08-17 00:00:00", "2026-08-17", "date_translated"),
        ("20260817", "2026-08-17", "date_translated"),
        ("Fall", "", "date_unreadable"),
        ("2026-13-01", "", "date_unreadable"),
    ],
)
def test_term_date(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == term_date(raw) == attendance_date(raw)
