"""What many checks do alike: judge each of some arrivals, and say it in one finding."""

from collections.abc import Callable, Iterable

from homeroom.certification.harness import (
    Difference,
    Finding,
    Moment,
    UndecidedError,
    failed,
    passed,
)
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.story import Part, Story

__all__ = ["came", "each", "evidence_of", "got_in", "part", "went_by_the_hub"]


def part(moment: Moment, kind: type[Part]) -> Part:
    """Return a part of the moment's story.

    Raises:
        UndecidedError: It was not played to its end.
    """
    story: Story = moment.seen
    return story.of(kind)


def each(what: str, arrivals: Iterable[Arrival], wrong: Callable[[Arrival], str]) -> Finding:
    """One finding on all of some arrivals; `wrong` says what is wrong with one, or nothing.

    Raises:
        UndecidedError: One of them needs a browser to be decided, and none else is wrong.
    """
    given, said = list(arrivals), what[:1].upper() + what[1:]
    if not given:
        raise UndecidedError(f"{said}: nobody came of whom this could be said.")
    found = [(one, wrong(one)) for one in given if not one.needs_browser]
    differences = [
        Difference(f"{one.person.key} by {one.by}", what, trouble)
        for one, trouble in found
        if trouble
    ]
    if differences:
        return failed(
            f"{said}: not so for {len(differences)} of {len(given)}.", *differences,
            evidence=evidence_of(one for one, trouble in found if trouble),
        )  # fmt: skip
    if len(found) < len(given):
        raise UndecidedError(f"{said}: the pages need scripts, so this needs a browser.")
    return passed(f"{said}: so for all {len(given)}.", *evidence_of(given))


def got_in(arrival: Arrival) -> str:
    """What is wrong unless somebody stands in the application, signed in."""
    if arrival.worst_status >= 500:  # noqa: PLR2004
        return f"on the way a page had the status {arrival.worst_status}"
    return "" if arrival.is_in else arrival.where


def came(arrivals: Iterable[Arrival]) -> None:
    """Nothing is said of accounts when nobody came in to have one.

    Raises:
        UndecidedError: Somebody did not get in.
    """
    missing = [one.person.key for one in arrivals if not one.is_in]
    if missing:
        raise UndecidedError(f"{', '.join(missing)} did not get in, so the records say nothing.")


def evidence_of(arrivals: Iterable[Arrival]) -> tuple[str, ...]:
    """The pictures of arrivals."""
    return tuple(name for one in arrivals for name in one.evidence)


def went_by_the_hub(moment: Moment, arrival: Arrival) -> bool:
    """Whether a page was come by through the hub: then its session there signed her in anew."""
    return any(one.startswith(moment.trial.hub.url) for one in arrival.hops)
