"""Terms and courses come, go and get new ids: SYN-06 and SYN-27."""

from collections.abc import Iterator
from typing import Final

from homeroom.certification.harness.checks.archiving import gone_differences, returned_differences
from homeroom.certification.harness.comparing import named, presence, reference_differences, wanted
from homeroom.certification.harness.outcomes import Difference, Finding, Verdict, failed, passed
from homeroom.certification.harness.registry import check
from homeroom.certification.harness.trial import Moment

_CALENDAR: Final = ("term", "course")
_CHANGES: Final = {"SC-42": "term", "SC-43": "course", "SC-44": "course"}
"""What gets a new id, or a new name, in a scenario."""


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
    changed = _CHANGES[moment.scenario]
    if found:
        yield failed("Sections did not follow their terms and courses.", *found)
    elif changed in moment.trial.kinds and not _tell(moment, changed):
        why = f"The probe tells of no section which {changed} it has, so a person looks at it."
        yield Finding(Verdict.REVIEW, why)
    else:
        yield passed("Every section is active, in its present term and course.")


def _tell(moment: Moment, name: str) -> bool:
    return any(name in one.values for one in moment.after.active("section").values())


def _not_active(moment: Moment) -> Iterator[Difference]:
    for clever_id in wanted(moment, "section"):
        now = moment.after.one("section", clever_id)
        if now is None or not now.is_active:
            yield Difference(
                named(moment, "section", clever_id), "active", "gone" if now is None else "archived"
            )
