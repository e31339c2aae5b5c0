"""Each folder of tests/files/roster holds one file named after its oddity, and has a line here.

They are the traps of house.md 12.1 (2), the reading oddities of district.md 5 and the
reading codes of district.md 1.7. District 0001 has the pupils 007, 008 and 009.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from homeroom.intake.problems import Mode
from homeroom.intake.reading.table import read_table
from homeroom.intake.tables import LINE, Table

FOLDER = Path(__file__).parents[3] / "files" / "roster"

Expected = list[tuple[str, str, int | None]]
"""Severity, code and line of each problem, in order."""


@dataclass(frozen=True)
class Oddity:
    """What a file must give in lenient mode; in strict mode the same but for `strict`."""

    rows: int = 3
    lenient: tuple[tuple[str, str, int | None], ...] = ()
    strict: tuple[tuple[str, str, int | None], ...] | None = None


def warned(code: str, line: int | None = 1) -> Oddity:
    return Oddity(lenient=(("warning", code, line),))


def failed(code: str, line: int | None = None) -> Oddity:
    return Oddity(rows=0, lenient=(("file_error", code, line),))


def row_skipped(code: str, line: int, rows: int = 3) -> Oddity:
    return Oddity(rows, (("row_error", code, line),), (("file_error", code, line),))


def header_ignored(code: str = "headers_unsupported", rows: int = 3) -> Oddity:
    return Oddity(rows, (("warning", code, 1),), (("file_error", code, 1),))


SLIP = ("warning", "headers_misspelt", 1)
UNKNOWN = ("warning", "headers_unsupported", 1)
REFUSED = ("file_error", "headers_unsupported", 1)
LACKING = ("file_error", "headers_missing", 1)
CASE = ("warning", "headers_case", 1)

ODDITIES = {
    # Line ends and encodings
    "bare_cr": warned("line_ends_cr"),
    "bare_cr_and_lf": warned("line_ends_cr", 2),
    "crlf_and_lf": Oddity(),
    "no_last_line_end": Oddity(),
    "byte_order_mark": Oddity(),
    "utf16_with_mark": warned("encoding_utf16"),
    "utf16_without_mark": warned("encoding_utf16"),
    "utf16_cut_in_half_a_letter": Oddity(
        2,
        (
            ("warning", "encoding_utf16", 1),
            ("warning", "file_cut_off", 4),
            ("row_error", "missing_commas", 4),
        ),
        (
            ("warning", "encoding_utf16", 1),
            ("warning", "file_cut_off", 4),
            ("file_error", "missing_commas", 4),
        ),
    ),
    "utf8_cut_in_half_a_letter": Oddity(
        2,
        (("warning", "file_cut_off", 4), ("row_error", "missing_commas", 4)),
        (("warning", "file_cut_off", 4), ("file_error", "missing_commas", 4)),
    ),
    "windows_1252": warned("encoding_windows_1252", 3),
    "windows_1252_beside_utf8": warned("encoding_windows_1252", 3),
    "mac_os_roman": warned("encoding_guessed", 2),
    "ms_dos_letters": warned("encoding_guessed", 2),
    "letters_lost_before": warned("letters_lost", 3),
    "letters_encoded_twice": warned("letters_encoded_twice", 3),
    "nul_bytes": warned("nul_removed", 3),
    # Headers
    "header_dob": warned("headers_case"),
    "lower_case_headers": warned("headers_case"),
    "leading_zeros_under_another_case": warned("headers_case"),
    "blanks_around_headers": Oddity(),
    "misspelt_header": Oddity(3, (SLIP, SLIP), (REFUSED, LACKING)),
    "misspelt_beyond_guessing": header_ignored(),
    "more_teachers_than_there_are": header_ignored(),
    "unknown_header": header_ignored(),
    "unseen_letters_in_headers": Oddity(),
    "trailing_comma_in_header": header_ignored(),
    "duplicate_header": Oddity(
        3,
        (("warning", "headers_duplicate", 1), CASE),
        (("file_error", "headers_duplicate", 1), CASE),
    ),
    "guardian_headers": Oddity(),
    "nces_id_and_mdr_number": Oddity(rows=2),
    "no_school_number": Oddity(2, (("warning", "school_number_copied", 1),), (LACKING,)),
    "blank_school_number": Oddity(
        2,
        (("warning", "school_number_copied", None),),
        (("file_error", "required_values_missing", None),),
    ),
    "old_admins_file": Oddity(rows=1),
    "attendance_by_sis_id": Oddity(rows=1),
    "extension_columns": warned("headers_case"),
    "extension_names_not_allowed": Oddity(3, (UNKNOWN,) * 3, (REFUSED,) * 3),
    "extension_columns_in_enrollments": header_ignored(rows=1),
    "required_headers_missing": Oddity(0, (UNKNOWN, LACKING), (REFUSED, LACKING)),
    "rows_without_header": failed("headers_unparsable", 1),
    "semicolons": failed("headers_unparsable", 1),
    "too_many_columns": failed("headers_unparsable", 1),
    "unclosed_quote_in_header": failed("headers_unparsable", 1),
    "spreadsheet_named_csv": failed("file_no_text"),
    "old_spreadsheet_named_csv": failed("file_no_text"),
    "gzip_named_csv": failed("file_no_text"),
    "pdf_named_csv": failed("file_no_text"),
    "web_page_named_csv": failed("file_no_text"),
    "not_a_text": Oddity(
        0,
        (
            ("warning", "line_ends_cr", 2),
            ("warning", "nul_removed", 1),
            ("warning", "encoding_windows_1252", 3),
            ("file_error", "headers_unparsable", 1),
        ),
    ),
    # Rows
    "missing_commas": row_skipped("missing_commas", 5),
    "extra_commas": row_skipped("extra_commas", 5),
    "comma_behind_each_row": failed("extra_commas", 2),
    "too_many_wrong_rows": Oddity(
        0, (("file_error", "extra_commas", 6), ("file_error", "missing_commas", 5))
    ),
    "every_row_wrong": failed("missing_commas", 2),
    "blank_lines": Oddity(lenient=(("info", "lines_blank", 4),)),
    "blank_lines_at_the_end": Oddity(),
    "rows_of_commas": Oddity(lenient=(("info", "rows_blank", 5),)),
    "rows_of_other_commas": Oddity(lenient=(("info", "lines_blank", 4),)),
    "header_repeated_among_rows": Oddity(lenient=(("info", "header_repeated", 3),)),
    "endless_id": Oddity(2, (("row_error", "id_too_long", 4),)),
    "underlined_header": Oddity(lenient=(("info", "row_of_dashes", 2),)),
    "empty_file": failed("file_empty"),
    "only_blank_lines": failed("file_empty"),
    "only_a_byte_order_mark": failed("file_empty"),
    "header_without_rows": failed("no_data"),
    # Quotes
    "unclosed_quote": row_skipped("quote_unclosed", 3, rows=2),
    "unclosed_quote_met_by_another": Oddity(
        3,
        (("row_error", "quote_unclosed", 2), ("warning", "quotes_stray", 4)),
        (("file_error", "quote_unclosed", 2), ("warning", "quotes_stray", 4)),
    ),
    "two_bad_quotes_side_by_side": Oddity(
        2,
        (("row_error", "quote_unclosed", 2), ("warning", "quotes_stray", 3)),
        (("file_error", "quote_unclosed", 2), ("warning", "quotes_stray", 3)),
    ),
    "line_break_in_quotes": Oddity(),
    "comma_and_quote_in_quotes": Oddity(),
    "blank_before_quote": Oddity(),
    "quote_inside_value": warned("quotes_stray", 3),
    "one_bad_quote_among_quoted_values": warned("quotes_stray", 3),
    "value_of_many_lines": Oddity(),
    # Values
    "blanks_around_values": Oddity(),
    "words_for_nothing": Oddity(),
    "words_for_nothing_in_optional_columns": Oddity(
        lenient=(
            ("warning", "value_is_no_value", 2),
            ("warning", "value_is_no_value", 4),
            ("warning", "value_is_no_value", 2),
            ("warning", "value_is_no_value", 2),
        )
    ),
    "apostrophes_before_ids": Oddity(
        lenient=(("warning", "id_in_quotes", 2), ("warning", "id_in_quotes", 2))
    ),
    "quotes_within_quoted_ids": Oddity(
        lenient=(("warning", "id_in_quotes", 2), ("warning", "id_in_quotes", 2))
    ),
    "spreadsheet_formulas": Oddity(
        lenient=(("warning", "spreadsheet_formula", 2), ("warning", "spreadsheet_formula", 2))
    ),
    "spreadsheet_formulas_in_quotes": Oddity(
        lenient=(("warning", "spreadsheet_formula", 2), ("warning", "spreadsheet_formula", 2))
    ),
    "control_characters": Oddity(
        lenient=(("warning", "control_removed", 3), ("warning", "control_removed", 2))
    ),
    "end_of_text_mark": Oddity(),
    "spreadsheet_damaged_ids": warned("id_spreadsheet_damaged", 3),
    "ids_taken_for_numbers": warned("id_spreadsheet_damaged", 2),
    "ids_with_thousands": warned("id_spreadsheet_damaged", 2),
    "required_value_missing_everywhere": Oddity(
        0, (("file_error", "required_values_missing", None),)
    ),
}


def read(oddity: str, mode: Mode = "lenient") -> Table:
    (path,) = (FOLDER / oddity).iterdir()
    return read_table(path, path.name, mode)


def found(table: Table) -> Expected:
    return [(problem.severity, problem.code, problem.line) for problem in table.problems]


def test_every_file_of_the_folder_has_its_line_here() -> None:
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(ODDITIES)


@pytest.mark.parametrize("oddity", ODDITIES)
def test_lenient_mode_takes_what_can_be_understood(oddity: str) -> None:
    expected = ODDITIES[oddity]

    table = read(oddity)

    assert found(table) == list(expected.lenient)
    assert (table.frame.height if table.is_usable else 0) == expected.rows


@pytest.mark.parametrize("oddity", ODDITIES)
def test_strict_mode_refuses_what_clever_refuses(oddity: str) -> None:
    expected = ODDITIES[oddity]

    assert found(read(oddity, "strict")) == list(
        expected.lenient if expected.strict is None else expected.strict
    )


@pytest.mark.parametrize("oddity", ODDITIES)
def test_every_problem_says_what_to_do(oddity: str) -> None:
    for problem in read(oddity).problems:
        assert problem.text.endswith(".")
        assert problem.hint
        assert problem.file in problem.text


@pytest.mark.parametrize(
    "oddity",
    [
        "bare_cr",
        "bare_cr_and_lf",
        "crlf_and_lf",
        "no_last_line_end",
        "byte_order_mark",
        "utf16_with_mark",
        "utf16_without_mark",
        "header_dob",
        "lower_case_headers",
        "leading_zeros_under_another_case",
        "blanks_around_headers",
        "blanks_around_values",
        "nul_bytes",
        "blank_lines_at_the_end",
        "rows_of_commas",
        "missing_commas",
        "extra_commas",
        "misspelt_header",
        "spreadsheet_formulas",
        "spreadsheet_formulas_in_quotes",
        "apostrophes_before_ids",
        "quotes_within_quoted_ids",
        "control_characters",
        "end_of_text_mark",
    ],
)
def test_the_same_three_pupils_come_out(oddity: str) -> None:
    frame = read(oddity).frame

    assert [
        (2, "0001", "007", "Quill", "Ada", "10/23/2012"),
        (3, "0001", "008", "Reed", "Bo", "1/2/2013"),
        (4, "0001", "009", "Stone", "Cy", "3/4/2011"),
    ] == frame.select(LINE, "school_id", "student_id", "last_name", "first_name", "dob").rows()


@pytest.mark.parametrize(
    ("oddity", "last_names"),
    [
        ("windows_1252", ["Quill", "Réed", "O\u2019Stone"]),
        ("mac_os_roman", ["Núñez", "Réed", "O\u2019Stone"]),
        ("ms_dos_letters", ["Núñez", "Réed", "Peña"]),
        ("words_for_nothing_in_optional_columns", ["NULL", "Reed", "null"]),
        ("windows_1252_beside_utf8", ["Quill", "Réed", "Stone"]),
        ("unclosed_quote", ["Quill", "Stone"]),
        ("unclosed_quote_met_by_another", ["Reed", "Stone", "Teal"]),
        ("line_break_in_quotes", ["Quill", "Reed\nJunior", "Stone"]),
        ("comma_and_quote_in_quotes", ["Quill, Jr.", "Reed", "Stone"]),
        ("one_bad_quote_among_quoted_values", ["Quill", "Reed, Jr.", "Stone"]),
        ("value_of_many_lines", ["Quill", "Reed", "Stone"]),
        ("blank_before_quote", ["Quill", "Reed, Jr.", "Stone"]),
        ("words_for_nothing", ["NULL", "NA", "null"]),
        ("duplicate_header", ["Quill", "Reed", "Stone"]),
    ],
)
def test_last_names_come_out_whole(oddity: str, last_names: list[str]) -> None:
    assert last_names == read(oddity).frame["last_name"].to_list()


@pytest.mark.parametrize(
    ("oddity", "lines"),
    [
        ("blank_lines", [3, 6, 7]),
        ("line_break_in_quotes", [2, 3, 5]),
        ("value_of_many_lines", [2, 64, 65]),
        ("unclosed_quote", [2, 4]),
        ("missing_commas", [2, 3, 4]),
    ],
)
def test_each_row_knows_its_physical_line(oddity: str, lines: list[int]) -> None:
    assert lines == read(oddity).frame[LINE].to_list()


def test_a_quote_inside_a_value_is_text() -> None:
    assert ["Ada", '"Bo" B', "Cy 5' 10\""] == read("quote_inside_value").frame[
        "first_name"
    ].to_list()


def test_guardian_columns_fill_the_contact_columns() -> None:
    frame = read("guardian_headers").frame

    assert ["Mia Quill", "", ""] == frame["contact_name"].to_list()
    assert ["Guardian", "", ""] == frame["contact_type"].to_list()


def test_a_missing_school_number_is_the_school_id() -> None:
    for oddity in ("no_school_number", "blank_school_number"):
        assert ["0001", "0002"] == read(oddity).frame["school_number"].to_list()


def test_an_extension_column_keeps_the_case_of_its_own_name() -> None:
    assert ["ext.Bus", "ext.lunch"] == read("extension_columns").frame.columns[-2:]


def test_a_column_that_the_file_lacks_is_absent() -> None:
    assert [LINE, "school_id", "student_id", "last_name", "first_name"] == read(
        "unknown_header"
    ).frame.columns


def test_old_admins_are_staff_by_other_headers() -> None:
    row = read("old_admins_file").frame.row(0, named=True)

    assert ("ida@school.example", "Clerk") == (row["staff_email"], row["title"])


def test_sis_id_is_the_attendance_id() -> None:
    assert ["at1"] == read("attendance_by_sis_id").frame["attendance_id"].to_list()


def test_a_misspelt_header_beyond_guessing_is_asked_about() -> None:
    (problem,) = read("misspelt_beyond_guessing").problems

    assert problem.hint == "'Gradeuation_yaer': did you mean Graduation_year?"


def test_a_number_in_a_header_is_never_taken_for_a_slip() -> None:
    (problem,) = read("more_teachers_than_there_are").problems

    assert "Teacher_12_id" in problem.text
    assert "did you mean" not in problem.hint


def test_a_warning_of_cleaned_values_names_the_field() -> None:
    for oddity in ("spreadsheet_formulas", "control_characters"):
        assert {"Student_id"} < {problem.field for problem in read(oddity).problems}


def test_a_bad_quote_leaves_no_quotes_on_the_other_values() -> None:
    rows = read("one_bad_quote_among_quoted_values").frame

    assert ("0001", "008", "Reed, Jr.", 'Bo "B"') == rows.select(
        "school_id", "student_id", "last_name", "first_name"
    ).row(1)


def test_a_skipped_row_is_shown_as_sent() -> None:
    (problem,) = read("missing_commas").problems

    assert problem.value == "0001,010,Teal"
    assert problem.text == (
        "Line 5 of students.csv has too few values (3; the header has 5); the row was left out."
    )
