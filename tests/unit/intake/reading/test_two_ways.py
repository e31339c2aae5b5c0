"""Properties: both readers agree in every dialect, and no bytes whatever make reading raise."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Literal

import polars as pl
from hypothesis import assume, example, given
from hypothesis import strategies as st

from homeroom.intake.problems import Mode
from homeroom.intake.reading import careful, fast
from homeroom.intake.reading.columns import SHAPES
from homeroom.intake.reading.contents import trimmed
from homeroom.intake.reading.preflight import look
from homeroom.intake.reading.table import read_table
from homeroom.intake.tables import LINE, Table

HEADER = ["School_id", "Student_id", "Last_name", "First_name", "Title"]
NAMES = ["school_id", "student_id", "last_name", "first_name"]

ANY_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)
WESTERN = st.characters(codec="cp1252", exclude_categories=["Cc"])
WORDS = ["José", "MÜLLER", "Ångström", "O\u2019Neil", "Straße", "Žan", "Smith\u2013Jones"]
WESTERN_TEXT = st.lists(
    st.one_of(st.sampled_from(WORDS), WESTERN, st.text("ab1,", max_size=4)), max_size=4
).map(" ".join)
"""Every sign of the encoding by itself, and names: letters that make no sense may be a Mac's."""

WITH_LINE_BREAKS = st.text('ab "\n', max_size=8)


def tables(values: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Rows for the file of pupils, none of them blank, the last column unknown to the shape."""
    required = values.map(lambda text: "7" + text)
    return st.lists(
        st.tuples(required, required, required, required, values).map(list), min_size=1, max_size=8
    )


def written(rows: list[list[str]], line_end: str, *, quoted: bool) -> str:
    out = io.StringIO(newline="")
    style: Literal[0, 1] = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(out, lineterminator=line_end, quoting=style).writerows([HEADER, *rows])
    return out.getvalue()


def read(content: bytes, file: str = "students.csv", mode: Mode = "lenient") -> Table:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sent.csv"
        path.write_bytes(content)
        return read_table(path, file, mode)


def values_of(table: Table) -> list[tuple[str, ...]]:
    return table.frame.select(NAMES).rows()


def expected(rows: list[list[str]]) -> list[tuple[str, ...]]:
    return [tuple(value.strip() for value in row[:4]) for row in rows]


LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(
    tables(ANY_TEXT),
    LINE_ENDS,
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_every_dialect_gives_the_same_table(
    rows: list[list[str]], line_end: str, quoted: bool, encoding: str
) -> None:
    table = read(written(rows, line_end, quoted=quoted).encode(encoding))

    assert expected(rows) == values_of(table)
    assert list(range(2, len(rows) + 2)) == table.frame[LINE].to_list()


@given(tables(WESTERN_TEXT), LINE_ENDS, st.booleans())
def test_windows_1252_gives_the_same_table(
    rows: list[list[str]], line_end: str, quoted: bool
) -> None:
    text = written(rows, line_end, quoted=quoted)
    for line in text.splitlines():
        # A line that is valid in both is read as UTF-8; nothing in it tells them apart.
        assume(line.isascii() or line.encode("cp1252").decode(errors="replace").count("\ufffd"))

    assert expected(rows) == values_of(read(text.encode("cp1252")))


@given(tables(WITH_LINE_BREAKS), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_line_breaks_in_values_are_kept(rows: list[list[str]], line_end: str, quoted: bool) -> None:
    table = read(written(rows, line_end, quoted=quoted).encode())

    assert expected(rows) == values_of(table)


@given(tables(ANY_TEXT), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_fast_and_careful_reader_give_equal_frames(
    rows: list[list[str]], line_end: str, quoted: bool
) -> None:
    content = written(rows, line_end, quoted=quoted).encode()
    findings = look(io.BytesIO(content))
    assert findings.is_rectangle

    quick = fast.read(content, 5, range(5), findings.lines - 1)
    slow = careful.read(content.replace(b"\r\n", b"\n"), 5, range(5)).frame

    assert quick is not None
    assert trimmed(slow).equals(trimmed(quick))
    assert slow.schema == quick.schema


@given(
    tables(st.text("a \t\xa0\u2003\x85\x1c,7é", max_size=6)),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_nothing_is_to_be_trimmed_where_preflight_saw_no_blank(
    rows: list[list[str]], line_end: str, quoted: bool
) -> None:
    content = written(rows, line_end, quoted=quoted).encode()
    findings = look(io.BytesIO(content))
    assume(findings.is_rectangle)
    frame = fast.read(content, len(HEADER), range(len(HEADER)), findings.lines - 1)
    assert frame is not None
    assert findings.has_blanks or trimmed(frame).equals(frame)


def assert_sound(table: Table, file: str) -> None:
    """A table, with rows that hold text, or with a file error that says why not."""
    assert table.name == file
    schema = dict(table.frame.schema)
    assert schema.pop(LINE) == pl.UInt32()
    assert set(schema.values()) <= {pl.String()}
    assert not table.frame.null_count().sum_horizontal().sum()
    assert table.is_usable <= (table.frame.height > 0)


MODES = st.sampled_from(["lenient", "strict"])
FILES = st.sampled_from(sorted(SHAPES))


@given(st.binary(max_size=400), FILES, MODES)
@example(b"\xff\xfe", "students.csv", "lenient")
@example(b"\xff\xfe\x00\x00", "students.csv", "lenient")
@example(b"\xfe\xff\xd8", "students.csv", "lenient")
@example(b"\r", "students.csv", "lenient")
@example(b'"', "students.csv", "lenient")
@example(b"\0" * 50, "students.csv", "lenient")
@example(b"a\0" * 50, "students.csv", "lenient")
@example(b"," * 100_000, "students.csv", "lenient")
@example(b"sis_id\n\n1\n", "extensionfields/staff_ext.csv", "lenient")
def test_any_bytes_end_with_a_report(content: bytes, file: str, mode: Mode) -> None:
    assert_sound(read(content, file, mode), file)


PIECES = st.lists(
    st.sampled_from(
        [
            *(b",", b'"', b'""', b"\n", b"\r", b"\r\n", b"\0", b"\xff", b"\xc3\xa9", b" ", b"7"),
            *(b",7,x\n", b"1.2E+11", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x1c", b"\xa0"),
        ]
    ),
    max_size=60,
).map(b"".join)


@given(PIECES, FILES, MODES, st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]))
def test_any_bytes_below_a_good_header_end_with_a_report(
    content: bytes, file: str, mode: Mode, encoding: str
) -> None:
    header = ",".join(column.spelling for column in SHAPES[file].required)

    assert_sound(read((header + "\n").encode(encoding) + content, file, mode), file)
