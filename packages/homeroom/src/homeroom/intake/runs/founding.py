"""A district's beginning: a name, a number of its own, and nothing in it yet."""

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Collection
from itertools import count
from typing import Final

from homeroom.events.recording import recorded
from homeroom.foundation.clock import wire_time
from homeroom.foundation.database import Session
from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.ids import mint
from homeroom.intake.runs.desk import Desk
from homeroom.roster import actions, districts, queries

_NUMBER_BITS: Final = 40
_DAY: Final = slice(10)
_FALLBACK_DIGITS: Final = 8


def short_name_of(name: str) -> str:
    """Return the name as it may stand in an address; accents fall, other alphabets get a number.

    Different names may come to one short name, so none is ever looked up by it: `free_short_name`
    keeps them apart.
    """
    letters = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    return plain or f"district-{hashlib.sha256(name.encode()).hexdigest()[:_FALLBACK_DIGITS]}"


def free_short_name(name: str, taken: Collection[str]) -> str:
    """Return the name's short name, with -2, -3 and so on behind it if another district has it."""
    wanted = short_name_of(name)
    if wanted not in taken:
        return wanted
    return next(made for nth in count(2) if (made := f"{wanted}-{nth}") not in taken)


def imagined(desk: Desk, name: str, short_name: str = "") -> queries.District:
    """Return the district as it would be; nothing is written.

    What `found` refuses is refused here, so that a dry run never promises too much.
    """
    if not any(letter.isalnum() for letter in name):
        raise InvalidRequestError(f"{name!r} has no letter or digit", "district_name")
    if not short_name:
        with desk.store.control.reading() as session:
            taken = {one.short_name for one in queries.districts(session)}
        short_name = free_short_name(name, taken)
    rid = mint(0, int(desk.now().timestamp()), 1).rid(0)
    number = secrets.randbits(_NUMBER_BITS)
    return queries.District(number, rid, short_name, name, desk.settings.sandbox, 0)


def found(desk: Desk, name: str) -> queries.District:
    """The district exists and waits for its first upload.

    The roster comes first: a crash in between leaves settings that no district names, never a
    district without settings.
    """
    made = imagined(desk, name)
    with desk.store.roster.writing() as session:
        settle(desk, session, made)
    with desk.store.control.writing() as session:
        enter(desk, session, made)
    return made


def settle(desk: Desk, session: Session, made: queries.District) -> None:
    """The district's settings and its own record are there (roster file)."""
    seconds = int(desk.now().timestamp())
    portal = f"{desk.settings.base_url}/in/{made.short_name}"
    profile = districts.first_profile(made.name, wire_time(desk.now())[_DAY], portal)
    actions.add_setting(session, made.number, json.dumps(profile), "{}")
    # The district's own number is the first it mints, so that no record ever gets it too.
    actions.reserve(session, made.number, seconds, 1)
    with recorded(session, made.number, "state", None, seconds, seconds * 1000) as batch:
        batch.add(districts.describe(session, made, {}, batch.number))


def enter(desk: Desk, session: Session, made: queries.District) -> None:
    """The hub knows the district (control file)."""
    row = {
        "district": made.number,
        "rid": made.rid,
        "short_name": made.short_name,
        "name": made.name,
        "sandbox": int(made.sandbox),
        "clock_offset_seconds": 0,
        "created_at": desk.milliseconds(),
    }
    actions.add_district(session, row)
