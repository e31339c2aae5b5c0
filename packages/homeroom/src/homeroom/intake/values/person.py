"""What a file says about a student, in the API's words (district.md 1.5).

Gender, race and the flags are validated fields: what cannot be understood is blank and warned
about, because a wrong word would be worse than none.
"""

from typing import Final

from homeroom.intake.values.normal import BLANK, Normal, by_name, folded
from homeroom_wire.values import FRL_STATUSES, RACES

_GENDERS: Final = {"m": "M", "f": "F", "x": "X"}
_GENDER_WORDS: Final = {
    "male": "M",
    "boy": "M",
    "man": "M",
    "female": "F",
    "girl": "F",
    "woman": "F",
    "non-binary": "X",
    "nonbinary": "X",
    "non binary": "X",
    "nb": "X",
    "gender x": "X",
}

_RACES: Final = by_name(RACES) | {
    "w": "Caucasian",
    "a": "Asian",
    "b": "Black or African American",
    "i": "American Indian",
    "p": "Hawaiian or Other Pacific Islander",
    "m": "Two or More Races",
}
_RACE_WORDS: Final = {
    "white": "Caucasian",
    "black": "Black or African American",
    "african american": "Black or African American",
    "black/african american": "Black or African American",
    "american indian or alaska native": "American Indian",
    "american indian/alaska native": "American Indian",
    "american indian or alaskan native": "American Indian",
    "native american": "American Indian",
    "alaska native": "American Indian",
    "native hawaiian or other pacific islander": "Hawaiian or Other Pacific Islander",
    "native hawaiian/other pacific islander": "Hawaiian or Other Pacific Islander",
    "native hawaiian": "Hawaiian or Other Pacific Islander",
    "hawaiian": "Hawaiian or Other Pacific Islander",
    "pacific islander": "Hawaiian or Other Pacific Islander",
    "multiracial": "Two or More Races",
    "multi-racial": "Two or More Races",
    "two or more": "Two or More Races",
    "mixed": "Two or More Races",
}

_FLAGS: Final = {
    "y": "Y", "yes": "Y", "true": "Y", "t": "Y", "1": "Y",
    "n": "N", "no": "N", "false": "N", "f": "N", "0": "N",
}  # fmt: skip

_FRL: Final = by_name(FRL_STATUSES) | {"f": "Free", "r": "Reduced", "p": "Paid", "o": "Other"}
_FRL_WORDS: Final = {
    "free lunch": "Free",
    "free meals": "Free",
    "reduced lunch": "Reduced",
    "reduced price": "Reduced",
    "reduced-price": "Reduced",
    "reduced price lunch": "Reduced",
    "paid lunch": "Paid",
    "full price": "Paid",
    "full pay": "Paid",
    "full": "Paid",
}


def gender(raw: str) -> Normal:
    """M, F or X; the words male, female and non-binary are translated with a warning."""
    return _looked_up(raw, _GENDERS, _GENDER_WORDS, "gender")


def race(raw: str) -> Normal:
    """One of the seven names; the letters W, A, B, I, P, M are understood."""
    return _looked_up(raw, _RACES, _RACE_WORDS, "race")


def flag(raw: str) -> Normal:
    """Y or N; a status that is neither (RFEP, IFEP, EL) is blank, never a guess."""
    return _looked_up(raw, _FLAGS, {}, "flag")


def iep(raw: str) -> Normal:
    """Y or N: free text in the public schema, Y/N in the documents (data-api.md 4.3)."""
    return flag(raw)


def frl(raw: str) -> Normal:
    """Free, Reduced, Paid, or Other, which only v3.1 readers see."""
    return _looked_up(raw, _FRL, _FRL_WORDS, "frl")


def _looked_up(raw: str, usual: dict[str, str], unusual: dict[str, str], noun: str) -> Normal:
    text = folded(raw)
    if not text:
        return BLANK
    if text in usual:
        return Normal(usual[text])
    if text in unusual:
        return Normal(unusual[text], f"{noun}_translated")
    return Normal("", f"{noun}_unknown")
