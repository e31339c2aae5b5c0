"""Lantern Ridge ISD as its blocks say it (certification.md 4.1), in any school year.

What the blocks leave open is filled in by rule, so that the same year gives the same district
everywhere: numbers, states' ids, genders, races and addresses of students, the optional fields of
schools. The years of terms and birthdays move with the school year; nothing else does.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from homeroom.sandbox.lantern.blocks import DOMAIN, rows
from homeroom.sandbox.lantern.records import (
    Administrator,
    Contact,
    Course,
    Lantern,
    Link,
    School,
    Section,
    Staff,
    Student,
    Teacher,
    Term,
)

BASE_YEAR: Final = 2026
"""The school year that the blocks are written for."""

NAME: Final = "Lantern Ridge ISD"

_YEAR_OF_A_NAME: Final = re.compile(r"\b(20\d\d)-(\d\d)\b")
_LEAP: Final = 4
_BULK: Final = 105
_FIRST_BULK_ID: Final = 700_000
_RACES: Final = (
    "Caucasian",
    "Asian",
    "Black or African American",
    "American Indian",
    "Hawaiian or Other Pacific Islander",
    "Two or More Races",
    "Unknown",
)
_FULL: Final = "all optional fields filled"
_PLAIN: Final = "no state_id, nces_id, mdr, phone, principal"


@cache
def read(year: int = BASE_YEAR) -> Lantern:
    """Return the district of the school year that begins in August of `year`."""
    later = year - BASE_YEAR
    return Lantern(
        kind="lantern-ridge",
        year=year,
        name=NAME,
        schools=tuple(_schools()),
        teachers=tuple(_teachers()),
        staff=tuple(_staff()),
        administrators=tuple(_administrators()),
        students=(*_students("students", later), *_bulk(later)),
        contacts=tuple(_contacts()),
        terms=tuple(_terms(later)),
        courses=tuple(Course(row["key"], row["number"], row["name"]) for row in rows("courses")),
        sections=tuple(_sections()),
    )


@cache
def joining(year: int = BASE_YEAR) -> dict[str, Student]:
    """Return the students who join later, by their keys; the base district has none of them."""
    return {one.key: one for one in _students("joining", year - BASE_YEAR)}


def _schools() -> Iterator[School]:
    for place, row in enumerate(rows("schools"), 1):
        known = (row["key"], row["sis"], row["number"], row["name"], row["low"], row["high"])
        address = {
            "address": f"{place}00 Lantern Road",
            "city": "Lantern Ridge",
            "state": "CA",
            "zip": f"9000{place}",
        }
        if row["rest"] == _FULL:
            yield School(
                *known,
                state_id=f"CA-{row['number']}",
                nces_id=f"06000000{row['number'].zfill(4)}",
                mdr_number=f"0100{row['number'].zfill(4)}",
                phone=f"(209) 555-01{place:02d}",
                principal=f"Principal of {row['name']}",
                principal_email=f"principal.{row['key']}@{DOMAIN}",
                **address,
            )
        elif row["rest"] == _PLAIN:
            yield School(*known, **address)
        else:
            yield School(*known)


def _teachers() -> Iterator[Teacher]:
    for row in rows("teachers"):
        names = (row["first"], row["last"], row["email"], row["username"])
        yield Teacher(row["key"], row["sis"], row["school"], *names, number=row["sis"])


def _staff() -> Iterator[Staff]:
    for row in rows("staff"):
        yield Staff(
            row["key"],
            row["staff_id"],
            tuple(row["schools"].split()),
            row["first"],
            row["last"],
            row["email"],
            row["title"],
            row["dept"],
            row["role"],
        )


def _administrators() -> Iterator[Administrator]:
    for place, row in enumerate(rows("administrators"), 1):
        names = (row["first"], row["last"], row["email"], row["title"])
        yield Administrator(row["key"], f"400{place}", *names)


def _students(block: str, later: int) -> Iterator[Student]:
    extras = {(row["student"], row["field"]): row["value"] for row in rows("extras")}
    for place, row in enumerate(rows(block), 1):
        values: dict[str, Any] = {
            "student_number": row["sis"],
            "state_id": f"CA{place:04d}{row['key'].upper()}",
            **_person(place),
        }
        ext = {}
        for (student, name), value in extras.items():
            if student != row["key"]:
                continue
            if name.startswith("ext."):
                ext[name.removeprefix("ext.")] = value
            else:
                values[name] = value
        yield Student(
            row["key"],
            row["sis"],
            row["school"],
            row["first"],
            row["last"],
            row["email"],
            row["grade"],
            birthday(row["dob"], later),
            row["username"],
            ext=ext,
            **values,
        )


def _bulk(later: int) -> Iterator[Student]:
    """The hundred and five of the assembly (EC-38): fifteen first names, seven last names."""
    firsts = [row["first"] for row in rows("bulk_names")]
    lasts = [row["last"] for row in rows("bulk_names") if row["last"]]
    for place in range(1, _BULK + 1):
        key, sis = f"b{place:03d}", str(_FIRST_BULK_ID + place)
        first = firsts[(place - 1) % len(firsts)]
        last = lasts[(place - 1) // len(firsts)]
        yield Student(
            key,
            sis,
            "s3",
            first,
            last,
            f"{key}@{DOMAIN}",
            "9",
            birthday(f"{place % 12 + 1:02d}/{place % 28 + 1:02d}/2011", later),
            key,
            student_number=sis,
            state_id=f"CA{sis}",
            **_person(place),
        )


def _person(place: int) -> dict[str, Any]:
    return {
        "gender": "FM"[place % 2],
        "race": _RACES[place % len(_RACES)],
        "street": f"{place} Wick Lane",
        "city": "Lantern Ridge",
        "state": "CA",
        "zip": "90001",
    }


def _contacts() -> Iterator[Contact]:
    for row in rows("contacts"):
        links = [
            Link(*("" if part == "-" else part for part in one.split(":")))
            for one in row["links(student:relationship:type)"].split()
        ]
        about = (row["name"], row["email"], row["phone"], row["phone_type"])
        yield Contact(row["key"], row["sis"], *about, tuple(links))


def _terms(later: int) -> Iterator[Term]:
    for row in rows("terms"):
        days = (moved(row["start"], later), moved(row["end"], later))
        yield Term(row["key"], named(row["name"], later), *days)


def _sections() -> Iterator[Section]:
    for row in rows("sections"):
        yield Section(
            row["key"],
            row["sis"],
            row["school"],
            row["name"],
            tuple(row["teachers"].split()),
            tuple(_everyone(row["students"])),
            row["grade"],
            row["subject"],
            row["period"],
            row["term"],
            row["course"],
        )


def _everyone(text: str) -> Iterator[str]:
    """Give the students of a cell; `b001..b105` are all from the one to the other."""
    for word in text.split():
        first, dots, last = word.partition("..")
        if dots:
            yield from (f"b{n:03d}" for n in range(int(first[1:]), int(last[1:]) + 1))
        else:
            yield word


def moved(day: str, years: int) -> str:
    """Return a day of YYYY-MM-DD so many years later."""
    return f"{int(day[:4]) + years}{day[4:]}" if day else ""


def named(name: str, years: int) -> str:
    """Return a term's name with its years so many years later."""

    def _later(found: re.Match[str]) -> str:
        first = int(found[1]) + years
        return f"{first}-{(first + 1) % 100:02d}"

    return _YEAR_OF_A_NAME.sub(_later, name)


def birthday(day: str, years: int) -> str:
    """Return a birthday of MM/DD/YYYY so many years later; who was born on a leap day still is."""
    if not day:
        return ""
    year = int(day[6:]) + years
    if day.startswith("02/29"):
        year -= year % _LEAP
    return f"{day[:6]}{year}"
