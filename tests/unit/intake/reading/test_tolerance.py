"""How many rows of the wrong width a file may have, and that none swallows others."""

from pathlib import Path

import pytest

from homeroom.intake.reading.table import read_table

HEADER = "School_id,Section_id,Student_id"


def enrolments(folder: Path, rows: list[str]) -> Path:
    path = folder / "enrollments.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return path


def good(number: int) -> list[str]:
    return [f"s,{index},p{index}" for index in range(number)]


@pytest.mark.parametrize(("rows", "bad"), [(2, 1), (99, 1), (200, 2), (1000, 10)])
def test_one_percent_of_wrong_rows_and_always_one_are_left_out(
    tmp_path: Path, rows: int, bad: int
) -> None:
    path = enrolments(tmp_path, [*good(rows - bad), *["s,1"] * bad])

    table = read_table(path, "enrollments.csv")

    assert table.is_usable
    assert table.frame.height == rows - bad
    assert [problem.code for problem in table.problems] == ["missing_commas"] * bad


@pytest.mark.parametrize(("rows", "bad"), [(1, 1), (50, 2), (199, 2), (1000, 11)])
def test_more_than_that_is_an_error_of_the_file(tmp_path: Path, rows: int, bad: int) -> None:
    path = enrolments(tmp_path, [*good(rows - bad), *["s,1,2,3"] * bad])

    table = read_table(path, "enrollments.csv")

    assert not table.is_usable
    assert [problem.code for problem in table.problems] == ["extra_commas"]


def test_a_file_error_names_the_first_lines_and_how_many_more(tmp_path: Path) -> None:
    path = enrolments(tmp_path, [*["s,1"] * 12, *good(1188)])

    table = read_table(path, "enrollments.csv", "strict")

    (problem,) = table.problems
    assert problem.text == (
        "enrollments.csv has 12 rows with too few values:"
        " lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more."
    )


def test_an_unclosed_quote_costs_one_row_and_not_the_rest(tmp_path: Path) -> None:
    rows = good(500)
    rows[100] = 's,"100,p100'

    table = read_table(enrolments(tmp_path, rows), "enrollments.csv")

    assert table.frame.height == 499
    assert [(p.code, p.line) for p in table.problems] == [("quote_unclosed", 102)]


def test_two_unclosed_quotes_do_not_make_one_long_value(tmp_path: Path) -> None:
    rows = good(500)
    rows[100] = 's,"100,p100'
    rows[400] = 's,400",p400'

    table = read_table(enrolments(tmp_path, rows), "enrollments.csv")

    assert table.frame.height == 499
    assert [(p.code, p.line) for p in table.problems] == [
        ("quote_unclosed", 102),
        ("quotes_stray", 402),
    ]


def test_a_file_of_unclosed_quotes_ends_soon_and_with_an_error(tmp_path: Path) -> None:
    table = read_table(enrolments(tmp_path, ['s,"1,p'] * 20_000), "enrollments.csv")

    assert [problem.code for problem in table.problems] == ["quote_unclosed"]
    assert not table.is_usable


def test_a_side_file_is_known_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("student_id,ext.bus\n007,12\n", encoding="utf-8")

    table = read_table(path, "extensionfields/students_ext.csv")

    assert table.name == "extensionfields/students_ext.csv"
    assert table.frame.drop("_line").to_dicts() == [{"sis_id": "007", "ext.bus": "12"}]


def test_a_long_file_is_read_in_batches_and_keeps_its_lines(tmp_path: Path) -> None:
    table = read_table(enrolments(tmp_path, ["", *good(120_000)]), "enrollments.csv")

    assert table.frame["_line"].to_list() == list(range(3, 120_003))
    assert table.frame["student_id"].to_list() == [f"p{index}" for index in range(120_000)]


LONG = ['s,"', *["word"] * 40, '",p']


def test_a_value_over_many_lines_is_a_value_where_the_file_is_clean(tmp_path: Path) -> None:
    rows = [*good(300), *LONG, *good(300)]

    table = read_table(enrolments(tmp_path, rows), "enrollments.csv")

    assert (601, ()) == (table.frame.height, table.problems)
    assert [301, 302, 344] == table.frame["_line"][299:302].to_list()


@pytest.mark.parametrize("slip", ["s,1", 's,"1"x,p', 's,"1,p'])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_value_over_many_lines_is_an_unclosed_quote_where_it_is_not(
    tmp_path: Path, slip: str, is_first: bool
) -> None:
    rows = [slip, *good(300), *LONG] if is_first else [*LONG, *good(300), slip]

    table = read_table(enrolments(tmp_path, rows), "enrollments.csv")

    assert not table.is_usable
    assert "quote_unclosed" in [p.code for p in table.problems]


def test_prose_with_as_many_commas_as_a_record_is_one_value(tmp_path: Path) -> None:
    prose = "\n".join(["Reads, writes, counts", "well, slowly, often"] * 40)
    path = tmp_path / "students_ext.csv"
    path.write_text(f'sis_id,ext.notes,ext.bus\n007,"{prose}",12\n008,,13\n', encoding="utf-8")

    table = read_table(path, "extensionfields/students_ext.csv")

    assert [(2, "007", prose, "12"), (82, "008", "", "13")] == table.frame.rows()


def test_a_stray_quote_does_not_excuse_a_wrong_number_of_commas(tmp_path: Path) -> None:
    table = read_table(enrolments(tmp_path, [*good(5), 's,"1"x']), "enrollments.csv")

    assert [(p.code, p.line) for p in table.problems] == [("missing_commas", 7)]


def test_an_id_that_only_holds_e_plus_is_not_damaged(tmp_path: Path) -> None:
    table = read_table(enrolments(tmp_path, ["s,MATHE+1,p1"]), "enrollments.csv")

    assert not table.problems
