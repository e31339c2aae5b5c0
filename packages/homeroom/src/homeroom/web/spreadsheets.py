"""Lines of CSV that people open in a spreadsheet: no cell of them is carried out as a formula."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

from typing_extensions import override

from homeroom.web.answers import Answer, Header
from homeroom.web.pages.rendering import SHUT

_CSV: Final[Header] = (b"content-type", b"text/csv; charset=utf-8")
_ZIP: Final[Header] = (b"content-type", b"application/zip")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_file(name: str, chunks: Iterable[bytes]) -> Answer:
    """Answer with a file to keep."""
    return Answer(200, (_CSV, _named(name), *SHUT), chunks=chunks)


def as_zip(name: str, made: datetime, files: Iterable[tuple[str, Iterable[bytes]]]) -> Answer:
    """Answer with several files in one, packed while they are read."""
    return Answer(200, (_ZIP, _named(name), *SHUT), chunks=_packed(made, files))


def _named(name: str) -> Header:
    return b"content-disposition", f'attachment; filename="{name}"'.encode("ascii")


class _Sink(io.RawIOBase):
    """What the archive writes into; it is emptied after every piece."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    @override
    def write(self, data: Any) -> int:
        """Keep a piece."""
        self._written.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found = b"".join(self._written)
        self._written.clear()
        return found


def _packed(made: datetime, files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w") as archive:
        for name, chunks in files:
            info = zipfile.ZipInfo(name, made.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            # Nobody knows yet how large it becomes.
            with archive.open(info, "w", force_zip64=True) as out:
                for chunk in chunks:
                    out.write(chunk)
                    yield sink.taken()
    yield sink.taken()


def line(cells: Iterable[object]) -> bytes:
    """Return one line; None is an empty cell."""
    out = io.StringIO()
    csv.writer(out).writerow([_harmless(one) for one in cells])
    return out.getvalue().encode()


def _harmless(value: object) -> str:
    """A spreadsheet would carry out what begins like a formula (D-PIPE-7)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
