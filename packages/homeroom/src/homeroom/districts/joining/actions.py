"""A district signs up: it is there, empty, and its owner can sign in.

The roster comes first, with the owner in it, then the control file with the district's name and
her password: until the second, nothing names what the first wrote (house.md 14).
"""

import re
import sqlite3
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import psycopg

from homeroom.accounts import throttles
from homeroom.accounts.desk import Desk as Accounts
from homeroom.accounts.errors import BusyError, ThrottledError
from homeroom.accounts.rules import HUB
from homeroom.accounts.throttles import Origin
from homeroom.districts.team import actions as team
from homeroom.foundation.database import Session
from homeroom.foundation.errors import ConflictError
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk as Intake
from homeroom.roster.actions import reserve
from homeroom.roster.queries import districts
from homeroom.roster.team.queries import OWNER, Member

SHORT_NAME: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN: Final = "Another district has this short name. Choose a longer one."


@dataclass(frozen=True)
class SigningUp:
    """What the first person of a district typed."""

    district: str
    short_name: str
    name: str
    email: str
    password: str = field(repr=False)
    origin: Origin


def is_taken(control: Session, short_name: str) -> bool:
    """True if a district has this short name."""
    return any(one.short_name == short_name for one in districts(control))


def sign_up_later(
    accounts: Accounts, intake: Intake, asked: SigningUp
) -> "Future[tuple[int, int]]":
    """The district is there with its owner, in the password pool's time; (district, person).

    Every try counts against the address it comes from, whatever becomes of it.
    """
    try:
        with accounts.store.control.writing() as control:
            admission = throttles.begin(
                control,
                accounts.now(),
                accounts.limits,
                HUB,
                throttles.SIGN_UP,
                asked.email,
                asked.origin,
            )
    except throttles.Refused as refused:
        raise ThrottledError(refused.wait) from None
    try:
        return accounts.pool.submit(partial(_sign_up, accounts, intake, asked))
    except BusyError:
        with accounts.store.control.writing() as control:
            throttles.take_back(control, admission)
        raise


def _sign_up(accounts: Accounts, intake: Intake, asked: SigningUp) -> tuple[int, int]:
    hashed = accounts.pool.hash(asked.password)
    with accounts.store.control.reading() as control:
        _check_free(control, asked)
    made = founding.imagined(intake, asked.district, asked.short_name)
    now = accounts.now()
    with accounts.store.roster.writing() as session:
        founding.settle(intake, session, made)
        person = reserve(session, made.number, now // 1000, 1).rid(0)
        owner = Member(person, OWNER, asked.name, asked.email, now, "")
        team.join(session, made.number, owner, intake.now())
    try:
        with accounts.store.control.writing() as control:
            _check_free(control, asked)
            founding.enter(intake, control, made)
            team.keep_password(control, now, made.number, person, hashed)
    except (sqlite3.IntegrityError, psycopg.errors.UniqueViolation):
        raise ConflictError(TAKEN, "short_name_taken") from None
    accounts.log.info("district signed up", district=f"{made.number:010x}")
    return made.number, person


def _check_free(control: Session, asked: SigningUp) -> None:
    if is_taken(control, asked.short_name):
        raise ConflictError(TAKEN, "short_name_taken")
