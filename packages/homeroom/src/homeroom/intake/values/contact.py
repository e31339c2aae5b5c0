"""What a file says about a contact: kind of phone, relationship, type, number (district.md 1.5)."""

import re
from collections.abc import Iterable
from typing import Final

from homeroom.intake.values.normal import BLANK, Normal, by_name, folded, words_of
from homeroom_wire.values import CONTACT_TYPES, PHONE_TYPES, RELATIONSHIPS

_PHONE_TYPES: Final = by_name(PHONE_TYPES) | {
    "mobile": "Cell",
    "cellular": "Cell",
    "cell phone": "Cell",
    "mobile phone": "Cell",
    "home phone": "Home",
    "house": "Home",
    "work phone": "Work",
    "business": "Work",
    "fax": "Other",
    "unlisted": "Other",
    "emergency": "Other",
}

_RELATIONSHIPS: Final = by_name(RELATIONSHIPS)
_TYPES: Final = by_name(CONTACT_TYPES)

_PARENT: Final = frozenset(
    {"parent", "parents", "mother", "father", "mom", "mum", "mommy", "mummy", "mama", "madre"}
    | {"dad", "daddy", "papa", "padre"}
)
_SIBLING: Final = frozenset(
    {"sibling", "brother", "sister", "stepbrother", "stepsister", "halfbrother", "halfsister"}
    | {"hermano", "hermana"}
)
_AUNT_UNCLE: Final = frozenset(["aunt", "uncle", "auntie", "aunty", "tia", "tio"])
_GRANDPARENT: Final = frozenset(["abuela", "abuelo", "nana"])
_FAMILY: Final = frozenset(["relative", "relatives", "family"])
_SELF: Final = frozenset(["self", "myself"])

_GAP: Final = r"[\s()./\u2010-\u2015-]*"
_TEN: Final = _GAP.join(["([0-9])"] * 10)
_NUMBER: Final = re.compile(rf"{_GAP}(?:\+?(1){_GAP})?{_TEN}{_GAP}")
_EXTENSION: Final = re.compile(r"\d.*?(?:x|ext|extension|#)[\s.:]*\d+\s*$", re.IGNORECASE)


def phone_type(raw: str) -> Normal:
    """Cell, Home, Work or Other; a kind that nobody knows is Other with a warning."""
    text = folded(raw)
    if not text:
        return BLANK
    if text in _PHONE_TYPES:
        return Normal(_PHONE_TYPES[text])
    if re.fullmatch(r"emergency ?\d*", text):
        return Normal("Other")
    return Normal("Other", "phone_type_unknown")


def relationship(raw: str) -> Normal:
    """What the contact is to the student; the word may stand anywhere: `Step Mother`.

    A stepsister is a sibling and a step-grandmother a grandparent, so they are asked first.
    An in-law is none of them.
    """
    text = folded(raw)
    if not text:
        return BLANK
    if text in _RELATIONSHIPS:
        return Normal(_RELATIONSHIPS[text])
    kin = _kin(words_of(raw))
    return Normal(kin) if kin else Normal("", "relationship_unknown")


def contact_type(raw: str) -> Normal:
    """The type of contact; a relationship in this column is translated with a warning.

    Clever: key words decide. Cousin and friend are none of them, so they are blank.
    """
    text = folded(raw)
    if not text:
        return BLANK
    if text in _TYPES:
        return Normal(_TYPES[text])
    words = words_of(raw)
    kin = _kin(words)
    if kin == "Parent" or "guardian" in words or "guardians" in words:
        return Normal("Parent/Guardian", "contact_type_relationship")
    if kin in {"Grandparent", "Sibling", "Aunt/Uncle"} or not _FAMILY.isdisjoint(words):
        return Normal("Family", "contact_type_relationship")
    named = next((_TYPES[word] for word in words if word in _TYPES), None)
    if named:
        return Normal(named, "contact_type_translated")
    return Normal("", "contact_type_unknown")


def _kin(words: Iterable[str]) -> str | None:
    found = set(words)
    if {"in", "law"} <= found:
        return None
    if not _GRANDPARENT.isdisjoint(found) or any(word.startswith("grand") for word in found):
        return "Grandparent"
    if not _SIBLING.isdisjoint(found):
        return "Sibling"
    if not _AUNT_UNCLE.isdisjoint(found):
        return "Aunt/Uncle"
    if not _PARENT.isdisjoint(found) or any(word.startswith("step") for word in found):
        return "Parent"
    return "Self" if not _SELF.isdisjoint(found) else None


def phone(raw: str) -> Normal:
    """Ten digits as `(AAA) NNN-NNNN`, eleven from 1 on as `1-(AAA) NNN-NNNN`, else unchanged.

    A number with an extension is unchanged, so that nothing is lost. Golden pair from the public
    sandbox: `1-330-280-1898` is `1-(330) 280-1898`.
    """
    text = raw.strip()
    dialled = _NUMBER.fullmatch(text)
    if dialled is None:
        # Only the end is looked at, or a value of megabytes would cost minutes.
        return Normal(text, "phone_extension" if _EXTENSION.search(text[-40:]) else None)
    country, *digits = dialled.groups()
    number = "".join(digits)
    local = f"({number[:3]}) {number[3:6]}-{number[6:]}"
    return Normal(f"1-{local}" if country else local)
