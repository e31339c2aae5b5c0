"""A disability's type and code: either column fills the other (district.md 1.5)."""

from typing import Final

from homeroom.intake.values.normal import BLANK, Normal, folded
from homeroom_wire.values import DISABILITIES

_BY_CODE: Final = dict(DISABILITIES)
_BY_WORD: Final = {folded(word): code for code, name in DISABILITIES for word in (code, name)} | {
    "autism spectrum disorder": "aut",
    "asd": "aut",
    "deafblindness": "db",
    "deaf blindness": "db",
    "developmental disability": "dd",
    "emotional disability": "emn",
    "ed": "emn",
    "hard of hearing": "hi",
    "deafness": "hi",
    "intellectual disabilities": "id",
    "multiple disability": "md",
    "orthopaedic impairment": "oi",
    "other health impaired": "ohi",
    "learning disability": "sld",
    "specific learning disabilities": "sld",
    "speech impairment": "sli",
    "speech/language impairment": "sli",
    "language impairment": "sli",
    "blindness": "vi",
    "visual impairment including blindness": "vi",
}


def disability(kind: str, code: str) -> tuple[Normal, Normal]:
    """Type and code as a pair; neither is sent when neither can be read (Q-24).

    If the two columns contradict each other the type wins, being the one that people read.
    """
    by_kind, by_code = _BY_WORD.get(folded(kind)), _BY_WORD.get(folded(code))
    known = by_kind or by_code
    if known is None:
        return _unread(kind), _unread(code)
    return (
        Normal(_BY_CODE[known], _remark(kind, by_kind, known)),
        Normal(known, _remark(code, by_code, known)),
    )


def _unread(raw: str) -> Normal:
    return Normal("", "disability_unknown") if folded(raw) else BLANK


def _remark(raw: str, found: str | None, known: str) -> str | None:
    if not folded(raw):
        return None
    if found is None:
        return "disability_unknown"
    return None if found == known else "disability_contradicts"
