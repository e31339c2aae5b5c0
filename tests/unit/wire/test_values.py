import pytest

from homeroom_wire import values


def test_there_are_152_languages_and_each_code_and_name_is_used_once() -> None:
    codes, names = zip(*values.LANGUAGES, strict=True)
    assert (152, 152, 152) == (len(values.LANGUAGES), len(set(codes)), len(set(names)))


def test_the_47_languages_of_v30_are_among_those_of_v31() -> None:
    assert len(set(values.LANGUAGES_V30)) == 47
    assert set(values.LANGUAGES_V30) < {name for _, name in values.LANGUAGES}


def test_disability_codes_and_types_are_fourteen_pairs() -> None:
    assert len(dict(values.DISABILITIES)) == 14
    assert dict(values.DISABILITIES)["ohi"] == "Other health impairment"


@pytest.mark.parametrize(
    ("version", "enumeration", "value", "seen"),
    [
        ("v3.0", "frl_status", "Other", ""),
        ("v3.1", "frl_status", "Other", "Other"),
        ("v3.0", "frl_status", "Paid", "Paid"),
        ("v3.0", "home_language", "Welsh", ""),
        ("v3.1", "home_language", "Welsh", "Welsh"),
        ("v3.0", "home_language", "Spanish", "Spanish"),
        ("v3.0", "grade", "Other", "Other"),
        ("v3.0", "gender", "X", "X"),
    ],
)
def test_a_v30_reader_sees_no_value_that_only_v31_has(
    version: values.Version, enumeration: str, value: str, seen: str
) -> None:
    assert seen == values.as_seen_in(version, enumeration, value)


def test_a_blank_stays_blank_in_every_enumeration() -> None:
    for version in values.VERSIONS:
        for enumeration in values.ENUMERATIONS:
            assert values.as_seen_in(version, enumeration, "") == ""


def test_language_may_be_blank_in_v30_only() -> None:
    assert values.allows_blank("home_language", "v3.0")
    assert not values.allows_blank("home_language", "v3.1")
    assert values.allows_blank("grade")
    assert not values.allows_blank("disability_code")
