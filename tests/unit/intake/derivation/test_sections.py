"""Names, grades, courses and terms of sections (district.md 1.8)."""

import numpy as np
import polars as pl
import pytest

from homeroom.intake.derivation import sections


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"course_name": "Art", "period": "2", "name": "X"}, "Art - Lee - 2"),
        ({"course_name": "Art", "period": "", "name": "X"}, "Art - Lee"),
        ({"course_name": "", "period": "2", "name": "X"}, "X"),
        ({"course_name": "", "period": "2", "name": ""}, "Lee - 2"),
        ({"course_name": "", "period": "", "name": ""}, "Lee"),
    ],
)
def test_a_sections_name_is_composed_of_what_is_known(row: dict[str, str], name: str) -> None:
    frame = pl.DataFrame([{"section_id": "1"} | row])

    assert [name] == sections.names(frame, pl.Series(["Lee"])).to_list()


def test_the_sis_name_stands_where_the_district_chose_it() -> None:
    frame = pl.DataFrame({"section_id": ["1", "2"], "name": ["X", ""], "course_name": ["A", "A"]})

    named = sections.names(frame, pl.Series(["Lee", "Lee"]), sis_name=True)

    assert ["X", "A - Lee"] == named.to_list()


def grades_of(students: list[str], sis: str = "") -> str:
    count = len(students)
    frame = pl.DataFrame({"section_id": ["1"], "grade": [sis]})
    section = np.zeros(count, dtype=np.uint32)
    student = np.arange(count, dtype=np.uint32)
    graded = pl.Series(students, dtype=pl.String)
    found: str = sections.grades(frame, section, student, graded)[0]
    return found


def test_a_sections_grade_is_the_most_common_one_of_its_students() -> None:
    assert "5" == grades_of(["4", "5", "5", "6"])


def test_a_tie_of_grades_goes_to_the_lower_one() -> None:
    assert "Kindergarten" == grades_of(["1", "Kindergarten"])
    assert "9" == grades_of(["10", "9"])


def test_where_no_students_grade_is_known_the_sis_grade_stands() -> None:
    assert "7" == grades_of(["", ""], sis="7")
    assert "" == grades_of(["", ""])


def test_a_course_needs_a_name_and_is_known_by_number_and_name() -> None:
    frame = pl.DataFrame(
        {
            "section_id": ["1", "2", "3", "4"],
            "course_name": ["Art", "Art", "", "Art"],
            "course_number": ["A1", "A1", "A2", "A2"],
        }
    )

    found = sections.courses(frame)

    assert [("Art", "A1"), ("Art", "A2")] == found.frame.select("name", "number").rows()
    assert [0, 0, None, 1] == found.of_section.to_list()


def test_by_choice_a_course_is_known_by_its_number_alone() -> None:
    frame = pl.DataFrame(
        {
            "section_id": ["1", "2"],
            "course_name": ["Art", "Arts"],
            "course_number": ["A1", "A1"],
        }
    )

    assert [0, 0] == sections.courses(frame, by_number=True).of_section.to_list()


def test_a_district_without_course_columns_has_no_courses() -> None:
    found = sections.courses(pl.DataFrame({"section_id": ["1"]}))

    assert found.frame.is_empty()
    assert [None] == found.of_section.to_list()


def test_any_change_of_name_start_or_end_is_another_term() -> None:
    frame = pl.DataFrame(
        {
            "section_id": ["1", "2", "3"],
            "term_name": ["Fall", "Fall", ""],
            "term_start": ["2026-08-17", "2026-08-18", ""],
        }
    )

    found = sections.terms(frame)

    assert 2 == found.frame.height
    assert found.of_section[0] != found.of_section[1]
    assert found.of_section[2] is None


def test_a_date_that_is_not_known_is_no_date() -> None:
    frame = pl.DataFrame({"section_id": ["1"], "term_name": ["Fall"], "term_start": [""]})

    assert [None] == sections.terms(frame).frame["start_date"].to_list()
