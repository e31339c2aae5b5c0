"""A section's subject: the API's own word kept, else found by key words (district.md 1.5).

The file's Subject is read first, then the section's name, then the course's; nothing found is
`other`. The key words are in `subject_words`.
"""

from functools import lru_cache
from typing import Final

from homeroom.intake.values.normal import Normal, by_name, folded, words_of
from homeroom.intake.values.subject_words import LAST_RESORT, PHRASES, WORDS
from homeroom_wire.values import SUBJECTS

_EXACT: Final = by_name(SUBJECTS)

_NAME_LENGTH: Final = 500
"""A name is not a book: what stands behind this many letters is not read."""

Phrase = tuple[int, tuple[str, ...], str]
"""Rank in the table, the words, the subject."""


def _by_first_word() -> dict[str, list[Phrase]]:
    """The phrases by their first word, which is whole in each of them."""
    every = [(phrase, name) for name, phrases in PHRASES.items() for phrase in phrases]
    found: dict[str, list[Phrase]] = {}
    for rank, (phrase, name) in enumerate(every):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append((rank, words, name))
    return found


_PHRASES: Final = _by_first_word()
_WHOLE: Final = {
    word: (rank, name)
    for rank, (name, words) in enumerate(WORDS.items())
    for word in words
    if not word.endswith("*")
}
_STEMS: Final = tuple(
    (word[:-1], (rank, name))
    for rank, (name, words) in enumerate(WORDS.items())
    for word in words
    if word.endswith("*")
)
_BEGINNINGS: Final = tuple(stem for stem, _ in _STEMS)


def subject(raw: str, section_name: str, course_name: str) -> Normal:
    """One of the API's eleven subjects.

    A warning is given only for text in the Subject column that is not the API's word: names of
    sections and courses are not expected to be subjects.
    """
    text = folded(raw)
    if text in _EXACT:
        return Normal(_EXACT[text])
    found = _subject_in(raw) or _subject_in(section_name) or _subject_in(course_name)
    if not text:
        return Normal(found or "other")
    if found:
        return Normal(found, "subject_translated")
    return Normal("other", "subject_unknown")


@lru_cache(maxsize=20_000)
def _subject_in(text: str) -> str | None:
    """The subject that a text speaks of, or None. Course names repeat by the thousand."""
    words = _spelled(words_of(text[:_NAME_LENGTH]))
    return _by_phrase(words) or _by_word(words) or _by_last_resort(words)


def _spelled(words: list[str]) -> list[str]:
    """Letters that stood alone beside each other are one word: `P.E.` is `pe`.

    Only a run that makes a known abbreviation is joined, so that `Band A B` stays as it is.
    """
    joined: list[str] = []
    for word in words:
        if joined and len(word) == 1 and len(joined[-1]) == 1 and joined[-1] + word == "pe":
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def _by_phrase(words: list[str]) -> str | None:
    hits = [
        (rank, name)
        for place, word in enumerate(words)
        for rank, phrase, name in _PHRASES.get(word, ())
        if _matches(words[place : place + len(phrase)], phrase)
    ]
    return min(hits)[1] if hits else None


def _matches(words: list[str], phrase: tuple[str, ...]) -> bool:
    return len(words) == len(phrase) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for word, part in zip(words, phrase, strict=True)
    )


def _by_word(words: list[str]) -> str | None:
    hits = [_WHOLE[word] for word in words if word in _WHOLE]
    for word in words:
        if word.startswith(_BEGINNINGS):
            hits += [hit for stem, hit in _STEMS if word.startswith(stem)]
    return min(hits)[1] if hits else None


def _by_last_resort(words: list[str]) -> str | None:
    return next((LAST_RESORT[word] for word in words if word in LAST_RESORT), None)
