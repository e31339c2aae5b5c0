"""A grade of any spelling becomes the API's (district.md 1.5, first row).

Clever's own list of aliases is not public; this one is built from CEDS codes and from exports
seen in the wild (district.md 5). A spelling that a person would have to read twice, such as `0`
or `9th`, is translated and warned about; the usual codes are translated in silence.
"""

import re
from typing import Final

from homeroom.intake.values.normal import BLANK, Normal, by_name, folded
from homeroom_wire.values import GRADES

_EXACT: Final = by_name(GRADES)

_CODES: Final = {
    "it": "InfantToddler",
    "ps": "Preschool",
    "pr": "Preschool",
    "pk": "PreKindergarten",
    "tk": "TransitionalKindergarten",
    "k": "Kindergarten",
    "kg": "Kindergarten",
    "kf": "Kindergarten",
    "pg": "PostGraduate",
    "ug": "Ungraded",
}

_SPELLINGS: Final = {
    "0": "Kindergarten",
    "00": "Kindergarten",
    "-1": "PreKindergarten",
    "infant": "InfantToddler",
    "toddler": "InfantToddler",
    "infant/toddler": "InfantToddler",
    "pre-school": "Preschool",
    "pre school": "Preschool",
    "prek": "PreKindergarten",
    "pre-k": "PreKindergarten",
    "pre k": "PreKindergarten",
    "pk3": "PreKindergarten",
    "pk4": "PreKindergarten",
    "p3": "PreKindergarten",
    "p4": "PreKindergarten",
    "pre-k 3": "PreKindergarten",
    "pre-k 4": "PreKindergarten",
    "pre-kindergarten": "PreKindergarten",
    "pre kindergarten": "PreKindergarten",
    "transitional kindergarten": "TransitionalKindergarten",
    "kinder": "Kindergarten",
    "kindergarden": "Kindergarten",
    "kh": "Kindergarten",
    "kp": "Kindergarten",
    "ka": "Kindergarten",
    "half-day kindergarten": "Kindergarten",
    "full-day kindergarten": "Kindergarten",
    "freshman": "9",
    "sophomore": "10",
    "junior": "11",
    "senior": "12",
    "post graduate": "PostGraduate",
    "post-graduate": "PostGraduate",
    "postgrad": "PostGraduate",
    "un-graded": "Ungraded",
    "not graded": "Ungraded",
}

_ORDINALS: Final = {
    word: str(number)
    for number, word in enumerate(
        (
            "first",
            "second",
            "third",
            "fourth",
            "fifth",
            "sixth",
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
        ),
        start=1,
    )
}

_PADDED: Final = re.compile(r"0*([1-9]|1[0-3])")
_NUMBERED: Final = re.compile(r"0*([1-9]|1[0-3])(?:\.0+|st|nd|rd|th)?", re.ASCII)
_FRAME: Final = re.compile(r"^(?:grade|gr\.?|year)\s*|\s*(?:grade|graders?|gr\.?)$")


def grade(raw: str) -> Normal:
    """The API's grade; an unknown one is Other with a warning, a blank one stays blank."""
    text = folded(raw)
    if not text:
        return BLANK
    if known := _usual(text):
        return Normal(known)
    bare = _FRAME.sub("", text).strip()
    if known := _SPELLINGS.get(text) or _usual(bare) or _unusual(bare):
        return Normal(known, "grade_translated")
    return Normal("Other", "grade_unknown")


def _usual(text: str) -> str | None:
    padded = _PADDED.fullmatch(text)
    return _EXACT.get(text) or _CODES.get(text) or (padded[1] if padded else None)


def _unusual(text: str) -> str | None:
    numbered = _NUMBERED.fullmatch(text)
    spelled = _SPELLINGS.get(text) or _ORDINALS.get(text)
    return spelled or (numbered[1] if numbered else None)
