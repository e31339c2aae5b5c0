"""Ids that are listed after all, but in another spelling: the reason why so many rows dangle.

A spreadsheet takes leading zeros away, one system writes `é` as one letter and another as two,
and a letter that nobody sees comes along from a web page. Ids are never mended (district.md 1.3);
but whoever looks for the student should be told where she is.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Final

import polars as pl

from homeroom.intake.problems import Problem, counted

_MOST: Final = 10_000
"""Refused ids that are looked at; where so many are wrong, the first ones tell why."""

_LISTED_IN: Final = {
    "student_not_listed": ("students", "student_id"),
    "teacher_not_listed": ("teachers", "teacher_id"),
    "section_not_listed": ("sections", "section_id"),
    "school_not_listed": ("schools", "school_id"),
}
_HINT: Final = (
    "Export both files in the same way; a spreadsheet takes leading zeros away, and letters that"
    " cannot be seen count."
)


def notes(problems: Iterable[Problem], frames: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Return a warning for each column whose refused ids are listed in another spelling."""
    refused = (one for one in problems if one.code in _LISTED_IN)
    spelled: dict[str, dict[str, str]] = {}
    found: dict[tuple[str, str, str], list[tuple[Problem, str]]] = {}
    for one in islice(refused, _MOST):
        kind, key = _LISTED_IN[one.code]
        if kind not in spelled:
            ids = frames[kind][key].to_list() if kind in frames else []
            spelled[kind] = {_bare(own): own for own in ids}
        own = spelled[kind].get(_bare(one.value))
        if own and own != one.value:  # the same: its own row was refused, which has been told
            found.setdefault((one.file, one.field, kind), []).append((one, own))
    return [_note(kind, pairs) for (_, _, kind), pairs in found.items()]


def _bare(text: str) -> str:
    """The id without what is easily lost or added: accents' form, case, blanks, unseen, zeros.

    `7.0` is what a program makes of `007` when it takes ids for numbers.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    seen = "".join(one for one in plain if one.isprintable() and not one.isspace())
    seen = seen.removesuffix(".0")
    return seen.lstrip("0") or seen[:1]


def _note(kind: str, pairs: list[tuple[Problem, str]]) -> Problem:
    first, own = pairs[0]
    text = (
        f"{first.file}: {counted(len(pairs), 'value')} of {first.field} that {kind}.csv lacks would"
        f" be there in another spelling, such as “{_shown(own)}” for “{_shown(first.value)}”"
    )
    return Problem(
        "id_other_spelling", "warning", first.file, first.line, first.record, first.field,
        first.value, text, _HINT,
    )  # fmt: skip


def _shown(text: str) -> str:
    """The id with a name for each letter that cannot be seen, or not by itself."""
    return "".join(
        one if one.isprintable() and not unicodedata.combining(one) else f"<U+{ord(one):04X}>"
        for one in text
    )
