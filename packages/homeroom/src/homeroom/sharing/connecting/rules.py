"""What a proposal is, who may do what with it, and at which stage a connection stands. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from homeroom.foundation.errors import ConflictError, InvalidRequestError, NotAllowedError
from homeroom.sharing.queries import PAUSED, SETTING_UP, Connection

Kind = Literal["request", "invitation"]
State = Literal["open", "accepted", "declined", "withdrawn"]
Side = Literal["district", "application"]
Terms = Literal["purchased", "trial", ""]
Stage = Literal[
    "requested",
    "waiting",
    "invited",
    "setting_up",
    "no_data",
    "no_users",
    "launch_date",
    "launched",
    "paused",
    "review",
]
"""The rows of the table in district.md 3.2 that this hub knows."""

REMIND_AFTER_MS: Final = 24 * 60 * 60 * 1000
LONGEST_NOTE: Final = 500
_ENDINGS: Final = {"accepted": "accepted", "declined": "declined", "withdrawn": "taken back"}


@dataclass(frozen=True)
class Proposal:
    """A district's request or an application's invitation, and what became of it."""

    id: str
    district: int
    application: str
    kind: Kind
    state: State
    terms: Terms
    launch_on: str | None
    """The day that the district proposes; the application decides (district.md 3.3)."""

    asked_at: int
    asked_by: str
    reminded_at: int | None = None
    answered_at: int | None = None
    answered_by: str = ""
    note: str = ""
    """Of whoever answered."""

    connection: str | None = None
    """What it became when it was accepted."""

    @property
    def asker(self) -> Side:
        """The side that asked: it may remind and withdraw; the other accepts or declines."""
        return "district" if self.kind == "request" else "application"

    def may_remind(self, now_ms: int) -> bool:
        """Whether a day has passed since the other side last heard of it."""
        last = self.reminded_at if self.reminded_at is not None else self.asked_at
        return self.state == "open" and now_ms - last >= REMIND_AFTER_MS


def check_asker(proposal: Proposal, side: Side) -> None:
    """Refuse the side that was asked."""
    if side != proposal.asker:
        raise NotAllowedError("Only the side that asked can remind the other or take it back")


def check_asked(proposal: Proposal, side: Side) -> None:
    """Refuse the side that asked: nobody answers for the other."""
    if side == proposal.asker:
        raise NotAllowedError("Only the side that was asked can accept or decline")


def check_open(proposal: Proposal) -> None:
    """Refuse what was answered meanwhile, and say by whom."""
    if proposal.state != "open":
        ending = _ENDINGS[proposal.state]
        raise ConflictError(f"This was {ending} meanwhile, by {proposal.answered_by}")


def check_note(note: str) -> None:
    """Refuse a note that is too long to be kept whole."""
    if len(note) > LONGEST_NOTE:
        raise InvalidRequestError(f"The note has more than {LONGEST_NOTE} characters; shorten it")


def launch_day(text: str, today: str) -> str:
    """Return a day of launch as it is kept; refuse what is no day or is over."""
    try:
        day = date.fromisoformat(text).isoformat()
    except ValueError:
        day = ""
    # Weeks and days without dashes can be read as well, but are compared as text nowhere else.
    if day != text or not day:
        raise InvalidRequestError(f"The launch date '{text}' is no day; write it as 2026-09-01")
    if day < today:
        raise InvalidRequestError(f"The launch date {day} is over; choose {today} or later")
    return day


def stage_of_proposal(proposal: Proposal, now_ms: int) -> Stage:
    """Return the stage of an open proposal; a request that may be reminded of is waiting."""
    if proposal.kind == "invitation":
        return "invited"
    return "waiting" if proposal.may_remind(now_ms) else "requested"


def stage_of(connection: Connection, today: str, *, has_users: bool) -> Stage:
    """Return the stage of a connection that has not ended; `has_users`: it sees somebody."""
    if connection.state == PAUSED:
        return "paused"
    if connection.held:
        return "review"
    if connection.share.kind == "nothing":
        return "no_data"
    if not has_users:
        return "no_users"
    if connection.state == SETTING_UP:
        return "setting_up"
    return "launched" if connection.launched(today) else "launch_date"
