"""How a busy or broken hub is treated: SYN-17."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from homeroom.certification.harness.channels.wire import Entry
from homeroom.certification.harness.checks.reading import unfinished
from homeroom.certification.harness.comparing import presence, tie_losses
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_BUSY: Final = 429
_BROKEN: Final = 500
_POINTLESS: Final = frozenset({400, 401, 404, 501})
_STAYING: Final = frozenset({"SC-06a", "SC-06c"})
_REFUSED: Final = "SC-06e"
_PAGE: Final = "html"
_MOST_REPEATS: Final = 3
_MOST_RETRIES: Final = 5
_FAR_TOO_MANY: Final = 25
_RESET_SECONDS: Final = 0.9
"""The hub's faults say to come again in a second or two; a bit less is the clocks' own doing."""

_SHORTEST_WAIT: Final = 0.1
_GROWTH: Final = 1.3


@check("SYN-17", scenarios=("SC-05",))
def trouble_that_passes_is_waited_out(moment: Moment) -> Iterator[Finding]:
    """After 429, 503 and a cut answer the sync waits, asks again and completes."""
    found = [*unfinished(moment), *tie_losses(moment)]
    for kind in moment.trial.kinds:
        found += presence(moment, kind)
    found += _impatience(moment.wire.with_data())
    if found:
        yield failed("Trouble that passes was not waited out.", *found)
    else:
        yield passed("Trouble that passes was waited out, and everything was read.")


@check("SYN-17", scenarios=("SC-06",))
def trouble_that_stays_ends_the_sync(moment: Moment) -> Iterator[Finding]:
    """When every answer is an error, or a page, the sync fails, says so, and does not hammer."""
    if moment.step == _REFUSED:
        yield _not_hammered(moment)
        return
    if moment.step not in _STAYING:
        found = [*unfinished(moment), *tie_losses(moment, moment.facts.get("at_first"))]
        for kind in moment.trial.kinds:
            found += presence(moment, kind)
        if found:
            yield failed("The next healthy sync did not repair everything.", *found)
        else:
            yield passed("The next healthy sync repairs everything.")
        return
    most = _most_alike(
        one for one in moment.wire.with_data() if one.status >= _BROKEN or one.fault == _PAGE
    )
    state = moment.run.state if moment.run is not None else "unknown"
    if state == "ok":
        yield failed("The sync says that it is fine.", Difference("the run", "failed", state))
    elif most > _FAR_TOO_MANY:
        yield failed(
            "A broken hub is hammered.",
            Difference("attempts at one request", f"at most {_MOST_RETRIES + 1}", str(most)),
        )
    elif most > _MOST_RETRIES + 1:
        why = f"One request was sent {most} times; five retries are enough."
        yield Finding(Verdict.WARN, why)
    else:
        yield passed("The sync failed, said so, and did not hammer.")


@check("SYN-17", scenarios=("SC-52",))
def a_refused_token_is_not_hammered(moment: Moment) -> Iterator[Finding]:
    """What can never succeed is not asked again and again."""
    yield _not_hammered(moment)


def _not_hammered(moment: Moment) -> Finding:
    refused = [one for one in moment.wire.with_data() if one.status in _POINTLESS]
    most = _most_alike(refused)
    if most > _MOST_REPEATS + 1:
        repeats = f"at most {_MOST_REPEATS}"
        return failed(
            "A request that cannot succeed is repeated.",
            Difference("repeats of one refused request", repeats, str(most - 1)),
        )
    return passed("What was refused was not hammered.")


def _most_alike(asked: Iterator[Entry] | Sequence[Entry]) -> int:
    return max(Counter(_request(one) for one in asked).values(), default=0)


def _request(one: Entry) -> tuple[str, str]:
    return one.path, repr(sorted(one.query.items()))


def _impatience(asked: Sequence[Entry]) -> Iterator[Difference]:
    """Compare the pauses after 429: until the limit resets, or longer each time."""
    pauses: dict[tuple[str, str], list[float]] = {}
    for place, one in enumerate(asked):
        if one.status != _BUSY:
            continue
        again = next((two for two in asked[place + 1 :] if _request(two) == _request(one)), None)
        if again is not None:
            pause = (again.at - one.at).total_seconds()
            pauses.setdefault(_request(one), []).append(pause)
    for some in pauses.values():
        if min(some) >= _RESET_SECONDS:
            continue
        grows = all(later >= earlier * _GROWTH for earlier, later in pairwise(some))
        if not grows or some[-1] < _SHORTEST_WAIT:
            yield Difference("pauses after 429", "until the limit resets, or growing", "too short")
