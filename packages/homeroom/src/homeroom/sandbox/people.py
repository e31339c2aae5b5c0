"""Whom the sandbox names to sign in as, and the course that has a resource.

A user name is a number and the start password is the same number again; administrators have none
and sign in with their e-mail address twice (sso.md 8.11). No two people of the sandbox share a
user name, so nobody has to say which district she is of (3.2).
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from homeroom.foundation.database import Session
from homeroom.roster import queries
from homeroom.sandbox.generator import FileSet
from homeroom.sandbox.kept import Kept, SignIn

_HIGHEST: Final = (1 << 63) - 1
_FEWEST_SECTIONS: Final = 2


_BY_NUMBER: Final[Mapping[str, Mapping[str, str]]] = {
    "small": {"student": "20015", "without_email": "20002", "two_roles": "30005", "staff": "40002"},
    "middle": {"brute": "0104000"},
    "library": {
        "library": "820004",
        "library_student": "810101",
        "without_sections": "820010",
    },
}
"""Preset -> purpose -> the number of somebody who stays whatever is played.

`brute` is nobody's but for guessing at: tests slow that user name down.
"""

_ROLES: Final[Mapping[str, str]] = {
    "student": "a student of small",
    "without_email": "a student of small without an e-mail address",
    "staff": "a librarian of small",
    "two_roles": "a teacher of small who is its dean as well",
    "dashboard": "an administrator of middle",
    "library": "a teacher of library, who adds applications herself",
    "library_student": "a student of hers",
    "without_sections": "a teacher of library without a class",
}


def sign_ins(preset: str) -> dict[str, SignIn]:
    """Return who of this district signs in with her number, by purpose."""
    return {
        purpose: SignIn(number, number) for purpose, number in _BY_NUMBER.get(preset, {}).items()
    }


def introduced(kept: Kept) -> list[tuple[str, SignIn]]:
    """Return one person a role, with what she is; each one's password is her user name again."""
    teacher = SignIn(kept.test_password, kept.test_password)
    return [("a teacher of small", teacher)] + [
        (role, kept.people[purpose]) for purpose, role in _ROLES.items() if purpose in kept.people
    ]


def sign_in_of_an_administrator(files: FileSet) -> SignIn:
    """Return the first administrator, whose start password is her e-mail address."""
    for row in _rows(files, "administrators.csv"):
        address = {name.lower(): value for name, value in row.items()}["admin_email"]
        return SignIn(address, address)
    raise LookupError("the district has no administrator")


def sign_in_of_a_teacher(files: FileSet) -> SignIn:
    """Return the first teacher who has an e-mail address and two sections of her own or more."""
    taught = Counter(row["Teacher_id"] for row in _rows(files, "sections.csv"))
    for row in _rows(files, "teachers.csv"):
        if row["Teacher_email"] and taught[row["Teacher_id"]] >= _FEWEST_SECTIONS:
            return SignIn(row["Username"], row["Teacher_number"])
    raise LookupError("no teacher of the district has an e-mail address and two sections")


def courses_named(session: Session, district: int, name: str) -> list[int]:
    """Return the record numbers of the courses with this name."""
    courses = queries.stretch(session, district, "courses", 0, _HIGHEST)
    return [
        rid
        for rid, body in courses.select("rid", "body").iter_rows()
        if msgspec.json.decode(body)["name"] == name
    ]


def _rows(files: FileSet, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"), newline="")))
