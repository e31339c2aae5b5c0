"""Attempts to sign in, read out of the lines of a log: each with what became of its code. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from homeroom.oauth.requests.trying import Ended, Line

Traded = Literal["", "token", "refused"]

_RESTARTED_WITHIN: Final = 120_000
"""An application that begins a sign-in of its own does so at once (sso.md 4.1, E1 and E4)."""

_OF_THE_LIBRARY: Final = "library_"


@dataclass(frozen=True)
class Attempt:
    """One sign-in."""

    at: int
    district: int | None
    ended: Ended
    traded: Traded = ""
    """What became of its code; empty: nobody brought it."""

    went_on: bool = False
    """The application left this code alone and came in by a sign-in that it began itself."""

    @property
    def is_in(self) -> bool:
        """Whether somebody came in."""
        return self.traded == "token" or self.went_on

    @property
    def is_of_the_library(self) -> bool:
        """Whether a teacher's install was what it hung on, not a district's connection."""
        return self.ended.by == "teacher" or self.ended.reason.startswith(_OF_THE_LIBRARY)


def attempts_of(lines: Iterable[Line]) -> list[Attempt]:
    """Return the attempts, the oldest first, each with what became of its code."""
    found: list[Attempt] = []
    # Of one moment: first the code, then whoever brings it.
    for line in sorted(lines, key=lambda one: (one.at, one.is_exchange)):
        if line.ended is None:
            continue
        if line.is_exchange:
            _trade(found, line)
        elif line.ended.end:
            found.append(Attempt(line.at, line.district, line.ended))
    return [_with_restart(one, found[place + 1 :]) for place, one in enumerate(found)]


def _trade(found: list[Attempt], line: Line) -> None:
    """The newest code of that role and district is the one that was brought."""
    said = line.ended
    for place in range(len(found) - 1, -1, -1):
        one = found[place]
        is_its = one.ended.end == "code" and said is not None and one.ended.role == said.role
        if is_its and one.district == line.district:
            if one.traded != "token":
                traded: Traded = "token" if line.is_answered else "refused"
                found[place] = Attempt(one.at, one.district, one.ended, traded)
            return


def _with_restart(one: Attempt, later: Sequence[Attempt]) -> Attempt:
    if one.ended.end != "code" or one.ended.way == "app" or one.traded == "token":
        return one
    went_on = any(
        other.ended.way == "app"
        and other.ended.role == one.ended.role
        and other.district == one.district
        and other.traded == "token"
        and other.at - one.at <= _RESTARTED_WITHIN
        for other in later
    )
    return Attempt(one.at, one.district, one.ended, one.traded, went_on)
