"""How much syncs changed over the last year, week by week: what a quiet year and a jump look like.

Pure. A run counts in the week in which it was queued.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from homeroom.districts.runs import words
from homeroom.intake.runs.queries import Run
from homeroom.web.pages.rendering import day as in_words

WEEKS: Final = 52
_WEEK: Final = 7
_VERBS: Final = ("created", "updated", "deleted")


def by_week(runs: Iterable[Run], today: date) -> list[tuple[str, int]]:
    """Return (week in words, records changed) for a year, the oldest week first."""
    first = today - timedelta(days=WEEKS * _WEEK - 1)
    totals = [0] * WEEKS
    for run in runs:
        queued = datetime.fromtimestamp(run.queued_at / 1000, UTC).date()
        place = (queued - first).days // _WEEK
        if run.state == "applied" and 0 <= place < WEEKS:
            totals[place] += sum(words.total(run, verb) for verb in _VERBS)
    begins = [first + timedelta(days=place * _WEEK) for place in range(WEEKS)]
    return [(in_words(f"{day}"), total) for day, total in zip(begins, totals, strict=True)]
