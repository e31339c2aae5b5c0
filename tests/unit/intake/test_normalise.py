from datetime import date
from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from homeroom.intake.problems import Problem
from homeroom.intake.steps.normalise import normalise
from homeroom.intake.tables import LINE, Table
from homeroom.intake.values import NORMALISERS, Normal

TODAY = date(2026, 11, 21)

RAW = st.sampled_from(
    [
        "",
        "0",
        "K",
        "01",
        "9th",
        "M",
        "male",
        "Y",
        "RFEP",
        "Free",
        "10/23/95",
        "2012-01-05",
        "Spanish",
        "spa",
        "Klingon",
        "aut",
        "Autism",
        "Mother",
        "Cousin",
        "Mobile",
        "3302801898",
        "a@b",
        "ab",
        "Art",
    ]
)
WIDTH = len(NORMALISERS["students"])


def a_table(file: str, /, **columns: list[str]) -> Table:
    height = len(next(iter(columns.values())))
    lines = pl.Series(LINE, range(2, height + 2), dtype=pl.UInt32)
    return Table(file, pl.DataFrame(columns).with_columns(lines), ())


def test_a_warning_names_place_value_reason_and_remedy_of_each_row() -> None:
    table = a_table("students", student_id=["1", "2", "3"], grade=["0", "5", "0"])
    done = normalise(table, TODAY)
    assert done.frame["grade"].to_list() == ["Kindergarten", "5", "Kindergarten"]
    assert done.problems == tuple(
        Problem(
            code="grade_translated",
            severity="warning",
            file="students.csv",
            line=line,
            record=record,
            field="grade",
            value="0",
            text="“0” is an unusual spelling of a grade; sent as Kindergarten.",
            hint="Send Kindergarten, 1 to 13, or one of the other grades of the format.",
        )
        for line, record in ((2, "1"), (4, "3"))
    )


def test_problems_found_before_are_kept_in_front() -> None:
    before = Problem("x", "warning", "students.csv", 1, "", "", "", "t", "h")
    table = a_table("students", student_id=["1"], gender=["male"])
    done = normalise(Table(table.name, table.frame, (before,)), TODAY)
    assert [problem.code for problem in done.problems] == ["x", "gender_translated"]


def test_absent_columns_stay_absent() -> None:
    done = normalise(a_table("students", student_id=["1"], first_name=["Ada"]), TODAY)
    assert done.frame.columns == ["student_id", "first_name", LINE]


def test_a_home_language_brings_its_code() -> None:
    table = a_table("students", student_id=["1", "2", "3"], home_language=["spa", "", "Klingon"])
    done = normalise(table, TODAY)
    assert done.frame["home_language"].to_list() == ["Spanish", "", "Other"]
    assert done.frame["home_language_code"].to_list() == ["spa", "", "other"]
    assert [(p.code, p.line) for p in done.problems] == [("home_language_unknown", 4)]


def test_a_disability_code_alone_brings_its_type() -> None:
    table = a_table("students", student_id=["1", "2"], disability_code=["aut", "zz"])
    done = normalise(table, TODAY)
    assert done.frame["disability_type"].to_list() == ["Autism", ""]
    assert [(p.field, p.value) for p in done.problems] == [("disability_code", "zz")]


def test_a_section_without_a_subject_column_gets_one_from_its_names() -> None:
    table = a_table("sections", section_id=["1", "2"], course_name=["Algebra I", "Rockets"])
    done = normalise(table, TODAY)
    assert done.frame["subject"].to_list() == ["math", "other"]
    assert done.problems == ()


def test_a_subject_falls_back_on_the_names_and_keeps_them() -> None:
    table = a_table(
        "sections",
        section_id=["1", "2"],
        subject=["", "Block A"],
        name=["Ms. Lee", "Period 2"],
        course_name=["Biology", "Choir"],
    )
    done = normalise(table, TODAY)
    assert done.frame["subject"].to_list() == ["science", "arts and music"]
    assert done.frame["course_name"].to_list() == ["Biology", "Choir"]
    assert [(p.line, p.value, p.code) for p in done.problems] == [
        (3, "Block A", "subject_translated")
    ]


def test_a_birth_year_of_two_digits_depends_on_today() -> None:
    table = a_table("students", student_id=["1"], dob=["3/4/30"])
    assert normalise(table, date(2026, 1, 1)).frame["dob"].to_list() == ["3/4/1930"]
    assert normalise(table, date(2040, 1, 1)).frame["dob"].to_list() == ["3/4/2030"]


def test_a_file_without_normalised_columns_comes_back_as_it_is() -> None:
    table = a_table("enrollments", school_id=["1"], section_id=["2"], student_id=["3"])
    assert normalise(table, TODAY) == table


def test_a_file_without_rows_is_no_trouble() -> None:
    columns = dict.fromkeys((*NORMALISERS["students"], "student_id"), pl.String)
    empty = pl.DataFrame(schema=columns | {LINE: pl.UInt32})
    done = normalise(Table("students", empty, ()), TODAY)
    assert (done.frame.height, done.problems) == (0, ())


def test_a_very_long_value_is_cut_in_the_report_and_braces_do_no_harm() -> None:
    table = a_table("students", student_id=["1", "2"], grade=["x" * 500, "{value}{0}"])
    problems = normalise(table, TODAY).problems
    assert [len(problem.value) for problem in problems] == [200, 10]
    assert "{value}{0}" in problems[1].text


@given(rows=st.lists(st.lists(RAW, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=8))
def test_the_frame_is_what_each_function_says_row_by_row(rows: list[list[str]]) -> None:
    columns = list(NORMALISERS["students"])
    frame = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    table = a_table("students", student_id=[str(n) for n in range(len(rows))], **frame)
    done = normalise(table, TODAY)
    expected = set()
    for place in range(len(rows)):
        for normaliser in dict.fromkeys(NORMALISERS["students"].values()):
            raw = {column: frame[column][place] for column in normaliser.reads}
            extra = (TODAY,) if normaliser.is_dated else ()
            answer = normaliser.function(*raw.values(), *extra)
            for field, normal in zip(
                normaliser.fills, (answer,) if isinstance(answer, Normal) else answer, strict=True
            ):
                assert normal.value == done.frame[field][place]
                if normal.warning:
                    expected.add((place + 2, str(place), field, raw[field], normal.warning))
    found = [(p.line, p.record, p.field, p.value, p.code) for p in done.problems]
    assert expected == set(found)
    assert len(expected) == len(found)


def test_normalising_a_table_twice_changes_nothing_more() -> None:
    table = a_table(
        "students",
        student_id=["1", "2"],
        grade=["0", "9th"],
        dob=["10/23/95", "2012-01-05"],
        contact_phone=["1-330-280-1898", "330-280-1898 x4"],
        home_language=["Klingon", "spa"],
    )
    once = normalise(table, TODAY)
    assert once.frame.equals(normalise(once, TODAY).frame)


@given(st.lists(st.lists(st.tuples(RAW, RAW, RAW), min_size=1, max_size=4), min_size=1, max_size=4))
def test_a_file_that_came_in_pieces_is_normalised_as_the_whole(
    pieces: list[list[tuple[str, str, str]]],
) -> None:
    rows = [row for piece in pieces for row in piece]
    ids, grades, languages = (list(column) for column in zip(*rows, strict=True))
    whole = a_table("students.csv", student_id=ids, grade=grades, home_language=languages)
    ends = [0]
    for piece in pieces:
        ends.append(ends[-1] + len(piece))
    cut = [whole.frame[start:end] for start, end in pairwise(ends)]
    in_pieces = Table(whole.name, pl.concat(cut, rechunk=False), ())

    expected, found = normalise(whole, TODAY), normalise(in_pieces, TODAY)

    assert found.frame.equals(expected.frame)
    assert found.problems == expected.problems
    assert set(found.frame.n_chunks("all")) == {len(pieces)}
