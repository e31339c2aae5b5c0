"""Lines of CSV that people open in a spreadsheet: no cell of them is carried out as a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Final

from homeroom.web.answers import Answer, Header
from homeroom.web.pages.rendering import SHUT

_CSV: Final[Header] = (b"content-type", b"text/csv; charset=utf-8")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_file(name: str, chunks: Iterable[bytes]) -> Answer:
    """Answer with a file to keep."""
    told = f'attachment; filename="{name}"'.encode("ascii")
    return Answer(200, (_CSV, (b"content-disposition", told), *SHUT), chunks=chunks)


def line(cells: Iterable[object]) -> bytes:
    """Return one line; None is an empty cell."""
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(one) for one in cells])
    return out.getvalue().encode()


def _harmless(value: object) -> str:
    """A spreadsheet would carry out what begins like a formula (D-PIPE-7)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
