"""data-api.md 14, lines 6, 7, 15 and 16: what stands in records; and every path's answer."""

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from homeroom.data_api.paths import PATHS
from tests.contract.conftest import API, Running
from tests.support.contract import event_schema, one_of, page_of

KINDS = ("districts", "schools", "terms", "courses", "users", "sections", "resources")
NEW_IN_V31 = frozenset(
    {
        "lms_type", "lms_state", "last_attendance_sync", "lms_status", "gifted_status",
        "section_504_status", "disability", "home_language_code", "preferred_name",
    }
)  # fmt: skip
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
ID = re.compile(r"[0-9a-f]{24}\Z")
STAMPS = {"created", "last_modified", "last_sync", "last_attendance_sync", "updated"}
DAYS = {"start_date", "end_date", "launch_date"}
IDS = {"id", "district", "school", "course", "term_id", "teacher", "student", "legacy_id"}


def walk(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with the key it stands under."""
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            # A district names its extension fields as it likes.
            if name != "ext":
                yield from walk(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner, f"{key}[]")


def validate(body: Any, schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(schema).validate(body)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_and_record_is_as_stated(api: API, kind: str) -> None:
    page = api.get(f"/{kind}").json
    validate(page, page_of(kind, api.version))
    for item in page["data"][:5]:
        validate(api.get(item["uri"]).json, one_of(kind, api.version))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.template)
def test_every_path_answers_with_its_kind(api: API, path: Any) -> None:
    above = api.ids(f"/{path.above}")[0] if path.above else ""
    answer = api.get(path.template.replace("{id}", above))
    assert answer.status == 200, answer.body
    schema = (page_of if path.shape == "list" else one_of)(path.kind, api.version)
    validate(answer.json, schema)


def test_every_event_is_as_stated(api: API) -> None:
    events = api.items("/events?limit=50")
    assert {event["type"].split(".")[1] for event in events} == {"created", "updated", "deleted"}
    for event in events:
        validate(event, event_schema(event["type"], api.version))


@pytest.mark.parametrize("kind", KINDS)
def test_no_record_holds_a_null(api: API, kind: str) -> None:
    assert [key for key, value in walk(api.items(f"/{kind}")) if value is None] == []


def test_v30_shows_nothing_of_v31(api: API) -> None:
    if api.version == "v3.1":
        students = api.items("/users?role=student")
        held = [one["roles"]["student"].get("gifted_status") for one in students]
        assert any(held) == (api.reader.name == "whole")
        return
    for kind in (*KINDS, "events"):
        found = list(walk(api.items(f"/{kind}?limit=1000")))
        assert NEW_IN_V31 & {key for key, _ in found} == set()
        assert "Other" not in [value for key, value in found if key == "frl_status"]
        assert "Welsh" not in [value for key, value in found if key == "home_language"]


@pytest.mark.parametrize("kind", [*KINDS, "events"])
def test_times_days_and_ids_have_their_form(api: API, kind: str) -> None:
    for key, value in walk(api.items(f"/{kind}?limit=1000")):
        if key in STAMPS and value is not None:
            assert STAMP.match(value), (key, value)
        elif key in DAYS:
            assert DAY.match(value), (key, value)
        elif key in IDS and isinstance(value, str):
            assert ID.match(value), (key, value)


def test_someone_with_two_roles_is_one_user_in_both_lists(api: API) -> None:
    both = api.known.ids["teachers"][0]
    assert api.ids("/users").count(both) == 1
    for role in ("teacher", "staff"):
        found = [one for one in api.items(f"/users?role={role}") if one["id"] == both]
        assert [set(one["roles"]) for one in found] == [{"teacher", "staff"}]
    assert both not in api.ids("/users?role=student")


def test_a_contact_has_no_first_name(api: API) -> None:
    contacts = api.items("/users?role=contact")
    assert contacts
    assert [set(one["name"]) for one in contacts] == [{"last"}] * len(contacts)


def test_a_name_arrives_letter_for_letter(api: API) -> None:
    pupil = api.get(f"/users/{api.known.ids['students'][1]}").json["data"]
    assert pupil["name"] == {"first": "Pippa1", "middle": "Æ", "last": 'O\'Pupil "1" \\ <b>'}


def test_a_pupil_without_an_address_has_a_blank_one(api: API) -> None:
    pupil = api.get(f"/users/{api.known.ids['students'][13]}").json["data"]
    assert pupil.get("email") == ("" if api.reader.name == "whole" else None)


def contact_named(api: API, name: str) -> dict[str, Any]:
    found = [one for one in api.items("/users?role=contact") if one["name"]["last"] == name]
    assert len(found) == 1
    return found[0]


def test_a_contact_is_known_by_its_sis_id_or_else_by_its_phone(changing_api: API) -> None:
    named, bare = "Sam Guardian 1", "Sam Guardian 8"
    before = {name: contact_named(changing_api, name) for name in (named, bare)}
    changing_api.known.happen["phones_change"]()
    after = {name: contact_named(changing_api, name) for name in (named, bare)}
    phones = {name: one["roles"]["contact"]["phone"] for name, one in after.items()}
    assert phones == {named: "(555) 020-0201", bare: "(555) 020-0208"}
    assert after[named]["id"] == before[named]["id"]
    assert after[bare]["id"] != before[bare]["id"]
    assert changing_api.get(f"/users/{before[bare]['id']}").status == 404
    pupil = changing_api.known.ids["students"][8]
    assert changing_api.ids(f"/users/{pupil}/mycontacts") == [after[bare]["id"]]


def test_a_contact_of_two_pupils_is_one_user_with_two_relationships(api: API) -> None:
    shared = contact_named(api, "Sam Guardian 1")
    pupils = [api.known.ids["students"][place] for place in (1, 9)]
    related = shared["roles"]["contact"]["student_relationships"]
    assert [one["student"] for one in related] == pupils
    for pupil in pupils:
        assert api.ids(f"/users/{pupil}/mycontacts") == [shared["id"]]


def test_a_refused_field_is_absent_everywhere(api: API) -> None:
    users = api.items("/users")
    events = [each["data"]["object"] for each in api.items("/events?record_type=users")]
    for user in users + events:
        student = user["roles"].get("student", {})
        shown = {"users.email": "email" in user, "users.roles.student.dob": "dob" in student}
        for path in api.reader.refused:
            assert not shown[path]
    if not api.reader.refused:
        assert all("email" in user for user in users)


def test_a_record_leads_where_its_kind_leads(api: API) -> None:
    section = api.known.ids["sections"][0]
    bare = api.known.ids["sections"][8]

    def rels(path: str) -> list[str]:
        return [each["rel"] for each in api.get(path).json["links"]]

    assert rels(f"/sections/{section}") == [
        "self", "district", "school", "term", "course", "users",
    ]  # fmt: skip
    assert rels(f"/sections/{bare}") == ["self", "district", "school", "users"]
    assert rels(f"/users/{api.known.ids['students'][1]}") == [
        "self", "district", "sections", "myContacts", "myTeachers", "schools",
    ]  # fmt: skip
    assert rels(f"/users/{api.known.ids['teachers'][0]}") == [
        "self", "district", "sections", "myStudents", "schools",
    ]  # fmt: skip
    assert rels(f"/districts/{api.known.district_id}") == ["self"]
    assert rels(f"/resources/{api.ids('/resources')[0]}") == [
        "self", "courses", "sections", "users",
    ]  # fmt: skip


def test_every_link_of_a_record_can_be_followed(api: API) -> None:
    for kind in KINDS:
        first = api.get(f"/{kind}?limit=1").json["data"][0]
        for each in api.get(first["uri"]).json["links"]:
            assert api.get(each["uri"]).status == 200, each


def test_what_a_record_leads_to_names_its_own_address(api: API) -> None:
    section = api.get(f"/sections/{api.known.ids['sections'][0]}").json["data"]
    for word, target in (
        ("school", f"schools/{section['school']}"),
        ("course", f"courses/{section['course']}"),
        ("term", f"terms/{section['term_id']}"),
        ("district", f"districts/{section['district']}"),
    ):
        body = api.get(f"/sections/{section['id']}/{word}").json
        assert body["links"] == [{"rel": "self", "uri": f"/{api.version}/{target}"}]
        assert body["data"]["id"] == target.split("/")[1]


def test_a_section_without_course_or_term_leads_to_none(api: API) -> None:
    bare = api.known.ids["sections"][8]
    for word in ("course", "term"):
        assert api.get(f"/sections/{bare}/{word}").status == 404


def test_lists_below_agree_with_the_records(api: API) -> None:
    for section in api.items("/sections"):
        people = api.ids(f"/sections/{section['id']}/users")
        assert people == sorted({*section["students"], *section["teachers"]})
        students = api.ids(f"/sections/{section['id']}/users?role=student")
        assert students == sorted(section["students"])
    for school in api.items("/schools"):
        found = [s["id"] for s in api.items("/sections") if s["school"] == school["id"]]
        assert api.ids(f"/schools/{school['id']}/sections") == found


def test_without_secure_sync_only_people_and_the_district_are_there(
    hub_with_districts: Running, way: str, version: str
) -> None:
    known = hub_with_districts.known
    api = API(hub_with_districts.callers[way], known, known.sso, version)
    student = known.ids["students"][1]
    assert api.get("/users").json["data"] == []
    assert api.get("/users?count=true").json["count"] == 0
    shown = api.get(f"/users/{student}").json["data"]
    validate(shown, one_of("users", version, "district_sso")["properties"]["data"])
    assert shown["roles"] == {"student": {}}
    district = api.get(f"/districts/{known.district_id}").json["data"]
    assert set(district) == {"id", "name"}
    assert [item["data"] for item in api.get("/districts").json["data"]] == [district]
    for path in ("/sections", "/schools", "/events", f"/users/{student}/sections", "/resources"):
        refused = api.get(path)
        assert (refused.status, refused.json["message"]) == (404, "Resource not found")
