"""Whom a page shows."""

import pytest

from homeroom.certification.harness import Person
from homeroom.certification.logins.naming import role_of, shows, shows_name


def _person(first: str, last: str, email: str = "", username: str = "") -> Person:
    return Person("k01", username, "", email, first, last, ("student",))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Hello Maya Abbott!", "Maya", "Abbott"),
        ("Signed in as Maya A", "Maya", "Abbott"),
        ("Signed in as Maya A.", "Maya", "Abbott"),
        ("Abbott, Maya", "Maya", "Abbott"),
        ("ROSA  MUÑOZ-IBÁÑEZ", "Rosa", "Mun\u0303oz-Iba\u0301n\u0303ez"),
        ("你好 伟 王", "伟", "王"),
        ("Hi Mononym", "-", "Mononym"),
        (
            "As <b>Robert</b> '); DROP TABLE students;--",
            "<b>Robert</b>",
            "'); DROP TABLE students;--",
        ),
    ],
)
def test_a_name_is_found_as_pages_write_it(text: str, first: str, last: str) -> None:
    assert shows_name(text, _person(first, last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Hello Maya", "Maya", "Abbott"),
        ("Mayan Abbott", "Maya", "Abbott"),
        ("Maya Brown", "Maya", "Abbott"),
        ("Maya and the class", "Maya", "Abbott"),
        ("", "Maya", "Abbott"),
        ("Log out", "", ""),
    ],
)
def test_half_a_name_or_anothers_is_not_hers(text: str, first: str, last: str) -> None:
    assert not shows_name(text, _person(first, last))


def test_an_email_or_a_user_name_says_who_it_is_as_well() -> None:
    one = _person("Maya", "Abbott", "maya.abbott@lanternridge.example", "mabbott")
    assert shows("You are Maya.Abbott@lanternridge.example", one)
    assert shows("mabbott, 3 points", one)
    assert not shows("xmabbott, 3 points", one)


def test_the_key_tells_the_type() -> None:
    assert ["student", "teacher", "staff", "district_admin", "student"] == [
        role_of(key) for key in ("k01", "t02", "a01", "d01", "n01")
    ]
