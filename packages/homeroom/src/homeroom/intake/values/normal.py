"""What a normaliser answers, and how all of them look at text."""

import unicodedata
from typing import Final

import msgspec


class Normal(msgspec.Struct, frozen=True):
    """The value as the API sends it, and the code of a warning if something was lost or guessed."""

    value: str
    warning: str | None = None


BLANK: Final = Normal("")


def folded(raw: str) -> str:
    """Text for comparing: no case, no accents, single blanks, curly quotes made straight."""
    plain = unicodedata.normalize("NFD", raw.replace("\u2019", "'"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(bare.casefold().split())


def words_of(raw: str) -> list[str]:
    """The words of a text, folded; anything but letters and digits parts them."""
    spaced = "".join(letter if letter.isalnum() else " " for letter in folded(raw))
    return spaced.split()


def by_name(names: tuple[str, ...]) -> dict[str, str]:
    """API values by their folded spelling, so that case never matters."""
    return {folded(name): name for name in names}
