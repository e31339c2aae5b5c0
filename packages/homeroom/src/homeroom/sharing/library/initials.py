"""The initial of a surname, as the Library shows a student's (ruling R12). Pure."""

import unicodedata
from itertools import dropwhile
from typing import Final

_JOINER: Final = "\u200d"
_EXTENDING: Final = frozenset({"Mn", "Me", "Mc"})
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_REGIONS: Final = range(0x1F1E6, 0x1F200)
_CONJOINING: Final = range(0x1100, 0x1200)
"""Hangul parts that NFC could not put together into one syllable."""


def initial(name: str) -> str:
    """Return the first grapheme of the name in NFC; blank if the name is.

    Marks belong to their letter, parts of a picture to the picture. A joiner keeps nothing else
    together, or a name with one after every letter would be a single grapheme. What cannot be seen
    is no beginning: a sign that turns the direction of writing would turn whatever follows it.
    """
    text = unicodedata.normalize("NFC", name)
    text = "".join(dropwhile(lambda one: unicodedata.category(one) in _UNSEEN, text))
    end = 1
    while end < len(text) and _goes_on(text, end):
        end += 1
    return text[:end]


def _goes_on(text: str, at: int) -> bool:
    """Whether the character still belongs to the grapheme that the text begins with."""
    one, before = text[at], text[at - 1]
    if one == _JOINER or unicodedata.category(one) in _EXTENDING or ord(one) in _SKIN_TONES:
        return True
    if before == _JOINER:
        return _is_picture(one) and _is_picture(text[0])
    if ord(one) in _REGIONS:
        return at == 1 and ord(before) in _REGIONS
    return ord(one) in _CONJOINING and ord(before) in _CONJOINING


def _is_picture(one: str) -> bool:
    return unicodedata.category(one) == "So" and ord(one) not in _REGIONS
