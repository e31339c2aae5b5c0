"""Which subjects an answer names, as people write it: "Maths; Science", "only math", "none"."""

import re
from collections.abc import Mapping
from typing import Final

__all__ = ["SUBJECTS", "named_in"]

SUBJECTS: Final = (
    "english/language arts", "math", "science", "social studies", "language", "homeroom/advisory",
    "interventions/online learning", "technology and engineering", "PE and health",
    "arts and music", "other",
)  # fmt: skip
"""The API's own words; written once more, since the harness takes nothing from the hub's side."""

_KNOWN: Final[Mapping[str, str]] = {
    **{one.casefold(): one for one in SUBJECTS},
    "maths": "math",
    "mathematics": "math",
    "english": "english/language arts",
    "language arts": "english/language arts",
}
_NONE: Final = frozenset({"no", "none", "nothing", "all", "any", "every", "everything", "n/a"})
"""What says that there are no particular ones: the question may be heard both ways."""

_AROUND: Final = re.compile(
    r"\b(?:only|just|the|these|those|them|of|in|for"
    r"|class(?:es)?|sections?|subjects?|lessons?|courses?)\b|[.\"']"
)
_APART: Final = re.compile(r"(?:[\s,;/&+*-]|\band\b)*")
# Some names have a slash or an "and" of their own, so the longest is tried first.
_ONE: Final = re.compile(
    rf"(?:{'|'.join(sorted(map(re.escape, [*_KNOWN, *_NONE]), key=len, reverse=True))})"
    r"(?=\s*(?:$|[\n,;/&+]|and\b))"
)


def named_in(text: str) -> frozenset[str] | None:
    """Return the subjects that an answer names, in the API's words.

    Returns:
        None when it holds words that are neither subjects nor "all"; nobody guesses at them. An
        empty set when it names no particular ones, being empty or saying "no", "none" or "all".
    """
    plain = re.sub(r"[^\S\n]+", " ", _AROUND.sub(" ", re.sub(r"\r\n?", "\n", text.casefold())))
    words: set[str] = set()
    at = _end(_APART.match(plain))
    while at < len(plain):
        one = _ONE.match(plain, at)
        if one is None:
            return None
        words.add(one[0])
        at = _end(_APART.match(plain, one.end()))
    if not words <= _NONE and words & _NONE:
        return None
    return frozenset(_KNOWN[one] for one in words - _NONE)


def _end(found: re.Match[str] | None) -> int:
    return found.end() if found is not None else 0
