import pytest

from homeroom.intake.values.normal import Normal
from homeroom.intake.values.subject import subject
from homeroom.intake.values.subject_words import PHRASES, WORDS
from homeroom_wire.values import SUBJECTS

ELA, MATH, SCIENCE, SOCIAL, LANGUAGE, HOMEROOM, INTERVENTION, TECHNOLOGY, PE, ARTS, OTHER = SUBJECTS


@pytest.mark.parametrize("name", SUBJECTS)
def test_an_exact_subject_stays_whatever_the_names_say(name: str) -> None:
    assert Normal(name) == subject(name, "Algebra I", "Chemistry") == subject(name.upper(), "", "")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("English", ELA),
        ("Reading", ELA),
        ("Writing", ELA),
        ("comp", ELA),
        ("Algebra II Honors 3A", MATH),
        ("5th Grade Mathematics", MATH),
        ("P4 - Calc - Johnson", MATH),
        ("astronomy", SCIENCE),
    ],
)
def test_the_golden_cases(raw: str, value: str) -> None:
    assert Normal(value, "subject_translated") == subject(raw, "", "")
    assert Normal(value) == subject("", raw, "") == subject("", "", raw)


def test_rocket_ships_are_other() -> None:
    assert Normal("other", "subject_unknown") == subject("rocket ships", "", "")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("Geometry", MATH),
        ("Pre-Calculus", MATH),
        ("AP Stats", MATH),
        ("Biology Honors", SCIENCE),
        ("Chem 1", SCIENCE),
        ("Physics", SCIENCE),
        ("Physical Science", SCIENCE),
        ("Life and Physical Sciences", SCIENCE),
        ("US History", SOCIAL),
        ("Civics", SOCIAL),
        ("AP Economics", SOCIAL),
        ("Political Science", SOCIAL),
        ("Social Sciences and History", SOCIAL),
        ("Latin America", SOCIAL),
        ("Spanish II", LANGUAGE),
        ("French", LANGUAGE),
        ("Foreign Language and Literature", LANGUAGE),
        ("World Language", LANGUAGE),
        ("English Language Arts", ELA),
        ("AP English Language", ELA),
        ("Band", ARTS),
        ("Choir", ARTS),
        ("Art 1", ARTS),
        ("French Horn", ARTS),
        ("Fine and Performing Arts", ARTS),
        ("PE", PE),
        ("P.E. 7", PE),
        ("Phys Ed", PE),
        ("Physical Education", PE),
        ("Physical, Health, and Safety Education", PE),
        ("Health", PE),
        ("Homeroom 4B", HOMEROOM),
        ("Advisory", HOMEROOM),
        ("Reading Intervention", INTERVENTION),
        ("RTI", INTERVENTION),
        ("Online Algebra", INTERVENTION),
        ("Credit Recovery", INTERVENTION),
        ("Computer Science", TECHNOLOGY),
        ("AP Comp Sci", TECHNOLOGY),
        ("Coding", TECHNOLOGY),
        ("Robotics", TECHNOLOGY),
        ("Intro to Engineering", TECHNOLOGY),
        ("Career and Technical Education", TECHNOLOGY),
        ("Language 3", LANGUAGE),
    ],
)
def test_a_course_is_known_by_its_words(raw: str, value: str) -> None:
    assert value == subject(raw, "", "").value == subject("", "", raw).value


@pytest.mark.parametrize(
    "raw",
    ["Articulation", "Comprehensive", "Bandana", "Peaches", "Scissors", "Lunch", "Period 3", "Q"],
)
def test_a_word_that_only_begins_like_a_key_word_is_none(raw: str) -> None:
    assert subject(raw, "", "").value == "other"


def test_subject_is_read_before_section_name_and_that_before_course_name() -> None:
    assert subject("Chemistry", "Algebra", "French").value == SCIENCE
    assert subject("Period 1", "Algebra", "French").value == MATH
    assert subject("Period 1", "Period 1", "French").value == LANGUAGE


def test_nothing_known_at_all_is_other_without_a_warning() -> None:
    assert Normal("other") == subject("", "", "") == subject("", "Period 1", "")


def test_every_key_word_finds_its_subject_or_one_that_goes_before() -> None:
    order = list(WORDS)
    for name, words in WORDS.items():
        for word in words:
            found = subject(word.removesuffix("*"), "", "").value
            assert order.index(found) <= order.index(name), word


def test_every_phrase_finds_its_subject() -> None:
    for name, phrases in PHRASES.items():
        for phrase in phrases:
            assert (phrase, name) == (phrase, subject(phrase.replace("*", ""), "", "").value)


def test_a_phrases_first_word_is_whole() -> None:
    assert [p for phrases in PHRASES.values() for p in phrases if "*" in p.split()[0]] == []


def test_what_stands_behind_five_hundred_letters_is_not_read() -> None:
    assert subject("", "x " * 250 + "algebra", "").value == "other"
    assert subject("", "x " * 200 + "algebra", "").value == MATH
