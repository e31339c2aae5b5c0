"""Random codes and passwords that a person reads from paper or a screen and types."""

import secrets
from typing import Final

from homeroom.foundation.secrets import hash_secret

_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the pairs that children confuse: i l 1, o 0."""

_CONSONANTS: Final = "bdfgjklmnprstvz"
_VOWELS: Final = "aeiou"
_BACKUP_SIGNS: Final = 8
_RECOVERY_SIGNS: Final = 16
_GROUP: Final = 4

RECOVERY_CODES: Final = 10


def new_backup_code() -> str:
    """Make a code for one sign-in: 31**8 of them, far beyond what a throttle lets anyone try."""
    return _grouped(_BACKUP_SIGNS)


def new_recovery_code() -> str:
    """Make a code that replaces a second factor; 79 bits, since it may lie about for years."""
    return _grouped(_RECOVERY_SIGNS)


def new_password(*, short: bool) -> str:
    """Make a password that can be read out: syllables, then digits; `short` for pupils.

    A pupil's has 31 bits, which throttles make enough; everybody else's has 62.
    """
    syllables = 3 if short else 8
    made = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(syllables)]
    digits = str(secrets.randbelow(9000) + 1000)
    if short:
        return "".join(made) + digits
    return "-".join("".join(made[at : at + 2]) for at in range(0, syllables, 2)) + digits


def code_hash(code: str, district: int, person: int) -> str:
    """Return what is kept of a typed code; bound to its person, so no code is good for two."""
    plain = "".join(sign for sign in code.casefold() if sign.isalnum())
    return hash_secret(f"{district:x}:{person:x}:{plain}")


def _grouped(signs: int) -> str:
    made = "".join(secrets.choice(_SIGNS) for _ in range(signs))
    return "-".join(made[at : at + _GROUP] for at in range(0, signs, _GROUP))
