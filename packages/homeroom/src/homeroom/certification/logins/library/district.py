"""What the sandbox's Library district holds, as far as scenarios need it (EC-72).

It is not connected, so the hub has no expected view of it; what is written here is written once
more from certification.md 4.2, and a test compares it with the district's own source.
"""

from collections.abc import Iterable, Mapping
from typing import Final

__all__ = ["AFTER", "BASE", "CLASSES", "KIND", "MOVED", "students_of", "subject_of"]

KIND: Final = "lantern-library"

CLASSES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "t01": {
        "l01": ("k01",), "l02": ("k50", "k52"), "l03": ("k53", "k61"), "l11": ("k62",),
    },
    "t03": {
        "l04": ("k06",), "l05": ("k07", "k08"), "l06": ("k26", "k27"),
        "x15": ("k06", "k07", "k40"),
    },
    "t05": {},
    "t06": {"x15": ("k06", "k07", "k40")},
    "t09": {"l07": ("k12",), "l08": ("k13", "k41"), "l09": ("k50", "k70")},
}  # fmt: skip
"""By teacher, her sections and their students."""

BASE: Final = CLASSES["t01"]
"""t01's sections as they are at first."""

AFTER: Final[Mapping[str, tuple[str, ...]]] = {
    "l01": ("k01",), "l02": ("k52",), "l03": ("k53", "k61"), "l10": ("k61",),
    "l11": ("k61", "k62"),
}  # fmt: skip
"""t01's sections after SC-85."""

MOVED: Final = ("l02", "l03", "l10", "l11")
"""Those of them that SC-85 adds or changes: of mathematics, and one of science."""


_OTHER_SUBJECTS: Final[Mapping[str, str]] = {"l11": "science", "x16": "other"}
_SUBJECT: Final = "math"


def subject_of(key: str) -> str:
    """What a class is about, as the API says it."""
    return _OTHER_SUBJECTS.get(key, _SUBJECT)


def students_of(teachers: Iterable[str]) -> set[str]:
    """The students of some teachers."""
    return {
        student
        for teacher in teachers
        for students in CLASSES[teacher].values()
        for student in students
    }
