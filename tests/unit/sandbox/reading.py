"""Reading a set of files the plain way, without the hub's own readers."""

import csv
import io

FileSet = dict[str, bytes]
Row = dict[str, str]


def rows(files: FileSet, name: str) -> list[Row]:
    """The rows of `name`.csv, whatever its line ends."""
    text = files[f"{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def distinct(files: FileSet, name: str, column: str) -> set[str]:
    """The different values of a column."""
    return {row[column] for row in rows(files, name)}


def text_of(files: FileSet) -> str:
    """Everything the set says."""
    return "\n".join(content.decode() for content in files.values())
