"""Writes counts of uses, and forgets them in two steps (control file)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from homeroom.accounts.models import usage
from homeroom.accounts.usage.collecting import Use
from homeroom.accounts.usage.rules import packed, unpacked
from homeroom.foundation.database import Prepared, Session, upsert

TALLIES_DAYS: Final = 30
"""How long it is known how often each person did it: the files of the last days need it."""

KEPT_DAYS: Final = 400
"""A school year and a month."""

_KEY: Final = ("district", "day", "role", "application", "way")
_THIS: Final = sa.and_(*(usage.c[name] == sa.bindparam(f"of_{name}") for name in _KEY))
_BEGIN: Final = upsert(usage, replace=())
_LOCKED: Final = Prepared(
    sa.select(usage.c.times, usage.c.people, usage.c.tallies).where(_THIS).with_for_update()
)
_PUT: Final = Prepared(
    sa.update(usage)
    .where(_THIS)
    .values(
        times=sa.bindparam("all_times"),
        people=sa.bindparam("all_people"),
        tallies=sa.bindparam("all_tallies"),
    )
)
_FORGET_TALLIES: Final = Prepared(
    sa.update(usage)
    .where(usage.c.day < sa.bindparam("before"), usage.c.tallies.is_not(None))
    .values(tallies=sa.null())
)
_FORGET: Final = Prepared(sa.delete(usage).where(usage.c.day < sa.bindparam("before")))


def keep(control: Session, uses: Iterable[Use], offsets: Mapping[int, int]) -> None:
    """The uses are counted, each on its district's own day.

    `offsets` are the seconds by which each district's clock is ahead; a use of a district that is
    not among them is of one that was deleted meanwhile. All flushes go through the rows in one
    order, so that two never wait for each other in a ring.
    """
    found: dict[tuple[int, str, str, str, str], Counter[int]] = {}
    for one in uses:
        if one.district in offsets:
            day = _day(one.at / 1000 + offsets[one.district])
            key = (one.district, day, one.role, one.application, one.way)
            found.setdefault(key, Counter())[one.person] += 1
    for key in sorted(found):
        _add(control, dict(zip(_KEY, key, strict=True)), found[key])


def _add(control: Session, row: dict[str, object], counted: Counter[int]) -> None:
    nobody, none = packed({})
    control.many(_BEGIN, [row | {"times": 0, "people": nobody, "tallies": none}])
    this = {f"of_{name}": value for name, value in row.items()}
    found = control.one(_LOCKED, **this)
    assert found is not None  # noqa: S101 - it was made above, in this transaction
    times, people, tallies = found
    known = unpacked(bytes(people), None if tallies is None else bytes(tallies))
    all_people, all_tallies = packed(Counter(known) + counted)
    control.run(
        _PUT,
        **this,
        all_times=times + counted.total(),
        all_people=all_people,
        all_tallies=all_tallies,
    )


def tidy(control: Session, now: int) -> int:
    """Forget who did it how often after a month, and everything after a year; returns how many."""
    control.run(_FORGET_TALLIES, before=_day(now / 1000, TALLIES_DAYS))
    return control.run(_FORGET, before=_day(now / 1000, KEPT_DAYS))


def _day(seconds: float, days_before: int = 0) -> str:
    at = datetime.fromtimestamp(seconds, UTC) - timedelta(days=days_before)
    return at.date().isoformat()
