"""What database tools, programs and old spreadsheets write, to the last value and remedy."""

from pathlib import Path

from homeroom.intake.reading.repairs.letters import encoding_of
from homeroom.intake.reading.table import read_table
from homeroom.intake.tables import Table

FOLDER = Path(__file__).parents[3] / "files" / "roster"


def read(oddity: str) -> Table:
    (path,) = (FOLDER / oddity).iterdir()
    return read_table(path, path.name)


def test_a_word_for_nothing_is_a_blank_where_a_blank_may_be() -> None:
    frame = read("words_for_nothing_in_optional_columns").frame

    columns = ("middle_name", "username", "dob", "contact_sis_id", "student_email", "first_name")
    assert [
        ("", "", "10/23/2012", "", "", "Ada"),
        ("", "", "1/2/2013", "", "", "None"),
        ("Null", "bo", "", "g9", "cy@example.org", "Cy"),
    ] == frame.select(columns).rows()


def test_the_remedy_for_a_comma_behind_each_row_is_to_take_it_away() -> None:
    (problem,) = read("comma_behind_each_row").problems

    assert problem.hint.startswith("Take away the comma at the end of each row")


def test_a_header_of_too_many_columns_says_how_many_there_are() -> None:
    (problem,) = read("too_many_columns").problems

    assert "it has 1005 columns; at most 1000 are read" in problem.text


def test_names_tell_which_old_encoding_wrote_them() -> None:
    names = "José Muñoz, Peña, GARCÍA, Ángel González, François, Jürgen Müller, Åse, Zoë"

    for codec in ("cp1252", "mac_roman", "cp850"):
        assert codec == encoding_of([name.encode(codec) for name in names.split(", ")])[0]


def test_signs_beside_words_are_windows_1252_as_they_always_were() -> None:
    texts = (
        "O\u2019Neil", "D\u2019amico", "St. Mary\u2019s", "Smith\u2013Jones", "Math \u2013 P4",
        "\u201cBo\u201d", "5\u00bd", "\u20ac5", "A\u00a0B", "1\u00ba Grado", "Lab\u2122",
        "Math\u2026", "Šimon", "Œuvre", "Žan", "Straße", "c\u2019est",
    )  # fmt: skip

    for text in texts:
        assert "cp1252" == encoding_of([text.encode("cp1252")])[0], text
