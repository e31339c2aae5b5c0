"""What is fixed about the Library district: schools, teachers, and who teaches what to whom."""

from dataclasses import dataclass
from typing import Final

ELEMENTARY, SECONDARY = "7001", "7002"
TOWN: Final = "Thistledown"
STATE, ZIP = "VT", "05999"

SCHOOLS: Final = (
    (ELEMENTARY, "Thistledown Elementary School", "Kindergarten", "5"),
    (SECONDARY, "Thistledown Valley Secondary School", "6", "12"),
)
CLASS_SIZES: Final = (
    *((ELEMENTARY, grade, 10) for grade in ("Kindergarten", "1", "2", "3", "4", "5")),
    *((SECONDARY, grade, 20) for grade in ("6", "7", "8", "9", "10", "11")),
)
"""School, grade, and how many students of it there are."""

TEACHERS: Final = (
    (ELEMENTARY, "Lower Elementary Teacher"),
    (ELEMENTARY, "Upper Elementary Teacher"),
    (ELEMENTARY, "Music Teacher"),
    (SECONDARY, "English Teacher"),
    (SECONDARY, "Learning Support Teacher"),
    (SECONDARY, "Mathematics Teacher"),
    (SECONDARY, "Science Teacher"),
    (SECONDARY, "English and History Teacher"),
    (SECONDARY, "Mathematics and Technology Teacher"),
    (SECONDARY, "Instructional Coach"),
)
SUPPORT, SCIENCE, OTHER_SCRIPT, WITHOUT_SECTIONS = 4, 6, 8, 9
"""Who is co-teacher only, who has over a hundred students, whose name needs another script."""

_ELA, _MATH, _SCI = "english/language arts", "math", "science"


@dataclass(frozen=True)
class Class:
    """One section before it has students: everybody of these grades sits in it."""

    code: str
    name: str
    subject: str
    grades: tuple[str, ...]
    teachers: tuple[int, ...]
    period: str

    @property
    def school(self) -> str:
        """The school that has these grades."""
        return next(school for school, grade, _ in CLASS_SIZES if grade == self.grades[0])


def classes() -> list[Class]:
    """Return every class, in the order of the section ids."""
    return [*_elementary(), *_lower_secondary(), *_science(), *_upper_secondary()]


def _elementary() -> list[Class]:
    rooms = [
        Class(f"HR-{grade[0]}", f"{name} Room", "homeroom/advisory", (grade,), (at // 3,), "1")
        for at, (grade, name) in enumerate(
            (
                ("Kindergarten", "Kindergarten"),
                ("1", "First Grade"),
                ("2", "Second Grade"),
                ("3", "Third Grade"),
                ("4", "Fourth Grade"),
                ("5", "Fifth Grade"),
            )
        )
    ]
    music = [
        Class(f"MUS-{high}", f"Singing Together {high}", "arts and music", (low, high), (2,), "6")
        for low, high in (("Kindergarten", "1"), ("2", "3"), ("4", "5"))
    ]
    return [*rooms, *music]


def _lower_secondary() -> list[Class]:
    english = {"6": (3,), "7": (3, SUPPORT), "8": (3,)}
    mathematics = {"6": (5, SUPPORT), "7": (5,), "8": (5,)}
    return [
        one
        for grade in ("6", "7", "8")
        for one in (
            Class(f"ENG-{grade}", f"English {grade}", _ELA, (grade,), english[grade], "1"),
            Class(f"MTH-{grade}", f"Mathematics {grade}", _MATH, (grade,), mathematics[grade], "2"),
        )
    ]


def _science() -> list[Class]:
    """Twelve sections of one teacher, with every student from grade 6 on."""
    return [
        one
        for grade in ("6", "7", "8", "9", "10", "11")
        for one in (
            Class(f"SCI-{grade}", f"Science {grade}", _SCI, (grade,), (SCIENCE,), "3"),
            Class(f"LAB-{grade}", f"Science Lab {grade}", _SCI, (grade,), (SCIENCE,), "4"),
        )
    ]


def _upper_secondary() -> list[Class]:
    return [
        one
        for grade in ("9", "10", "11")
        for one in (
            Class(f"ENG-{grade}", f"English {grade}", _ELA, (grade,), (7,), "1"),
            Class(f"MTH-{grade}", f"Mathematics {grade}", _MATH, (grade,), (OTHER_SCRIPT,), "2"),
        )
    ]
