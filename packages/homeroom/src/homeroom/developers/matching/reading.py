"""An application's list of its own people, read from a CSV file as messy as such files are."""

from pathlib import Path
from typing import Final

from homeroom.foundation.errors import InvalidRequestError
from homeroom.intake.problems import has_file_error
from homeroom.intake.reading.columns import ID_LIST
from homeroom.intake.reading.table import read_table
from homeroom.intake.tables import LINE
from homeroom.sharing.matching.rules import Theirs

MOST_ROWS: Final = 200_000
MOST_BYTES: Final = 50_000_000
"""Four times what so many rows take; a larger file is not read at all."""

_COMPARED: Final = ("sis_id", "state_id", "number", "email")
_NAMED: Final = ("first_name", "last_name", "school")
_TOLD: Final = 5
_ZIP: Final = b"PK\x03\x04"
_BINARY: Final = b"\0"
_HEAD: Final = 4096
_COLUMNS: Final = (
    "Id beside at least one of Sis_id, State_id, Number or Email, or all of First_name, Last_name"
    " and School"
)


def read(path: Path) -> tuple[list[Theirs], list[str]]:
    """Return the list, and what was wrong with some of its rows.

    InvalidRequestError, with what to do about it, if nothing can be made of the file.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InvalidRequestError(
            f"The file has more than {MOST_BYTES // 1_000_000} MB. Leave out columns that are not"
            f" compared, or send at most {MOST_ROWS:,} rows at once."
        )
    _check_kind(path)
    table = read_table(path, ID_LIST)
    if has_file_error(table.problems):
        told = [one for one in table.problems if one.severity == "file_error"][:_TOLD]
        raise InvalidRequestError(" ".join(f"{one.text} {one.hint}".strip() for one in told))
    columns = set(table.frame.columns)
    if "id" not in columns or not (columns & set(_COMPARED) or columns >= set(_NAMED)):
        raise InvalidRequestError(f"The list needs these columns: {_COLUMNS}.")
    if table.frame.height > MOST_ROWS:
        raise InvalidRequestError(f"Send at most {MOST_ROWS:,} rows at once; send the rest after.")
    wanted = [name for name in ("id", *_COMPARED, *_NAMED) if name in columns]
    rows = table.frame.select(*wanted, LINE).iter_rows(named=True)
    theirs = [
        Theirs(line=row[LINE], **{name: row[name] for name in wanted}) for row in rows if row["id"]
    ]
    if not theirs:
        raise InvalidRequestError("No row of the list has an id of yours in the column Id.")
    notes = [one.text for one in table.problems][:_TOLD]
    if (without := table.frame.height - len(theirs)) > 0:
        notes.append(f"Left out because they have no id of yours: {without:,} of the rows.")
    return theirs, notes


def _check_kind(path: Path) -> None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_ZIP):
        raise InvalidRequestError(
            "This is a zip or a spreadsheet. Save the list as CSV and choose that file."
        )
    is_wide = head[:2] in (b"\xff\xfe", b"\xfe\xff")  # UTF-16 is full of zero bytes
    if _BINARY in head and not is_wide:
        raise InvalidRequestError("This is no CSV file. Save the list as CSV (UTF-8).")
