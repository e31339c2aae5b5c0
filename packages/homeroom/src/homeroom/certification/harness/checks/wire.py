"""What the hub's own log decides: SYN-03, SYN-10, SYN-12, SYN-14 and SYN-28."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from homeroom.certification.harness.channels.wire import LISTS, Entry
from homeroom.certification.harness.checks.reading import unfinished
from homeroom.certification.harness.comparing import named, presence, tie_losses, wanted
from homeroom.certification.harness.errors import UndecidedError
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import EVERY_STEP, RUN_END, check
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import TYPES

_VERSIONS: Final = ("v3.0", "v3.1")
_FIRST_REQUEST_SECONDS: Final = 60.0
_GOOD: Final = range(200, 300)
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    **{plural: (kind,) for kind, plural in TYPES.items()},
    "users": ("user", "contact"),
}
"""Which records stand in a list."""


@check("SYN-10", scenarios=(RUN_END,), needs_probe=False)
def the_version_is_current(moment: Moment) -> Iterator[Finding]:
    """Every data request goes to v3.0 or v3.1, and to the version that was declared."""
    asked = Counter(one.version for one in moment.wire.with_data())
    if not asked:
        yield Finding(Verdict.INCONCLUSIVE, "The application asked for no data at all.")
        return
    told = moment.answers.choice("Q-Y01")
    right = (told,) if told in _VERSIONS else _VERSIONS
    found = [
        Difference(f"requests to /{version}/", f"/{right[0]}/", "asked")
        for version in sorted(asked)
        if version not in right
    ]
    if found:
        yield failed("Data was asked for in another version.", *found)
    else:
        yield passed(f"Every data request went to {' or '.join(sorted(asked))}.")


@check("SYN-12", scenarios=("SC-01",))
def a_sync_starts_on_demand(moment: Moment) -> Iterator[Finding]:
    """The first data request comes within a minute of the demand."""
    after = moment.facts.get("first_request_seconds")
    if after is None:
        state = moment.run.state if moment.run is not None else "unknown"
        yield failed(
            "A sync was demanded, and the hub was not asked for anything.",
            Difference("data requests", "at least one", f"none; the run says {state}"),
        )
    elif after > _FIRST_REQUEST_SECONDS:
        yield failed(
            "The sync began late.",
            Difference("first data request", "within 60 s", "later"),
        )
    else:
        yield passed("The first data request came within a minute.")


@check("SYN-12", scenarios=(EVERY_STEP,))
def a_finished_sync_asked_the_hub(moment: Moment) -> Iterator[Finding]:
    """A sync that says it is done has asked the hub: the probe is believed only with the wire."""
    if moment.run is None or moment.run.state != "ok" or moment.is_still:
        yield passed("No sync of this step says that it is done.")
    elif moment.wire.with_data():
        yield passed("The sync asked the hub.")
    else:
        yield failed(
            "The probe says that a sync is done, and the hub was not asked for anything.",
            Difference("data requests in the sync", "at least one", "none"),
        )


@check("SYN-14", scenarios=("SC-01", "SC-04"))
def every_page_is_read(moment: Moment) -> Iterator[Finding]:
    """Every list is read to its last page, and what was on it is there."""
    found: list[Difference] = []
    for name in LISTS:
        found += _unread(moment, name)
        if not list(unfinished(moment)):
            # A sync that did not end has lost more than pages.
            found += _lost(moment, name)
    if moment.facts.get("was_synced") and not list(unfinished(moment)):
        # Pages are cut anywhere: what stands on one says nothing of who belongs to another's.
        found += tie_losses(moment)
    if found:
        yield failed("Lists were not read to their end.", *found)
    elif list(unfinished(moment)):
        raise UndecidedError("The sync did not end well, so its end says nothing of pages.")
    else:
        yield passed("Every list was read to its last page.")


def _unread(moment: Moment, name: str) -> Iterator[Difference]:
    """Compare the pages that were asked for with those that the cap makes."""
    cap = moment.facts.get("cap")
    asked = [one for one in moment.wire.of(name) if one.status in _GOOD]
    if not cap or _is_parted(asked):
        return
    pages = len({(one.query.get("starting_after"), one.district) for one in asked})
    needed = -(-_rows(moment, name) // int(cap))
    if pages < needed:
        yield Difference(f"pages of {name}", f"{needed} of {cap} rows", f"{pages}")


def _lost(moment: Moment, name: str) -> Iterator[Difference]:
    """Compare what stood on the pages.

    Whoever was there before must still be. In a first sync only whole pages count: whoever else is
    missing was read and not kept, which is not the pages' doing.
    """
    kinds = _KINDS[name]
    missing = {one: kind for kind in kinds for one in _missing(moment, kind)}
    asked = [one for one in moment.wire.of(name) if one.status in _GOOD]
    if not moment.facts.get("was_synced") and not _is_parted(asked):
        ids = sorted(one for kind in kinds for one in moment.expected.of(kind))
        cap = int(moment.facts.get("cap") or 0) or len(ids)
        later = [set(ids[n : n + cap]) for n in range(cap, len(ids), cap)]
        if not any(page <= missing.keys() for page in later) or any(
            page & missing.keys() and not page <= missing.keys() for page in later
        ):
            return
    for one, kind in missing.items():
        yield Difference(named(moment, kind, one), "one active record", "none")


def _missing(moment: Moment, kind: str) -> Iterator[str]:
    """Give what was on the pages and is not there; what was missing before them is older."""
    is_first = not moment.facts.get("was_synced")
    active = moment.after.active(kind)
    for clever_id in wanted(moment, kind):
        if clever_id not in active and (is_first or moment.before.named(kind, clever_id)):
            yield clever_id


def _rows(moment: Moment, name: str) -> int:
    return len({one for kind in _KINDS[name] for one in moment.expected.of(kind)})


def _is_parted(asked: Sequence[Entry]) -> bool:
    """True of a list by role, or of none: its length says nothing, only the records tell."""
    return not asked or any("role" in one.query for one in asked)


@check("SYN-14", scenarios=(EVERY_STEP,))
def what_is_told_was_read(moment: Moment) -> Iterator[Finding]:
    """Records that are new in the application were read from the hub before."""
    found = []
    for kind in moment.trial.kinds:
        new = {
            one
            for one in moment.after.active(kind)
            if one in moment.expected.of(kind) and not moment.before.named(kind, one)
        }
        if new and not _was_read(moment.wire.with_data(), TYPES[kind]):
            found.append(Difference(f"{len(new)} new records of {kind}", "read before", "not read"))
    if found:
        yield failed("The probe tells of records that the application never read.", *found)
    else:
        yield passed("Whatever is new was read.")


def _was_read(asked: Sequence[Entry], plural: str) -> bool:
    words = {plural, "events", "users" if plural == "contacts" else plural}
    words |= (
        {"mystudents", "myteachers", "mycontacts"} if plural in {"users", "contacts"} else set()
    )
    return any(
        one.status in _GOOD and (one.collection in words or words & set(one.path.split("/")))
        for one in asked
    )


@check("SYN-28", scenarios=("SC-08",))
def a_rotated_token_is_survived(moment: Moment) -> Iterator[Finding]:
    """After the token was rotated the next sync works."""
    found = [*unfinished(moment), *tie_losses(moment)]
    for kind in moment.trial.kinds:
        found += presence(moment, kind)
    if found:
        yield failed("The sync after a token's rotation did not work.", *found)
    else:
        yield passed("The sync after a token's rotation works.")


@check("SYN-03", scenarios=("DAILY",))
def a_day_brings_a_complete_read(moment: Moment) -> Iterator[Finding]:
    """Within a day the application reads everything, or all that is new, by itself."""
    told: dict[str, Any] = dict(moment.facts)
    if told.get("at_login"):
        yield Finding(Verdict.SKIP, "Q-Y08 says that logins refresh: SC-73 looks at that.")
    elif told.get("complete") and not told.get("fresh"):
        yield failed(
            "A day later the hub was asked, and what had changed was not taken.",
            Difference("people", "as the hub has them", "as they were a day before"),
        )
    elif told.get("complete"):
        yield passed(str(told["how"]))
    elif told.get("clock"):
        yield failed(
            "The application's clock went on by 25 hours, and it did not read the district.",
            Difference("a complete read", "seen on the wire", "not seen"),
        )
    else:
        why = (
            "The probe offers no `clock`, and Q-Y08 does not say that logins alone refresh; a run"
            " waits for no real day, so until one of the two is so this is not decided."
        )
        yield Finding(Verdict.INCONCLUSIVE, why)
