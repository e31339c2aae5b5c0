"""What is read is complete and survives odd records: SYN-07, SYN-11, SYN-15, SYN-16, CORE-10."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.comparing import (
    field_differences,
    named,
    presence,
    role_differences,
    roster_differences,
    tie_losses,
    wanted,
)
from homeroom.certification.harness.comparing.fields import stored_fields
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_SPARSE: Final = {
    "user": ("k05", "t10", "k06", "t11", "k07", "t23", "k21", "k32", "k35", "k36", "k37", "k38",
             "k39"),
    "section": ("x42", "x18", "x26"),
    "course": ("q5",),
}  # fmt: skip
"""EC-04, EC-06, EC-07, EC-13, EC-19, EC-27, EC-45, EC-63 and EC-67."""

_HIDDEN: Final = ("k46", "k47", "t28")
_NOT_FOUND: Final = 404
_TELLING: Final = ("user", "section", "contact")
"""The contract says what a probe tells of these (certification.md 6.2)."""

_ENDED: Final = frozenset({"ok", "partial"})


def unfinished(moment: Moment) -> Iterator[Difference]:
    """Say so when the sync did not end well."""
    state = moment.run.state if moment.run is not None else "unknown"
    if state not in _ENDED:
        yield Difference("the sync", "ok or partial", state)


def must_have_had(moment: Moment) -> None:
    """Leave undecided what is lost by an application that had nothing.

    Raises:
        UndecidedError: None of its records was active before the step.
    """
    if not any(moment.before.active(kind) for kind in moment.trial.kinds):
        raise UndecidedError("The application had no active record before, so none could be lost.")


def must_have_ended(moment: Moment) -> None:
    """Leave what a first sync brings undecided if it did not end well: SYN-07 says why it failed.

    Raises:
        UndecidedError: The first sync of the district did not end well.
    """
    if not moment.facts.get("was_synced", True) and list(unfinished(moment)):
        raise UndecidedError("The first sync did not end well, so this was not seen.")


@check("SYN-07", scenarios=("SC-01", "SC-27"))
def sparse_records_are_kept(moment: Moment) -> Iterator[Finding]:
    """Records with nothing but guaranteed fields are active, or skipped with a reason."""
    skips = moment.answers.choice("Q-Y07").startswith("skip")
    listed = {one.get("clever_id") for one in moment.run.errors} if moment.run else set()
    found = list(unfinished(moment))
    looked_at = 0
    for kind, keys in _SPARSE.items():
        shared = wanted(moment, kind)
        for clever_id in (moment.keys.id(key) for key in keys):
            if clever_id not in shared:
                continue
            looked_at += 1
            now = moment.after.one(kind, clever_id)
            is_active = now is not None and now.is_active
            if not is_active and not (skips and clever_id in listed):
                found.append(Difference(named(moment, kind, clever_id), "active", "missing"))
    if found:
        yield failed("Records without optional fields are missing.", *found)
    elif not looked_at:
        raise UndecidedError("None of the records without optional fields is shared with it.")
    else:
        yield passed(f"{looked_at} records without optional fields are there.")


@check("SYN-11", scenarios=("SC-01",))
def all_declared_data_is_kept(moment: Moment) -> Iterator[Finding]:
    """Each record type that is declared is there, and each field that is kept is right."""
    must_have_ended(moment)
    found: list[Difference] = []
    for kind in moment.trial.kinds:
        if moment.expected.of(kind) and not moment.after.active(kind):
            found.append(Difference(kind, "kept, as the probe's info says", "none"))
        found += field_differences(moment, kind)
    declared = moment.answers.choices("Q-Y30")
    kept = {f"{one}s" for one in moment.trial.kinds}
    for word in sorted(
        set(declared or ()) & {"schools", "terms", "courses", "sections", "contacts"}
    ):
        if word not in kept:
            found.append(Difference(word, "kept, as Q-Y30 says", "not in the probe's info"))
    silent = [kind for kind in _TELLING if kind in moment.trial.kinds and not _tells(moment, kind)]
    if found:
        yield failed("Declared data is missing or differs.", *found)
    elif silent:
        why = f"The probe tells no field of any {' or '.join(silent)}, so a person looks at them."
        yield Finding(Verdict.REVIEW, why)
    else:
        yield passed("Every declared type is there, and every field that is kept is right.")


def _tells(moment: Moment, kind: str) -> bool:
    """Whether at least one field of these records could be compared; true where none is shared."""
    shared = wanted(moment, kind)
    records = moment.after.active(kind)
    there = [
        (record.get("fields") or {}, records[one])
        for one, record in shared.items()
        if one in records
    ]
    return not there or any(
        stored_fields(record, fields).keys() & fields.keys() for fields, record in there
    )


@check(
    "SYN-11",
    scenarios=(
        "SC-23", "SC-30", "SC-31", "SC-35", "SC-36", "SC-37", "SC-39", "SC-40", "SC-44", "SC-45",
        "SC-47",
    ),
)  # fmt: skip
def what_changed_is_kept_as_it_is_now(moment: Moment) -> Iterator[Finding]:
    """A field that changes is kept as it is now, and one that became empty is empty."""
    found = [one for kind in moment.trial.kinds for one in field_differences(moment, kind)]
    if found:
        yield failed("Fields are kept as they were.", *found)
    else:
        yield passed("Every field that is kept is as the hub serves it now.")


@check("SYN-15", scenarios=("SC-01", "SC-20"))
def unshared_people_are_no_ghosts(moment: Moment) -> Iterator[Finding]:
    """A 404 on somebody who is not shared does not stop the sync, and makes no account."""
    met = [one for one in moment.wire.with_data() if one.status == _NOT_FOUND]
    found = list(unfinished(moment))
    if found and not met:
        raise UndecidedError("The sync did not end well, but not for a 404.")
    for key in _HIDDEN:
        clever_id = moment.keys.id(key)
        if clever_id and moment.after.named("user", clever_id):
            found.append(Difference(f"user {key}", "no record", "a record"))
    found += [
        Difference(f"the sync after 404 on {one.path.rsplit('/', 1)[-1]}", "goes on", "ended")
        for one in moment.wire.with_data()[-1:]
        if one.status == _NOT_FOUND
    ]
    if found:
        yield failed("Somebody who is not shared stops the sync or has a record.", *found)
    elif not moment.after.active("user"):
        raise UndecidedError("Nobody has a record, so it says nothing that these have none.")
    else:
        yield passed("Nobody who is not shared has a record, and the sync went to its end.")


@check("SYN-16", scenarios=("SYN-16",))
def one_bad_record_stops_no_other(moment: Moment) -> Iterator[Finding]:
    """Records that cannot be read stop no others, are listed, and are there once repaired."""
    poisoned = frozenset(moment.facts.get("poisoned") or ())
    found = list(unfinished(moment))
    for kind in moment.trial.kinds:
        bad = {named(moment, kind, one) for one in poisoned}
        found += [one for one in presence(moment, kind) if one.what not in bad]
        found += _given_up(moment, kind, poisoned)
    # Who is in a class is told by the class, which could be read.
    found += roster_differences(moment)
    if poisoned and moment.run is not None and not moment.run.errors:
        missing = [
            one
            for one in poisoned
            for kind in moment.trial.kinds
            if one in wanted(moment, kind) and not moment.after.named(kind, one)
        ]
        if missing:
            names = ", ".join(moment.keys.names(missing))
            found.append(Difference(f"run.errors for {names}", "listed", "not listed"))
    if found:
        yield failed("A record that cannot be read has consequences.", *found)
    elif poisoned:
        yield passed(f"{len(poisoned)} records could not be read, and all others are there.")
    else:
        yield passed("Once repaired, every record is there.")


def _given_up(moment: Moment, kind: str, poisoned: frozenset[str]) -> Iterator[Difference]:
    """A record that is known and cannot be read for a while is not gone."""
    for one in sorted(poisoned & moment.before.active(kind).keys()):
        now = moment.after.one(kind, one)
        if now is None or not now.is_active:
            found = "gone" if now is None else "archived"
            yield Difference(named(moment, kind, one), "active, as it was known", found)


@check("SYN-R1", scenarios=("SYN-16",))
def errors_name_record_and_reason(moment: Moment) -> Iterator[Finding]:
    """The sync's log names each record that failed, and why."""
    poisoned = tuple(moment.facts.get("poisoned") or ())
    errors = moment.run.errors if moment.run is not None else ()
    told = {one["clever_id"] for one in errors if one.get("clever_id") and one.get("reason")}
    silent = [
        Difference(f"run.errors for {moment.keys.key(one)}", "clever_id and reason", "not there")
        for one in poisoned
        if one not in told and not any(moment.after.named(kind, one) for kind in moment.trial.kinds)
    ]
    if silent:
        yield failed("The log does not name what failed.", *silent)
    elif poisoned:
        yield passed("The log names record and reason.")
    else:
        yield passed("Nothing failed in this step.")


@check("CORE-10", scenarios=("SC-09",))
def unknown_fields_and_words_are_tolerated(moment: Moment) -> Iterator[Finding]:
    """Unknown fields, unknown words and any order of fields change nothing."""
    found = list(unfinished(moment))
    for kind in moment.trial.kinds:
        found += presence(moment, kind)
    found += [*role_differences(moment), *tie_losses(moment)]
    if found:
        yield failed("Something unknown in a record has consequences.", *found)
    else:
        yield passed("Unknown fields and words change nothing.")
