"""Which classes of the Library an application brings, if it needs some subjects only (Q-L09).

It is judged by the classes that it says it needs. Whether it brings others as well is its own
affair: it may take in all and let the teacher choose (Q-L10).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from homeroom.certification.harness import Finding, Moment, Verdict
from homeroom.certification.harness.answers import Answers
from homeroom.certification.logins.library.district import CLASSES, subject_of

__all__ = [
    "SUBJECTS",
    "beyond_it",
    "is_about",
    "needed",
    "needed_students",
    "needs_all",
    "subjects_in",
]

SUBJECTS: Final = (
    "english/language arts", "math", "science", "social studies", "language", "homeroom/advisory",
    "interventions/online learning", "technology and engineering", "PE and health",
    "arts and music", "other",
)  # fmt: skip
"""The API's own words; written once more, since the harness takes nothing from the hub's side."""

_QUESTION: Final = "Q-L09"
_AROUND: Final = re.compile(
    r"\b(?:only|just|the|those|of|in|for|class(?:es)?|sections?|subjects?|lessons?|courses?)\b"
    r"|[.\"']"
)
_KNOWN: Final[Mapping[str, str]] = {
    **{one.casefold(): one for one in SUBJECTS},
    "maths": "math",
    "mathematics": "math",
    "english": "english/language arts",
    "language arts": "english/language arts",
}


def needs_all(answers: Answers) -> bool:
    """Whether the survey says nothing of particular sections."""
    return not str(answers.of(_QUESTION) or "").strip()


def subjects_in(answers: Answers) -> frozenset[str] | None:
    """Return the subjects that the survey names, all of them when it names none.

    None when it says something else: what nobody can read steers no check.
    """
    if needs_all(answers):
        return frozenset(SUBJECTS)
    found: set[str] = set()
    for part in re.split(r"[,;\n]", str(answers.of(_QUESTION))):
        # Some subjects have an "and" in their name, so a part is looked at whole first.
        whole = _plain(part)
        some = [whole] if whole in _KNOWN else [_plain(one) for one in whole.split(" and ")]
        if not all(one in _KNOWN for one in some):
            return None
        found |= {_KNOWN[one] for one in some}
    return frozenset(found)


def _plain(text: str) -> str:
    return " ".join(_AROUND.sub(" ", text.casefold()).split())


def is_about(moment: Moment, subject: object) -> bool:
    """Whether a class of this subject is one that the application needs."""
    found = subjects_in(moment.answers)
    return found is not None and (needs_all(moment.answers) or subject in found)


def needed(answers: Answers, classes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return those of some classes, by key with their students, that the application needs."""
    found = subjects_in(answers) or frozenset()
    return {key: who for key, who in classes.items() if subject_of(key) in found}


def needed_students(answers: Answers, teachers: Iterable[str]) -> set[str]:
    """Return the students of some teachers who are in classes that the application needs."""
    return {
        student
        for teacher in teachers
        for students in needed(answers, CLASSES[teacher]).values()
        for student in students
    }


def beyond_it(moment: Moment, *classes: str, verdict: Verdict = Verdict.REVIEW) -> Finding | None:
    """Say so when a check is about classes of which the application needs none.

    Args:
        classes: The classes that the check looks at, by key; without one, any that it needs.
        verdict: For what a person has to look at instead; SKIP for recommendations.
    """
    if needs_all(moment.answers):
        return None
    found = subjects_in(moment.answers)
    if found is None:
        names = ", ".join(SUBJECTS)
        why = f"{_QUESTION} names sections by other words than the API's subjects ({names}), so"
        return Finding(verdict, f"{why} a person compares the classes with it.")
    if not classes or any(subject_of(one) in found for one in classes):
        return None
    played = " and ".join(sorted({subject_of(one) for one in classes}))
    why = f"{_QUESTION} says {', '.join(sorted(found))}, and this is played with classes of"
    return Finding(verdict, f"{why} {played}.")
