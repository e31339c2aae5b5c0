"""Group A: the first contact, and what the hub does to an application that reads."""

from collections.abc import Mapping
from typing import Final

from homeroom.sandbox.lantern.mutations.changed import Change, Changed, Fault
from homeroom.sandbox.lantern.mutations.people import gone
from homeroom.sandbox.lantern.records import Lantern

_FIFTY: Final = 50
_FOUR: Final = 4


def _half_gone(lantern: Lantern) -> Changed:
    bulk = [one.key for one in lantern.students if one.key.startswith("b")]
    return Changed(lantern=gone(lantern, *bulk[::2]), hold="keep")


_TROUBLE: Final = (
    Fault("429", 3, "/users"),
    Fault("503", 2, "/sections"),
    Fault("cut", 1, "/schools"),
)
"""Spread over the lists: no single request fails more often than a client need repeat it."""

_PAGES: Final = (Fault("html", path="/users"), Fault("html", path="/events"))
"""What a gateway says while the hub is away, with the status 200: no list, and no empty one."""

FIRST: Final[Mapping[str, Change]] = {
    "SC-04a": lambda _: Changed(page_cap=_FIFTY),
    "SC-04b": lambda _: Changed(page_cap=_FOUR),
    "SC-04c": lambda _: Changed(page_cap=0),
    "SC-05": lambda _: Changed(faults=_TROUBLE),
    "SC-06a": lambda _: Changed(faults=(Fault("500"),)),
    "SC-06b": lambda _: Changed(faults=()),
    "SC-06c": lambda _: Changed(faults=_PAGES),
    "SC-06d": lambda _: Changed(faults=()),
    "SC-06e": lambda _: Changed(faults=(Fault("401"),)),
    "SC-06f": lambda _: Changed(faults=()),
    "SC-07a": _half_gone,
    "SC-07b": lambda _: Changed(faults=(Fault("empty", path="/users"),)),
    "SC-07c": lambda _: Changed(hold="discard", faults=()),
    "SC-08": lambda _: Changed(rotate=True),
    "SC-09a": lambda _: Changed(faults=(Fault("drift"),)),
    "SC-09b": lambda _: Changed(faults=()),
}
