"""Everybody gets in, by every way, and sees who she is."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness import (
    Finding,
    Moment,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.logins import declaring
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks.judging import came, each, evidence_of, got_in, part
from homeroom.certification.logins.naming import shows, shows_name
from homeroom.certification.logins.parts import accounts, callbacks, people, returning

_PATIENCE: Final = 15.0
_AT_LEAST: Final = 2


@check("SSO-12", "SSO-13", scenarios=("SC-70",), needs_probe=False)
def each_declared_type_gets_in(moment: Moment) -> Iterator[Finding]:
    """One of each declared user type logs in, by portal, link and button where there is one."""
    found = part(moment, people.ByType)
    missing = set(people.declared_types(moment.trial)) - {
        role for one in found.arrivals for role in one.person.roles
    }
    if missing:
        raise UndecidedError(f"Nobody came for {', '.join(sorted(missing))}.")
    yield each("somebody of each declared type is signed in", found.arrivals, got_in)


@check("SSO-12", scenarios=("SC-70",), needs_probe=False)
def nobody_waits_for_another(moment: Moment) -> Iterator[Finding]:
    """A login that takes long ends well, whoever else logs in meanwhile."""
    found = part(moment, callbacks.AtOnce)
    came([found.quick])
    if found.slow is None:
        yield passed("It begins no login by itself, so none can be slow.")
    else:
        yield each("who is slower than others gets in as well", [found.slow], got_in)


@check("SSO-15", scenarios=("SC-70",), needs_probe=False)
def nobody_is_thrown_to_a_login_page(moment: Moment) -> Iterator[Finding]:
    """Who comes from the portal or by a link is in within 15 seconds, past no login page."""
    arrivals = [one for one in part(moment, people.ByType).arrivals if one.by != "button"]

    def wrong(arrival: Arrival) -> str:
        if arrival.stopped_at is not None:
            return f"stopped on the application's login page {arrival.stopped_at.title!r}"
        if arrival.seconds > _PATIENCE:
            return "more than 15 seconds"
        return got_in(arrival)

    yield each("a launched login completes by itself", arrivals, wrong)


@check("CORE-10", scenarios=("SC-70", "SC-80"), needs_probe=False)
def what_is_unknown_keeps_nobody_out(moment: Moment) -> Iterator[Finding]:
    """Who logs in while her record holds unknown fields and words gets in as ever."""
    arrivals = part(moment, people.Drifted).arrivals
    yield each("somebody whose record holds unknown words is signed in", arrivals, got_in)


@check("SSO-08", scenarios=("SC-70",), needs_probe=False)
def the_first_address_suffices(moment: Moment) -> Iterator[Finding]:
    """A launch to the first redirect address, with nothing but a code, signs in."""
    arrivals = [one for one in part(moment, people.ByType).arrivals if one.by == "portal"]
    beginning = moment.trial.application.redirect_uri

    def wrong(arrival: Arrival) -> str:
        if not any(one.startswith(beginning) for one in arrival.hops):
            return "the launch did not go to the first redirect address"
        return got_in(arrival)

    yield each("a launch to the first address signs in", arrivals, wrong)


@check("SSO-08", scenarios=("SC-70",), needs_probe=False)
def every_district_gets_in(moment: Moment) -> Iterator[Finding]:
    """A launch from a second district signs in by the same address, with nothing but a code."""
    if accounts.Borders not in moment.seen.parts and accounts.Borders not in moment.seen.troubles:
        yield Finding(Verdict.SKIP, "Nobody of a type that a second district has was declared.")
        return
    arrival = part(moment, accounts.Borders).there
    if declaring.refuses_unknown(moment.trial) and declaring.is_refused_in_words(arrival):
        yield passed("She is refused, as the survey says of people without an account.")
    else:
        yield each("a launch from a second district signs in", [arrival], got_in)


@check("SSO-05", "LIB-16", scenarios=("SC-70", "SC-82"), needs_probe=False)
def the_page_says_who_is_in(moment: Moment) -> Iterator[Finding]:
    """The page shows the person's name, e-mail or user name, and nobody else's."""
    arrivals = part(moment, people.Strangers).arrivals
    came = [one for one in arrivals if one.is_in]
    if len(came) < _AT_LEAST:
        raise UndecidedError("Fewer than two people got in, so nobody can be told from another.")
    silent = [one for one in came if not one.shows_her]
    mixed = [
        one for one in came if any(shows(one.seen.text, other.person)
                                   for other in came if other is not one)
    ]  # fmt: skip
    if mixed:
        yield each(
            "the page names nobody but who is in", mixed, lambda _: "it names another as well"
        )
    elif silent:
        # A game for small children may know no names: a person must look.
        keys = ", ".join(sorted(one.person.key for one in silent))
        yield Finding(
            Verdict.REVIEW, f"No name, e-mail or user name was found on the pages of {keys}.",
            evidence=evidence_of(silent),
        )  # fmt: skip
    else:
        yield passed(f"The pages of {len(came)} people show each her own name.", *evidence_of(came))


@check("SSO-17", scenarios=("SC-70",), needs_probe=False)
def missing_fields_stop_nobody(moment: Moment) -> Iterator[Finding]:
    """People without e-mail, user name or grade log in, or are asked for what is missing."""

    def wrong(arrival: Arrival) -> str:
        asked = bool(arrival.forms) and not arrival.trouble and arrival.worst_status < 500  # noqa: PLR2004
        if declaring.refuses_unknown(moment.trial) and declaring.is_refused_in_words(arrival):
            return ""
        return "" if asked and not arrival.is_in else got_in(arrival)

    yield each("missing fields stop no login", part(moment, people.Sparse).arrivals, wrong)


@check("SSO-R4", "LIB-R13", scenarios=("SC-70",), needs_probe=False)
def names_are_shown_as_they_are_written(moment: Moment) -> Iterator[Finding]:
    """Names with accents and in other scripts are shown unchanged."""

    def wrong(arrival: Arrival) -> str:
        named = shows_name(arrival.seen.text, arrival.person)
        return got_in(arrival) or ("" if named else "her name is not on the page as it is written")

    arrivals = part(moment, people.OtherScripts).arrivals
    yield each("a name in another script is shown as it is", arrivals, wrong)


@check("SSO-R6", scenarios=("SC-70",), needs_probe=False)
def administrators_get_in(moment: Moment) -> Iterator[Finding]:
    """A district's administrator ends on a page and not on an error."""
    arrivals = [
        one for one in part(moment, people.SeveralRoles).arrivals if one.person.key == "d01"
    ]
    if not arrivals:
        yield Finding(Verdict.SKIP, "The survey declares no district administrators.")
        return
    yield each("an administrator gets in", arrivals, got_in)


@check("SSO-R9", scenarios=("SC-70",), needs_probe=False)
def people_of_several_roles_get_in(moment: Moment) -> Iterator[Finding]:
    """Somebody who is teacher, staff and administrator at once ends on a page."""
    arrivals = [
        one for one in part(moment, people.SeveralRoles).arrivals if one.person.key != "d01"
    ]
    yield each("somebody of several roles gets in", arrivals, got_in)


@check("SSO-R1", "LIB-R1", scenarios=("SC-70", "SC-80"), needs_probe=False)
def there_is_a_button(moment: Moment) -> Iterator[Finding]:
    """The login page has a button or a link that begins a login by the hub."""
    found = part(moment, returning.Buttons)
    if found.login:
        yield passed(f"On the login page: {found.login!r}.")
    else:
        yield failed("No button and no link to the hub was found on the login page.")


@check("LIB-R2", scenarios=("SC-80",), needs_probe=False)
def there_is_a_button_to_sign_up(moment: Moment) -> Iterator[Finding]:
    """The sign-up page has a button or a link that begins a login by the hub."""
    found = part(moment, returning.Buttons)
    if found.sign_up:
        yield passed(f"On the sign-up page: {found.sign_up!r}.")
    elif not found.has_sign_up_page:
        yield Finding(Verdict.SKIP, "The configuration names no sign-up page.")
    else:
        yield failed("No button and no link to the hub was found on the sign-up page.")
