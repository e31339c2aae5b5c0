"""Verbs of leaving: asked for, taken back, carried out step by step."""

import json
import secrets
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from homeroom.foundation.database import Prepared, upsert
from homeroom.foundation.errors import ConflictError
from homeroom.intake import duties
from homeroom.intake.erasure.counting import counts_of
from homeroom.intake.erasure.queries import (
    ERASED,
    ERASING,
    WAITING,
    Closing,
    closings,
)
from homeroom.intake.erasure.sweeping import forget_access, forget_rest
from homeroom.intake.models import closing
from homeroom.intake.runs.desk import Desk
from homeroom.roster.queries import District

WAIT_DAYS: Final = 14
"""How long a district can be taken back, unless its owner wants it gone at once."""

SETTLING: Final = timedelta(minutes=10)
"""After this no process holds anything of the district in memory: each flushes within a minute."""

NAME: Final = "erasure"
_EVERY: Final = timedelta(seconds=30)
_DAY: Final = 24 * 3_600_000
_MILLISECOND: Final = timedelta(milliseconds=1)
_CHANGED: Final = "That was decided meanwhile. Look at the page again."

# Nothing happens where another got in between: whoever sent the same form a moment earlier.
_ADD: Final = upsert(closing, replace=[])
_THIS: Final = closing.c.district == sa.bindparam("of_district")
_TAKE_BACK: Final = Prepared(sa.delete(closing).where(_THIS, closing.c.state == WAITING))
_BEGIN: Final = Prepared(
    sa.update(closing)
    .where(_THIS, closing.c.state == WAITING)
    .values(
        state=ERASING,
        asked_by="",
        begun_at=sa.bindparam("now"),
        counts=sa.bindparam("counted"),
    )
)
_END: Final = Prepared(
    sa.update(closing)
    .where(_THIS, closing.c.state == ERASING)
    .values(state=ERASED, ended_at=sa.bindparam("now"))
)
_DROP: Final = Prepared(sa.delete(closing).where(_THIS, closing.c.state == ERASING))


def ask(desk: Desk, district: District, who: str, *, at_once: bool = False) -> Closing:
    """The district will be deleted when its time has come; ConflictError if it will be already."""
    now = desk.milliseconds()
    due = now if at_once else now + WAIT_DAYS * _DAY
    with desk.store.control.writing() as control:
        asked = Closing(
            district.number, district.name, WAITING, secrets.token_urlsafe(24), now, who, due,
            None, None, {},
        )  # fmt: skip
        if control.run(_ADD, **(vars(asked) | {"counts": None})) != 1:
            raise ConflictError(_CHANGED, "closing_changed")
    return asked


def take_back(desk: Desk, number: int) -> None:
    """The district stays; ConflictError once it is being erased, or if it stays anyway."""
    with desk.store.control.writing() as control:
        if not control.run(_TAKE_BACK, of_district=number):
            raise ConflictError(_CHANGED, "closing_changed")


def erase_district(desk: Desk, district: District) -> None:
    """Nothing of the district is left, now: no waiting, no way back, no certificate.

    For districts that nobody lives in, such as a developer's. One that waits to be deleted is
    erased likewise, with its certificate. Whatever breaks off, a worker goes on to the end.
    """
    now = desk.milliseconds()
    with desk.store.control.writing() as control:
        made = Closing(district.number, district.name, WAITING, "", now, "", now, None, None, {})
        control.run(_ADD, **(vars(made) | {"counts": None}))
    if _begin(desk, district.number):
        forget_rest(desk, district.number)


def perform_if_due(desk: Desk, worker: str) -> bool:
    """Go on with the districts whose time has come; return whether this worker looked."""
    return duties.perform_alone_if_due(desk, worker, NAME, _EVERY, carry_on)


def carry_on(desk: Desk) -> None:
    """Every district whose time has come is a step further: erasing, or erased."""
    now = desk.milliseconds()
    with desk.store.control.reading() as control:
        found = closings(control)
    for one in found:
        if one.state == WAITING and one.due_at <= now:
            if _begin(desk, one.district):
                forget_rest(desk, one.district)
                desk.log.info("district erased", district=f"{one.district:010x}")
        elif one.state == ERASING:
            _go_on(desk, one, now)


def _begin(desk: Desk, number: int) -> bool:
    """No way back: what there is is counted, and nothing leads to it any more.

    False if it was taken back a moment ago, or another worker has begun: then nothing of it is
    touched here, for the district may stay.
    """
    counted = json.dumps(counts_of(desk.store, number), sort_keys=True)
    with desk.store.control.writing() as control:
        now = desk.milliseconds()
        has_begun = control.run(_BEGIN, of_district=number, now=now, counted=counted) == 1
        if has_begun:
            forget_access(control, number)
    return has_begun


def _go_on(desk: Desk, one: Closing, now: int) -> None:
    """Look through everything again; after a while nothing can have been added, and it is gone."""
    with desk.store.control.writing() as control:
        forget_access(control, one.district)
    forget_rest(desk, one.district)
    if one.begun_at is not None and now - one.begun_at >= SETTLING // _MILLISECOND:
        with desk.store.control.writing() as control:
            ends = _END if one.receipt else _DROP
            control.run(ends, of_district=one.district, **({"now": now} if one.receipt else {}))
