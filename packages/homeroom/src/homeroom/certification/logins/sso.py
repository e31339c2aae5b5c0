"""District SSO: people come by portal, link and button (SC-70 to SC-73).

One district and one run of the parts serve all of SC-70; each part is played alone, so one that
cannot be played leaves the others as they are.
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from homeroom.certification.harness import Moment, Trial, scenario
from homeroom.certification.harness.plans.daily import is_at_login
from homeroom.certification.harness.plans.syncing import synced
from homeroom.certification.logins import declaring
from homeroom.certification.logins.arriving import press_button
from homeroom.certification.logins.ground import Ground, ground
from homeroom.certification.logins.parts import (
    accounts,
    callbacks,
    devices,
    dialling,
    markup,
    people,
    refusals,
    returning,
)
from homeroom.certification.logins.story import Story

__all__ = ["each_type_logs_in"]

_STRANGERS: Final = ("k01", "t05", "k31", "t02", "k12", "a01", "d01", "k04")
_SPARSE: Final = ("k05", "t10", "k07", "k06", "k32")
_OTHER_SCRIPTS: Final = ("t03", "t19", "k15", "k17", "k18")
_SEVERAL: Final = ("d01", "t07", "t08", "t26")
_MARKUP: Final = ("t21", "k24", "t23")
_DRIFTED: Final = ("k02", "t04", "a01", "d01")
_FIVE: Final = 5
_KNOWN: Final = (
    "k01", "t01", "t02", "a01", "d01", "k02", "t04", "t05", "k10", "k11", "k12", "k31", "k04",
    "k55", *_OTHER_SCRIPTS, *_SEVERAL, *_MARKUP, "t15",
)  # fmt: skip
"""Who must get in, whatever the application does with people whom it does not know."""

_NO_EMAIL: Final = ("k06", "t10")
"""Whom an application that refuses strangers can know by nothing."""

_OK: Final = 200
_REFUSED: Final = 400
_BROKEN: Final = 500


def types_of(trial: Trial) -> tuple[str, ...]:
    """The integration types by which a district connects the application."""
    return tuple(one for one in trial.application.types if one != "library")


@scenario("SC-70", types=("district_sso",))
def each_type_logs_in(trial: Trial) -> Iterator[Moment]:
    """SC-70: everybody, by every way, and everything that may go wrong with a login."""
    with ground(trial) as at:
        at.take_in("lantern-ridge", *types_of(trial))
        declaring.make_known(at, people.of_declared_types(trial, _KNOWN))
        one, other = _two_strangers(trial)
        story = Story()
        with refusals.keep_a_code(at, one) as kept:
            _play_arrivals(at, story)
            _play_devices(at, story, one, other)
            _play_accounts(at, story)
            story.play(
                refusals.Refusals, partial(refusals.refusals, at, one, _unshared(trial), kept)
            )
        yield moment_of(at, "SC-70", story)


@scenario("SC-71", types=("district_sso",))
def before_any_sync(trial: Trial) -> Iterator[Moment]:
    """SC-71: somebody logs in of whom no sync has told."""
    with ground(trial) as at:
        at.take_in("lantern-ridge", *types_of(trial))
        story = Story()
        strangers = _NO_EMAIL if declaring.refuses_unknown(trial) else ("k01", "t02")
        keys = people.of_declared_types(trial, strangers)
        story.play(accounts.Signed, partial(accounts.signed, at, keys))
        yield moment_of(at, "SC-71", story)


@scenario("SC-72", types=("district_sso",))
def who_is_gone(trial: Trial) -> Iterator[Moment]:
    """SC-72: somebody who has left, then somebody who is not shared."""
    with ground(trial) as at:
        at.take_in("lantern-ridge", *types_of(trial))
        if trial.probe is not None and "secure_sync" in trial.application.types:
            synced(trial, at.district.id)
        else:
            declaring.make_known(at, ("k52",))
        story = Story()
        story.play(returning.Gone, partial(returning.gone, at, "k52", "k46"))
        yield moment_of(at, "SC-72", story)


@scenario("SC-73", types=("district_sso",))
def comes_again(trial: Trial) -> Iterator[Moment]:
    """SC-73: two students log in, change in the district's files, and log in again."""
    with ground(trial) as at:
        at.take_in("lantern-ridge", *types_of(trial))
        # One who was refused has no account of another district either, by the same e-mail.
        keys = ("k54",) if declaring.refuses_unknown(trial) else ("k54", "k55")
        declaring.make_known(at, keys)
        if is_at_login(trial) and trial.probe is not None:
            # There was a sync once; what is new since then comes with the login alone.
            synced(trial, at.district.id)
        story = Story()
        story.play(returning.Refreshed, partial(returning.refreshed, at, keys))
        yield moment_of(at, "SC-73", story)


def moment_of(at: Ground, name: str, story: Story) -> Moment:
    """The moment of a scenario, with everything that went over the line since it began."""
    record = at.trial.evidence.note(f"{name}-visits", requests=at.record.written())
    own = at.trial.application.url.rstrip("/") + "/"
    asked = at.record.exchanges
    return Moment(
        at.trial, name, name, seen=story, wire=at.trial.hub.wire(at.trial.client_id, at.mark),
        evidence=(record,),
        facts={
            "pages": sum(one.url.startswith(own) and _is_page(one.status) for one in asked),
            "broken": sum(one.url.startswith(own) and one.status >= _BROKEN for one in asked),
            "leaks": tuple(at.record.leaks),
            "addresses": tuple(f"{one.url} {one.location}" for one in asked),
        },
    )  # fmt: skip


def _is_page(status: int) -> bool:
    """Whether somebody can read what came: a refusal in words is a page too."""
    return status == _OK or _REFUSED <= status < _BROKEN


def _play_arrivals(at: Ground, story: Story) -> None:
    strangers = people.of_declared_types(at.trial, _STRANGERS)[:_FIVE]
    story.play(people.ByType, partial(people.by_type, at))
    story.play(people.Strangers, partial(people.come, at, people.Strangers, strangers))
    story.play(people.Sparse, partial(people.come, at, people.Sparse, _SPARSE))
    story.play(people.OtherScripts, partial(people.come, at, people.OtherScripts, _OTHER_SCRIPTS))
    story.play(people.SeveralRoles, partial(people.come, at, people.SeveralRoles, _SEVERAL))
    story.play(people.Drifted, partial(people.drifted, at, _DRIFTED))
    marked = people.of_declared_types(at.trial, _MARKUP)
    story.play(markup.Markup, partial(markup.look_at_markup, at, marked))


def _play_devices(at: Ground, story: Story, one: str, other: str) -> None:
    third = next(key for key in ("k12", "t05", "a01", "d01") if key not in (one, other))
    story.play(devices.Shared, partial(devices.share_a_device, at, one, other, third))
    story.play(devices.LoggedOut, partial(devices.log_out, at, one))
    story.play(devices.SessionCookies, partial(devices.session_cookies, at, one))
    story.play(callbacks.Repeated, partial(callbacks.repeated, at, one))
    story.play(callbacks.Forged, partial(callbacks.forged, at, one))
    story.play(callbacks.Reused, partial(callbacks.reused, at, one, other))
    story.play(callbacks.Stateless, partial(callbacks.stateless, at, one, other))
    story.play(callbacks.AtOnce, partial(callbacks.at_once, at, one, other))
    story.play(callbacks.Impersonated, partial(callbacks.impersonated, at, one))
    story.play(dialling.Dialled, partial(dialling.dial, at.trial))
    story.play(returning.Buttons, partial(returning.buttons, at, press_button))


def _play_accounts(at: Ground, story: Story) -> None:
    keys = people.of_declared_types(at.trial, ("k01", "t02", "k10", "k11"))
    story.play(accounts.Signed, partial(accounts.signed, at, keys))
    types = people.declared_types(at.trial)
    if {"teacher", "student"} <= set(types):
        kind = accounts.SameEmail
        story.play(kind, partial(accounts.same_email, at, kind, "t15", "k14"))
    if "teacher" in types:
        story.play(accounts.Borders, partial(accounts.borders, at, types_of(at.trial)))
    if "student" in types:
        siblings = accounts.Siblings
        story.play(siblings, partial(accounts.same_email, at, siblings, "k12", "k13"))
        story.play(accounts.Again, partial(accounts.again, at))


def _two_strangers(trial: Trial) -> tuple[str, str]:
    found = people.of_declared_types(trial, _STRANGERS)
    return found[0], found[1]


def _unshared(trial: Trial) -> str:
    return "k46" if "student" in people.declared_types(trial) else "t28"
