"""What a lens does to one document."""

import json
from dataclasses import replace
from typing import Any

import pytest
from pyroaring import BitMap64

from homeroom.foundation.errors import InvalidRequestError
from homeroom.roster import shape
from homeroom.roster.shape import Object, Part, Shape
from homeroom.sharing.rules import (
    FieldAccess,
    Share,
    check_refusals,
    cut,
    definition_of,
    lens_of,
    restricted,
    view_key,
)
from homeroom_wire.fields import OPT_INS
from homeroom_wire.values import ROLES, Version
from tests.support.district_rows import DISTRICT, DistrictRows, a_district

SCOPES = frozenset({"read:student_contacts", "read:resources"})
EVERYONE = Share("district", staff=True, administrators=True)


def seen(  # noqa: PLR0913 - all that a cut depends on
    rows: DistrictRows,
    rid: int,
    access: FieldAccess,
    share: Share = EVERYONE,
    *,
    version: Version = "v3.1",
    visible: dict[str, BitMap64] | None = None,
) -> dict[str, Any]:
    row = rows.rows[rid]
    definition = definition_of(share, access, version, "")
    people = visible or {"users.student": BitMap64(), "users.teacher": BitMap64()}
    lens = lens_of(definition, DISTRICT, people)
    extra = json.dumps(row.extra) if row.extra else None
    text = cut(row.kind, rows.body(rid), extra, lens, row.roles or -1)
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.mark.parametrize("version", ["v3.0", "v3.1"])
@pytest.mark.parametrize("kind", ["schools", "terms", "courses", "sections", "users", "resources"])
def test_a_view_of_everything_passes_stored_bodies_untouched(kind: str, version: Version) -> None:
    definition = definition_of(EVERYONE, FieldAccess(scopes=SCOPES), version, "app")

    assert lens_of(definition, DISTRICT, {}).whole(kind)
    assert "users" not in restricted(definition)


def test_an_untouched_body_keeps_its_bytes_whatever_they_are() -> None:
    definition = definition_of(EVERYONE, FieldAccess(scopes=SCOPES), "v3.1", "")

    body = '{"id":"x", "name" : "Caf\\u00e9"}'

    assert cut("schools", body, '{"ext":{"a":"b"}}', lens_of(definition, DISTRICT, {})) == body


def test_a_refused_field_is_an_absent_key_also_inside_lists() -> None:
    rows = a_district()
    student = rows.student(rows.school())
    access = FieldAccess(
        scopes=SCOPES,
        refused=frozenset(
            {
                "users.email",
                "users.name.first",
                "users.roles.student.dob",
                "users.roles.student.enrollments.start_date",
            }
        ),
    )

    found = seen(rows, student, access)

    assert "email" not in found
    assert found["name"] == {"last": "Byron"}
    assert "dob" not in found["roles"]["student"]
    assert [set(one) for one in found["roles"]["student"]["enrollments"]] == [{"school"}]
    assert found["roles"]["student"]["grade"] == "4"


def test_a_refused_object_takes_its_parts_along() -> None:
    rows = a_district()
    school = rows.school(location={"city": "Elmton"}, principal={"name": "P", "email": "p@x.org"})

    access = FieldAccess(refused=frozenset({"schools.location", "schools.principal.name"}))

    found = seen(rows, school, access)
    assert "location" not in found
    assert found["principal"] == {"email": "p@x.org"}


def test_an_object_that_loses_every_part_is_absent_and_an_empty_one_stays() -> None:
    rows = a_district()
    school = rows.school(principal={"name": "P"}, location={})

    found = seen(rows, school, FieldAccess(refused=frozenset({"schools.principal.name"})))

    assert "principal" not in found
    assert found["location"] == {}


def test_a_value_of_an_unknown_form_is_left_out_rather_than_shown() -> None:
    rows = a_district()
    school = rows.school(principal="P, p@x.org")

    found = seen(rows, school, FieldAccess(refused=frozenset({"schools.principal.email"})))

    assert "principal" not in found


def test_opt_in_fields_come_only_when_granted_and_keys_keep_their_order() -> None:
    rows = a_district()
    student = rows.student(
        rows.school(), extra={"ell_status": "Y", "iep_status": "N", "ext": {"Bus": "12"}}
    )

    plain = seen(rows, student, FieldAccess(scopes=SCOPES))
    ell = seen(rows, student, FieldAccess(scopes=SCOPES, opt_ins=frozenset({"ell_status"})))

    assert plain == rows.rows[student].body
    assert ell["roles"]["student"] == plain["roles"]["student"] | {"ell_status": "Y"}
    assert list(ell) == list(plain)


def test_extension_fields_are_refused_one_by_one() -> None:
    rows = a_district()
    student = rows.student(rows.school(), extra={"ext": {"Bus": "12", "Locker": "7"}})
    access = FieldAccess(
        scopes=SCOPES,
        opt_ins=frozenset({"ext"}),
        refused=frozenset({"users.roles.student.ext.Bus"}),
    )

    check_refusals(access)
    assert seen(rows, student, access)["roles"]["student"]["ext"] == {"Locker": "7"}


def test_of_chosen_extension_fields_a_new_one_is_none() -> None:
    rows = a_district()
    student = rows.student(rows.school(), extra={"ext": {"Bus": "12", "Locker": "7", "Diet": "no"}})
    chosen = frozenset({"users.roles.student.ext.Bus", "users.roles.student.ext.Diet"})
    access = FieldAccess(scopes=SCOPES, opt_ins=frozenset({"ext"}), extensions=chosen)
    refused = replace(access, refused=frozenset({"users.roles.student.ext.Diet"}))

    assert {"Bus": "12", "Diet": "no"} == seen(rows, student, access)["roles"]["student"]["ext"]
    assert {"Bus": "12"} == seen(rows, student, refused)["roles"]["student"]["ext"]


def test_v30_never_sees_values_and_fields_of_v31() -> None:
    rows = a_district()
    extra = {"frl_status": "Other", "home_language": "Basque", "home_language_code": "eus"}
    student = rows.student(rows.school(), extra=extra | {"gifted_status": "Y"})
    access = FieldAccess(scopes=SCOPES, opt_ins=frozenset(OPT_INS))

    older = seen(rows, student, access, version="v3.0")["roles"]["student"]
    newer = seen(rows, student, access, version="v3.1")["roles"]["student"]

    assert (older["frl_status"], older["home_language"]) == ("", "")
    assert not {"home_language_code", "gifted_status"} & set(older)
    assert {key: newer[key] for key in extra} == extra


def test_v30_does_not_see_a_districts_v31_fields() -> None:
    rows = a_district()
    district = rows.of_kind("districts")[0]

    assert "last_attendance_sync" not in seen(rows, district, FieldAccess(), version="v3.0")
    assert "last_attendance_sync" in seen(rows, district, FieldAccess(), version="v3.1")


def test_no_stored_body_holds_the_fields_that_the_fast_path_takes_for_not_rendered() -> None:
    def keys(parts: tuple[Part, ...]) -> set[str]:
        inside = [keys(part.parts) for part in parts if isinstance(part, Object)]
        return {part.key for part in parts}.union(*inside)

    shapes = [one for one in vars(shape).values() if isinstance(one, Shape)]

    assert shapes
    assert not any("lms_status" in keys(one.body) for one in shapes)


def test_roles_that_are_not_shared_leave_a_person_who_holds_several() -> None:
    rows = a_district()
    school = rows.school()
    both = rows.teacher(school, staff_at=[school])
    only_teaching = rows.teacher(school)
    share = Share("district", staff=False)

    access = FieldAccess(scopes=SCOPES)
    assert set(seen(rows, both, access, share)["roles"]) == {"teacher"}
    assert seen(rows, only_teaching, access, share) == rows.rows[only_teaching].body


def test_sso_fields_are_names_email_and_role_names() -> None:
    rows = a_district()
    school = rows.school()
    access = FieldAccess(tier="district_sso")

    student = seen(rows, rows.student(school), access)
    teacher = seen(rows, rows.teacher(school), access)

    assert set(student) == {
        "id", "district", "created", "last_modified", "email", "name", "roles",
    }  # fmt: skip
    assert student["roles"] == {"student": {}}
    assert set(teacher["roles"]["teacher"]) == {"legacy_id"}


def test_hidden_people_leave_a_sections_lists_and_nobody_moves_up() -> None:
    rows = a_district()
    school = rows.school()
    lead, second = rows.teacher(school), rows.teacher(school)
    here, gone = rows.student(school), rows.student(school)
    section = rows.section(school, [lead, second], [here, gone])
    share = Share("district", staff=True, administrators=True, excluded=frozenset({lead, gone}))
    visible = {"users.student": BitMap64([here]), "users.teacher": BitMap64([second])}

    found = seen(rows, section, FieldAccess(scopes=SCOPES), share, visible=visible)

    assert found["students"] == [rows.id(here)]
    assert found["teachers"] == [rows.id(second)]
    assert "teacher" not in found


def test_a_section_without_hidden_people_is_not_decoded() -> None:
    rows = a_district()
    school = rows.school()
    here, gone = rows.student(school), rows.student(school)
    section = rows.section(school, [], [here])
    share = Share("district", staff=True, administrators=True, excluded=frozenset({gone}))
    definition = definition_of(share, FieldAccess(scopes=SCOPES), "v3.1", "")
    people = {"users.student": BitMap64([here]), "users.teacher": BitMap64()}
    lens = lens_of(definition, DISTRICT, people)

    assert lens.passes("sections", rows.body(section), None, 0)
    spaced = rows.body(section).replace('"students":[', '"students": [')
    assert not lens.passes("sections", spaced, None, 0)


def test_hidden_students_leave_a_contacts_relationships() -> None:
    rows = a_district()
    school = rows.school()
    here, gone = rows.student(school), rows.student(school)
    contact = rows.contact(here, gone)
    share = Share("district", staff=True, administrators=True, excluded=frozenset({gone}))
    visible = {"users.student": BitMap64([here]), "users.teacher": BitMap64()}

    found = seen(rows, contact, FieldAccess(scopes=SCOPES), share, visible=visible)

    links = found["roles"]["contact"]["student_relationships"]
    assert [one["student"] for one in links] == [rows.id(here)]


def test_of_a_hidden_student_nothing_is_left_where_the_name_is_refused_as_well() -> None:
    rows = a_district()
    school = rows.school()
    here, gone = rows.student(school), rows.student(school)
    contact = rows.contact(here, gone)
    refused = frozenset({"users.roles.contact.student_relationships.student"})
    access = FieldAccess(scopes=SCOPES, refused=refused)
    share = Share("district", staff=True, administrators=True, excluded=frozenset({gone}))
    visible = {"users.student": BitMap64([here]), "users.teacher": BitMap64()}

    found = seen(rows, contact, access, share, visible=visible)

    links = found["roles"]["contact"]["student_relationships"]
    assert 1 == len(links)
    assert "student" not in links[0]


@pytest.mark.parametrize(
    "path", ["users.id", "users.district", "schools.id", "users.roles", "users.roles.student"]
)
def test_what_identifies_a_record_cannot_be_refused(path: str) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be refused"):
        check_refusals(FieldAccess(refused=frozenset({path})))


@pytest.mark.parametrize("path", ["email", "users.shoe_size", "pupils.name"])
def test_refusing_an_unknown_field_is_refused(path: str) -> None:
    with pytest.raises(InvalidRequestError, match="There is no field"):
        check_refusals(FieldAccess(refused=frozenset({path})))


def test_equal_shares_have_one_view_however_they_are_written() -> None:
    access = FieldAccess(scopes=SCOPES, roles=frozenset(reversed(ROLES)))
    first = definition_of(Share("schools", schools=frozenset({1, 2})), access, "v3.1", "app")
    second = definition_of(
        Share("schools", schools=frozenset({2, 1}), staff=True), access, "v3.1", "app"
    )

    assert view_key(first) == view_key(second)


def test_whatever_alters_the_result_alters_the_view() -> None:
    base = Share("schools", schools=frozenset({1}))
    plain = FieldAccess(scopes=SCOPES)
    refusing = FieldAccess(scopes=SCOPES, refused=frozenset({"users.email"}))
    without_ext = FieldAccess(
        scopes=SCOPES, opt_ins=frozenset({"ext"}), refused=frozenset({"schools.ext.Wing"})
    )
    with_ext = FieldAccess(scopes=SCOPES, opt_ins=frozenset({"ext"}))
    definitions = [
        definition_of(base, plain, "v3.1", "app"),
        definition_of(base, plain, "v3.0", "app"),
        definition_of(base, plain, "v3.1", "another app with resources of its own"),
        definition_of(base, refusing, "v3.1", "app"),
        definition_of(base, with_ext, "v3.1", "app"),
        definition_of(base, without_ext, "v3.1", "app"),
        definition_of(Share("schools", schools=frozenset({2})), plain, "v3.1", "app"),
        definition_of(Share("schools", base.schools, administrators=True), plain, "v3.1", "app"),
        definition_of(Share("schools", base.schools, contacts=False), plain, "v3.1", "app"),
        definition_of(
            Share("schools", base.schools, excluded=frozenset({9})), plain, "v3.1", "app"
        ),
        definition_of(EVERYONE, plain, "v3.1", "app"),
        definition_of(Share("nothing"), plain, "v3.1", "app"),
    ]

    assert len({view_key(one) for one in definitions}) == len(definitions)


def test_applications_without_resources_share_a_view() -> None:
    first = definition_of(EVERYONE, FieldAccess(), "v3.1", "one app")
    second = definition_of(EVERYONE, FieldAccess(), "v3.1", "another app")

    assert view_key(first) == view_key(second)
