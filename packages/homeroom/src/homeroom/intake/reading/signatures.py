"""What a file is that is no text at all, told by how its bytes begin.

A spreadsheet, an archive or a web page named `.csv` is refused in one sentence that says what it
is; read as text it would only give many puzzling ones.
"""

from typing import Final

from homeroom.intake.reading.preflight import BYTE_ORDER_MARK

LOOKED_AT: Final = 512

_AS_CSV: Final = "Open it and save it as CSV (in Excel: 'CSV UTF-8'), then send that."
_UNPACKED: Final = "Unpack it and send the CSV file inside."
_EXPORTED: Final = "Export the table itself as CSV; a renamed file stays what it is."

_BEGINNINGS: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel spreadsheet (.xls)", _AS_CSV),
    (b"\x1f\x8b", "a gzip archive", _UNPACKED),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", _UNPACKED),
    (b"%pdf-", "a PDF document", _EXPORTED),
    (b"<!doctype", "a web page", _EXPORTED),
    (b"<html", "a web page", _EXPORTED),
    (b"<?xml", "an XML document", _EXPORTED),
)
_ZIP: Final = b"PK\x03\x04"
_SHEETS: Final = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis", b"_rels/.rels", b"xl/")


def what_it_is(start: bytes) -> tuple[str, str] | None:
    """Return what the file is and what to do about it; None if it may be text."""
    if start.startswith(_ZIP):
        if any(sign in start for sign in _SHEETS):
            return "an Excel or OpenDocument spreadsheet", _AS_CSV
        return "a zip archive", _UNPACKED
    plain = start.removeprefix(BYTE_ORDER_MARK).lstrip().lower()
    found = (one for one in _BEGINNINGS if plain.startswith(one[0]))
    return next(((name, remedy) for _, name, remedy in found), None)
