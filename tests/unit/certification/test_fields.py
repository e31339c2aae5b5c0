"""Fields that an application tells, by their path or by their last word (certification.md 6.2)."""

from homeroom.certification.harness.comparing.fields import path_of, stored_fields
from homeroom.certification.harness.views import record_of

_SHARED = {
    "email": "a@lr.example",
    "roles.student.grade": "9",
    "roles.student.location.state": "CA",
    "roles.staff.roles": ["PortalOnly"],
    "roles.staff.title": "Principal",
    "roles.district_admin.title": "Director",
}


def test_the_contracts_own_example_is_understood() -> None:
    told = record_of("user", {"clever_id": "6", "app_id": "7", "fields": {"grade": "8"}})
    assert {"roles.student.grade": "8"} == stored_fields(told, _SHARED)


def test_a_path_is_taken_as_it_is() -> None:
    assert "roles.student.grade" == path_of("roles.student.grade", _SHARED)
    assert "email" == path_of("email", _SHARED)


def test_roles_are_those_of_the_person() -> None:
    assert "roles" == path_of("roles", _SHARED)


def test_a_word_that_means_two_fields_means_neither() -> None:
    assert "title" == path_of("title", _SHARED)


def test_a_word_of_the_applications_own_is_no_deeper_field() -> None:
    assert "state" == path_of("state", _SHARED)
