import pytest

from homeroom.intake.values.grade import grade
from homeroom.intake.values.normal import Normal
from homeroom_wire.values import GRADES


@pytest.mark.parametrize("name", GRADES)
def test_an_api_grade_stays_in_any_case(name: str) -> None:
    assert Normal(name) == grade(name) == grade(name.upper()) == grade(f"  {name.lower()} ")


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("01", "1"),
        ("09", "9"),
        ("013", "13"),
        ("K", "Kindergarten"),
        ("KG", "Kindergarten"),
        ("KF", "Kindergarten"),
        ("PK", "PreKindergarten"),
        ("TK", "TransitionalKindergarten"),
        ("PS", "Preschool"),
        ("PR", "Preschool"),
        ("IT", "InfantToddler"),
        ("PG", "PostGraduate"),
        ("UG", "Ungraded"),
        ("other", "Other"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_usual_code_is_translated_in_silence(raw: str, value: str) -> None:
    assert Normal(value) == grade(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0", "Kindergarten"),
        ("00", "Kindergarten"),
        ("Kinder", "Kindergarten"),
        ("PreK", "PreKindergarten"),
        ("Pre-K", "PreKindergarten"),
        ("-1", "PreKindergarten"),
        ("PK4", "PreKindergarten"),
        ("1st", "1"),
        ("9th", "9"),
        ("Grade 1", "1"),
        ("grade 09", "9"),
        ("Gr. 3", "3"),
        ("Grade K", "Kindergarten"),
        ("12th Grade", "12"),
        ("Third Grade", "3"),
        ("Fourth", "4"),
        ("9.0", "9"),
        ("Freshman", "9"),
        ("Senior", "12"),
        ("Transitional Kindergarten", "TransitionalKindergarten"),
        ("Post-Graduate", "PostGraduate"),
    ],
)
def test_an_unusual_spelling_is_translated_with_a_warning(raw: str, value: str) -> None:
    assert Normal(value, "grade_translated") == grade(raw)


@pytest.mark.parametrize("raw", ["14", "K-5", "AE", "Mixed", "Grade", "1-2", "99", "²", "grade 20"])
def test_an_unknown_grade_is_other_with_a_warning(raw: str) -> None:
    assert Normal("Other", "grade_unknown") == grade(raw)
