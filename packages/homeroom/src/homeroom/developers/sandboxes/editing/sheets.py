"""One CSV file as rows that can be changed without touching anything else in it. Pure."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence

from homeroom.foundation.errors import ConflictError

Row = list[str]


class Sheet:
    """Header and rows of a file; columns are named in any case, as in the files."""

    def __init__(self, header: list[str], rows: list[Row]) -> None:
        self.header = header
        self.rows = rows
        self._places = {name.strip().lower(): at for at, name in reversed([*enumerate(header)])}

    @classmethod
    def read(cls, name: str, content: bytes) -> "Sheet":
        """Read a file of plain CSV; ConflictError for one that only the intake can read."""
        try:
            rows = list(
                csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
            )
        except (UnicodeDecodeError, csv.Error):
            raise _unreadable(name) from None
        rows = [row for row in rows if any(row)]
        if not rows or any(len(row) != len(rows[0]) for row in rows):
            raise _unreadable(name)
        return cls(rows[0], rows[1:])

    def has(self, column: str) -> bool:
        """True if the file has the column."""
        return column.lower() in self._places

    def value(self, row: Row, column: str) -> str:
        """Return a row's value; empty where the file has no such column."""
        place = self._places.get(column.lower())
        return "" if place is None else row[place].strip()

    def those(self, column: str, value: str) -> list[Row]:
        """Return the rows that have the value there."""
        return [row for row in self.rows if self.value(row, column) == value]

    def set(self, row: Row, values: Mapping[str, str]) -> None:
        """Put values into a row; columns that the file does not have are passed over."""
        for column, value in values.items():
            place = self._places.get(column.lower())
            if place is not None and row[place].strip() != value:
                row[place] = value

    def add(self, values: Mapping[str, str]) -> None:
        """Put a row behind the others."""
        row = [""] * len(self.header)
        self.set(row, values)
        self.rows.append(row)

    def drop(self, is_meant: Callable[[Row], bool]) -> None:
        """Take the rows away that are meant."""
        self.rows = [row for row in self.rows if not is_meant(row)]

    def content(self) -> bytes:
        """Return the file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return text.getvalue().encode()


def mark_of(rows: Sequence[Row]) -> str:
    """Return the state of some rows, for a form to carry."""
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:16]


def _unreadable(name: str) -> ConflictError:
    return ConflictError(
        f"{name} is not plain CSV in UTF-8, so it cannot be edited here. Download the files,"
        " change them, and upload them; or set the sandbox back."
    )
