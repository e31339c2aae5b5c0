"""A look at a file's bytes, which says whether the fast parser may be trusted with it.

No fast parser is safe alone (house.md 12.1, step 2): Polars reads a bare-CR file as no rows at
all, UTF-16 as garbage, and pads short rows, all without an error. So the bytes are proved here
to be a plain rectangle: UTF-8, no NUL, each CR before an LF, each quote where the grammar wants
it, no line break inside quotes, and as many separators on each line as in the header. Whatever
fails goes the careful way. The look is in blocks, so that it costs no memory to speak of.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 1 << 18
LONGEST_LINE: Final = 1 << 22
BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

LOST_LETTER: Final = re.compile("\ufffd".encode())
"""What a program writes for a letter that it cannot read; which one it was, nobody can tell."""

LETTER_TWICE: Final = re.compile(rb"\xc3\x83\xc2[^\xa0]")
"""`Ã` and a sign that is no letter: UTF-8 read as Windows-1252 and then written as UTF-8.

A hard blank is no such sign: it follows names that end with `Ã`.
"""

_BLANK_LETTERS: Final = {
    b"\xc2": (b"\xc2\x85", b"\xc2\xa0"),
    b"\xe1": (b"\xe1\x9a\x80",),
    b"\xe2": (b"\xe2\x80", b"\xe2\x81"),
    b"\xe3": (b"\xe3\x80\x80",),
}
"""How the blanks beyond ASCII begin, by their first byte: hard, thin, wide and others.

Most files have one of these bytes at most, and a pattern of all takes five times as long as one
text.
"""

_LF, _CR, _QUOTE, _COMMA = b'\n\r",'
_TAB: Final = 0x09
_BLANK: Final = 0x20
_APOSTROPHE: Final = 0x27
_HARD_BLANK: Final = 0xA0  # the last byte of one
_BEFORE_QUOTE: Final = np.isin(np.arange(256), [_LF, _COMMA, _QUOTE])
_BEFORE_VALUE: Final = np.isin(np.arange(256), [*range(_BLANK + 1), _COMMA, _QUOTE, _HARD_BLANK])
"""What may stand before a value: blanks and control characters are taken away from it."""
_BLANKS: Final = (b" ", b"\t", b"\x0b", b"\x0c")
_IS_BLANK: Final = np.isin(np.arange(256), list(b"".join(_BLANKS)))
_AFTER_QUOTE: Final = np.isin(np.arange(256), [_LF, _CR, _COMMA, _QUOTE])

Bytes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Findings:
    """What the look found: `lines` counts lines up to the last one that is not blank.

    `is_readable`: UTF-8 without NUL and bare CR. `is_rectangle`: besides, every line is one
    record of equal width, so that a row's number tells its line. `has_controls`,
    `has_formulas` and `has_quoted_ids` say that values may hold control characters, a
    spreadsheet's `="007"`, or its `'007`; `has_lost_letters` and `has_letters_twice` that
    letters became U+FFFD, or were encoded a second time, before the file came. `has_blanks`: a
    value of a rectangle may begin or end with a blank. Whoever cleans values need not look for
    what is nowhere in the file.
    """

    is_readable: bool
    is_rectangle: bool
    lines: int
    has_controls: bool = False
    has_formulas: bool = False
    has_quoted_ids: bool = False
    has_lost_letters: bool = False
    has_letters_twice: bool = False
    has_blanks: bool = True


class _Look:
    """The state carried from block to block; a block ends with a line end."""

    def __init__(self) -> None:
        self.separators = -1
        self.lines = 0
        self.has_controls = False
        self.has_formulas = False
        self.has_quoted_ids = False
        self.has_lost_letters = False
        self.has_letters_twice = False
        self.has_blanks = False
        self.ended_blank = False

    def note(self, block: bytes) -> None:
        """Keep in mind what values may hold that does not belong there."""
        # One byte is looked for ten times as fast as two; most files have no such sign at all.
        self.has_formulas = self.has_formulas or (b"=" in block and b'="' in block)
        self.has_quoted_ids = self.has_quoted_ids or _has_quoted_values(block)
        if not block.isascii():
            self.has_lost_letters = self.has_lost_letters or _has(block, LOST_LETTER, b"\xef")
            self.has_letters_twice = self.has_letters_twice or _has(block, LETTER_TWICE, b"\x83")
            self.has_blanks = self.has_blanks or any(
                lead in block and any(blank in block for blank in blanks)
                for lead, blanks in _BLANK_LETTERS.items()
            )
        if not self.has_controls:
            octets: Bytes = np.frombuffer(block, dtype=np.uint8)
            usual = sum(int(np.count_nonzero(octets == mark)) for mark in (_LF, _CR, _TAB))
            self.has_controls = int(np.count_nonzero(octets < _BLANK)) > usual

    def is_rectangle(self, block: bytes) -> bool:
        """True if every line of the block is one record as wide as the header."""
        body = block.rstrip(b"\r\n")
        if not body:
            self.ended_blank = True
            return True
        if self.ended_blank:
            return False
        self.ended_blank = block.count(b"\n", len(body)) > 1
        octets: Bytes = np.frombuffer(body + b"\n", dtype=np.uint8)
        places = np.flatnonzero((octets == _COMMA) | (octets == _LF))
        if b'"' in body:
            outside = self._outside_quotes(octets, places)
            if outside is None:
                return False
            places = outside
        if not self.has_blanks and any(blank in body for blank in _BLANKS):
            self.has_blanks = _has_blanks(octets, places)
        return self._is_even(octets[places])

    def _outside_quotes(self, octets: Bytes, places: NDArray[np.intp]) -> NDArray[np.intp] | None:
        """The separators outside quotes; None if a quote stands where none may."""
        quotes = np.flatnonzero(octets == _QUOTE)
        if len(quotes) % 2:
            return None
        opening, closing = quotes[0::2], quotes[1::2]
        before = octets[opening - 1]  # A quote at 0 sees the block's last byte, a line end.
        if not _BEFORE_QUOTE[before].all() or not _AFTER_QUOTE[octets[closing + 1]].all():
            return None
        inside = octets[np.concatenate([opening + 1, closing - 1])]
        self.has_blanks = self.has_blanks or bool(_IS_BLANK[inside].any())
        parity = np.cumsum(octets == _QUOTE, dtype=np.uint8)
        is_inside = (parity[places] & 1).astype(bool)
        if (octets[places[is_inside]] == _LF).any():
            return None
        outside: NDArray[np.intp] = places[~is_inside]
        return outside

    def _is_even(self, marks: Bytes) -> bool:
        """True if the marks are the header's pattern over and over: commas, then a line end."""
        if self.separators < 0:
            self.separators = int(np.argmax(marks == _LF))
        width = self.separators + 1
        if width == 1 or len(marks) % width:
            # With one column a blank line looks like a value.
            return False
        lines = marks.reshape(-1, width)
        self.lines += len(lines)
        return bool((lines[:, -1] == _LF).all() and (lines[:, :-1] == _COMMA).all())


def _has_blanks(octets: Bytes, places: NDArray[np.intp]) -> bool:
    """True if a blank stands beside one of the separators, or before a line end of two bytes."""
    before = octets[places - 1]
    is_cr = before == _CR
    if is_cr.any():
        before[is_cr] = octets[places[is_cr] - 2]
    after = octets[places[:-1] + 1]
    return bool(_IS_BLANK[before].any() or _IS_BLANK[after].any() or _IS_BLANK[octets[0]])


def _has(block: bytes, sign: re.Pattern[bytes], rare: bytes) -> bool:
    """True if the sign is there; its rarest byte is looked for first, which is quicker by far."""
    return rare in block and sign.search(block) is not None


def _has_quoted_values(block: bytes) -> bool:
    """True if a value may begin with an apostrophe, or with a quote within its quotes."""
    if b'"' in block and b'"""' in block:
        return True
    if b"'" not in block:
        return False
    octets: Bytes = np.frombuffer(block, dtype=np.uint8)
    places = np.flatnonzero(octets == _APOSTROPHE)
    # A block begins with a line, and the last one may lack its end.
    return bool(places[0] == 0 or _BEFORE_VALUE[octets[places - 1]].any())


def _is_readable(block: bytes) -> bool:
    if b"\0" in block:
        return False
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return False
    if block.isascii():
        return True
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True


def look(stream: BinaryIO) -> Findings:
    """Read the stream once, block by block, and say which reader may have it."""
    state = _Look()
    is_rectangle = True
    rest = b""
    if (start := stream.read(BLOCK)).startswith(BYTE_ORDER_MARK):
        start = start[len(BYTE_ORDER_MARK) :]
    while chunk := start or stream.read(BLOCK):
        start = b""
        rest += chunk
        if (cut := rest.rfind(b"\n") + 1) == 0:
            if len(rest) > LONGEST_LINE or b"\r" in rest[:-1] or b"\0" in rest:
                return Findings(is_readable=False, is_rectangle=False, lines=0)
            continue
        block, rest = rest[:cut], rest[cut:]
        if not _is_readable(block):
            return Findings(is_readable=False, is_rectangle=False, lines=0)
        state.note(block)
        is_rectangle = is_rectangle and state.is_rectangle(block)
    if rest:
        if not _is_readable(rest):
            return Findings(is_readable=False, is_rectangle=False, lines=0)
        state.note(rest)
        is_rectangle = is_rectangle and state.is_rectangle(rest + b"\n")
    return Findings(
        is_readable=True,
        is_rectangle=is_rectangle,
        lines=state.lines,
        has_controls=state.has_controls,
        has_formulas=state.has_formulas,
        has_quoted_ids=state.has_quoted_ids,
        has_lost_letters=state.has_lost_letters,
        has_letters_twice=state.has_letters_twice,
        has_blanks=state.has_blanks or not is_rectangle,
    )
