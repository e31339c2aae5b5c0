"""Terms and courses come, go and get new ids: SYN-06 and SYN-27."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.checks.archiving import gone_differences, returned_differences
from homeroom.certification.harness.comparing import named, presence, reference_differences, wanted
from homeroom.certification.harness.outcomes import Difference, Finding, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_CALENDAR: Final = ("term", "course")


@check("SYN-06", scenarios=("SC-40", "SC-41", "SC-42", "SC-43", "SC-44"))
def terms_and_courses_are_archived_too(moment: Moment) -> Iterator[Finding]:
    """Terms and courses that vanish are archived, and those that return are restored."""
    found = [
        *gone_differences(moment, _CALENDAR),
        *returned_differences(moment, _CALENDAR),
        *(one for kind in _CALENDAR for one in presence(moment, kind)),
    ]
    if found:
        yield failed("Terms and courses are not archived and restored.", *found)
    else:
        yield passed("Terms and courses are as the hub serves them, the old ones archived.")


@check("SYN-27", scenarios=("SC-42", "SC-43", "SC-44"))
def classes_stay_when_the_calendar_changes(moment: Moment) -> Iterator[Finding]:
    """Sections stay active and point at the new term or course."""
    found = [*_not_active(moment), *reference_differences(moment)]
    if found:
        yield failed("Sections did not follow their terms and courses.", *found)
    else:
        yield passed("Every section is active, in its present term and course.")


def _not_active(moment: Moment) -> Iterator[Difference]:
    for clever_id in wanted(moment, "section"):
        now = moment.after.one("section", clever_id)
        if now is None or not now.is_active:
            yield Difference(
                named(moment, "section", clever_id), "active", "gone" if now is None else "archived"
            )
