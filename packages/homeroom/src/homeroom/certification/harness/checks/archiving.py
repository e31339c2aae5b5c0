"""What vanishes is archived, what returns is restored: SYN-04, SYN-05, SYN-18 and SYN-30."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.checks.reading import must_have_had
from homeroom.certification.harness.comparing import (
    named,
    status_differences,
    tie_losses,
    wanted,
)
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_NOT_CALENDAR: Final = ("user", "section", "contact", "school")
_MASS: Final = 0.5


def gone_differences(moment: Moment, kinds: tuple[str, ...]) -> Iterator[Difference]:
    """Compare what is shared no longer: it is archived under the same id of its own."""
    for kind in kinds:
        for clever_id in moment.expected_before.of(kind):
            before = moment.before.one(kind, clever_id)
            if clever_id in moment.expected.of(kind) or before is None:
                continue
            what = named(moment, kind, clever_id)
            now = moment.after.one(kind, clever_id)
            if now is None:
                if not is_joined_elsewhere(moment, kind, before.app_id, clever_id):
                    yield Difference(what, "archived", "gone")
            elif now.is_active:
                yield Difference(what, "archived", "active")
            elif now.app_id != before.app_id:
                yield Difference(f"{what} own id", "as it was", "another one")


def is_joined_elsewhere(moment: Moment, kind: str, app_id: str, clever_id: str) -> bool:
    """True if the account was joined to the person's new id, as a declared match may (Q-Y13)."""
    if not moment.answers.yes("Q-Y13") or kind != "user":
        return False
    new = moment.expected.of(kind).keys() - moment.expected_before.of(kind).keys()
    return any(
        one.app_id == app_id and one.clever_id != clever_id and one.clever_id in new
        for one in moment.after.of(kind)
    )


def returned_differences(moment: Moment, kinds: tuple[str, ...]) -> Iterator[Difference]:
    """Compare what is shared again: active, the same record, in the same classes."""
    for kind in kinds:
        for clever_id in returned(moment, kind):
            what = named(moment, kind, clever_id)
            now = moment.after.one(kind, clever_id)
            if now is None or not now.is_active:
                yield Difference(what, "active", "gone" if now is None else "archived")
                continue
            was = moment.memory.app_ids.get((kind, clever_id))
            if was is not None and was != now.app_id:
                yield Difference(f"{what} own id", "as it was", "another one")
            if moment.scenario != "SC-63":
                # There classes were changed by hand before, which is SYN-25's affair.
                yield from _enrolments(moment, kind, clever_id)


def returned(moment: Moment, kind: str) -> list[str]:
    """Return the ids that were shared before, then not, and are shared again."""
    known = moment.memory.expected.get(kind, frozenset())
    return sorted(
        one
        for one in wanted(moment, kind)
        if one in known and one not in moment.expected_before.of(kind)
    )


def _enrolments(moment: Moment, kind: str, clever_id: str) -> Iterator[Difference]:
    names = {"section": ("students", "teachers"), "user": ("sections",)}.get(kind, ())
    record, now = moment.expected.of(kind)[clever_id], moment.after.one(kind, clever_id)
    others = set(wanted(moment, "user" if kind == "section" else "section"))
    for name in names:
        if now is None or name not in now.values:
            continue
        expected = set(record.get(name) or ()) & others
        if expected != now.ids(name) & others:
            yield Difference(
                f"{named(moment, kind, clever_id)} {name}",
                moment.keys.names(expected),
                moment.keys.names(now.ids(name)),
            )


@check(
    "SYN-04",
    scenarios=(
        "SC-14", "SC-17", "SC-18", "SC-20", "SC-22", "SC-24", "SC-25", "SC-26", "SC-33", "SC-41",
        "SC-45",
    ),
)  # fmt: skip
def what_vanishes_is_archived(moment: Moment) -> Iterator[Finding]:
    """Records that are unshared or deleted are archived, and keep their own id."""
    found = list(gone_differences(moment, _NOT_CALENDAR))
    if found:
        yield failed("Records that vanished are not archived.", *found)
        return
    gone = _gone(moment)
    if gone and not any(moment.before.one(kind, clever_id) for kind, clever_id in gone):
        why = f"{len(gone)} records vanished, and the application had none of them."
        yield Finding(Verdict.INCONCLUSIVE, why)
    else:
        yield passed(f"{len(gone)} records vanished, and each is archived.")


def _gone(moment: Moment) -> list[tuple[str, str]]:
    return [
        (kind, clever_id)
        for kind in _NOT_CALENDAR
        for clever_id in wanted(moment, kind, moment.expected_before)
        if clever_id not in moment.expected.of(kind)
    ]


@check(
    "SYN-05",
    scenarios=("SC-19", "SC-21", "SC-23", "SC-25", "SC-26", "SC-47", "SC-53", "SC-63"),
)
def what_returns_is_restored(moment: Moment) -> Iterator[Finding]:
    """A record whose Clever ID reappears is the same record, active, in its classes."""
    back = sum(len(returned(moment, kind)) for kind in _NOT_CALENDAR)
    found = list(returned_differences(moment, _NOT_CALENDAR))
    if moment.scenario == "SC-53":
        # Nothing was archived while disconnected, so everything simply goes on.
        found += [one for one in status_differences(moment) if one.expected == "active"]
    if found:
        yield failed("Records that came back are not restored.", *found)
    else:
        yield passed(f"{back} records came back, each as it was.")


_UNREADABLE: Final = {
    "SC-06a": "every answer was an error",
    "SC-06c": "people and events were a page of HTML",
    "SC-06e": "every answer was 401",
}
"""Steps in which nothing can be read, and why."""


@check("SYN-18", scenarios=("SC-06", "SC-07"))
def a_bad_read_archives_nothing(moment: Moment) -> Iterator[Finding]:
    """A failed or empty read archives nothing and empties no class; the next one is complete."""
    must_have_had(moment)
    lost = [one for one in status_differences(moment) if one.expected == "active"]
    if moment.step in _UNREADABLE:
        what = _UNREADABLE[moment.step]
        lost += tie_losses(moment)
        if lost:
            yield failed(f"Records were archived or classes emptied though {what}.", *lost)
        else:
            yield passed(f"Nothing was archived, though {what}.")
    elif moment.step == "SC-07b":
        if lost:
            why = f"{len(lost)} records were archived by one empty list; a guard would have asked."
            yield Finding(Verdict.WARN, why, tuple(lost[:20]))
        else:
            yield passed("A list was empty, and nothing was archived.")
    elif moment.is_last:
        missing = [one for kind in moment.trial.kinds for one in _not_active(moment, kind)]
        missing += tie_losses(moment, moment.facts.get("at_first"))
        if missing:
            yield failed("The next good read did not bring everything back.", *missing)
        else:
            yield passed("The next good read is complete.")
    else:
        yield passed("Nothing went wrong in this step.")


def _not_active(moment: Moment, kind: str) -> Iterator[Difference]:
    for clever_id in wanted(moment, kind):
        now = moment.after.one(kind, clever_id)
        if now is None or not now.is_active:
            yield Difference(
                named(moment, kind, clever_id), "active", "gone" if now is None else "archived"
            )


@check("SYN-R2", scenarios=("SC-07",))
def a_guard_against_mass_deletion(moment: Moment) -> Iterator[Finding]:
    """The application does not archive most of a type by one empty list without asking."""
    if moment.step != "SC-07b":
        yield passed("Nothing to guard against in this step.")
        return
    lost = [one for one in status_differences(moment) if one.expected == "active"]
    there = sum(len(moment.before.active(kind)) for kind in moment.trial.kinds)
    if len(lost) > _MASS * len(moment.before.active("user")):
        yield failed(f"{len(lost)} of {there} records were archived at once.", *lost)
    else:
        yield passed("The application asked before it archived.")


@check("SYN-30", scenarios=("SC-45", "SC-50", "SC-51", "SC-52", "SC-53"))
def a_resting_district_keeps_its_records(moment: Moment) -> Iterator[Finding]:
    """A held, paused, errored, pending or disconnected district loses nothing."""
    resting = moment.is_still or moment.scenario in {"SC-50", "SC-51", "SC-52"}
    if not resting:
        yield passed("The district is well in this step.")
        return
    must_have_had(moment)
    found = [*status_differences(moment), *tie_losses(moment)] if _same_view(moment) else []
    if found:
        yield failed("Records or classes were given up while the district rested.", *found)
    else:
        yield passed("No record changed its status, and no class was emptied meanwhile.")


def _same_view(moment: Moment) -> bool:
    """What was shared anew or withdrawn by the step itself is not the rest's doing."""
    return moment.is_still or all(
        moment.expected.of(kind).keys() == moment.expected_before.of(kind).keys()
        for kind in moment.trial.kinds
    )
