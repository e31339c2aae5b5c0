"""Which classes of the Library an application brings, if it needs some subjects only (Q-L09).

It is judged by the classes that it says it needs. Whether it brings others as well is its own
affair: it may take in all and let the teacher choose (Q-L10).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from homeroom.certification.harness import Finding, Moment, Verdict
from homeroom.certification.harness.answers import Answers
from homeroom.certification.logins.library.district import CLASSES, subject_of
from homeroom.certification.requirements.survey.subjects import SUBJECTS, named_in

__all__ = [
    "beyond_it",
    "is_about",
    "needed",
    "needed_students",
    "needs_all",
    "subjects_in",
]

_QUESTION: Final = "Q-L09"
_NEEDS_ROSTERS: Final = "Q-L08"


def needs_all(answers: Answers) -> bool:
    """Whether the survey says nothing of particular sections."""
    return _named(answers) == frozenset()


def subjects_in(answers: Answers) -> frozenset[str] | None:
    """Return the subjects that the survey names, all of them when it names none.

    None when it says something else: what nobody can read steers no check.
    """
    found = _named(answers)
    return frozenset(SUBJECTS) if found == frozenset() else found


def _named(answers: Answers) -> frozenset[str] | None:
    # Where no rosters are needed the question is not asked, and an older answer says nothing.
    if answers.of(_NEEDS_ROSTERS) is False:
        return frozenset()
    return named_in(str(answers.of(_QUESTION) or ""))


def is_about(moment: Moment, subject: object) -> bool:
    """Whether a class of this subject is one that the application needs."""
    found = subjects_in(moment.answers)
    return found is not None and (needs_all(moment.answers) or subject in found)


def needed(answers: Answers, classes: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return those of some classes, by key with their students, that the application needs.

    None where the survey cannot be read: what can be said then hangs on no subject.
    """
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


def beyond_it(
    moment: Moment, classes: Iterable[str], verdict: Verdict = Verdict.REVIEW
) -> Finding | None:
    """Say so when a check is about classes of which the application needs none.

    What is wrong whatever the subject comes before it, for this takes the place of a pass.

    Args:
        classes: The classes that the check looks at, by key.
        verdict: For what a person has to look at instead; SKIP for recommendations.
    """
    if needs_all(moment.answers):
        return None
    found = subjects_in(moment.answers)
    if found is None:
        names = ", ".join(SUBJECTS)
        why = f"{_QUESTION} names sections by other words than the API's subjects ({names}), so"
        return Finding(verdict, f"{why} a person compares the classes with it.")
    played = {subject_of(one) for one in classes}
    if played & found:
        return None
    why = f"{_QUESTION} says {', '.join(sorted(found))}, and this is played with classes of"
    return Finding(verdict, f"{why} {' and '.join(sorted(played))}.")
