"""What a sandbox may be made as, and the school year that it is made for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

MARK: Final = "#DEMO"
"""What the name of every sandbox begins with: its data is never real (district.md 4, rule 9)."""

_SCHOOL_YEAR_BEGINS: Final = 8  # August


@dataclass(frozen=True)
class Kind:
    """One kind of district, in words for whoever chooses."""

    title: str
    text: str


KINDS: Final[Mapping[str, Kind]] = {
    "small": Kind(
        "A small town",
        "Five schools, 18 students, 9 teachers, 33 classes.",
    ),
    "lantern-ridge": Kind(
        "Lantern Ridge ISD, the edge cases",
        "Five schools, 175 students, 28 teachers, 50 classes: whatever applications fall over.",
    ),
    "lantern-ridge-north": Kind(
        "Lantern Ridge North",
        "Two students and a teacher with the numbers and addresses of Lantern Ridge.",
    ),
    "lantern-library": Kind(
        "Lantern Ridge Library",
        "Teachers who add applications themselves, to try the Library.",
    ),
    "lantern-single": Kind("Lantern Single School", "A district of one school."),
}
"""By the name of its inventor; one that this hub does not have is not offered."""


def school_year_of(today: date) -> int:
    """Return the year in which the present school year began."""
    return today.year if today.month >= _SCHOOL_YEAR_BEGINS else today.year - 1


def marked(name: str) -> str:
    """Return the name with its mark, once."""
    bare = name.strip()
    if bare[: len(MARK)].upper() == MARK:
        bare = bare[len(MARK) :].strip()
    return f"{MARK} {bare}"
