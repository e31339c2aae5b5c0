"""Whose account a login opens: equal e-mails, a changed e-mail, a second district (SSO-07, 18)."""

from dataclasses import dataclass
from typing import TypeVar

from homeroom.certification.harness import AppView, District, Expected, UndecidedError
from homeroom.certification.logins import declaring
from homeroom.certification.logins.arriving import Arrival, arrive
from homeroom.certification.logins.ground import Ground

__all__ = [
    "Again",
    "Borders",
    "SameEmail",
    "Siblings",
    "Signed",
    "again",
    "borders",
    "same_email",
    "signed",
]


@dataclass(frozen=True)
class Signed:
    """What the application's records say after people logged in."""

    arrivals: tuple[Arrival, ...]
    view: AppView
    expected: Expected
    ids: dict[str, str]


@dataclass(frozen=True)
class SameEmail:
    """Two people with one e-mail, each logged in: a teacher and a student (EC-16)."""

    first: Arrival
    second: Arrival
    view: AppView
    ids: dict[str, str]


class Siblings(SameEmail):
    """Two students with one e-mail (EC-10)."""


Same = TypeVar("Same", bound=SameEmail)


@dataclass(frozen=True)
class Again:
    """k55 before and after her e-mail changed, then the new student who was given the old one."""

    before: Arrival
    after: Arrival
    stranger: Arrival
    view_before: AppView
    view: AppView
    ids: dict[str, str]
    expected: Expected


@dataclass(frozen=True)
class Borders:
    """t01 of two districts, with one e-mail, one name and one sis id (EC-71)."""

    here: Arrival
    there: Arrival
    view: AppView
    districts: tuple[District, District]
    ids: tuple[str, str]


def signed(ground: Ground, keys: list[str]) -> Signed:
    """Log people in and read what was kept of them."""
    arrivals = []
    for key in keys:
        with ground.device() as visitor:
            arrivals.append(arrive(ground, visitor, key, "portal"))
    expected = ground.trial.expected(ground.district.id)
    return Signed(
        tuple(arrivals), ground.trial.view(), expected, {key: ground.id(key) for key in keys}
    )


def same_email(ground: Ground, kind: type[Same], *keys: str) -> Same:
    """Log two people with the same e-mail in, one after the other, on devices of their own."""
    arrivals = []
    for key in keys:
        with ground.device() as visitor:
            arrivals.append(arrive(ground, visitor, key, "portal"))
    first, second = arrivals
    return kind(first, second, ground.trial.view(), {key: ground.id(key) for key in keys})


def again(ground: Ground) -> Again:
    """Play SC-31 and SC-32 with logins and no sync."""
    trial = ground.trial
    with ground.device() as visitor:
        before = arrive(ground, visitor, "k55", "portal")
    view_before = trial.view()
    trial.hub.mutate(ground.district.id, "SC-31")
    with ground.device() as visitor:
        after = arrive(ground, visitor, "k55", "portal")
    trial.hub.mutate(ground.district.id, "SC-32")
    ground.learn_anew()
    with ground.device() as visitor:
        stranger = arrive(ground, visitor, "n01", "portal")
    return Again(
        before, after, stranger, view_before, trial.view(),
        {key: ground.id(key) for key in ("k55", "n01")}, trial.expected(ground.district.id),
    )  # fmt: skip


def borders(ground: Ground, types: tuple[str, ...]) -> Borders:
    """Log t01 in, then t01 of a second district."""
    first = ground.district
    with ground.device() as visitor:
        here = arrive(ground, visitor, "t01", "portal")
    here_id = ground.id("t01")
    keys = ground.trial.keys
    second = ground.take_in("lantern-ridge-north", *types)
    try:
        there_id = ground.id("t01")
        if not there_id or there_id == here_id:
            raise UndecidedError("The second district has no t01 of its own.")
        if declaring.needs_sync(ground.trial):
            declaring.make_known(ground, ("t01",))
        with ground.device() as visitor:
            there = arrive(ground, visitor, "t01", "portal")
        return Borders(here, there, ground.trial.view(), (first, second), (here_id, there_id))
    finally:
        ground.district, ground.trial.district, ground.trial.keys = first, first, keys
