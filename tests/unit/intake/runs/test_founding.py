import re

import pytest

from homeroom.foundation.errors import InvalidRequestError
from homeroom.intake.runs.founding import found, free_short_name, imagined, short_name_of
from tests.support.intake import Intake


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("St. Mary", "st-mary"),
        ("São José d'Été", "sao-jose-d-ete"),
        ("Straße 7", "strasse-7"),
        ("\uff27\uff52\uff41\uff4e\uff54", "grant"),  # full-width letters
        ("  Elm  Valley!! ", "elm-valley"),
        ("東京 12", "12"),
    ],
)
def test_a_short_name_is_what_may_stand_in_an_address(name: str, short: str) -> None:
    assert short == short_name_of(name)


def test_a_name_of_another_alphabet_has_a_short_name_of_its_own() -> None:
    assert re.fullmatch("district-[0-9a-f]{8}", short_name_of("東京"))
    assert short_name_of("東京") == short_name_of("東京")
    assert short_name_of("東京") != short_name_of("大阪")


def test_the_first_free_number_stands_behind_a_short_name_that_is_taken() -> None:
    assert "st-mary" == free_short_name("St. Mary", {"elm"})
    assert "st-mary-3" == free_short_name("St. Mary", {"st-mary", "st-mary-2"})


def test_a_district_like_another_is_founded_beside_it(intake: Intake) -> None:
    made = found(intake.desk, "Lantern. Ridge")
    assert ("lantern-ridge-2", "Lantern. Ridge") == (made.short_name, made.name)
    assert made.number != intake.district.number


@pytest.mark.parametrize("name", ["", " ", "!?", "\u0301"])
def test_what_is_no_name_is_refused_before_anything_is_made(intake: Intake, name: str) -> None:
    for make in (imagined, found):
        with pytest.raises(InvalidRequestError, match="has no letter or digit"):
            make(intake.desk, name)
