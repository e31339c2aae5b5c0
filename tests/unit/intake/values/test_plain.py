import pytest

from homeroom.intake.values import plain
from homeroom.intake.values.normal import Normal


@pytest.mark.parametrize(
    ("raw", "warning"),
    [
        ("Ada.Byron@Example.ORG", None),
        ("", None),
        ("ada.byron", "email_without_at"),
        ("ADA", "email_without_at"),
    ],
)
def test_an_email_is_kept_as_sent(raw: str, warning: str | None) -> None:
    assert Normal(raw, warning) == plain.email_warning(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("2031", "2031", None),
        ("2031.0", "2031", None),
        ("", "", None),
        ("31", "", "graduation_year_unreadable"),
        ("Class of 2031", "", "graduation_year_unreadable"),
        ("20311", "", "graduation_year_unreadable"),
        ("٢٠٣١", "", "graduation_year_unreadable"),
    ],
)
def test_graduation_year(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == plain.graduation_year(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("012345678901", "012345678901", None),
        ("", "", None),
        ("12345678901", "", "nces_id_unreadable"),
        ("0123-4567-8901", "", "nces_id_unreadable"),
    ],
)
def test_nces_id(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == plain.nces_id(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("01234567", "01234567", None),
        ("", "", None),
        ("none", "", "mdr_number_unreadable"),
    ],
)
def test_mdr_number(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == plain.mdr_number(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("", "PortalOnly", None),
        ("PortalOnly", "PortalOnly", None),
        ("School Tech Lead", "SchoolTechLead", None),
        ("school tech lead", "SchoolTechLead", None),
        ("School-Tech-Lead", "SchoolTechLead", None),
        ("SchoolTechLead", "SchoolTechLead", None),
        ("STL", "SchoolTechLead", None),
        ("Principal", "PortalOnly", "staff_role_unknown"),
    ],
)
def test_staff_role(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == plain.staff_role(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("Absent", "absent", None),
        ("tardy", "tardy", None),
        ("PRESENT", "present", None),
        ("Late", "tardy", None),
        ("", "", None),
        ("Sick", "", "attendance_status_unknown"),
    ],
)
def test_attendance_status(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == plain.attendance_status(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("Daily", "daily", None),
        ("section", "section", None),
        ("", "", None),
        ("weekly", "", "attendance_type_unknown"),
    ],
)
def test_attendance_type(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == plain.attendance_type(raw)
