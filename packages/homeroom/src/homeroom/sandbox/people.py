"""Who and what of the small district the sandbox names: a teacher to sign in as, a course."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from typing import Final

import msgspec

from homeroom.foundation.database import Session
from homeroom.roster import queries
from homeroom.sandbox.generator import FileSet

_HIGHEST: Final = (1 << 63) - 1
_FEWEST_SECTIONS: Final = 2


@dataclass(frozen=True)
class SignIn:
    """A teacher's user name and start password, which is her number (sso.md 8.11)."""

    username: str
    password: str


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
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))
