"""The checker itself: it takes what the documents show and refuses what they do not."""

from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from tests.support.contract import (
    TIERS,
    VERSIONS,
    closed_schema,
    event_schema,
    event_types,
    kinds,
    one_of,
    page_of,
)

Document = dict[str, Any]

TEACHER: Document = {
    "id": "5faac8b7bc447500a10ae857",
    "district": "58da8a43cc70ab00017a1a87",
    "created": "2023-04-07T16:21:01.441Z",
    "last_modified": "2023-04-18T16:09:13.788Z",
    "email": "r.iver@example.org",
    "name": {"first": "Rae", "last": "Iver", "middle": ""},
    "roles": {
        "teacher": {
            "legacy_id": "58da8c5da7a7e5a6470000a1",
            "school": "58da8c58155b940248000007",
            "schools": ["58da8c58155b940248000007"],
            "sis_id": "77",
            "credentials": {"district_username": "iver_rae"},
            "ext": {},
        }
    },
}

STUDENT: Document = {
    "id": "5faac8b7bc447500a10ae858",
    "district": "58da8a43cc70ab00017a1a87",
    "created": "2023-04-07T16:21:01.441Z",
    "last_modified": "2023-04-18T16:09:13.788Z",
    "name": {"first": "Mia", "last": "Tern"},
    "roles": {
        "student": {
            "school": "58da8c58155b940248000007",
            "schools": ["58da8c58155b940248000007"],
            "enrollments": [{"school": "58da8c58155b940248000007", "start_date": "2026-08-17"}],
            "sis_id": "9",
            "grade": "4",
            "dob": "3/4/2016",
            "graduation_year": "",
            "home_language": "Spanish",
        }
    },
}

LIBRARY_STUDENT: Document = {
    "id": "5faac8b7bc447500a10ae858",
    "created": "2023-04-07T16:21:01.441Z",
    "last_modified": "2023-04-18T16:09:13.788Z",
    "name": {"first": "Mia", "last": "T"},
    "roles": {"student": {"grade": "4"}},
}

TERM: Document = {
    "id": "5faac8b7bc447500a10ae859",
    "district": "58da8a43cc70ab00017a1a87",
    "name": "S1",
    "start_date": "2026-08-17",
    "end_date": "2026-12-18",
}


def is_valid(document: object, schema: Document) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(document)


def changed(document: Document, path: str, value: object) -> Document:
    """A copy with one value set; `...` removes the key."""
    copy = deepcopy(document)
    *parents, last = path.split(".")
    inner = copy
    for name in parents:
        inner = inner[name]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return copy


def test_every_schema_is_a_schema() -> None:
    for version in VERSIONS:
        for kind in (*kinds(), "events", "attendance", "me", "error", "count"):
            jsonschema.Draft202012Validator.check_schema(closed_schema(kind, version))
        for kind in kinds():
            for tier in TIERS:
                jsonschema.Draft202012Validator.check_schema(closed_schema(kind, version, tier))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("document", [TEACHER, STUDENT])
def test_a_documented_user_is_taken(version: str, document: Document) -> None:
    assert is_valid(document, closed_schema("users", version))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "5FAAC8B7BC447500A10AE858"),
        ("created", "2023-04-07T16:21:01Z"),
        ("district", ...),
        ("name.last", ...),
        ("email", None),
        ("colour", "red"),
        ("roles", {}),
        ("roles.student.sis_id", ...),
        ("roles.student.legacy_id", "5faac8b7bc447500a10ae858"),
        ("roles.student.email", "m@example.org"),
        ("roles.student.grade", "Fourth"),
        ("roles.student.grade", 4),
        ("roles.student.dob", "2016-03-04"),
        ("roles.student.dob", "03/04/2016"),
        ("roles.student.graduation_year", "34"),
        ("roles.student.enrollments", ...),
        ("roles.student.schools", ["x"]),
        ("roles.student.gender", "male"),
    ],
)
def test_one_wrong_thing_in_a_user_is_refused(path: str, value: object) -> None:
    for version in VERSIONS:
        assert not is_valid(changed(STUDENT, path, value), closed_schema("users", version))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("roles.student.gifted_status", "Y"),
        ("roles.student.home_language_code", "spa"),
        ("roles.student.frl_status", "Other"),
        ("roles.student.home_language", "Welsh"),
        ("roles.student.preferred_name", {"first": "Mi"}),
        ("lms_status", {"synced_in_lms": True}),
    ],
)
def test_what_came_with_v31_is_refused_in_v30(path: str, value: object) -> None:
    document = changed(STUDENT, path, value)
    assert not is_valid(document, closed_schema("users", "v3.0"))
    assert is_valid(document, closed_schema("users", "v3.1"))


def test_a_blank_language_may_stand_in_v30_only() -> None:
    document = changed(STUDENT, "roles.student.home_language", "")
    assert is_valid(document, closed_schema("users", "v3.0"))
    assert not is_valid(document, closed_schema("users", "v3.1"))


def test_a_term_has_dates_and_no_times() -> None:
    assert is_valid(TERM, closed_schema("terms", "v3.0"))
    late = changed(TERM, "start_date", "2026-08-17T00:00:00.000Z")
    assert not is_valid(late, closed_schema("terms", "v3.0"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name.last", "Tern"),
        ("email", "m@example.org"),
        ("district", "58da8a43cc70ab00017a1a87"),
        ("roles.student.school", "58da8c58155b940248000007"),
        ("name.middle", "A"),
    ],
)
def test_a_library_student_shows_nothing_more(path: str, value: object) -> None:
    schema = closed_schema("users", "v3.1", "library_student")
    assert is_valid(LIBRARY_STUDENT, schema)
    assert not is_valid(changed(LIBRARY_STUDENT, path, value), schema)


@pytest.mark.parametrize("letter", ["Á", "A\u0301", "", "李"])
def test_an_initial_may_carry_its_marks(letter: str) -> None:
    schema = closed_schema("users", "v3.1", "library_student")
    assert is_valid(changed(LIBRARY_STUDENT, "name.last", letter), schema)


def test_district_sso_shows_a_students_role_without_a_key() -> None:
    schema = closed_schema("users", "v3.1", "district_sso")
    bare = changed(STUDENT, "roles.student", {})
    assert is_valid(bare, schema)
    assert not is_valid(STUDENT, schema)


def test_envelopes_are_closed_too() -> None:
    uri = "/v3.0/terms/5faac8b7bc447500a10ae859"
    links = [{"rel": "self", "uri": "/v3.0/terms"}]
    page = {"data": [{"data": TERM, "uri": uri}], "links": links}
    assert is_valid(page, page_of("terms", "v3.0"))
    assert not is_valid(page, page_of("terms", "v3.1"))
    assert not is_valid(page | {"paging": {}}, page_of("terms", "v3.0"))
    assert not is_valid({"data": [TERM], "links": links}, page_of("terms", "v3.0"))
    assert is_valid({"data": TERM, "links": links}, one_of("terms", "v3.0"))
    full = {"data": TERM, "links": [{"rel": "self", "uri": "https://example.org/v3.0/terms"}]}
    assert not is_valid(full, one_of("terms", "v3.0"))


def test_a_page_of_attendance_holds_plain_objects_and_may_lack_links() -> None:
    mark = {
        "district_id": "58da8a43cc70ab00017a1a87",
        "school_id": "58da8c58155b940248000007",
        "student_id": "5faac8b7bc447500a10ae858",
        "section_id": None,
        "attendance_date": "2026-09-01",
        "attendance_status": "tardy",
        "attendance_type": "daily",
        "created": "2026-09-01T16:21:01.441Z",
        "last_modified": "2026-09-01T16:21:01.441Z",
    }
    assert is_valid({"data": [mark]}, page_of("attendance", "v3.1"))
    assert not is_valid({"data": [{"data": mark}]}, page_of("attendance", "v3.1"))


def an_event(name: str, **payload: object) -> Document:
    return {
        "id": "64206e4531f12f05cc491030",
        "type": name,
        "created": "2023-03-26T16:09:41.000Z",
        "data": {"object": STUDENT, **payload},
    }


@pytest.mark.parametrize(
    "previous",
    [
        {"roles": {"student": {"grade": "3"}}},
        {"email": None},
        {"roles": {"teacher": None}},
        {"name": {"first": "Mia", "last": "Bell"}},
        {"roles": {"student": {"schools": ["58da8c58155b940248000007"]}}},
    ],
)
def test_previous_attributes_hold_part_of_the_object_or_null(previous: Document) -> None:
    event = an_event("users.updated", previous_attributes=previous)
    assert is_valid(event, event_schema("users.updated", "v3.0"))
    assert is_valid(event, closed_schema("events", "v3.0"))


@pytest.mark.parametrize(
    "event",
    [
        an_event("users.updated"),
        an_event("users.created", previous_attributes={"email": None}),
        an_event("users.updated", previous_attributes={}),
        an_event("users.updated", previous_attributes={"last_modified": "x"}),
        an_event("users.updated", previous_attributes={"colour": None}),
        an_event("users.updated") | {"previous_attributes": {"email": None}},
        an_event("students.created"),
        an_event("users.created") | {"created": "2023-03-26T16:09:41.123Z"},
    ],
)
def test_an_event_of_another_form_is_refused(event: Document) -> None:
    assert not is_valid(event, closed_schema("events", "v3.0"))


def test_an_event_is_taken_in_each_of_its_21_types_only() -> None:
    assert len(event_types()) == 21
    assert is_valid(an_event("users.created"), closed_schema("events", "v3.0"))
    assert is_valid(an_event("users.deleted"), closed_schema("events", "v3.0"))
    assert not is_valid(an_event("sections.deleted"), closed_schema("events", "v3.0"))


def test_an_error_says_both_words() -> None:
    schema = closed_schema("error", "v3.0")
    assert is_valid({"message": "Resource not found", "error": "Resource not found"}, schema)
    assert not is_valid({"message": "Resource not found"}, schema)


def test_a_count_has_no_data() -> None:
    schema = closed_schema("count", "v3.0")
    count = {"count": 3, "links": [{"rel": "self", "uri": "/v3.0/users?count=true"}]}
    assert is_valid(count, schema)
    assert not is_valid(count | {"data": []}, schema)


def test_me_is_taken_with_and_without_a_district() -> None:
    links = [{"rel": "self", "uri": "/me"}]
    person = {"id": "5faac8b7bc447500a10ae858", "type": "user", "authorized_by": "teacher"}
    schema = closed_schema("me", "v3.0")
    assert is_valid({"type": "user", "data": person, "links": links}, schema)
    named = person | {"district": "58da8a43cc70ab00017a1a87"}
    assert is_valid({"type": "user", "data": named, "links": links}, schema)
    assert not is_valid({"type": "user", "data": person | {"name": "Mia"}, "links": links}, schema)
