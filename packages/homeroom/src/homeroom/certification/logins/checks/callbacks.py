"""Callbacks that are forged, repeated, or carry less or more than usual."""

from collections.abc import Iterator

from homeroom.certification.harness import (
    AppView,
    Difference,
    Finding,
    Moment,
    UndecidedError,
    Verdict,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.checks.judging import (
    each,
    evidence_of,
    got_in,
    part,
    went_by_the_hub,
)
from homeroom.certification.logins.naming import shows
from homeroom.certification.logins.parts import callbacks, returning

_SERVER_ERROR = 500
_TWO = 2


@check("CORE-03", scenarios=("SC-70", "SC-80"), needs_probe=False)
def a_forged_state_opens_nothing(moment: Moment) -> Iterator[Finding]:
    """A good code with a state that is not this device's signs nobody in, and breaks nothing."""
    found = part(moment, callbacks.Forged)

    def wrong(arrival: Arrival) -> str:
        if arrival.worst_status >= _SERVER_ERROR:
            return f"the status {arrival.worst_status}"
        if arrival.trouble:
            return arrival.trouble
        return "she is signed in" if arrival.is_in else ""

    yield each("a forged state is refused", (found.invented, found.strangers), wrong)
    # Where the hub signs her in on the way to the first page, that is a login of its own.
    own = [one for one in found.homes if not one.trouble and not went_by_the_hub(moment, one)]
    if any(one.is_in for one in own):
        yield failed(
            "A forged state is refused on the page, and signs in all the same.",
            Difference("the first page afterwards", "nobody is signed in", "she is signed in"),
            evidence=evidence_of(own),
        )


@check("CORE-03", scenarios=("SC-70", "SC-80"), needs_probe=False)
def a_state_is_good_once(moment: Moment) -> Iterator[Finding]:
    """The state of a login that is over is nobody's any more: with a new code it opens nothing."""
    found = part(moment, callbacks.Reused)
    after = found.after
    if after is None:
        yield passed("No state is sent, which SSO-R7 judges.")
        return
    if after.needs_browser:
        raise UndecidedError("The pages need scripts, so this needs a browser.")
    # Where the hub was asked anew, its own session signs in whoever is there.
    is_anew = went_by_the_hub(moment, after)
    trouble = after.trouble
    if after.worst_status >= _SERVER_ERROR:
        trouble = f"the status {after.worst_status}"
    elif found.shows_other or (found.was_traded and not is_anew and after.is_in):
        trouble = "whoever brought the code is signed in"
    if trouble:
        yield failed(
            "A state is good more than once.",
            Difference("a used state with a new code", "refused, or begun anew", trouble),
            evidence=evidence_of([after]),
        )
    else:
        yield passed("A used state with a new code opens nothing.", *after.evidence)


@check("CORE-04", scenarios=("SC-70", "SC-80"), needs_probe=False)
def a_callback_without_state_links_nobody(moment: Moment) -> Iterator[Finding]:
    """Where A is signed in, B's code without state ends as B, or is refused; the two never mix."""
    found = part(moment, callbacks.Stateless)
    after = found.after
    if after.needs_browser:
        raise UndecidedError("The pages need scripts, so this needs a browser.")
    if after.worst_status >= _SERVER_ERROR:
        yield failed(f"The callback ended with the status {after.worst_status}.")
        return
    both = found.shows_other and shows(after.seen.text, found.owner.person)
    joined = _joined(moment, found)
    if both or joined:
        yield failed(
            "Two people are mixed.",
            Difference(found.owner.person.key, "stays by herself", joined or "both are shown"),
            evidence=evidence_of([after]),
        )
    elif after.is_in and not found.was_restarted and not _are_told_apart(found):
        yield Finding(Verdict.REVIEW, "The pages show no names, so a person looks at who is signed"
                      " in afterwards.", evidence=after.evidence)  # fmt: skip
    elif found.was_restarted or not found.shows_other:
        yield passed("The callback was refused, or the login was begun anew.", *after.evidence)
    else:
        yield Finding(
            Verdict.WARN, "A login without state is taken as it comes: whoever sends a link can"
            " sign a person in as somebody else. Begin the login anew instead.",
            evidence=after.evidence,
        )  # fmt: skip


@check("CORE-09", scenarios=("SC-70", "SC-80"), needs_probe=False)
def an_administrators_callback_is_tolerated(moment: Moment) -> Iterator[Finding]:
    """A callback with `loginas_by_admin=true` is no error."""
    arrival = part(moment, callbacks.Impersonated).arrival

    def wrong(one: Arrival) -> str:
        again = any(hop.startswith(moment.trial.hub.url) for hop in one.hops)
        return "" if again and one.worst_status < _SERVER_ERROR else got_in(one)

    yield each("an administrator who looks on gets in", [arrival], wrong)


@check("SSO-R7", scenarios=("SC-70",), needs_probe=False)
def state_protects_logins(moment: Moment) -> Iterator[Finding]:
    """The application's own logins carry a state, another one each time."""
    states = part(moment, returning.Buttons).states
    if len(states) < _TWO:
        yield Finding(Verdict.SKIP, "The application begins no logins itself.")
    elif not all(states):
        yield failed("A login was begun without a state.")
    elif len(set(states)) < len(states):
        yield failed("Two logins were begun with the same state.")
    else:
        yield passed("Each login carries a state of its own.")


@check("SSO-16", scenarios=("SC-70", "SC-80"), needs_probe=False)
def a_repeated_callback_does_no_harm(moment: Moment) -> Iterator[Finding]:
    """A callback that comes twice, and again after the log-out, is no error and no stranger's."""
    found = part(moment, callbacks.Repeated)
    arrivals = [one for one in (found.again, found.after_log_out) if one is not None]

    def wrong(arrival: Arrival) -> str:
        if arrival.worst_status >= _SERVER_ERROR:
            return f"the status {arrival.worst_status}"
        if arrival.trouble:
            return arrival.trouble
        stranger = arrival.is_in and not arrival.shows_her and found.first.shows_her
        return "somebody else is signed in" if stranger else ""

    yield each("a repeated callback ends on a page", arrivals, wrong)


def _are_told_apart(found: callbacks.Stateless) -> bool:
    """Whether pages say who is signed in: else nobody sees that it is another one."""
    return found.owner.shows_her or found.shows_other


def _joined(moment: Moment, found: callbacks.Stateless) -> str:
    """What the records say of two identities in one account; blank if nothing."""
    owner = moment.keys.id(found.owner.person.key)
    other = moment.keys.id(found.other)
    before, after = _app_id(found.before, owner), _app_id(found.view, owner)
    if before and after != before:
        return "her account is another one now"
    if after and after == _app_id(found.view, other):
        return "one account has both identities"
    return ""


def _app_id(view: AppView, clever_id: str) -> str:
    record = view.one("user", clever_id)
    return "" if record is None else record.app_id
