"""Devices that several people use, and what a log-out ends."""

from collections.abc import Iterator

from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.checks.judging import evidence_of, part, went_by_the_hub
from homeroom.certification.logins.naming import shows
from homeroom.certification.logins.parts import devices

_SHARED = ("SSO-02", "CORE-06", "SSO-R5", "LIB-R14")


@check(*_SHARED, scenarios=("SC-70", "SC-80"), needs_probe=False)
def a_new_login_replaces_the_old_session(moment: Moment) -> Iterator[Finding]:
    """After B logs in on A's device nothing shows A, and A's old cookies open nothing."""
    found = part(moment, devices.Shared)
    seen = (found.b, found.reloaded, found.replayed)
    if any(one.needs_browser for one in seen):
        raise UndecidedError("The pages need scripts, so this needs a browser.")
    a, b = found.a.key, found.b.person.key
    troubles = []
    if not found.b.is_in:
        troubles.append(Difference(f"{b} on the device of {a}", "signed in", found.b.where))
    elif not found.b.shows_her and not found.shows_a:
        raise UndecidedError("The pages show no names, so nobody can be told from another.")
    if found.shows_a or found.reloaded.trouble:
        troubles.append(
            Difference(f"{b} on the device of {a}", "no page shows the first person",
                       found.reloaded.trouble or "she is shown")
        )  # fmt: skip
    if found.replayed.is_in and not went_by_the_hub(moment, found.replayed):
        troubles.append(Difference(f"the old cookies of {a}", "refused", "they still sign in"))
    if not found.c_is_still_in:
        troubles.append(
            Difference("somebody else at a device of her own", "still signed in", "signed out")
        )
    if troubles:
        yield failed("A shared device is not safe.", *troubles, evidence=evidence_of(seen))
    else:
        yield passed(f"{b} replaced {a} on their device; others stay in.", *evidence_of(seen))


@check("SSO-11", "LIB-17", scenarios=("SC-70", "SC-80"), needs_probe=False)
def log_out_works(moment: Moment) -> Iterator[Finding]:
    """A control to log out is found; afterwards neither the page nor the old cookies sign in."""
    found = part(moment, devices.LoggedOut)
    key = found.person.key
    if not found.control or found.reopened is None or found.replayed is None:
        yield failed(
            "No control to log out was found by its name.",
            Difference(f"the page of {key}", "a button or link to log out", "none"),
        )
        return
    troubles = [
        Difference(what, "a redirect or a refusal", "she is still signed in")
        for what, one in (
            ("a page for who is signed in, opened again", found.reopened),
            ("the old cookies on another device", found.replayed),
        )
        if one.is_in and not went_by_the_hub(moment, one)
    ]
    if troubles:
        seen = evidence_of([found.reopened, found.replayed])
        yield failed("Something still opens after the log-out.", *troubles, evidence=seen)
        return
    yield passed(f"{found.control!r} ends the session.", *found.reopened.evidence)
    yield from _as_surveyed(moment, found)


@check("SSO-02", "CORE-06", scenarios=("SC-70", "SC-80"), needs_probe=False)
def log_out_forgets_who_was_here(moment: Moment) -> Iterator[Finding]:
    """After the log-out no page of the application shows on that device who was there."""
    found = part(moment, devices.LoggedOut)
    again = found.reopened
    if not found.control or again is None or again.trouble:
        raise UndecidedError("Nothing could be seen after a log-out.")
    key = found.person.key
    if went_by_the_hub(moment, again) or again.is_in:
        yield passed(f"{key} was signed in anew, or still is, which is another matter.")
    elif shows(again.seen.text, found.person):
        yield failed(
            "The device still says who was there.",
            Difference(f"a page after {key} logged out", "it shows nobody", "she is shown"),
            evidence=again.evidence,
        )
    else:
        yield passed(f"Nothing on the device shows {key} any more.", *again.evidence)


@check("SSO-R8", scenarios=("SC-70",), needs_probe=False)
def log_out_leaves_the_hub(moment: Moment) -> Iterator[Finding]:
    """Logging out of the application does not log out of the hub."""
    found = part(moment, devices.LoggedOut)
    if not found.control:
        raise UndecidedError("No control to log out was found, so nothing could be tried.")
    if found.asked_the_hub_to_log_out or not found.hub_is_open:
        word = "it was asked to log out" if found.asked_the_hub_to_log_out else "it is not"
        yield failed("The log-out reached the hub.",
                     Difference("the hub afterwards", "still signed in", word))  # fmt: skip
    else:
        yield passed("The hub's own session is still there.")


@check("CORE-08", scenarios=("SC-70", "SC-80"), needs_probe=False)
def the_session_cookie_has_its_flags(moment: Moment) -> Iterator[Finding]:
    """The cookie that signs in is HttpOnly, Secure over https, and SameSite."""
    found = part(moment, devices.SessionCookies)
    if not found.cookies:
        raise UndecidedError("No single cookie signs in by itself, so none could be judged.")
    missing = []
    for number, one in enumerate(found.cookies, 1):
        flags = {"HttpOnly": one.is_http_only, "SameSite": bool(one.same_site)}
        if found.is_https:
            flags["Secure"] = one.is_secure
        lacks = [name for name, there in flags.items() if not there]
        if lacks:
            missing.append(Difference(f"session cookie {number}", "all flags", f"no {lacks}"))
    if missing:
        yield failed("A session cookie lacks flags.", *missing)
    else:
        yield passed(f"{len(found.cookies)} session cookie has every flag.")


def _as_surveyed(moment: Moment, found: devices.LoggedOut) -> Iterator[Finding]:
    """The survey says what is seen after the log-out (Q-S09, Q-L15); a contradiction is told."""
    said = moment.answers.choice("Q-S09") or moment.answers.choice("Q-L15")
    if not said or found.seen is None:
        return
    closes = "clos" in said
    is_login = "login" in said
    if closes != found.seen.is_closed or (is_login and not found.offers_login):
        yield Finding(Verdict.WARN, f"The survey says {said!r}, and something else was seen.")
