"""SC-80 to SC-87: teachers add the application in a district that has not connected it.

SC-80, 81, 82, 85, 86 and 87 follow one another in one district, as teachers come to it in one
school year; SC-83 and SC-84 have teachers of their own there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from homeroom.certification.harness import Moment, Trial, scenario
from homeroom.certification.logins.arriving import Arrival, press_button
from homeroom.certification.logins.ground import Ground, ground
from homeroom.certification.logins.library import borders, colleagues, parts
from homeroom.certification.logins.library.district import KIND
from homeroom.certification.logins.parts import (
    callbacks,
    devices,
    dialling,
    markup,
    people,
    refusals,
    returning,
)
from homeroom.certification.logins.sso import moment_of, types_of
from homeroom.certification.logins.story import Story

__all__ = [
    "NEITHER",
    "a_school_year",
    "an_account_from_earlier",
    "elsewhere",
    "many",
    "no_sections",
    "strangers",
]

_MANY: Final = ("t02", "t04", "t19")
"""Twelve sections, a section of 105, and names in another script."""

NEITHER: Final = ("a01", "d01")
"""A member of staff and an administrator: neither teachers nor students."""


@scenario("SC-80", types=("library",), also=("SC-81", "SC-82", "SC-85", "SC-86", "SC-87"))
def a_school_year(trial: Trial) -> Iterator[Moment]:
    """SC-80, 81, 82, 85, 86, 87: from the first teacher to the district that takes over."""
    with ground(trial) as at:
        at.take_in(KIND)
        first = Story()
        first.play(parts.Added, partial(parts.add, at, "t01"))
        _play_logins(at, first)
        yield moment_of(at, "SC-80", first)
        for name, play in (
            ("SC-81", _students), ("SC-82", _second_teacher), ("SC-85", _renewed),
            ("SC-86", _removed), ("SC-87", _taken_over),
        ):  # fmt: skip
            story = Story()
            mark = at.mark
            at.mark = trial.hub.wire(trial.client_id, mark).mark
            play(at, story)
            yield moment_of(at, name, story)


@scenario("SC-83", types=("library",))
def no_sections(trial: Trial) -> Iterator[Moment]:
    """SC-83: a teacher without sections, then teachers with many, in a district of their own."""
    with ground(trial) as at:
        at.take_in(KIND)
        story = Story()
        story.play(parts.Added, partial(parts.add, at, "t05"))
        story.play(parts.Many, partial(many, at))
        if parts.Many in story.parts:
            story.play(people.OtherScripts, lambda: _other_scripts(story))
        both = colleagues.Colleagues
        story.play(both, partial(colleagues.one_by_one, at, "t03", "t06"))
        yield moment_of(at, "SC-83", story)


@scenario("SC-84", types=("library",))
def an_account_from_earlier(trial: Trial) -> Iterator[Moment]:
    """SC-84: a teacher who has an account already."""
    with ground(trial) as at:
        at.take_in(KIND)
        story = Story()
        story.play(parts.Joined, partial(parts.join, at, "t03", "t01"))
        story.play(borders.Across, partial(borders.across, at, "t09"))
        yield moment_of(at, "SC-84", story)


def _play_logins(at: Ground, story: Story) -> None:
    """Everything about a login that does not depend on who authorises it."""
    with refusals.keep_a_code(at, "t01") as kept:
        story.play(people.ByType, partial(_ways_in, at))
        story.play(people.Drifted, partial(people.drifted, at, ("t01",)))
        story.play(returning.Buttons, partial(returning.buttons, at, press_button))
        story.play(dialling.Dialled, partial(dialling.dial, at.trial))
        story.play(devices.LoggedOut, partial(devices.log_out, at, "t01"))
        story.play(devices.SessionCookies, partial(devices.session_cookies, at, "t01"))
        story.play(callbacks.Repeated, partial(callbacks.repeated, at, "t01"))
        story.play(callbacks.Forged, partial(callbacks.forged, at, "t01"))
        story.play(callbacks.Impersonated, partial(callbacks.impersonated, at, "t01"))
        # Somebody has to be there from whom t01 can be told.
        story.play(parts.Many, partial(_several, at))
        story.play(devices.Shared, partial(devices.share_a_device, at, "t01", "t05", "t04"))
        story.play(callbacks.Stateless, partial(callbacks.stateless, at, "t01", "t05"))
        story.play(callbacks.Reused, partial(callbacks.reused, at, "t01", "t05"))
        _play_elsewhere(at, story)
        story.play(refusals.Refusals, partial(refusals.refusals, at, "t01", "k06", kept))


def _several(at: Ground) -> parts.Many:
    found = parts.add(at, "t05", "t04")
    return parts.Many(found.arrivals, found.before, found.view, found.expected)


def many(at: Ground) -> parts.Many:
    """Let teachers come who have much, or names in another script."""
    found = parts.add(at, *_MANY)
    return parts.Many(found.arrivals, found.before, found.view, found.expected)


def _other_scripts(story: Story) -> people.OtherScripts:
    arrivals = story.of(parts.Many).arrivals
    return people.OtherScripts(tuple(one for one in arrivals if one.person.key in ("t04", "t19")))


def _ways_in(at: Ground) -> people.ByType:
    arrivals = parts.add(at, "t01").arrivals + parts.add(at, "t01", by="button").arrivals
    return people.ByType(arrivals)


def _play_elsewhere(at: Ground, story: Story) -> None:
    """Staff, and names that are markup, live in a district that has not connected it either."""
    with elsewhere(at):
        story.play(parts.Refused, partial(parts.refuse, at, *NEITHER))
        marked = people.of_declared_types(at.trial, ("t21", "t23", "k24"))
        story.play(markup.Markup, partial(markup.look_at_markup, at, marked))


@contextmanager
def elsewhere(at: Ground) -> Iterator[None]:
    """Be for a while in a district with people of every kind that has not connected it either."""
    home, keys = at.district, at.trial.keys
    at.take_in("lantern-ridge")
    try:
        yield
    finally:
        at.district, at.trial.district, at.trial.keys = home, home, keys


def _students(at: Ground, story: Story) -> None:
    story.play(parts.Entered, partial(parts.enter, at, "k01", "k06", "Class 01"))


def _second_teacher(at: Ground, story: Story) -> None:
    # The co-teacher of x15 comes before its primary teacher; in SC-83 it is the other way round.
    both = colleagues.Colleagues
    story.play(both, partial(colleagues.one_by_one, at, "t06", "t03"))
    story.play(parts.Added, partial(parts.add, at, "t09", "t03", "t06"))
    story.play(people.Strangers, partial(strangers, at))


def strangers(at: Ground) -> people.Strangers:
    """Let five come who have no class in common."""
    arrivals: list[Arrival] = []
    for key in ("k01", "t05", "k12", "t06", "k61"):
        arrivals += parts.add(at, key).arrivals
    return people.Strangers(tuple(arrivals))


def _renewed(at: Ground, story: Story) -> None:
    story.play(parts.Renewed, partial(parts.renew, at, "t01"))


def _removed(at: Ground, story: Story) -> None:
    story.play(parts.Removed, partial(parts.remove, at, "t01", "k01", "k53"))


def _taken_over(at: Ground, story: Story) -> None:
    types = types_of(at.trial)
    if types:
        story.play(parts.TakenOver, partial(parts.take_over, at, ("t01", "k01"), types))
