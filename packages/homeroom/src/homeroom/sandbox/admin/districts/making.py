"""Makes a played district: a sandbox district of nobody's, with its first files taken in."""

import secrets
from typing import Annotated, Final

import msgspec

from homeroom.foundation.errors import InvalidRequestError
from homeroom.foundation.parts import Parts
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.roster import actions as roster
from homeroom.roster.queries import District
from homeroom.roster.sandboxes.actions import claim
from homeroom.roster.sandboxes.queries import Sandbox
from homeroom.sandbox.admin.answering import Body
from homeroom.sandbox.admin.districts.actions import keep
from homeroom.sandbox.admin.districts.intake import approve, take_in
from homeroom.sandbox.admin.districts.queries import NOBODY, Played
from homeroom.sandbox.admin.districts.source import source_of
from homeroom.sandbox.lantern.derived import KINDS
from homeroom.sandbox.preset import school_year

_NUMBER_BITS: Final = 40
_LETTERS_OF_NAME: Final = 32
_SWITCHES: Final = {
    "administrators_csv": True,
    "sign_in": {
        "starts": {
            "student": "sis_id",
            "teacher": "sis_id",
            "staff": "staff_id",
            "district_admin": "email",
        },
        "names": {
            "student": ["district_username", "email", "sis_id"],
            "teacher": ["district_username", "email", "sis_id"],
            "staff": ["district_username", "email", "staff_id"],
            "district_admin": ["email"],
        },
    },
}
"""Everybody can sign in, also who has neither user name nor e-mail address (EC-04)."""


class NewDistrict(Body):
    """Which kind of district, and what it is called beside others of its kind."""

    kind: str
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)] | None = None
    school_year: Annotated[int, msgspec.Meta(ge=2000, le=2100)] | None = None
    """The year in which it begins; without one the present school year."""


def make(parts: Parts, asked: NewDistrict) -> District:
    """The district is there with its first files, applied."""
    if asked.kind not in KINDS:
        message = f"There is no kind {asked.kind!r}, only {', '.join(KINDS)}"
        raise InvalidRequestError(message, "no_such_kind")
    now = parts.clock.now()
    made = Sandbox(
        number=secrets.randbits(_NUMBER_BITS) | 1,
        owner=NOBODY,
        name=asked.name or asked.kind,
        kind=asked.kind,
        seed=0,
        school_year=asked.school_year or school_year(now.date()),
        created_at=int(now.timestamp() * 1000),
    )
    one = Played(made)
    source = source_of(one)
    desk, district = Desk.of(parts), _imagined(made, source.name)
    with parts.store.roster.writing() as session:
        founding.settle(desk, session, district)
        for name, value in _SWITCHES.items():
            roster.set_switch(session, district.number, name, value)
    with parts.store.control.writing() as control:
        claim(control, made)
        keep(control, one)
        founding.enter(desk, control, district)
    run = take_in(parts, district, source)
    if run.state == "held":
        approve(parts, run)
    return district


def _imagined(made: Sandbox, name: str) -> District:
    short = founding.short_name_of(made.name)[:_LETTERS_OF_NAME].strip("-")
    return District(
        made.number, made.rid, f"{short}-{made.number:010x}", name, sandbox=True,
        clock_offset_seconds=0,
    )  # fmt: skip
