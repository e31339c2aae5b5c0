"""Bytes in any of the usual encodings and line ends become UTF-8 lines that end with LF.

Nothing is lost silently: each repair is a warning that names where it began (district.md 1.3).
One line in is one line out, so line numbers stay those of the file that was sent.
"""

import codecs
from typing import Final

from homeroom.intake.problems import Problem, counted, file_problem, lines_listed
from homeroom.intake.reading.preflight import BYTE_ORDER_MARK
from homeroom.intake.reading.repairs import letters

_WIDE_MARKS: Final = (
    # UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_NO_MARK: Final = (b"", "", "UTF-16")
_SAMPLE: Final = 4096
_WESTERN: Final = range(0xC2, 0xC6)
_MOSTLY: Final = 0.7
_SELDOM: Final = 0.1
_SAVE_AS_UTF8: Final = "Export the file as UTF-8 (in Excel: 'CSV UTF-8')."


def recode(raw: bytes, file: str) -> tuple[bytes, list[Problem]]:
    """The file as UTF-8 with LF line ends and no byte-order mark, and what had to be repaired."""
    problems: list[Problem] = []
    content = _narrow(raw, file, problems)
    content = _without_bare_cr(content, file, problems)
    content = _without_nul(content, file, problems)
    return _as_utf8(content, file, problems), problems


def _narrow(raw: bytes, file: str, problems: list[Problem]) -> bytes:
    """UTF-16 and UTF-32 as UTF-8; other bytes as they are, without the mark."""
    mark, codec, name = next((wide for wide in _WIDE_MARKS if raw.startswith(wide[0])), _NO_MARK)
    if not codec:
        if (guessed := _wide_without_mark(raw)) is None:
            return raw.removeprefix(BYTE_ORDER_MARK)
        codec = guessed
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    text = decoder.decode(raw[len(mark) :])
    problems.append(
        file_problem(
            "warning",
            "encoding_utf16",
            file,
            f"{file} is {name}, not UTF-8; it was read as such.",
            _SAVE_AS_UTF8,
            line=1,
        )
    )
    if decoder.getstate()[0]:
        problems.append(_cut_off(file, text.encode()))
    # Half a surrogate pair decodes to a mark of replacement, never to something unwritable.
    return text.encode()


def _cut_off(file: str, content: bytes) -> Problem:
    """The warning that the file ends within a letter, of which no half is kept."""
    line = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    return file_problem(
        "warning",
        "file_cut_off",  # problems.CUT_OFF, written out for the list of codes
        file,
        f"{file} ends in the middle of a letter on line {line}: the rest seems to be lost.",
        "Send the whole file again.",
        line=line,
    )


def _wide_without_mark(raw: bytes) -> str | None:
    """UTF-16 of Western text has a NUL in every other byte, on one side only."""
    sample = raw[:_SAMPLE]
    half = len(sample) // 2
    if half == 0:
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > _MOSTLY and even < _SELDOM:
        return "utf-16-le"
    if even > _MOSTLY and odd < _SELDOM:
        return "utf-16-be"
    return None


def _without_bare_cr(content: bytes, file: str, problems: list[Problem]) -> bytes:
    if b"\r" not in content:
        return content
    content = content.replace(b"\r\n", b"\n")
    if (first := content.find(b"\r")) < 0:
        return content
    problems.append(
        file_problem(
            "warning",
            "line_ends_cr",
            file,
            f"{file} ends lines with a bare CR (old Macintosh); each was read as a line end.",
            "Export with LF or CRLF line ends.",
            line=content.count(b"\n", 0, first) + 1,
        )
    )
    return content.replace(b"\r", b"\n")


def _without_nul(content: bytes, file: str, problems: list[Problem]) -> bytes:
    count = content.count(b"\0")
    if count == 0:
        return content
    line = content.count(b"\n", 0, content.find(b"\0")) + 1
    problems.append(
        file_problem(
            "warning",
            "nul_removed",
            file,
            f"{file} holds {counted(count, 'NUL byte')} from line {line} on; removed.",
            "Check the export: NUL bytes mean a damaged or binary file.",
            line=line,
        )
    )
    return content.replace(b"\0", b"")


def _is_half_a_letter(content: bytes, error: UnicodeDecodeError) -> bool:
    """True if all is UTF-8 but for a letter that begins and does not end.

    A single byte may be a last letter of Windows-1252, unless other letters are UTF-8 as well,
    or it begins the letters of Western languages (C2 to C5), with which hardly a word ends.
    """
    tail = content[error.start :]
    if error.end != len(content) or error.reason != "unexpected end of data":
        return False
    return len(tail) > 1 or tail[0] in _WESTERN or not content[: error.start].isascii()


def _as_utf8(content: bytes, file: str, problems: list[Problem]) -> bytes:
    """Lines that are not UTF-8 are taken as Windows-1252 (or older), line by line.

    Sets are joined from several systems, so one file can hold both; a line in Windows-1252 that
    happens to be valid UTF-8 is so rare that it does not count against spoiling the good lines.
    """
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if _is_half_a_letter(content, error):
            content = content[: error.start]
            problems.append(_cut_off(file, content))
            return content
    else:
        return content
    lines = content.split(b"\n")
    bad = [place for place, line in enumerate(lines) if not _is_utf8(line)]
    codec, name = letters.encoding_of([lines[place] for place in bad])
    for place in bad:
        lines[place] = lines[place].decode(codec, errors="replace").encode()
    told = lines_listed([place + 1 for place in bad])
    text = f"{file} is not UTF-8 on {told}; read as {name} there."
    line, shown = bad[0] + 1, lines[bad[0]].decode()
    if name == letters.WINDOWS[1]:
        problem = file_problem(
            "warning", "encoding_windows_1252", file, text, _SAVE_AS_UTF8, line=line, value=shown
        )
    else:
        problem = file_problem(
            "warning", "encoding_guessed", file, text, _SAVE_AS_UTF8, line=line, value=shown
        )
    problems.append(problem)
    return b"\n".join(lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
