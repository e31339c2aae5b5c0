"""Group C: records are unshared, deleted, and come back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from homeroom.sandbox.lantern.mutations.changed import DAY, Change, Changed, Fault
from homeroom.sandbox.lantern.mutations.people import back, gone, moved
from homeroom.sandbox.lantern.records import Lantern, Link
from homeroom.sandbox.lantern.sharing import BASE

_TWICE: Final = (Fault("repeat", None, "/events"),)


def _one_link_less(lantern: Lantern) -> Changed:
    links = lantern.keyed("contacts")["c01"].links
    left = tuple(one for one in links if one.student != "k42")
    return Changed(lantern=lantern.changed("contacts", "c01", links=left))


def _other_links_unseen(lantern: Lantern) -> Changed:
    """Meanwhile c02 is nothing to k43 any more, and c09 is a contact of k45 as well (SYN-29)."""
    there = lantern.keyed("contacts")
    left = tuple(one for one in there["c02"].links if one.student != "k43")
    joined = (*there["c09"].links, Link("k45", "Parent", "Parent/Guardian"))
    changed = lantern.changed("contacts", "c02", links=left)
    return Changed(
        sharing=_WITHOUT_CONTACTS, lantern=changed.changed("contacts", "c09", links=joined)
    )


def _back_elsewhere(lantern: Lantern) -> Changed:
    """Whoever puts her back as she was when she left has her in the wrong class (SYN-05, 11)."""
    there = back(lantern, "k52").changed("students", "k52", grade="4", last="Returned")
    if {"x01", "x39"} <= there.keyed("sections").keys():
        there = moved(there, "k52", "x01", "x39")
    return Changed(advance_seconds=10 * DAY, lantern=there)


_WITHOUT_S2: Final = replace(BASE, schools=("s1", "s3", "s4", "s5"))
_WITHOUT_X15: Final = replace(BASE, sections_off=frozenset({"x15"}))
_WITHOUT_CONTACTS: Final = replace(BASE, types_off=frozenset({"contacts"}))
_WITHOUT_EMAIL: Final = replace(BASE, fields_off=frozenset({"users.email"}))

WITHDRAWAL: Final[Mapping[str, Change]] = {
    "SC-20": lambda _: Changed(sharing=_WITHOUT_S2),
    "SC-21": lambda _: Changed(sharing=BASE),
    "SC-22": lambda now: Changed(lantern=gone(now, "k52")),
    "SC-23": _back_elsewhere,
    "SC-24a": lambda now: Changed(lantern=gone(now, "k53")),
    "SC-24b": lambda now: Changed(advance_seconds=301 * DAY, lantern=back(now, "k53")),
    "SC-25a": lambda _: Changed(sharing=_WITHOUT_X15),
    "SC-25b": lambda _: Changed(sharing=BASE),
    "SC-26a": _other_links_unseen,
    "SC-26b": lambda _: Changed(sharing=BASE),
    "SC-27a": lambda _: Changed(sharing=_WITHOUT_EMAIL),
    "SC-27b": lambda _: Changed(sharing=BASE),
    "SC-28": _one_link_less,
    "SC-29a": lambda now: Changed(lantern=gone(now, "k70"), faults=_TWICE),
    "SC-29b": lambda now: Changed(lantern=back(now, "k70"), faults=_TWICE),
}
