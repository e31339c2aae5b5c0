"""A home language by name, code or alias becomes the pair of v3.1 (district.md 1.5, appendix A)."""

from typing import Final

from homeroom.intake.values.normal import BLANK, Normal, folded
from homeroom_wire.values import LANGUAGES

_NAMES: Final = dict(LANGUAGES)

_BY_WORD: Final = {folded(word): code for code, name in LANGUAGES for word in (code, name)} | {
    # District.md 7, row 13: five codes of the help pages that the public schema spells otherwise.
    # Its fifth, `iku`, means Inuktitut in the schema and is left with that meaning.
    "chi": "zho",
    "doi": "dgo",
    "frr": "fry",
    "tib": "bod",
    # Appendix A's aliases.
    "cambodian": "khm",
    "cambodian (khmer)": "khm",
    "meiteilon": "mni",
    "meiteilon (manipuri)": "mni",
    "nyanja": "nya",
    "nyanja (chichewa)": "nya",
    "sepedi": "nso",
}

_ALIASES: Final = {
    # ISO 639-2 codes with two forms, and ISO 639-1 codes, as student systems export them.
    "alb": "sqi", "arm": "hye", "baq": "eus", "bur": "mya", "cze": "ces", "dut": "nld",
    "fre": "fra", "geo": "kat", "ger": "deu", "gre": "ell", "ice": "isl", "mac": "mkd",
    "mao": "mri", "may": "msa", "per": "fas", "rum": "ron", "slo": "slk", "wel": "cym",
    "en": "eng", "es": "spa", "fr": "fra", "de": "deu", "zh": "zho", "vi": "vie", "ar": "ara",
    "ru": "rus", "pt": "por", "ko": "kor", "ja": "jpn", "so": "som", "tl": "tgl", "ht": "hat",
    # Other names of the same language.
    "castilian": "spa",
    "espanol": "spa",
    "persian": "fas",
    "haitian": "hat",
    "creole (haitian)": "hat",
    "haitian-creole": "hat",
    "myanmar": "mya",
    "panjabi": "pan",
    "pashtu": "pus",
    "pushto": "pus",
    "pilipino": "fil",
    "iloko": "ilo",
    "flemish": "nld",
    "mandarin chinese": "cmn",
    "chinese (mandarin)": "cmn",
    "chinese (cantonese)": "yue",
    "cape verdean": "cpp",
    "oriya": "ori",
    "kurmanji": "kur",
    "sorani": "ckb",
    "trukese": "chk",
    "ganda": "lug",
    "kirghiz": "kir",
    "tswana": "tsn",
    "gaelic": "gla",
}  # fmt: skip


def home_language(raw: str) -> tuple[Normal, Normal]:
    """Name and code; blank stays blank, an unknown language is Other (ruling R17)."""
    text = folded(raw)
    if not text:
        return BLANK, BLANK
    if text in _BY_WORD:
        return _pair(_BY_WORD[text], None)
    if text in _ALIASES:
        return _pair(_ALIASES[text], "home_language_translated")
    return _pair("other", "home_language_unknown")


def _pair(code: str, warning: str | None) -> tuple[Normal, Normal]:
    """The warning stands by the name only, since both come from the one column."""
    return Normal(_NAMES[code], warning), Normal(code)
