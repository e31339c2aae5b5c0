"""Developers sign up by themselves.

Whether an address is known here is told to nobody: signing up for a known one looks the same,
costs the same and changes nothing. No message is sent, so an address is proved to nobody; it is
only what she signs in with.
"""

import secrets
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from homeroom.accounts import queries, rules, throttles
from homeroom.accounts.desk import Desk
from homeroom.accounts.errors import BusyError, ThrottledError
from homeroom.accounts.proof import keeping
from homeroom.accounts.proof.weak import is_weak
from homeroom.accounts.rules import HUB
from homeroom.accounts.throttles import Admission, Origin

DEVELOPER: Final = "developer"


@dataclass(frozen=True)
class Newcomer:
    """Who wants to be a developer here."""

    name: str
    email: str
    password: str = field(repr=False)
    origin: Origin


def objection_to_password(name: str, email: str, password: str) -> str:
    """Return what is wrong with a new developer's password; empty if nothing is."""
    words = (*name.split(), name, email.partition("@")[0])
    weak = is_weak(password, also=words)
    facts = {DEVELOPER: {"email": email, "name": name}}
    chosen = rules.policy({}, sandbox=False)
    return rules.objection(password, (DEVELOPER,), facts, chosen, weak=weak)


def sign_up_later(desk: Desk, asked: Newcomer) -> "Future[None]":
    """The account is there, in the password pool's time, unless the address has one already.

    Every try counts against the address it comes from, whatever becomes of it.
    """
    try:
        with desk.store.control.writing() as control:
            admission = throttles.begin(
                control, desk.now(), desk.limits, HUB, throttles.SIGN_UP, asked.email, asked.origin
            )
    except throttles.Refused as refused:
        desk.log.info("sign-up slowed down")
        raise ThrottledError(refused.wait) from None
    try:
        return desk.pool.submit(partial(_sign_up, desk, asked, admission))
    except BusyError:
        with desk.store.control.writing() as control:
            throttles.take_back(control, admission)
        raise


def _sign_up(desk: Desk, asked: Newcomer, admission: Admission) -> None:
    hashed = desk.pool.hash(asked.password)
    plain, now, number = rules.plain_name(asked.email), desk.now(), secrets.randbits(62) | 1
    with desk.store.control.writing() as control:
        # Two of one address at once: the second waits here, and finds the account.
        throttles.hold(control, admission)
        is_new = queries.hub_account(control, plain) is None
        if is_new:
            keeping.open_account(
                control, now, HUB, number, login=plain, name=asked.name, duties=DEVELOPER
            )
            keeping.keep(control, now, HUB, number, keeping.PASSWORD, hashed, "chosen")
    desk.log.info("signed up" if is_new else "sign-up of a known address")
