"""R12: NFC, then the first grapheme."""

import pytest

from homeroom.sharing.library.initials import initial


@pytest.mark.parametrize(
    ("surname", "expected"),
    [
        ("Byron", "B"),
        ("", ""),
        ("  Ozawa", "O"),
        ("O\u0308zil", "\u00d6"),
        ("\u00d6zil", "\u00d6"),
        # No composed form: the letter keeps its mark.
        ("X\u0302ander", "X\u0302"),
        ("\u738b", "\u738b"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        # Neither a joiner nor a blank holds letters together.
        ("S\u200dm\u200dith", "S\u200d"),
        ("\U0001f469\u200d\U0001f680 Star", "\U0001f469\u200d\U0001f680"),
        ("\U0001f1e9\U0001f1ea\U0001f1eb", "\U0001f1e9\U0001f1ea"),
        ("de la Cruz", "d"),
        # Marks of direction, a blank of no width, a soft hyphen: nobody sees them.
        ("\u200f\u05db\u05d4\u05df", "\u05db"),
        ("\u202eOzawa", "O"),
        ("\ufeff\u200b Ozawa", "O"),
        ("\u00adOzawa", "O"),
        ("\u200f\u200e", ""),
    ],
)
def test_an_initial_is_the_first_grapheme(surname: str, expected: str) -> None:
    assert expected == initial(surname)
