"""What the survey says of particular sections is read as it is written, or left to a person."""

import pytest

from homeroom.certification.harness.answers import Answers
from homeroom.certification.logins.library.subjects import needed_students, subjects_in
from homeroom.certification.requirements.survey.subjects import SUBJECTS
from homeroom_wire import values


def test_the_subjects_are_those_of_the_api() -> None:
    assert SUBJECTS == values.SUBJECTS


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", set(SUBJECTS)),
        ("  ", set(SUBJECTS)),
        ("math", {"math"}),
        ("Only mathematics sections.", {"math"}),
        ("Maths; Science", {"math", "science"}),
        ("math and science", {"math", "science"}),
        ("PE and health, arts and music", {"PE and health", "arts and music"}),
        ("English/Language Arts", {"english/language arts"}),
        ("math, ", {"math"}),
        ("math\nscience\n", {"math", "science"}),
        ("math\r\nscience", {"math", "science"}),
        ("- math\n- science", {"math", "science"}),
        ("math/science", {"math", "science"}),
        ("math & English/Language Arts/science", {"math", "science", "english/language arts"}),
        ("technology and engineering and math", {"technology and engineering", "math"}),
        ("no", set(SUBJECTS)),
        ("None.", set(SUBJECTS)),
        ("n/a", set(SUBJECTS)),
        ("all", set(SUBJECTS)),
        ("No, all of them.", set(SUBJECTS)),
        ("-", set(SUBJECTS)),
    ],
)
def test_subjects_are_read_as_people_write_them(said: str, wanted: set[str]) -> None:
    assert frozenset(wanted) == subjects_in(Answers({"Q-L09": said}))


@pytest.mark.parametrize(
    "said",
    [
        "all but mathematics", "grade 4", "math, if it is advanced", "no math", "all, math", "x",
        "math science", "mathe",
    ],
)  # fmt: skip
def test_other_words_are_not_guessed_at(said: str) -> None:
    assert subjects_in(Answers({"Q-L09": said})) is None


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", {"k01", "k50", "k52", "k53", "k61", "k62"}),
        ("math", {"k01", "k50", "k52", "k53", "k61"}),
        ("science", {"k62"}),
        ("social studies", set()),
    ],
)
def test_students_are_those_of_the_classes_that_are_needed(said: str, wanted: set[str]) -> None:
    assert wanted == needed_students(Answers({"Q-L09": said}), ["t01"])
