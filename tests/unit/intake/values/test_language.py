import pytest

from homeroom.intake.values.language import home_language
from homeroom.intake.values.normal import Normal
from homeroom_wire.values import LANGUAGES


@pytest.mark.parametrize(("code", "name"), LANGUAGES)
def test_a_languages_name_and_code_both_give_the_pair(code: str, name: str) -> None:
    pair = (Normal(name), Normal(code))
    assert pair == home_language(name) == home_language(code)
    assert pair == home_language(name.upper()) == home_language(code.upper())


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        ("chi", "Chinese", "zho"),
        ("doi", "Dogri", "dgo"),
        ("frr", "Frisian", "fry"),
        ("tib", "Tibetan", "bod"),
        ("Cambodian (Khmer)", "Khmer", "khm"),
        ("Cambodian", "Khmer", "khm"),
        ("Meiteilon (Manipuri)", "Manipuri", "mni"),
        ("Nyanja (Chichewa)", "Chichewa", "nya"),
        ("Sepedi", "Northern Sotho", "nso"),
    ],
)
def test_a_documented_alias_gives_the_pair_in_silence(raw: str, name: str, code: str) -> None:
    assert (Normal(name), Normal(code)) == home_language(raw)


@pytest.mark.parametrize(
    ("raw", "name", "code"),
    [
        ("Español", "Spanish", "spa"),
        ("es", "Spanish", "spa"),
        ("fre", "French", "fra"),
        ("Haitian-Creole", "Haitian Creole", "hat"),
        ("Persian", "Farsi", "fas"),
    ],
)
def test_another_name_of_a_language_gives_the_pair_with_a_warning(
    raw: str, name: str, code: str
) -> None:
    assert (Normal(name, "home_language_translated"), Normal(code)) == home_language(raw)


@pytest.mark.parametrize("raw", ["Klingon", "knj", "kjb", "Akateko", "Q'anjob'al", "99"])
def test_an_unknown_language_is_other(raw: str) -> None:
    assert (Normal("Other", "home_language_unknown"), Normal("other")) == home_language(raw)


def test_a_blank_language_has_neither_name_nor_code() -> None:
    assert (Normal(""), Normal("")) == home_language("") == home_language("  ")
