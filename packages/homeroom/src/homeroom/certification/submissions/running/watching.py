"""The weekly run of an application that is live: it warns, and never changes a state (3.4).

The harness runs unattended against the sandbox, with the application that was developed, and hands
in what it found. The certificate rests on the run that it was issued for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from homeroom.certification.requirements.reading import for_types
from homeroom.certification.submissions import rules
from homeroom.certification.submissions.actions import Noted
from homeroom.certification.submissions.issuing import mails
from homeroom.certification.submissions.queries import KeptRun, Submission
from homeroom.certification.submissions.reports import Report
from homeroom.foundation.database import Session

WATCHED: Final = "live"
"""The state in which a run only warns."""

WEEK: Final = 7 * rules.DAY


@dataclass(frozen=True)
class Watch:
    """When it was run last, what failed then, and when it is to be run again."""

    last: KeptRun
    fails: tuple[str, ...]
    due_at: int


def watch_of(one: Submission, runs: Iterable[KeptRun]) -> Watch | None:
    """Return how the weekly run stands; None while the application is not live."""
    last = next(iter(runs), None)
    if one.state != WATCHED or last is None:
        return None
    return Watch(last, failing(last.report), last.at + WEEK)


def failing(report: Report) -> tuple[str, ...]:
    """Return the MUST rows that a run failed, and the invariants that did not hold."""
    blocks = {one.id for one in for_types(report.types) if one.blocks}
    failed = [one.id for one in report.results if one.verdict == "FAIL" and one.id in blocks]
    return (*failed, *report.broken)


def noted_of(session: Session, now: int, one: Submission, report: Report) -> Noted:
    """Return the record of a weekly run; whoever owns the application is told what fails."""
    failed = ", ".join(failing(report))
    text = f"Weekly run: {failed} failed" if failed else "Weekly run: no MUST failed"
    if failed:
        more = f"{text}. The certificate holds; mend it before it is due again."
        mails.tell_owners(session, now, one, "The weekly run found failures", more)
    return Noted("noted", text, report.run)
