"""Letters beyond ASCII: which old encoding wrote them, and which of them were lost on the way."""

import re
from collections.abc import Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from homeroom.intake.problems import Problem, counted, file_problem
from homeroom.intake.reading.preflight import LETTER_TWICE, LOST_LETTER, Findings

WINDOWS: Final = ("cp1252", "Windows-1252")
_OTHERS: Final = (("mac_roman", "Mac OS Roman"), ("cp850", "MS-DOS (code page 850)"))
_LOOKED_AT: Final = 5000
"""Lines by which an encoding is told."""

_USUAL: Final = frozenset("áéíóúñüöäçèàâêôëãõåøÁÉÍÓÚÑÜÖÄÇÅØ")
_UNUSUAL: Final = 0.6
_SELDOM: Final = 0.5
_CLEARLY: Final = 0.3
_NO_NAMES: Final = frozenset("ƒˆªº")
_QUOTES: Final = frozenset("\u2018\u2019\u201c\u201d\u00b4")
_AFTER_WORDS: Final = frozenset("\u2122\u00ae\u00a9\u00b0\u00b2\u00b3\u00aa\u00ba")
_DASHES: Final = frozenset("\u2013\u2014\u2026")
_TELLING: Final = frozenset("\u0192\u02c6\u02dc\u2030\u201a\u201e\u00a2\u00a3\u00a4\u00a5\u00b6")
"""Signs that stand behind no letter; there they are letters of another encoding."""
_DAGGERS: Final = frozenset("\u2020\u2021")
_NO_SIGN: Final = "\ufffd"


def encoding_of(lines: Sequence[bytes]) -> tuple[str, str]:
    """Codec and name of the encoding in which the lines' letters are most likely letters.

    It is Windows-1252 (district.md 1.3) unless that makes nonsense of most of them, such as a
    capital behind a small letter, and another makes sense of them: `JosŽ` is `José` as a Mac
    wrote it. Dashes, quotes and the like never count against Windows-1252, wherever they stand.
    """
    found = _signs(lines, WINDOWS[0])
    points = [_likely(*one) for one in found]
    counting = [
        place for place, one in enumerate(found) if points[place] == 1.0 or _is_telling(*one)
    ]
    usual = most = _mean([points[place] for place in counting])
    best = WINDOWS
    for other in _OTHERS if usual < _SELDOM else ():
        theirs = [_likely(*one) for one in _signs(lines, other[0])]
        # Of the letters that make nonsense and of the whole, signs among them.
        sense = min(_mean(theirs), _mean([theirs[place] for place in counting]))
        # Seldom letters alone are no sense: `LaØrsted` is no `Laÿrsted`.
        if sense > max(most, _UNUSUAL) and sense >= usual + _CLEARLY:
            best, most = other, sense
    return best


def _signs(lines: Sequence[bytes], codec: str) -> list[tuple[str, str, str]]:
    """What is not ASCII, between what stands before and after it; the same places in any codec."""
    return [
        (before, sign, after)
        for line in islice(lines, _LOOKED_AT)
        for (before, sign), (_, after) in pairwise(
            pairwise(f" {line.decode(codec, errors='replace')}  ")
        )
        if not sign.isascii()
    ]


def _mean(points: Sequence[float]) -> float:
    return sum(points) / len(points) if points else 1.0


def _is_telling(before: str, sign: str, after: str) -> bool:
    """True if a sign may speak against Windows-1252: letters, and what no word holds."""
    if sign in _DAGGERS:
        return before.isalpha() and after.isalpha()
    if sign in _TELLING:
        return before.isalpha()
    return sign == _NO_SIGN or (sign.isalpha() and sign not in _NO_NAMES)


def _likely(before: str, sign: str, after: str) -> float:
    if sign.isalpha() and sign not in _NO_NAMES:
        among_capitals = _is_capital(before) and _is_capital(after)
        within_a_name = before.islower() or (_is_capital(before) and after.islower())
        if (sign.isupper() and within_a_name) or (sign.islower() and among_capitals):
            return 0.0
        return 1.0 if sign in _USUAL else _UNUSUAL
    if sign.isspace():
        return 1.0
    if sign in _QUOTES:
        within_a_word = before.islower() and after.islower() and after not in "st"
        return _SELDOM if within_a_word else 1.0
    if sign in _DASHES:
        return 0.0 if before.isalpha() and after.islower() else 1.0
    beside_a_word = after.isalpha() or (before.isalpha() and sign not in _AFTER_WORDS)
    return 0.0 if beside_a_word else _SELDOM


def _is_capital(sign: str) -> bool:
    return sign.isascii() and sign.isupper()


def lost(findings: Findings, content: Path | bytes, file: str) -> list[Problem]:
    """A warning if letters were lost on the way, and one if they were encoded twice."""
    if not (findings.has_lost_letters or findings.has_letters_twice):
        return []
    raw = content if isinstance(content, bytes) else content.read_bytes()
    told = []
    if findings.has_lost_letters:
        line, shown, many = _first(raw, LOST_LETTER)
        text = (
            f"{file} has {many} lost on the way; a mark of replacement stands for each, from line"
            f" {line} on."
        )
        hint = "Export again as UTF-8; which letters they were, the file does not tell any more."
        told.append(
            file_problem("warning", "letters_lost", file, text, hint, line=line, value=shown)
        )
    if findings.has_letters_twice:
        line, shown, many = _first(raw, LETTER_TWICE)
        text = (
            f"{file} has {many} encoded twice, as “Ã©” for “é”, from line {line} on; kept as sent."
        )
        hint = "Export again as UTF-8, and do not save it by a program that takes it for another."
        told.append(
            file_problem(
                "warning", "letters_encoded_twice", file, text, hint, line=line, value=shown
            )
        )
    return told


def _first(raw: bytes, sign: re.Pattern[bytes]) -> tuple[int, str, str]:
    """The line on which the sign stands first, its text, and how many there are."""
    places = [one.start() for one in sign.finditer(raw)]
    place = places[0]
    start, end = raw.rfind(b"\n", 0, place) + 1, raw.find(b"\n", place)
    shown = raw[start : len(raw) if end < 0 else end].decode(errors="replace").strip()
    return raw.count(b"\n", 0, place) + 1, shown, counted(len(places), "letter")
