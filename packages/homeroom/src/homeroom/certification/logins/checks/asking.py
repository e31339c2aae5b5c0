"""Whether a first login asks for what the survey names, and for nothing that the hub gave."""

import re
from collections.abc import Collection, Iterable
from typing import Final

from homeroom.certification.harness import (
    Difference,
    Finding,
    UndecidedError,
    Verdict,
    failed,
    passed,
)
from homeroom.certification.logins.arriving import Arrival
from homeroom.certification.logins.naming import role_of

__all__ = ["asked"]

_NAME: Final = re.compile(r"(?i)\b(first|last|given|family|full|your)[ _-]?name\b|^name$|surname")
_EMAIL: Final = re.compile(r"(?i)\be-?mail\b")


def asked(arrivals: Iterable[Arrival], declared: Collection[str], *, hides: str = "") -> Finding:
    """Judge the forms that people met on their way in.

    Args:
        arrivals: The people.
        declared: The fields that the survey says are needed beyond what is given.
        hides: The user type whose e-mail is not given to this application.

    Raises:
        UndecidedError: Nobody got in.
    """
    given = list(arrivals)
    if not any(one.is_in for one in given):
        raise UndecidedError("Nobody got in, so nothing is known of what is asked.")
    labels = sorted({one for arrival in given for one in _labels(arrival)})
    in_vain = [
        Difference(f"asked of {arrival.person.key}", "nothing that the hub gave", label)
        for arrival in given
        for label in _labels(arrival)
        if _was_given(arrival, label, hides)
    ]
    if in_vain:
        return failed("Something is asked that the API gave.", *in_vain)
    if declared and not labels:
        return failed("The survey names fields that are needed, and no form asks for them.")
    if labels and not declared:
        return Finding(Verdict.REVIEW, f"A form asks for {labels}, which the survey does not name.")
    return passed("Nothing is asked that the API gives." if not labels else f"Asked: {labels}.")


def _labels(arrival: Arrival) -> list[str]:
    """What she was asked; a form with a password is about an account from earlier."""
    forms = [form for form in arrival.forms if not form.has("password")]
    return [one.label or one.name for form in forms for one in form.visible()]


def _was_given(arrival: Arrival, label: str, hides: str) -> bool:
    if _NAME.search(label):
        return True
    hidden = role_of(arrival.person.key) == hides
    return bool(_EMAIL.search(label) and arrival.person.email and not hidden)
