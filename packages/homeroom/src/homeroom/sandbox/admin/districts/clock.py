"""A played district's own clock: an offset to the hub's, which only ever grows (R26)."""

from typing import Annotated

import msgspec

from homeroom.foundation.clock import wire_time
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.intake.pauses.actions import follow
from homeroom.intake.retention.actions import let_go
from homeroom.intake.runs.desk import Desk
from homeroom.intake.steps.application import district_time
from homeroom.roster import actions as roster
from homeroom.roster.queries import District
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.districts.queries import district_of

_DAY: int = 24 * 60 * 60
_MOST_SECONDS: int = 20 * 366 * _DAY


class Advance(Body):
    """By how much the clock goes on: one of the two."""

    advance_seconds: Annotated[int, msgspec.Meta(ge=0, le=_MOST_SECONDS)] = 0
    advance_days: Annotated[int, msgspec.Meta(ge=0, le=_MOST_SECONDS // _DAY)] = 0

    @property
    def seconds(self) -> int:
        """Both together."""
        return self.advance_seconds + self.advance_days * _DAY


def milliseconds_of(parts: Parts, district: District) -> int:
    """Return the district's time as the store keeps it."""
    return int(district_time(parts.clock.now(), district).timestamp() * 1000)


def now_of(parts: Parts, district: District) -> str:
    """Return the district's time as the API writes it."""
    return wire_time(district_time(parts.clock.now(), district))


def advance(parts: Parts, district: District, seconds: int) -> District:
    """The district's clock has gone on, and whatever that ends has ended; return it as it is now.

    What is past its time is let go of, pauses begin and end: what the hub's own duties do daily.
    """
    offset = district.clock_offset_seconds + seconds
    if seconds < 0 or offset > _MOST_SECONDS:
        message = "A district's clock goes forward only, and twenty years at most"
        raise InvalidRequestError(message, "clock_out_of_range")
    with parts.store.control.writing() as control:
        roster.shift_clock(control, district.number, offset)
    found = district_of(parts, district.id)
    desk = Desk.of(parts)
    follow(desk, found)
    let_go(desk, found)
    return found
