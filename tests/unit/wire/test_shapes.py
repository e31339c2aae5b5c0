"""The shapes against payloads written by hand from the documentation (data-api.md 2.2, 7.3, 11)."""

import msgspec
import pytest

from homeroom_wire.absent import UNSET
from homeroom_wire.attendance import AttendancePage
from homeroom_wire.envelopes import Me, One, Page, error_body
from homeroom_wire.events import EVENT_TYPES, Event, record_in, split_type
from homeroom_wire.fields import FIELDS, KINDS
from homeroom_wire.records import RECORDS, Course, Section, User
from homeroom_wire.tokens import DistrictTokens, TokenAnswer, TokenError, TokenInfo

TEACHER = b"""{"id":"5faac8b7bc447500a10ae857","district":"58da8a43cc70ab00017a1a87",
  "created":"2023-04-07T16:21:01.441Z","last_modified":"2023-04-18T16:09:13.788Z",
  "email":"r.iver@example.org","name":{"first":"Rae","last":"Iver","middle":""},
  "roles":{"teacher":{"legacy_id":"58da8c5da7a7e5a6470000a1","school":"58da8c58155b940248000007",
     "schools":["58da8c58155b940248000007"],"sis_id":"77","credentials":
     {"district_username":"iver_rae"},"ext":{"room":"12"}},
   "staff":{"legacy_id":"58da8c5da7a7e5a6470000b2","staff_id":"S77","roles":["SchoolTechLead"],
     "schools":["58da8c58155b940248000007"],"title":"Tech lead"}}}"""


def test_a_page_of_users_is_read_with_both_roles_of_one_person() -> None:
    body = b"""{"data":[{"data":%s,"uri":"/v3.0/users/5faac8b7bc447500a10ae857"}],
      "links":[{"rel":"self","uri":"/v3.0/users?limit=1"},
               {"rel":"next","uri":"/v3.0/users?limit=1&starting_after=x"}]}"""
    page = msgspec.json.decode(body % TEACHER, type=Page[User])
    roles = page.data[0].data.roles
    assert msgspec.structs.asdict(roles)["student"] is UNSET
    assert (roles.teacher.sis_id, roles.staff.roles) == ("77", ["SchoolTechLead"])  # type: ignore[union-attr]
    assert page.link("next") == "/v3.0/users?limit=1&starting_after=x"
    assert page.link("prev") is None


def test_a_user_tokens_answer_may_come_without_links() -> None:
    assert msgspec.json.decode(b'{"data":%s}' % TEACHER, type=One[User]).links is UNSET
    assert msgspec.json.decode(b'{"data":[]}', type=Page[User]).link("next") is None


def test_what_is_unset_is_left_out_and_never_null() -> None:
    course = Course(id="a", district="b", name="")
    assert msgspec.json.encode(course) == b'{"id":"a","district":"b","name":""}'


def test_a_record_survives_reading_and_writing() -> None:
    user = msgspec.json.decode(TEACHER, type=User)
    assert msgspec.json.decode(msgspec.json.encode(user)) == msgspec.json.decode(TEACHER)


def test_unknown_keys_of_a_newer_hub_are_overlooked() -> None:
    body = b'{"id":"a","district":"b","colour":"red"}'
    assert msgspec.json.decode(body, type=Course) == Course(id="a", district="b")


def test_a_library_section_and_student_are_read() -> None:
    section = msgspec.json.decode(
        b'{"id":"a","name":"Grade 4 Math","subject":"math","teachers":["t"],"students":["s"]}',
        type=Section,
    )
    student = msgspec.json.decode(
        b'{"id":"s","name":{"first":"Mia","last":"T"},"roles":{"student":{"grade":"4"}}}', type=User
    )
    assert (section.school, section.students) == (UNSET, ["s"])
    assert (student.email, student.roles.student.grade) == (UNSET, "4")  # type: ignore[union-attr]


def test_required_keys_are_those_that_every_reader_of_a_kind_is_promised() -> None:
    for kind in KINDS:
        rows = {field.path: field for field in FIELDS[kind]}
        tiers = {tier for field in rows.values() for tier in field.tiers}
        for info in msgspec.structs.fields(RECORDS[kind]):
            row = rows[info.name]
            assert not info.required or (row.guaranteed and row.tiers == tiers)


def test_the_head_of_a_stored_document_has_a_fixed_order() -> None:
    for kind in ("schools", "users", "sections"):
        names = [info.name for info in msgspec.structs.fields(RECORDS[kind])]
        assert names[:4] == ["id", "district", "created", "last_modified"]
        assert [field.path for field in FIELDS[kind]][:4] == names[:4]


def test_me_names_no_district_for_a_library_token() -> None:
    body = b"""{"type":"user","data":{"id":"u","type":"user","authorized_by":"teacher"},
      "links":[{"rel":"self","uri":"/me"},{"rel":"canonical","uri":"/v3.0/users/u"}]}"""
    me = msgspec.json.decode(body, type=Me)
    assert (me.data.district, me.data.authorized_by) == (UNSET, "teacher")


def test_me_without_type_and_links_is_borne() -> None:
    body = b'{"data":{"id":"u","district":"d","type":"teacher"}}'
    assert msgspec.json.decode(body, type=Me).type is UNSET


def test_an_error_says_the_same_under_both_keys() -> None:
    body = msgspec.json.encode(error_body("Resource not found"))
    assert body == b'{"message":"Resource not found","error":"Resource not found"}'


def test_previous_attributes_are_read_inside_data_and_may_hold_null() -> None:
    body = b"""{"id":"e","type":"users.updated","created":"2023-03-26T16:09:41.000Z","data":
      {"object":%s,"previous_attributes":{"email":null,"roles":{"teacher":{"title":"Arts"}}}}}"""
    event = msgspec.json.decode(body % TEACHER, type=Event)
    assert event.data.previous_attributes == {
        "email": None,
        "roles": {"teacher": {"title": "Arts"}},
    }
    assert record_in(event) == msgspec.json.decode(TEACHER, type=User)


def test_there_are_21_event_types_and_each_splits_into_kind_and_action() -> None:
    assert len(EVENT_TYPES) == 21
    assert split_type("sections.deleted") == ("sections", "deleted")


@pytest.mark.parametrize("name", ["students.created", "users.moved", "users"])
def test_a_type_of_another_version_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        split_type(name)


def test_token_answers_are_read_with_only_what_is_documented() -> None:
    answer = msgspec.json.decode(b'{"access_token":"il1","token_type":"bearer"}', type=TokenAnswer)
    assert (answer.access_token, answer.id_token) == ("il1", UNSET)
    info = msgspec.json.decode(b'{"client_id":"c","scopes":["read:sis"]}', type=TokenInfo)
    assert info.scopes == ["read:sis"]
    error = msgspec.json.decode(b'{"error":"invalid_grant"}', type=TokenError)
    assert error.error_description is UNSET


def test_the_list_of_district_tokens_holds_plain_objects() -> None:
    body = b"""{"data":[{"id":"t","created":"2026-05-02T22:42:10.533Z",
      "owner":{"type":"district","id":"d"},"access_token":"a","scopes":["read:sis"]}],
      "links":[{"rel":"self","uri":"/oauth/tokens?owner_type=district"}]}"""
    tokens = msgspec.json.decode(body, type=DistrictTokens)
    assert [(token.owner.id, token.access_token) for token in tokens.data] == [("d", "a")]


def test_attendance_bears_null_in_its_optional_keys() -> None:
    body = b"""{"data":[{"district_id":"d","school_id":"s","student_id":"u","section_id":null,
      "attendance_date":"2026-09-01","attendance_status":"tardy","attendance_type":"daily",
      "created":"c","last_modified":"m"}]}"""
    page = msgspec.json.decode(body, type=AttendancePage)
    assert (page.data[0].section_id, page.data[0].sis_id) == (None, UNSET)
