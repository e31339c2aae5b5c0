"""What holds for every normaliser of the table, whatever stands in a file."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import homeroom.intake.values as package
from homeroom.intake.reading.columns import SHAPES
from homeroom.intake.values import MESSAGES, NORMALISERS, Normal, Normaliser
from homeroom_wire import values

TODAY = date(2026, 11, 21)

EVERY = {
    f"{file}.{column}": normaliser
    for file, columns in NORMALISERS.items()
    for column, normaliser in columns.items()
}
EACH = list({normaliser.function: name for name, normaliser in EVERY.items()}.values())

SPELLINGS = st.sampled_from(
    [value for name in values.ENUMERATIONS for value in values.values_of(name)]
    + ["0", "9th", "male", "RFEP", "EL", "yes", "10/23/95", "2012-01-05", "1-330-280-1898"]
    + ["Cousin", "Great Uncle", "Algebra II Honors 3A", "rocket ships", "Mobile", "x" * 300, "{}"]
)
RAW = st.one_of(SPELLINGS, st.text(max_size=20), st.from_regex(r"\A[0-9/+() .-]{0,14}\Z")).map(
    str.strip
)


def answers(normaliser: Normaliser, row: tuple[str, ...]) -> tuple[Normal, ...]:
    extra: tuple[Any, ...] = (TODAY,) if normaliser.is_dated else ()
    answer = normaliser.function(*row, *extra)
    return answer if isinstance(answer, tuple) else (answer,)


@pytest.mark.parametrize("name", EACH)
@given(row=st.tuples(RAW, RAW, RAW))
def test_normalising_twice_is_normalising_once_and_every_warning_has_its_words(
    name: str, row: tuple[str, str, str]
) -> None:
    normaliser = EVERY[name]
    raw = dict(zip(normaliser.reads, row, strict=False))
    once = answers(normaliser, tuple(raw.values()))
    again = raw | dict(zip(normaliser.fills, (answer.value for answer in once), strict=True))
    twice = answers(normaliser, tuple(again[column] for column in normaliser.reads))
    assert [answer.value for answer in once] == [answer.value for answer in twice]
    assert {answer.warning for answer in once} <= {None, *MESSAGES}


@pytest.mark.parametrize("name", [name for name in EACH if EVERY[name].settled])
@given(raw=st.one_of(RAW, st.emails(), st.from_regex(r"\A(1-)?\([0-9]{3}\) [0-9]{3}-[0-9]{4}\Z")))
def test_a_settled_value_is_one_that_the_function_leaves_alone(name: str, raw: str) -> None:
    if re.search(EVERY[name].settled, raw):
        assert (Normal(raw),) == answers(EVERY[name], (raw,))


def test_every_normalised_column_is_one_that_its_file_may_hold() -> None:
    for file, columns in NORMALISERS.items():
        assert columns.keys() <= SHAPES[f"{file}.csv"].columns.keys()


def test_a_function_of_several_columns_stands_by_each_of_them() -> None:
    for file, columns in NORMALISERS.items():
        for normaliser in columns.values():
            assert {columns[read] for read in normaliser.reads} == {normaliser}, file


def test_every_message_belongs_to_a_warning_that_some_function_gives() -> None:
    folder = Path(package.__file__).parent
    code = "".join(
        file.read_text("utf-8") for file in folder.glob("*.py") if file.name != "messages.py"
    )
    given_ = set(re.findall(r'"([a-z_]+_[a-z]+)"', code))
    given_ |= {
        f"{noun}_{end}" for noun in ("gender", "race", "frl") for end in ("translated", "unknown")
    }
    given_ |= {"flag_unknown"}
    assert set(MESSAGES) - given_ == set()


def test_an_api_value_stays_in_silence() -> None:
    kept = {
        "students.grade": "grade",
        "students.gender": "gender",
        "students.race": "race",
        "students.ell_status": "flag",
        "students.frl_status": "frl_status",
        "students.contact_type": "contact_type",
        "students.contact_relationship": "relationship",
        "students.contact_phone_type": "phone_type",
        "sections.subject": "subject",
        "staff.role": "staff_role",
        "attendance.attendance_status": "attendance_status",
        "attendance.attendance_type": "attendance_type",
    }
    for name, enumeration in kept.items():
        for value in values.values_of(enumeration):
            row = (value, "", "")[: len(EVERY[name].reads)]
            assert (Normal(value),) == answers(EVERY[name], row)
