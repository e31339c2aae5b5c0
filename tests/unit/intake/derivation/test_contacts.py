"""Contacts of students: identity and relationships (district.md 1.8)."""

import polars as pl

from homeroom.intake.derivation.contacts import Contacts, contacts

BLANK = {
    "contact_name": "",
    "contact_type": "",
    "contact_relationship": "",
    "contact_phone": "",
    "contact_phone_type": "",
    "contact_email": "",
    "contact_sis_id": "",
}


def found(*rows: dict[str, str]) -> Contacts:
    filled = [
        {"student_id": "1"} | BLANK | row | {"_line": place} for place, row in enumerate(rows, 2)
    ]
    frame = pl.DataFrame(filled).with_columns(pl.col("contact_type").alias("contact_type_raw"))
    return contacts(frame)


def a_contact(**values: str) -> dict[str, str]:
    named = {"contact_name": "Pat", "contact_type": "Emergency"}
    return named | {
        (key if key == "student_id" else f"contact_{key}"): value for key, value in values.items()
    }


def test_a_contact_of_two_students_is_one_person_with_two_relationships() -> None:
    siblings = found(a_contact(sis_id="9"), a_contact(sis_id="9", student_id="2"))

    assert 1 == siblings.frame.height
    assert ["1", "2"] == siblings.relations["student_id"].to_list()


def test_the_sis_id_identifies_whatever_else_differs() -> None:
    same = found(
        a_contact(sis_id="9", email="a@x"),
        a_contact(sis_id="9", name="Patricia", email="b@x", student_id="2"),
    )

    assert ["Pat"] == same.frame["contact_name"].to_list()


def test_contacts_of_quite_other_names_are_told_to_be_one_person_by_their_id() -> None:
    shared = found(
        a_contact(sis_id="H1", name="Ann Lee", phone="1"),
        a_contact(sis_id="H1", name="Sam Roe", phone="2", student_id="2"),
    )

    assert ["Ann Lee"] == shared.frame["contact_name"].to_list()
    assert ["1", "2"] == shared.relations["student_id"].to_list()
    (problem,) = shared.problems
    assert ("contact_id_of_two_people", "warning", 3, "2", "Sam Roe") == (
        problem.code, problem.severity, problem.line, problem.record, problem.value,
    )  # fmt: skip
    assert "H1 belongs to Ann Lee" in problem.text


def test_a_contact_whose_name_differs_a_little_is_told_of() -> None:
    shared = found(
        a_contact(sis_id="H1", name="Ann Lee"),
        a_contact(sis_id="H1", name="Bob Lee", student_id="2"),
        a_contact(sis_id="H1", name="ANN  LEE", student_id="3"),
    )

    assert ["1", "2", "3"] == shared.relations["student_id"].to_list()
    (problem,) = shared.problems
    assert ("differing_repeat", "warning", "Bob Lee") == (
        problem.code, problem.severity, problem.value,
    )  # fmt: skip


def test_name_and_email_identify_before_name_and_phone() -> None:
    same = found(
        a_contact(email="a@x", phone="1"), a_contact(email="a@x", phone="2", student_id="2")
    )
    other = found(a_contact(email="a@x"), a_contact(email="A@x", student_id="2"))

    assert 1 == same.frame.height
    assert 2 == other.frame.height


def test_name_and_phone_identify_where_there_is_no_email() -> None:
    assert 1 == found(a_contact(phone="1"), a_contact(phone="1", student_id="2")).frame.height


def test_a_name_alone_identifies_nobody_beyond_one_student() -> None:
    assert 2 == found(a_contact(), a_contact(student_id="2")).frame.height


def test_the_same_contact_twice_at_a_student_is_a_row_error() -> None:
    twice = found(a_contact(sis_id="9"), a_contact(sis_id="9"))

    assert 1 == twice.relations.height
    assert [("duplicate_contact", 3)] == [(p.code, p.line) for p in twice.problems]


def test_a_contact_without_name_or_type_is_a_row_error_and_a_blank_one_is_nothing() -> None:
    incomplete = found(a_contact(name=""), a_contact(type=""), {})

    assert incomplete.frame.is_empty()
    assert [("contact_name", 2), ("contact_type", 3)] == [
        (p.field, p.line) for p in incomplete.problems
    ]


def test_a_district_without_contact_columns_has_no_contacts() -> None:
    assert contacts(pl.DataFrame({"student_id": ["1"], "_line": [2]})).frame.is_empty()


def test_more_than_five_contacts_are_told_of_and_taken() -> None:
    six = [a_contact(sis_id=str(number)) for number in range(6)]
    many = found(*six, *(a_contact(sis_id=str(number), student_id="2") for number in range(5)))

    assert 6 == many.frame.height
    assert [("contacts_many", "warning", 7, "1")] == [
        (one.code, one.severity, one.line, one.record) for one in many.problems
    ]
