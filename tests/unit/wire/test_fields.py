import pytest

from homeroom_wire import fields
from homeroom_wire.fields import KINDS, OPT_INS, SCOPES, TIERS

EVERYTHING = (*OPT_INS, *SCOPES)


def test_no_path_stands_twice_in_a_kind() -> None:
    for kind in KINDS:
        paths = [field.path for field in fields.FIELDS[kind]]
        assert sorted(set(paths)) == sorted(paths)


def test_a_part_is_never_received_without_the_object_it_is_a_part_of() -> None:
    for kind in KINDS:
        for tier in TIERS:
            for granted in ((), ("ext",), ("disability",), EVERYTHING):
                shown = fields.allowed(kind, tier, "v3.1", granted)
                owners = {path.rpartition(".")[0].removesuffix("[]") for path in shown} - {""}
                assert owners <= shown


def test_library_is_contained_in_secure_sync() -> None:
    for kind in KINDS:
        whole = fields.allowed(kind, "secure_sync", "v3.1", EVERYTHING)
        for tier in TIERS:
            assert fields.allowed(kind, tier, "v3.1", EVERYTHING) <= whole


def test_a_library_student_has_a_first_name_a_grade_and_no_address_of_any_kind() -> None:
    assert frozenset(
        {
            "id",
            "created",
            "last_modified",
            "name",
            "name.first",
            "name.last",
            "roles",
            "roles.student",
            "roles.student.grade",
        }
    ) == fields.allowed("users", "library_student", "v3.1", EVERYTHING)


def test_only_a_library_students_surname_is_shortened() -> None:
    assert fields.shortened("users", "library_student") == {"name.last"}
    for tier in ("secure_sync", "district_sso", "library_teacher"):
        assert fields.shortened("users", tier) == frozenset()


def test_district_sso_sees_id_and_name_of_a_district_and_no_school() -> None:
    assert fields.allowed("districts", "district_sso", "v3.1") == {"id", "name"}
    for kind in ("schools", "terms", "courses", "sections", "resources"):
        assert fields.allowed(kind, "district_sso", "v3.1", EVERYTHING) == frozenset()


def test_no_v31_field_is_shown_in_v30() -> None:
    for kind in KINDS:
        older = fields.allowed(kind, "secure_sync", "v3.0", EVERYTHING)
        newer = fields.allowed(kind, "secure_sync", "v3.1", EVERYTHING)
        since = {field.path for field in fields.FIELDS[kind] if field.since == "v3.1"}
        assert newer - since == older
        assert {field.path for field in fields.fields_of(kind, "v3.0")} & since == set()


def test_nothing_that_must_be_granted_is_shown_unasked() -> None:
    shown = fields.allowed("users", "secure_sync", "v3.1")
    assert not any("ext" in path or "contact" in path or "disability" in path for path in shown)
    assert "roles.student.ell_status" not in shown
    assert fields.allowed("resources", "secure_sync", "v3.1") == frozenset()


def test_one_granted_group_opens_its_fields_and_no_other() -> None:
    plain = fields.allowed("users", "secure_sync", "v3.1")
    spoken = fields.allowed("users", "secure_sync", "v3.1", ["home_language"])
    assert spoken - plain == {"roles.student.home_language", "roles.student.home_language_code"}


def test_sensitive_fields_are_served_in_v30_when_granted() -> None:
    shown = fields.allowed("users", "secure_sync", "v3.0", EVERYTHING)
    assert {
        "roles.student.frl_status",
        "roles.student.iep_status",
        "roles.student.ell_status",
        "roles.student.home_language",
        "roles.student.weighted_gpa",
    } <= shown


def test_no_student_has_a_legacy_id() -> None:
    with pytest.raises(KeyError):
        fields.field_at("users", "roles.student.legacy_id")


def test_a_field_is_found_by_its_path() -> None:
    field = fields.field_at("users", "roles.student.dob")
    assert ("string", "birth_date", True, False) == (
        field.type,
        field.shape.format,
        field.validated,
        field.guaranteed,
    )
    assert fields.field_at("sections", "students").type == "array"


def test_guaranteed_fields_are_shown_fields() -> None:
    for kind in KINDS:
        for tier in TIERS:
            promised = fields.guaranteed(kind, tier, "v3.1")
            assert promised <= fields.allowed(kind, tier, "v3.1", EVERYTHING)
    assert fields.guaranteed("terms", "secure_sync", "v3.0") == {"id", "district"}
    assert "roles.student.school" not in fields.guaranteed("users", "district_sso", "v3.1")


def test_groups_and_scopes_of_a_kind_are_named() -> None:
    assert fields.opt_ins_of("sections") == ("ext",)
    assert set(OPT_INS) == set(fields.opt_ins_of("users"))
    assert "disability" not in fields.opt_ins_of("users", "v3.0")
    assert fields.scopes_of("users") == ("read:student_contacts",)
    assert fields.scopes_of("resources") == ("read:resources",)
    assert fields.scopes_of("schools") == ()


def test_choices_follow_the_version_and_say_whether_a_blank_may_stand() -> None:
    lunch = fields.field_at("users", "roles.student.frl_status")
    assert fields.choices(lunch, "v3.0") == ("Free", "Reduced", "Paid", "")
    assert fields.choices(lunch, "v3.1") == ("Free", "Reduced", "Paid", "Other", "")
    assert fields.choices(fields.field_at("users", "roles.staff.roles")) == (
        "PortalOnly",
        "SchoolTechLead",
    )
    assert fields.choices(fields.field_at("users", "email")) is None
