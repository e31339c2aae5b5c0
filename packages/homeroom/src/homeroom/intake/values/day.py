"""Days: birth dates go out as M/D/YYYY, all others as YYYY-MM-DD (district.md 1.5)."""

import re
from datetime import date
from typing import Final

from homeroom.intake.values.normal import BLANK, Normal

_US: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", re.ASCII)
_PLAIN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_CLOCK: Final = re.compile(
    r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE
)
_SHORT_YEAR: Final = 2
_PUPIL_AGES: Final = range(3, 23)
_AGES: Final = range(100)


def dob(raw: str, today: date) -> Normal:
    """A birth date as M/D/YYYY; a year of two digits is read by the age it gives.

    Of the two centuries the one that makes a pupil (3-22) is taken, else the one that makes a
    person of 0-99. Golden: `10/23/95` is `10/23/1995`.
    """
    if (usual := _usual_dob(raw, today)) is not None:
        return usual
    text, had_clock = _without_clock(raw)
    born = _birthday(text, today)
    if born is None:
        return Normal("", "date_unreadable")
    value = f"{born.month}/{born.day}/{born.year}"
    if _years(born, today) not in _AGES:
        return Normal(value, "dob_implausible")
    us = _US.fullmatch(text)
    if us and len(us[3]) == _SHORT_YEAR:
        return Normal(value, "date_two_digit_year")
    if us is None:
        return Normal(value, "date_iso" if _ISO.fullmatch(text) else "date_translated")
    return Normal(value, "date_translated" if had_clock else None)


def _usual_dob(raw: str, today: date) -> Normal | None:
    """The answer to nearly every value, in a fifth of the time; None: it needs a closer look."""
    plain = _PLAIN.fullmatch(raw)
    if plain is None:
        return None if raw.strip() else BLANK
    month, day, year = map(int, plain.groups())
    try:
        age = _years(date(year, month, day), today)
    except ValueError:
        return None
    return Normal(f"{month}/{day}/{year}") if age in _AGES else None


def term_date(raw: str) -> Normal:
    """The first or last day of a term as YYYY-MM-DD; two digits of a year mean 20xx."""
    if not raw.strip():
        return BLANK
    text, had_clock = _without_clock(raw)
    day = _read(text, 2000)
    if day is None:
        return Normal("", "date_unreadable")
    us = _US.fullmatch(text)
    if us and len(us[3]) == _SHORT_YEAR:
        return Normal(day.isoformat(), "date_two_digit_year")
    is_plain = (us or _ISO.fullmatch(text)) and not had_clock
    return Normal(day.isoformat(), None if is_plain else "date_translated")


def attendance_date(raw: str) -> Normal:
    """The day of an attendance mark, read as a term's days are."""
    return term_date(raw)


def _without_clock(raw: str) -> tuple[str, bool]:
    """A spreadsheet adds midnight to a day; it says nothing and goes."""
    text = raw.strip()
    clock = _CLOCK.search(text)
    if clock and clock.end() == len(text):
        return text[: clock.start()], True
    return text, False


def _birthday(text: str, today: date) -> date | None:
    this_century = today.year // 100 * 100
    days = [_read(text, century) for century in (this_century, this_century - 100)]
    # 29 February may exist in one century only: 2/29/00.
    known = [day for day in days if day is not None]
    for ages in (_PUPIL_AGES, _AGES):
        fitting = next((day for day in known if _years(day, today) in ages), None)
        if fitting:
            return fitting
    return known[0] if known else None


def _read(text: str, century: int) -> date | None:
    """The day a text names, or None: two digits of a year are counted from `century`."""
    if us := _US.fullmatch(text):
        month, day, year = int(us[1]), int(us[2]), int(us[3])
        if len(us[3]) == _SHORT_YEAR:
            year += century
    elif iso := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
