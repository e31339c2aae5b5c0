"""What a submission says otherwise than the last time: of a recertification only that is read anew.

Pure: two records of submitting, held against each other (certification.md 3.2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeroom.certification.requirements.conditions import worded
from homeroom.certification.requirements.survey.questions import MORE, every
from homeroom.certification.submissions.queries import Record, submissions_in

_BESIDE: Final[Mapping[str, str]] = {
    "version": "Version of the application",
    "user_types": "Supported user types",
    "record_types": "Record types that it asks districts for",
    "host": "Host of its redirect address",
}
"""What is submitted beside the answers, and what it is called."""


@dataclass(frozen=True)
class Change:
    """One thing that is said otherwise; empty where nothing was said."""

    what: str
    then: str
    now: str


def changes(records: Iterable[Record]) -> list[Change] | None:
    """Return what differs between the last two times; None if it was submitted once or never."""
    submitted = submissions_in(records)
    if len(submitted) < 2:  # noqa: PLR2004 - there is nothing to hold the first against
        return None
    then, now = submitted[-2].detail, submitted[-1].detail
    beside = [
        Change(name, _worded(then.get(key)), _worded(now.get(key))) for key, name in _BESIDE.items()
    ]
    before, after = then.get("answers", {}), now.get("answers", {})
    answers = [
        Change(f"{key}: {_asked(key)}", _worded(before.get(key)), _worded(after.get(key)))
        for key in sorted({**before, **after})
    ]
    return [one for one in [*beside, *answers] if one.then != one.now]


def _asked(name: str) -> str:
    known = every().get(name.removesuffix(MORE))
    if known is None:
        return "a question that the survey asks no more"
    return known.more_ask if name.endswith(MORE) else known.ask


def _worded(said: Any) -> str:
    return "" if said is None else worded(said)
