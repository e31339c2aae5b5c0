"""What may happen to a district's files on their way to the hub; none of it may be applied unseen.

A disaster takes a clean set of files and gives the set that arrives. What it does depends on
nothing but its seed.
"""

import csv
import io
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from homeroom.sandbox.generator.files import FileSet

Table = list[dict[str, str]]
Happens = Callable[[FileSet, random.Random], FileSet]

_REQUIRED: Final = ("schools", "students", "teachers", "sections", "enrollments")
_KEYS: Final = {
    "schools": "School_id",
    "students": "Student_id",
    "teachers": "Teacher_id",
    "sections": "Section_id",
}
_PEOPLE: Final = (("students", "Student_email"), ("teachers", "Teacher_email"))


@dataclass(frozen=True)
class Disaster:
    """A set of files that arrives, and what happened to it."""

    what: str
    files: FileSet


def rows_of(content: bytes) -> Table:
    """A file's rows by column."""
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def text_of(rows: Table, header: Iterable[str] | None = None) -> bytes:
    """Rows as a file."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(header or rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def changed(files: FileSet, name: str, change: Callable[[Table], Table]) -> FileSet:
    """The set with the rows of one file changed."""
    return files | {f"{name}.csv": text_of(change(rows_of(files[f"{name}.csv"])))}


def cut_off(files: FileSet, draw: random.Random) -> FileSet:
    """A file of which the end did not arrive."""
    name = f"{draw.choice(_REQUIRED)}.csv"
    content = files[name]
    return files | {name: content[: int(len(content) * draw.uniform(0.05, 0.97))]}


def cut_off_at_a_line(files: FileSet, draw: random.Random) -> FileSet:
    """The export of one kind of record stopped early, but after a whole line."""
    name = draw.choice(("students", "sections", "teachers"))
    return changed(files, name, lambda rows: rows[: int(len(rows) * draw.uniform(0.05, 0.97))])


def a_column_is_called_otherwise(files: FileSet, draw: random.Random) -> FileSet:
    """A required column has a name that nobody knows."""
    name, key = draw.choice(list(_KEYS.items()))
    header, _, rest = files[f"{name}.csv"].partition(b"\n")
    return files | {f"{name}.csv": header.replace(key.encode(), b"Column1", 1) + b"\n" + rest}


def no_header(files: FileSet, draw: random.Random) -> FileSet:
    """A file begins with its first row."""
    name = f"{draw.choice(_REQUIRED)}.csv"
    return files | {name: files[name].partition(b"\n")[2]}


def columns_change_places(files: FileSet, draw: random.Random) -> FileSet:
    """The headers of two columns are exchanged."""
    one, other = draw.choice((("Last_name", "First_name"), ("DOB", "Grade")))
    header, _, rest = files["students.csv"].partition(b"\n")
    names = header.decode().split(",")
    here, there = names.index(one), names.index(other)
    names[here], names[there] = other, one
    return files | {"students.csv": ",".join(names).encode() + b"\n" + rest}


def a_school_is_missing(files: FileSet, draw: random.Random) -> FileSet:
    """A school is in no file any more."""
    gone = draw.choice(rows_of(files["schools.csv"]))["School_id"]
    for name in _REQUIRED:
        files = changed(files, name, lambda rows: [row for row in rows if row["School_id"] != gone])
    return files


def a_school_is_not_listed(files: FileSet, draw: random.Random) -> FileSet:
    """A school is missing from the list of schools, but not elsewhere."""
    gone = draw.choice(rows_of(files["schools.csv"]))["School_id"]
    return changed(files, "schools", lambda rows: [r for r in rows if r["School_id"] != gone])


def ids_are_swapped(files: FileSet, draw: random.Random) -> FileSet:
    """Students of some stretch of the file have each other's ids."""
    rows = rows_of(files["students.csv"])
    length = draw.randint(60, len(rows))
    start = draw.randint(0, len(rows) - length)
    ids = [row["Student_id"] for row in rows[start : start + length]]
    for row, given in zip(rows[start : start + length], [*ids[1:], ids[0]], strict=True):
        row["Student_id"] = given
    return files | {"students.csv": text_of(rows)}


def ids_lose_their_zeros(files: FileSet, draw: random.Random) -> FileSet:
    """A spreadsheet took the ids for numbers."""
    del draw
    for name in ("students", "enrollments"):
        files = changed(
            files,
            name,
            lambda rows: [row | {"Student_id": row["Student_id"].lstrip("0")} for row in rows],
        )
    return files


def nobody_is_enrolled(files: FileSet, draw: random.Random) -> FileSet:
    """Enrolments are empty, or left out, or all of one section are left."""
    header, _, rest = files["enrollments.csv"].partition(b"\n")
    left = draw.choice((b"", rest.partition(b"\n")[0] + b"\n"))
    return files | {"enrollments.csv": header + b"\n" + left}


def a_file_is_empty(files: FileSet, draw: random.Random) -> FileSet:
    """A file without a byte in it."""
    return files | {f"{draw.choice(_REQUIRED)}.csv": b""}


def emails_are_gone(files: FileSet, draw: random.Random) -> FileSet:
    """Nobody of a kind has an e-mail address any more."""
    name, column = draw.choice(_PEOPLE)
    return changed(files, name, lambda rows: [row | {column: ""} for row in rows])


def names_are_gone(files: FileSet, draw: random.Random) -> FileSet:
    """A column that people must have is blank in every row."""
    name = draw.choice(("students", "teachers"))
    column = draw.choice(("First_name", "Last_name"))
    return changed(files, name, lambda rows: [row | {column: ""} for row in rows])


def everyone_is_the_same(files: FileSet, draw: random.Random) -> FileSet:
    """Every student has one and the same id."""
    one = draw.choice(rows_of(files["students.csv"]))["Student_id"]
    return changed(files, "students", lambda rows: [row | {"Student_id": one} for row in rows])


def files_are_mistaken(files: FileSet, draw: random.Random) -> FileSet:
    """A file holds what belongs into another."""
    one, other = draw.sample(_REQUIRED, 2)
    return files | {f"{one}.csv": files[f"{other}.csv"]}


def many_teachers_are_gone(files: FileSet, draw: random.Random) -> FileSet:
    """A query of the export left out teachers, and so their sections."""
    rows = rows_of(files["teachers.csv"])
    gone = {row["Teacher_id"] for row in draw.sample(rows, len(rows) // 5)}
    return changed(files, "teachers", lambda all_: [r for r in all_ if r["Teacher_id"] not in gone])


def a_grade_is_missing(files: FileSet, draw: random.Random) -> FileSet:
    """A filter of the export left out the pupils of two grades."""
    gone = set(draw.sample(["1", "2", "3", "4", "5", "6", "7", "8"], 3))
    out = {r["Student_id"] for r in rows_of(files["students.csv"]) if r["Grade"] in gone}
    for name in ("students", "enrollments"):
        files = changed(files, name, lambda rows: [r for r in rows if r["Student_id"] not in out])
    return files


HAPPENINGS: Final[tuple[Happens, ...]] = (
    cut_off,
    cut_off_at_a_line,
    a_column_is_called_otherwise,
    no_header,
    columns_change_places,
    a_school_is_missing,
    a_school_is_not_listed,
    ids_are_swapped,
    ids_lose_their_zeros,
    nobody_is_enrolled,
    a_file_is_empty,
    emails_are_gone,
    names_are_gone,
    everyone_is_the_same,
    files_are_mistaken,
    many_teachers_are_gone,
    a_grade_is_missing,
)


def disaster(seed: int, clean: FileSet, others: FileSet) -> Disaster:
    """Disaster number `seed`; `others` are the files of another district."""
    draw = random.Random(seed)
    at = seed % (len(HAPPENINGS) + 1)
    if at == len(HAPPENINGS):
        return Disaster(f"{seed}: files of another district", others)
    happens = HAPPENINGS[at]
    return Disaster(f"{seed}: {happens.__name__}", happens(clean, draw))
