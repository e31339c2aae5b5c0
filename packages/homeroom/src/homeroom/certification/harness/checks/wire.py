"""What the hub's own log decides: SYN-03, SYN-10, SYN-12, SYN-14 and SYN-28."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

from homeroom.certification.harness.channels.wire import LISTS, Entry
from homeroom.certification.harness.checks.reading import unfinished
from homeroom.certification.harness.comparing import presence
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import EVERY_STEP, RUN_END, check
from homeroom.certification.harness.trial import Moment
from homeroom.certification.harness.views import TYPES

_VERSIONS: Final = ("v3.0", "v3.1")
_FIRST_REQUEST_SECONDS: Final = 60.0
_GOOD: Final = range(200, 300)


@check("SYN-10", scenarios=(RUN_END,), needs_probe=False)
def the_version_is_current(moment: Moment) -> Iterator[Finding]:
    """Every data request goes to v3.0 or v3.1, and to the version that was declared."""
    asked = Counter(one.version for one in moment.wire.with_data())
    if not asked:
        yield Finding(Verdict.INCONCLUSIVE, "The application asked for no data at all.")
        return
    told = moment.answers.choice("Q-Y01")
    wanted = (told,) if told in _VERSIONS else _VERSIONS
    found = [
        Difference(f"requests to /{version}/", f"/{wanted[0]}/", "asked")
        for version in sorted(asked)
        if version not in wanted
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
    found: list[Difference] = list(unfinished(moment))
    for kind in moment.trial.kinds:
        found += presence(moment, kind)
    cap = moment.facts.get("cap")
    if cap:
        found += _unread(moment, int(cap))
    if found:
        yield failed("Lists were not read to their end.", *found)
    else:
        yield passed("Every list was read to its last page.")


def _unread(moment: Moment, cap: int) -> Iterator[Difference]:
    users = moment.expected.of("user").keys() | moment.expected.of("contact").keys()
    many = {
        **{plural: len(moment.expected.of(kind)) for kind, plural in TYPES.items()},
        "users": len(users),
    }
    for name in LISTS:
        asked = [one for one in moment.wire.of(name) if one.status in _GOOD]
        # A list by role or of a school is shorter; then only the records themselves tell.
        if not asked or any("role" in one.query for one in asked):
            continue
        pages = len({(one.query.get("starting_after"), one.district) for one in asked})
        needed = -(-many[name] // cap)
        if pages < needed:
            yield Difference(f"pages of {name}", f"{needed} of {cap} rows", f"{pages}")


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
    found = list(unfinished(moment))
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
    if told.get("complete"):
        yield passed(str(told["how"]))
    elif told.get("clock"):
        yield failed(
            "The application's clock went on by 25 hours, and it did not read the district.",
            Difference("a complete read", "seen on the wire", "not seen"),
        )
    else:
        why = (
            "The probe offers no `clock`. Leave the application connected for 49 hours, or refresh"
            " at login: until one of the two was seen this is not decided."
        )
        yield Finding(Verdict.INCONCLUSIVE, why)
