"""A login that fails ends on a page that a person can read, and go on from."""

from collections.abc import Iterator, Sequence

from homeroom.certification.browsing import finding
from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    UndecidedError,
    check,
    failed,
    passed,
)
from homeroom.certification.logins.arriving import Arrival, is_at, is_there
from homeroom.certification.logins.checks.judging import evidence_of, part
from homeroom.certification.logins.parts.refusals import CAUSES, Refusals

_CODES = ("invalid", "old", "used")
_SERVER_ERROR = 500
_FRIENDLY = "a friendly page, not signed in"


@check("SSO-10", "LIB-14", scenarios=("SC-70", "SC-80"), needs_probe=False)
def failing_logins_end_on_a_friendly_page(moment: Moment) -> Iterator[Finding]:
    """Each of seven causes ends signed out, on a page in plain words with a way on."""
    found = part(moment, Refusals)
    troubles = {
        cause: _wrong(moment, cause, arrival)
        for cause, arrival in found.arrivals.items()
        if not arrival.needs_browser
    }
    yield from _said(found, troubles, tuple(CAUSES), _FRIENDLY)


@check("SSO-10", "LIB-14", scenarios=("SC-70", "SC-80"), needs_probe=False)
def failures_begin_nothing_anew(moment: Moment) -> Iterator[Finding]:
    """Somebody who is signed in at the hub reads that it failed, and is not sent round again."""
    found = part(moment, Refusals).signed_in
    if any(one.needs_browser for one in found.values()):
        raise UndecidedError("The pages need scripts, so this needs a browser.")
    if not found:
        raise UndecidedError("No failure could be played while she is signed in at the hub.")
    bad = {cause: wrong for cause, one in found.items() if (wrong := _wrong(moment, cause, one))}
    if bad:
        yield failed(
            "A login that failed is begun anew by itself.",
            *(
                Difference(f"{CAUSES[cause]}, while she is signed in there", _FRIENDLY, wrong)
                for cause, wrong in bad.items()
            ),
            evidence=evidence_of(found[cause] for cause in bad),
        )
    else:
        yield passed(
            f"{len(found)} failures end on a page also for who is signed in at the hub.",
            *evidence_of(found.values()),
        )


@check("CORE-05", scenarios=("SC-70", "SC-80"), needs_probe=False)
def bad_codes_are_handled(moment: Moment) -> Iterator[Finding]:
    """An invented, an old and a used code never end in a server error."""
    found = part(moment, Refusals)
    troubles = {cause: _broke(found.arrivals[cause]) for cause in _CODES if cause in found.arrivals}
    yield from _said(found, troubles, _CODES, "a page below status 500, not signed in")


def _said(
    found: Refusals, troubles: dict[str, str], wanted: Sequence[str], expected: str
) -> Iterator[Finding]:
    bad = {cause: trouble for cause, trouble in troubles.items() if trouble}
    if bad:
        yield failed(
            f"{len(bad)} of {len(wanted)} causes do not end well.",
            *(Difference(CAUSES[cause], expected, trouble) for cause, trouble in bad.items()),
            evidence=evidence_of(found.arrivals[cause] for cause in bad),
        )
    elif missing := [cause for cause in wanted if cause not in troubles]:
        told = "; ".join(_why(found, cause) for cause in missing)
        raise UndecidedError(f"These causes could not be played or decided: {told}")
    else:
        yield passed(
            f"All {len(wanted)} causes end on a page that can be read."
            " A reviewer reads the wording.",
            *evidence_of(found.arrivals.values()),
        )


def _why(found: Refusals, cause: str) -> str:
    reason = found.not_played.get(cause, "The page needs scripts, so this needs a browser.")
    return f"{CAUSES[cause]}: {reason}"


def _broke(arrival: Arrival) -> str:
    if arrival.trouble:
        return arrival.trouble
    if arrival.worst_status >= _SERVER_ERROR:
        return f"the status {arrival.worst_status}"
    return "she is signed in" if arrival.is_in else ""


def _wrong(moment: Moment, cause: str, arrival: Arrival) -> str:
    broke = _broke(arrival)
    if broke:
        return broke
    if is_there(moment.trial, arrival.seen):
        return finding.is_friendly(arrival.seen)
    # The hub's own refusal, or a login that was begun anew, is the hub's page.
    if is_at(moment.trial.hub.url, arrival.seen):
        return ""
    return f"she was sent to a page that is neither's after {cause!r}"
