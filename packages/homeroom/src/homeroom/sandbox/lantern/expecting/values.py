"""Values of the source as the API spells them, as far as the blocks need it (district.md 1.5).

Written from the specification a second time, on purpose: what the hub makes of a value is tested
against this.
"""

import re
from typing import Final

_BLANKS: Final = " \t\r\n\v\f\u00a0"
_DAY: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NUMBER: Final = re.compile(r"(1)?(\d{3})(\d{3})(\d{4})")
_EXTENSION: Final = re.compile(r"[xX]\s*\d+$")

SUBJECTS: Final = frozenset(
    {
        "english/language arts",
        "math",
        "science",
        "social studies",
        "language",
        "homeroom/advisory",
        "interventions/online learning",
        "technology and engineering",
        "PE and health",
        "arts and music",
        "other",
    }
)
_RELATIONSHIPS: Final = frozenset(
    {"Parent", "Grandparent", "Self", "Aunt/Uncle", "Sibling", "Other"}
)
_TYPES: Final = frozenset(
    {"Parent/Guardian", "Emergency", "Primary", "Secondary", "Family", "Other"}
)
DISABILITIES: Final = {"aut": "Autism", "hi": "Hearing impairment", "vi": "Visual impairment"}
"""The codes that the source uses, and the type that each one fills in."""


def text(raw: str) -> str:
    """Return a value without the blanks around it (district.md 1.3); inner ones stay."""
    return raw.strip(_BLANKS)


def birthday(raw: str) -> str:
    """Return a birth date as M/D/YYYY."""
    found = _DAY.fullmatch(text(raw))
    return f"{int(found[1])}/{int(found[2])}/{found[3]}" if found else ""


def phone(raw: str) -> str:
    """Return ten or eleven digits as they are dialled; anything else is as it was sent."""
    said = text(raw)
    digits = re.sub(r"[\s()+./-]", "", said)
    found = None if _EXTENSION.search(said) else _NUMBER.fullmatch(digits)
    if found is None:
        return said
    return f"{'1-' if found[1] else ''}({found[2]}) {found[3]}-{found[4]}"


def subject(raw: str) -> str:
    """Return one of the API's subjects; of a blank one nothing is known."""
    said = text(raw)
    return said if said in SUBJECTS else "other"


def relationship(raw: str) -> str:
    """Return what a contact is to a student; a word that no list has is blank."""
    return raw if raw in _RELATIONSHIPS else ""


def contact_type(raw: str) -> str:
    """Return the kind of contact; a word that no list has is blank."""
    return raw if raw in _TYPES else ""
