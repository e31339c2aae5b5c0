"""Events: order, cursors, and reading everything when a cursor is lost: SYN-19 to SYN-21."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from homeroom.certification.harness.channels.wire import LISTS
from homeroom.certification.harness.checks.reading import unfinished
from homeroom.certification.harness.comparing import (
    field_differences,
    named,
    presence,
    roster_differences,
)
from homeroom.certification.harness.outcomes import Difference, Finding, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import Record

_EVENTS: Final = ("events",)
_REFUSED: Final = 400
_BROKEN_OFF: Final = "SC-46c"
"""Only some pages of the feed could be read: what was written of them is the application's affair,
unless it says that this was all. The next sync must bring the rest."""

_TIMES: Final = ("_at", "_on")
_ALSO_TIMES: Final = frozenset({"last_modified", "created", "updated", "synced", "last_sync"})


@check("SYN-19", scenarios=("SC-03", "SC-29", "SC-56"))
def once_more_changes_nothing(moment: Moment) -> Iterator[Finding]:
    """The same sync or the same event a second time leaves the same state."""
    found: list[Difference] = []
    for kind in moment.trial.kinds:
        found += presence(moment, kind)
        if moment.scenario != "SC-29":
            found += _changed(moment, kind)
    found += roster_differences(moment)
    if found:
        yield failed("Once more is not the same.", *found)
    else:
        yield passed("Once more is the same.")


def _changed(moment: Moment, kind: str) -> Iterator[Difference]:
    before = {(one.clever_id, one.app_id): _lasting(one) for one in moment.before.of(kind)}
    after = {(one.clever_id, one.app_id): _lasting(one) for one in moment.after.of(kind)}
    for key in sorted(before.keys() | after.keys()):
        if _is_news(moment, kind, key[0]):
            continue  # In SC-56 the two syncs have something to bring, which is there once.
        what = named(moment, kind, key[0])
        if key not in after:
            yield Difference(what, "as before", "gone")
        elif key not in before:
            yield Difference(what, "no such record", "a new record")
        elif before[key] != after[key]:
            names = sorted(
                name
                for name in before[key].keys() | after[key].keys()
                if before[key].get(name) != after[key].get(name)
            )
            yield Difference(what, "as before", f"{', '.join(names)} changed")


def _is_news(moment: Moment, kind: str, clever_id: str) -> bool:
    """Whether the hub shows anything else of a record than before the step."""
    was = moment.expected_before.of(kind).get(clever_id)
    return moment.expected.of(kind).get(clever_id) != was


def _lasting(record: Record) -> Mapping[str, Any]:
    """Return a record without times, and with lists in one order."""
    return {"is_active": record.is_active} | {
        name: _sorted(value)
        for name, value in record.values.items()
        if not name.endswith(_TIMES) and name not in _ALSO_TIMES
    }


def _sorted(value: Any) -> Any:
    return sorted(value, key=repr) if isinstance(value, list) else value


@check("SYN-20", scenarios=("SC-01",), modes=_EVENTS)
def the_cursor_is_taken_first(moment: Moment) -> Iterator[Finding]:
    """The newest event is asked for before the first list, so that nothing falls between."""
    asked = moment.wire.with_data()
    events = [n for n, one in enumerate(asked) if one.collection == "events"]
    lists = [n for n, one in enumerate(asked) if one.collection in LISTS]
    if not events:
        found = "never asked for"
    elif lists and events[0] > lists[0]:
        found = "asked for after the first list"
    else:
        yield passed("The newest event was asked for before the first list.")
        return
    yield failed(
        "What changes during the first read is lost.",
        Difference("the newest event", "asked for before the first list", found),
    )


@check("SYN-20", scenarios=("SC-12", "SC-29", "SC-46"), modes=_EVENTS)
def events_lead_where_a_full_read_leads(moment: Moment) -> Iterator[Finding]:
    """Events are handled in the order received, so the end is that of a full read."""
    if moment.step == _BROKEN_OFF and (moment.run is None or moment.run.state != "ok"):
        yield passed("The feed broke off, and the sync said so.")
        return
    found = [*unfinished(moment), *_unlike(moment), *_out_of_order(moment)]
    if found:
        yield failed("Events did not lead to the state that the hub serves.", *found)
    else:
        yield passed("Events led to the state that the hub serves.")


@check("SYN-20", scenarios=("SC-04",), modes=_EVENTS)
def everything_can_be_read_again(moment: Moment) -> Iterator[Finding]:
    """A full read is possible later too, in an application that uses events."""
    read = [one for one in moment.wire.with_data() if one.collection in LISTS]
    if read and not list(unfinished(moment)):
        yield passed("A full read was made on demand.")
    else:
        yield failed(
            "No full read was made when it was demanded.",
            Difference("lists read", "all that are kept", f"{len(read)} requests"),
        )


@check("SYN-21", scenarios=("SC-46", "SC-55"), modes=_EVENTS)
def a_lost_cursor_leads_to_a_full_read(moment: Moment) -> Iterator[Finding]:
    """A cursor that the hub no longer knows leads to a full read within one more sync."""
    if not moment.is_last:
        yield passed("One more sync may follow.")
        return
    if moment.scenario == "SC-46" and not _was_refused(moment):
        yield passed("The cursor was not lost in this step.")
        return
    found = list(_unlike(moment))
    if found:
        yield failed("Changes were lost with the cursor.", *found)
    else:
        yield passed("Nothing was lost with the cursor.")


def _was_refused(moment: Moment) -> bool:
    return any(one.status >= _REFUSED for one in moment.wire.of("events"))


def _unlike(moment: Moment) -> Iterator[Difference]:
    for kind in moment.trial.kinds:
        yield from presence(moment, kind)
        yield from field_differences(moment, kind)
    yield from roster_differences(moment)


def _out_of_order(moment: Moment) -> Iterator[Difference]:
    after = [
        str(one.query["starting_after"])
        for one in moment.wire.of("events")
        if one.query.get("starting_after")
    ]
    if after != sorted(after):
        yield Difference("pages of events", "oldest first", "not in order")
