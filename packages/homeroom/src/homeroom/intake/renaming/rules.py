"""Pairs of ids as they are typed, and what can be done with each. Pure."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

MOST: Final = 10_000
"""Pairs of one change; more come in several."""

_LONGEST: Final = 255
_MARK_LENGTH: Final = 16
_SHOWN_TROUBLES: Final = 10
_WIDTH: Final = 2

State = Literal["found", "not_found", "in_use", "twice", "same"]


class Kind(NamedTuple):
    """What has ids that may change: how its keys begin, and where its documents hold the id."""

    kind: str
    prefix: str
    path: tuple[str, ...]


KINDS: Final[Mapping[str, Kind]] = {
    "students": Kind("users", "student:", ("roles", "student", "sis_id")),
    "teachers": Kind("users", "teacher:", ("roles", "teacher", "sis_id")),
    "staff": Kind("users", "staff:", ("roles", "staff", "staff_id")),
    "sections": Kind("sections", "", ("sis_id",)),
    "schools": Kind("schools", "", ("sis_id",)),
}
"""Type -> where its ids are (district.md 1.11)."""


class Pair(NamedTuple):
    """An old id and the new one, with the line that they were typed on."""

    line: int
    old: str
    new: str


@dataclass(frozen=True)
class Finding:
    """What can be done with a pair; `rid` is the number of the record that is renamed."""

    pair: Pair
    state: State
    rid: int = 0


class Known(NamedTuple):
    """What a key stands for: a number, and whether its record is there."""

    rid: int
    is_there: bool


def read_pairs(text: str) -> tuple[list[Pair], list[str]]:
    """Return the pairs of a CSV text with a comma, semicolon or tab, and what cannot be read."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    pairs: list[Pair] = []
    troubles: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        cells = _cells(line)
        if number == 1 and _is_header(cells):
            continue
        if len(cells) != _WIDTH or not all(cells) or max(map(len, cells)) > _LONGEST:
            troubles.append(f"Line {number}: write an old id, a comma and a new id.")
        else:
            pairs.append(Pair(number, *cells))
    if len(pairs) > MOST:
        troubles.insert(0, f"At most {MOST:,} pairs are taken at once; send the rest afterwards.")
    if not pairs and not troubles:
        troubles.append("Write a pair on each line: an old id, a comma and a new id.")
    more = len(troubles) - _SHOWN_TROUBLES
    return pairs, troubles[:_SHOWN_TROUBLES] + ([f"And {more:,} more."] if more > 0 else [])


def _cells(line: str) -> list[str]:
    separator = next((one for one in ("\t", ";") if one in line and "," not in line), ",")
    try:
        row = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
    return [cell.strip() for cell in row]


def _is_header(cells: Sequence[str]) -> bool:
    words = [cell.lower() for cell in cells]
    return len(words) == _WIDTH and "old" in words[0] and "new" in words[1]


def judge(pairs: Iterable[Pair], known: Mapping[str, Known], prefix: str) -> list[Finding]:
    """Return what can be done with each pair, as the district's keys stand.

    A new id that stands for another record, or stood for one within memory, is in use, even if
    that record gets a new id in the same change: who exchanges ids does it in two changes.
    """
    every = list(pairs)
    olds, news = Counter(one.old for one in every), Counter(one.new for one in every)
    return [_judged(one, known, prefix, olds[one.old] + news[one.new]) for one in every]


def _judged(pair: Pair, known: Mapping[str, Known], prefix: str, named: int) -> Finding:
    before, after = known.get(prefix + pair.old), known.get(prefix + pair.new)
    if pair.old == pair.new:
        return Finding(pair, "same")
    if named > _WIDTH:
        return Finding(pair, "twice")
    if before is None or not before.is_there:
        return Finding(pair, "not_found")
    if after is not None and after.rid != before.rid:
        return Finding(pair, "in_use")
    return Finding(pair, "found", before.rid)


def mark(findings: Iterable[Finding]) -> str:
    """Return the position of what was found, for a form to carry."""
    text = repr([(*one.pair, one.state, one.rid) for one in findings])
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]
