"""What database tools, programs and old spreadsheets write, to the last value and remedy."""

from pathlib import Path

import pytest

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
        ("", "None", "10/23/2012", "", "", "Ada"),
        ("", "nan", "1/2/2013", "", "", "None"),
        ("Null", "bo", "", "g9", "cy@example.org", "Cy"),
    ] == frame.select(columns).rows()


def written(folder: Path, name: str, content: str) -> Table:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return read_table(path, name)


def test_names_and_logins_are_taken_at_their_word(tmp_path: Path) -> None:
    names = "Username,Password,Preferred_last_name,Preferred_first_name,Contact_name"
    values = ("nan", "null", "NULL", "None", "Null")
    header = "School_id,Student_id,Last_name,First_name"
    sent = f"{header},{names}\n1,7,Null,Ada,{','.join(values)}\n"
    table = written(tmp_path, "students.csv", sent)

    assert [values] == table.frame.select(names.lower().split(",")).rows()
    assert not table.problems


def test_a_record_may_have_a_short_word_for_its_id(tmp_path: Path) -> None:
    header = "School_id,School_name,School_number"
    schools = written(
        tmp_path, "schools.csv", f"{header}\nNA,North Academy,1\nNULL,Lost,2\n-,Dash,3\n"
    )
    attendance = written(
        tmp_path,
        "attendance.csv",
        "Attendance_date,Attendance_status,Student_id,Attendance_id,School_id\n"
        "2026-09-01,absent,7,NA,NA\n",
    )

    assert ["NA", "", "-"] == schools.frame["school_id"].to_list()
    assert [("", "NA")] == attendance.frame.select("attendance_id", "school_id").rows()


@pytest.mark.parametrize("file", ["student_emails.csv", "teacher_emails.csv"])
def test_an_override_reading_like_nothing_is_blank(tmp_path: Path, file: str) -> None:
    key = file.partition("_")[0] + "_id"
    table = written(tmp_path, file, f"{key},email\nNA,a@x.example.org\n8,NULL\n9,none\n")

    assert [("NA", "a@x.example.org"), ("8", ""), ("9", "")] == table.frame.select(
        key, "email"
    ).rows()


@pytest.mark.parametrize(
    ("ids", "damaged"),
    [
        (("4.0", "4.1", "5.0"), 0),
        (("4.0", "5.0", "5.0"), 3),
        (("4.0", "4a", "5.0"), 0),
        (("1", "999", "1,000"), 1),
        (("1,000", "2,000", "Gym"), 0),
        (("1", "2", "3"), 0),
        (("4.0", "1,000", "2"), 0),
        (("1", *["2"] * 2000, "3,000"), 1),
        ((*["1.0"] * 2000, "1.1"), 0),
    ],
)
def test_ids_were_taken_for_numbers_if_all_of_them_look_it(
    tmp_path: Path, ids: tuple[str, ...], damaged: int
) -> None:
    rows = "".join(f'S,"{one}",T\n' for one in ids)
    told = written(tmp_path, "sections.csv", "School_id,Section_id,Teacher_id\n" + rows).problems

    assert [f"{damaged} value{'s' * (damaged > 1)} of Section_id"] * bool(damaged) == [
        one.text.partition(" in ")[0] for one in told if one.code == "id_spreadsheet_damaged"
    ]


@pytest.mark.parametrize("written_id", [" '007", "\t'007", "'007", "\u00a0'007", '" \'007"'])
@pytest.mark.parametrize("end", ["\n", ""])
def test_an_apostrophe_before_an_id_is_seen_behind_blanks(
    tmp_path: Path, written_id: str, end: str
) -> None:
    table = written(
        tmp_path, "enrollments.csv", f"Student_id,School_id,Section_id\n{written_id},1,2{end}"
    )

    assert ["007"] == table.frame["student_id"].to_list()
    assert ["id_in_quotes"] == [one.code for one in table.problems]


def test_a_portuguese_name_before_a_hard_blank_is_no_letter_encoded_twice(tmp_path: Path) -> None:
    header = "School_id,School_name,School_number\n"
    whole = written(tmp_path, "schools.csv", f"{header}1,IRM\u00c3\u00a0DULCE,1\n")
    twice = written(
        tmp_path, "schools.csv", f"{header}1,IRM\u00c3\u00a0DULCE,1\n2,Jos\u00c3\u00a9 M,2\n"
    )

    assert not whole.problems
    (problem,) = twice.problems
    assert ("letters_encoded_twice", 3) == (problem.code, problem.line)
    assert "1 letter encoded twice" in problem.text


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
        "Math\u2026", "Šimon", "Œuvre", "Žan", "Straße", "c\u2019est", "LaØrsted",
    )  # fmt: skip

    for text in texts:
        assert "cp1252" == encoding_of([text.encode("cp1252")])[0], text


def test_dashes_and_signs_alone_never_make_a_file_another_encoding() -> None:
    texts = (
        "Biology\u2014cells", "Pre\u2013k", "\u00a1Avancemos! 1", "Ms. M\u00fcller\u2014the best",
        "art\u2014drawing", "\u00bfqu\u00e9?", "wait\u2026what", "\u00abbon\u00bb", "\u2022Math",
        "\u00a7A", "l\u2019eau", "Band\u2122jazz", "Math\u2020",
    )  # fmt: skip

    for text in texts:
        assert "cp1252" == encoding_of([text.encode("cp1252")])[0], text
    assert "cp1252" == encoding_of([text.encode("cp1252") for text in texts])[0]


def test_letters_tell_the_encoding_whatever_signs_stand_beside_them() -> None:
    for codec in ("mac_roman", "cp850"):
        for names in (
            "Jos\u00e9 Mu\u00f1oz",
            "Ren\u00e9 \u2019t Hart",
            "J\u00e4ger",
            "O\u2019R\u00e9ed",
        ):
            if codec == "mac_roman" or "\u2019" not in names:
                assert codec == encoding_of([names.encode(codec)])[0], names
