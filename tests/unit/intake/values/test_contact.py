import pytest

from homeroom.intake.values.contact import contact_type, phone, phone_type, relationship
from homeroom.intake.values.normal import Normal
from homeroom_wire.values import CONTACT_TYPES, PHONE_TYPES, RELATIONSHIPS


@pytest.mark.parametrize("name", PHONE_TYPES)
def test_a_phone_type_stays(name: str) -> None:
    assert Normal(name) == phone_type(name) == phone_type(name.lower())


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("Mobile", "Cell", None),
        ("Fax", "Other", None),
        ("Unlisted", "Other", None),
        ("Emergency 1", "Other", None),
        ("Emergency 2", "Other", None),
        ("", "", None),
        ("Pager", "Other", "phone_type_unknown"),
    ],
)
def test_phone_type(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == phone_type(raw)


@pytest.mark.parametrize("name", RELATIONSHIPS)
def test_a_relationship_stays(name: str) -> None:
    assert Normal(name) == relationship(name) == relationship(name.upper())


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("mother", "Parent", None),
        ("Father", "Parent", None),
        ("Mom", "Parent", None),
        ("dad", "Parent", None),
        ("Stepmother", "Parent", None),
        ("Step-Father", "Parent", None),
        ("Parent/Guardian", "Parent", None),
        ("Grandmother", "Grandparent", None),
        ("grandpa", "Grandparent", None),
        ("Great-Grandfather", "Grandparent", None),
        ("Step Grandmother", "Grandparent", None),
        ("Brother", "Sibling", None),
        ("Stepsister", "Sibling", None),
        ("Step Brother", "Sibling", None),
        ("Aunt", "Aunt/Uncle", None),
        ("Great Uncle", "Aunt/Uncle", None),
        ("Tía", "Aunt/Uncle", None),
        ("self", "Self", None),
        ("", "", None),
        ("Cousin", "", "relationship_unknown"),
        ("Family Friend", "", "relationship_unknown"),
        ("Godmother", "", "relationship_unknown"),
        ("Mother-in-law", "", "relationship_unknown"),
        ("Neighbor", "", "relationship_unknown"),
    ],
)
def test_relationship(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == relationship(raw)


@pytest.mark.parametrize("name", CONTACT_TYPES)
def test_a_contact_type_stays(name: str) -> None:
    assert Normal(name) == contact_type(name) == contact_type(name.upper())


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("Guardian", "Parent/Guardian", "contact_type_relationship"),
        ("Legal Guardian", "Parent/Guardian", "contact_type_relationship"),
        ("Mother", "Parent/Guardian", "contact_type_relationship"),
        ("father", "Parent/Guardian", "contact_type_relationship"),
        ("Parent", "Parent/Guardian", "contact_type_relationship"),
        ("Mom", "Parent/Guardian", "contact_type_relationship"),
        ("Dad", "Parent/Guardian", "contact_type_relationship"),
        ("Stepfather", "Parent/Guardian", "contact_type_relationship"),
        ("Aunt", "Family", "contact_type_relationship"),
        ("Uncle", "Family", "contact_type_relationship"),
        ("Great Uncle", "Family", "contact_type_relationship"),
        ("Relative", "Family", "contact_type_relationship"),
        ("Grandmother", "Family", "contact_type_relationship"),
        ("Sibling", "Family", "contact_type_relationship"),
        ("Family Friend", "Family", "contact_type_relationship"),
        ("Emergency Contact 1", "Emergency", "contact_type_translated"),
        ("Cousin", "", "contact_type_unknown"),
        ("Neighbor", "", "contact_type_unknown"),
        ("", "", None),
    ],
)
def test_contact_type(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == contact_type(raw)


@pytest.mark.parametrize(
    ("raw", "value", "warning"),
    [
        ("1-330-280-1898", "1-(330) 280-1898", None),
        ("3302801898", "(330) 280-1898", None),
        ("330.280.1898", "(330) 280-1898", None),
        ("(950) 342 7522", "(950) 342-7522", None),
        ("+1 330 280 1898", "1-(330) 280-1898", None),
        ("13302801898", "1-(330) 280-1898", None),
        ("280-1898", "280-1898", None),
        ("+44 20 7946 0958", "+44 20 7946 0958", None),
        ("+4420794609", "+4420794609", None),
        ("+330 280 1898", "+330 280 1898", None),
        ("unlisted", "unlisted", None),
        ("330-280-1898 call after 5", "330-280-1898 call after 5", None),
        ("330-280-1898 x12", "330-280-1898 x12", "phone_extension"),
        ("(330) 280-1898 ext. 4", "(330) 280-1898 ext. 4", "phone_extension"),
        ("3302801898#77", "3302801898#77", "phone_extension"),
        ("", "", None),
    ],
)
def test_phone(raw: str, value: str, warning: str | None) -> None:
    assert Normal(value, warning) == phone(raw)
