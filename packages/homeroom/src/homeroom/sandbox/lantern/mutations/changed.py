"""What a step of a scenario changes, as data: whoever keeps the hub's switches carries it out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from homeroom.sandbox.lantern.records import Lantern
from homeroom.sandbox.lantern.sharing import Sharing

State = Literal["running", "pending", "error", "paused"]
Decision = Literal["approve", "keep", "discard"]


@dataclass(frozen=True)
class Fault:
    """A fault of the hub; `path` is a beginning of a path without its version: `/users`.

    The first `after` requests for that path go well.
    """

    kind: str
    times: int | None = None
    path: str | None = None
    seconds: int | None = None
    after: int = 0


@dataclass(frozen=True)
class Changed:
    """Everything one step does, in the order of the fields; what is None or 0 stays as it is.

    A held upload is approved at once unless `hold` says otherwise: `keep` leaves it waiting, and
    then the district is what it was until a later step approves or discards it.
    """

    advance_seconds: int = 0
    state: State | None = None
    connected: bool | None = None
    rotate: bool = False
    sharing: Sharing | None = None
    lantern: Lantern | None = None
    hold: Decision = "approve"
    faults: tuple[Fault, ...] | None = None
    page_cap: int | None = None
    """0: no cap any more."""


Change = Callable[[Lantern], Changed]
"""A step, from the district as it is now to what changes."""

DAY: int = 86_400
