"""Rows that the hub decides by its own forms and its own log, and no application (6.4)."""

from dataclasses import replace

import pytest

from homeroom.certification.submissions.checklist import Facts
from homeroom.certification.submissions.seeing import _by_hub

_COMPLETE = Facts(
    types=frozenset({"library", "district_sso"}),
    is_trained=True,
    has_icon=True,
    has_vector=True,
    redirect_uri="https://app.example/callback",
    user_types=("student", "teacher"),
    app_version="1",
    survey_problems=0,
    has_agreement=True,
    library_came=frozenset({"student", "teacher"}),
)


def test_complete_forms_pass_every_row_of_the_hub() -> None:
    assert {"LIB-18", "LIB-19", "LIB-20", "LIB-21", "SSO-14"} == {
        row for row, (verdict, _) in _by_hub(_COMPLETE).items() if verdict == "PASS"
    }


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ("LIB-18", {"listing_missing": ("A logo",)}),
        ("LIB-19", {"has_agreement": False}),
        ("LIB-20", {"library_came": frozenset({"teacher"})}),
        ("LIB-21", {"is_trained": False}),
        ("SSO-14", {"redirect_uri": ""}),
    ],
)
def test_what_is_missing_in_a_form_fails_its_row_alone(
    row: str, missing: dict[str, object]
) -> None:
    found = _by_hub(replace(_COMPLETE, **missing))  # type: ignore[arg-type]
    assert [row] == [name for name, (verdict, _) in found.items() if verdict == "FAIL"]


def test_an_application_without_students_needs_none_to_come() -> None:
    alone = replace(_COMPLETE, user_types=("teacher",), library_came=frozenset({"teacher"}))
    assert "PASS" == _by_hub(alone)["LIB-20"][0]
