"""Which district is meant: by its id, its name, or the name of one of its schools.

A production hub finds no sandbox district by name (sso.md 3.2); by its id, or on its own page,
it is there all the same.
"""

from dataclasses import dataclass
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import msgspec

from homeroom.foundation.database import Session, Store
from homeroom.foundation.parts import Parts
from homeroom.portal import rules
from homeroom.roster.documents import documents_after, newest_batch
from homeroom.roster.queries import District, districts, setting
from homeroom.roster.sandboxes.queries import owners

_STRETCH: Final = 2000


class _School(msgspec.Struct):
    name: str = ""


_DECODER: Final = msgspec.json.Decoder(_School)


@dataclass(frozen=True)
class Found:
    """What a typed word led to: one place, or some to choose from, or nothing."""

    certain: District | None = None
    offers: tuple[tuple[District, str], ...] = ()
    """(District, the school whose name led to it)."""


@dataclass
class _Known:
    """School names by district, each as of a batch of its roster."""

    lock: Lock
    names: dict[int, tuple[int, tuple[str, ...]]]


# Each hub has a store of its own, so the store names the hub.
_KNOWN: Final[WeakKeyDictionary[Store, _Known]] = WeakKeyDictionary()
_MAKING: Final = Lock()


def all_districts(parts: Parts) -> list[District]:
    """Return every district of the hub."""
    with parts.store.control.reading() as control:
        return districts(control)


def places(parts: Parts) -> list[District]:
    """Return the districts that can be found by name, by name; never a developer's own."""
    with parts.store.control.reading() as control:
        owned = owners(control)
    found = [one for one in all_districts(parts) if one.number not in owned]
    if not parts.settings.sandbox:
        found = [one for one in found if not one.sandbox]
    return sorted(found, key=lambda one: rules.plain(one.name))


def with_id(parts: Parts, text: str) -> District | None:
    """Return the district with this id; None if it is none."""
    return next((one for one in all_districts(parts) if text and one.id == text), None)


def with_short_name(parts: Parts, text: str) -> District | None:
    """Return the district with this short name, as it stands in its page's address."""
    wanted = text.casefold()
    return next((one for one in all_districts(parts) if one.short_name.casefold() == wanted), None)


def of_number(parts: Parts, number: int) -> District | None:
    """Return the district with this number; None for the hub's own staff."""
    return next((one for one in all_districts(parts) if one.number == number), None)


def find(parts: Parts, typed: str) -> Found:
    """Return what somebody means who typed this for her district or school."""
    by_id = with_id(parts, typed.strip())
    if by_id is not None:
        return Found(by_id)
    known = {one.number: one for one in places(parts)}
    names = {one.number: (one.name, one.short_name) for one in known.values()}
    offers, in_full = rules.meant(typed, names, _school_names(parts, known))
    if in_full and len(offers) == 1:
        return Found(known[offers[0].number])
    return Found(offers=tuple((known[one.number], one.school) for one in offers))


def contact_of(parts: Parts, district: District) -> str:
    """Return whom the district named to ask for help; empty if nobody."""
    with parts.store.roster.reading() as roster:
        profile = setting(roster, district.number).profile
    contact = profile.get("district_contact") or {}
    name = contact.get("name") or {}
    said = (name.get("first", ""), name.get("last", ""), contact.get("email", ""))
    return " ".join(word for word in said if word)


def _school_names(parts: Parts, known: dict[int, District]) -> dict[int, tuple[str, ...]]:
    with _MAKING:
        kept = _KNOWN.setdefault(parts.store, _Known(Lock(), {}))
    found = {}
    with parts.store.roster.reading() as roster, kept.lock:
        for number in known:
            batch = newest_batch(roster, number)
            before, names = kept.names.get(number, (-1, ()))
            if before != batch:
                names = tuple(_read(roster, number))
                kept.names[number] = (batch, names)
            found[number] = names
    return found


def _read(roster: Session, number: int) -> list[str]:
    names: list[str] = []
    after = 0
    while stretch := documents_after(roster, number, "schools", after, _STRETCH):
        names += [_DECODER.decode(one.body).name for one in stretch]
        after = stretch[-1].rid
    return [name for name in names if name]
