"""Rows are found by their id where the reader found them, in whatever way a file is written."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.intake.lines import scanning
from homeroom.intake.lines.scanning import rows_with
from homeroom.intake.reading.table import read_table
from homeroom.intake.tables import LINE

HEADER = ["School_id", "Student_id", "Last_name", "First_name", "Title"]
PLAIN = 'School_id,Student_id,Last_name,First_name\nS,10,Ito,Ron\nS,1,Müller," Ada"\nS,1,B,C\n'


def _rows(path: Path, value: str) -> list[tuple[int, list[str]]]:
    found = rows_with(path, len(HEADER) - 1, 1, value)
    assert found is not None
    return [(row.line, row.values) for row in found]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (PLAIN.encode(), 3),
        (PLAIN.encode("utf-8-sig").replace(b"\n", b"\r\n"), 3),
        (PLAIN.encode("cp1252"), 3),
        (PLAIN.encode("utf-16"), 3),
        (PLAIN.encode().replace(b"\n", b"\r"), 3),
        (PLAIN.encode().removesuffix(b"\n"), 3),
        (PLAIN.encode().replace(b"Ito", b'"two\nlines"'), 4),
        (PLAIN.encode().replace(b"Ito", b'"1\nS,1,x"'), 4),
    ],
    ids=["plain", "windows", "cp1252", "utf-16", "cr", "no-end", "spanning", "inside"],
)
def test_rows_are_found_as_they_stand_with_the_line_they_stand_on(
    tmp_path: Path, content: bytes, line: int
) -> None:
    path = tmp_path / "students.csv"
    path.write_bytes(content)
    ada, other = (line, ["S", "1", "Müller", " Ada"]), (line + 1, ["S", "1", "B", "C"])
    assert [ada, other] == _rows(path, "1")
    assert [] == _rows(path, "")
    assert [] == _rows(path, "Müller")


@pytest.mark.parametrize("written", ['="007"', '"=""007"""', " 007 ", "0\x0107", "007\u00a0"])
def test_an_id_is_found_however_it_was_dressed_up(tmp_path: Path, written: str) -> None:
    path = tmp_path / "students.csv"
    path.write_text(f"a,Student_id,b,c\nx,1007,y,z\nx,{written},y,z\n", encoding="utf-8")
    assert [3] == [line for line, _ in _rows(path, "007")]


def test_a_file_that_is_too_large_for_a_page_and_no_plain_text_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "students.csv"
    path.write_bytes(PLAIN.encode("utf-16"))
    monkeypatch.setattr(scanning, "LARGEST_TO_RECODE", 20)
    assert rows_with(path, 4, 1, "1") is None
    path.write_bytes(PLAIN.encode())
    assert [3, 4] == [line for line, _ in _rows(path, "1")]


def test_a_line_within_a_quoted_value_is_taken_for_no_record(tmp_path: Path) -> None:
    path = tmp_path / "students.csv"
    path.write_text('a,Student_id,b,c\nx,1,y,z\n"x\n,",1,,",,\n"\n', encoding="utf-8")
    assert [2, 3] == [line for line, _ in _rows(path, "1")]


VALUES = st.text(st.sampled_from('ab1 ,"\n='), max_size=5)


@given(
    rows=st.lists(
        st.tuples(VALUES, st.sampled_from(["1", "11", "a1", "b"]), VALUES, VALUES, VALUES),
        min_size=1,
        max_size=12,
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(20, 60),
)
def test_the_reader_and_the_look_at_one_id_agree_about_lines(
    rows: list[tuple[str, ...]], end: str, block: int
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=end).writerows([HEADER, *(("7" + r[0], *r[1:]) for r in rows)])
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(scanning, "BLOCK", block)
        path = Path(folder) / "students.csv"
        path.write_text(out.getvalue(), encoding="utf-8", newline="")
        frame = read_table(path, "students.csv").frame
        for value in ("1", "11", "a1", "b"):
            found = rows_with(path, len(HEADER), 1, value)
            assert found is not None
            lines = frame.filter(frame["student_id"] == value)[LINE].to_list()
            assert lines == [row.line for row in found]
