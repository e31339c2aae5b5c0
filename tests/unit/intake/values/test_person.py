import pytest

from homeroom.intake.values.disability import disability
from homeroom.intake.values.normal import Normal
from homeroom.intake.values.person import flag, frl, gender, iep, race
from homeroom_wire.values import DISABILITIES, FRL_STATUSES, RACES


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("M", "M", None),
        ("f", "F", None),
        ("x", "X", None),
        ("", "", None),
        ("male", "M", "gender_translated"),
        ("Female", "F", "gender_translated"),
        ("Non-Binary", "X", "gender_translated"),
        ("nonbinary", "X", "gender_translated"),
        ("U", "", "gender_unknown"),
        ("1", "", "gender_unknown"),
    ],
)
def test_gender(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == gender(raw)


@pytest.mark.parametrize("name", RACES)
def test_a_races_own_name_stays(name: str) -> None:
    assert Normal(name) == race(name) == race(name.upper())


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("W", "Caucasian", None),
        ("A", "Asian", None),
        ("b", "Black or African American", None),
        ("I", "American Indian", None),
        ("P", "Hawaiian or Other Pacific Islander", None),
        ("M", "Two or More Races", None),
        ("", "", None),
        ("White", "Caucasian", "race_translated"),
        ("Native Hawaiian or Other Pacific Islander", RACES[4], "race_translated"),
        ("American Indian or Alaska Native", "American Indian", "race_translated"),
        ("H", "", "race_unknown"),
        ("Hispanic", "", "race_unknown"),
        ("7", "", "race_unknown"),
    ],
)
def test_race(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == race(raw)


@pytest.mark.parametrize("raw", ["Y", "y", "Yes", "YES", "true", "TRUE", "1"])
def test_yes_is_y(raw: str) -> None:
    assert Normal("Y") == flag(raw) == iep(raw)


@pytest.mark.parametrize("raw", ["N", "n", "No", "false", "False", "0"])
def test_no_is_n(raw: str) -> None:
    assert Normal("N") == flag(raw) == iep(raw)


@pytest.mark.parametrize("raw", ["RFEP", "IFEP", "EL", "LEP", "2", "maybe"])
def test_a_status_that_is_neither_is_blank_with_a_warning(raw: str) -> None:
    assert Normal("", "flag_unknown") == flag(raw)


def test_a_blank_flag_stays_blank() -> None:
    assert Normal("") == flag("") == flag(" ")


@pytest.mark.parametrize("name", FRL_STATUSES)
def test_a_lunch_status_stays_and_is_known_by_its_first_letter(name: str) -> None:
    assert Normal(name) == frl(name) == frl(name.lower()) == frl(name[0])


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("", "", None),
        ("Free Lunch", "Free", "frl_translated"),
        ("Reduced Price", "Reduced", "frl_translated"),
        ("Full Pay", "Paid", "frl_translated"),
        ("Y", "", "frl_unknown"),
        ("4", "", "frl_unknown"),
    ],
)
def test_frl(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == frl(raw)


@pytest.mark.parametrize(("code", "kind"), DISABILITIES)
def test_either_disability_column_fills_the_other(code: str, kind: str) -> None:
    pair = (Normal(kind), Normal(code))
    assert pair == disability(kind.upper(), "") == disability("", code.upper())
    assert pair == disability(kind, code) == disability(code, kind)


@pytest.mark.parametrize(
    ("kind", "code", "pair"),
    [
        ("", "", (Normal(""), Normal(""))),
        ("ASD", "", (Normal("Autism"), Normal("aut"))),
        ("Zeal", "", (Normal("", "disability_unknown"), Normal(""))),
        ("", "zz", (Normal(""), Normal("", "disability_unknown"))),
        ("Zeal", "vi", (Normal("Visual impairment", "disability_unknown"), Normal("vi"))),
        ("Autism", "zz", (Normal("Autism"), Normal("aut", "disability_unknown"))),
        ("Autism", "vi", (Normal("Autism"), Normal("aut", "disability_contradicts"))),
    ],
)
def test_disability(kind: str, code: str, pair: tuple[Normal, Normal]) -> None:
    assert pair == disability(kind, code)
