"""Random districts as Clever CSV, and random school days that change them.

A roster here is plain values: what a SIS would hold. `files` writes it as it would be sent; the
order of rows can be shuffled, since it must not matter (D-PIPE-4).
"""

import copy
import csv
import io
import random
from dataclasses import dataclass, field
from pathlib import Path

FIRST = ("Ada", "Bo", "Çiğdem", "D'Arcy", 'Eva "Evi"', "Fé", "<b>Gus</b>", "H\\H", "李")
LAST = ("Abel", "Brown, Jr.", "Çelik", "O'Neil", "Núñez", "van der Berg", "")
GRADES = ("", "K", "1", "05", "9th", "12")
COURSES = (("", ""), ("Algebra I", "ALG1"), ("Reading", ""), ("Band", "B-1"))
TERMS = (("", "", ""), ("Fall", "08/17/2026", "12/18/2026"), ("Spring", "2027-01-05", ""))


@dataclass
class Roster:
    """One district's people and classes, keyed by the district's own ids."""

    schools: dict[str, dict[str, str]] = field(default_factory=dict)
    students: dict[str, dict[str, str]] = field(default_factory=dict)
    teachers: dict[str, dict[str, str]] = field(default_factory=dict)
    staff: dict[str, dict[str, str]] = field(default_factory=dict)
    sections: dict[str, dict[str, str]] = field(default_factory=dict)
    enrolled: set[tuple[str, str]] = field(default_factory=set)  # section, student
    contacts: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)  # student, n

    def copy(self) -> "Roster":
        """Return a roster that can be changed without changing this one."""
        return copy.deepcopy(self)


def a_roster(draw: random.Random) -> Roster:
    """Make a district of one to four schools and a handful of everything."""
    roster = Roster()
    for number in range(draw.randint(1, 4)):
        _add_school(roster, draw, f"S{number}")
    for number in range(draw.randint(1, 5)):
        _add_teacher(roster, draw, f"T{number}")
    for number in range(draw.randint(1, 8)):
        _add_student(roster, draw, f"{number:03d}")
    for number in range(draw.randint(0, 2)):
        _add_staff(roster, draw, f"F{number}")
    for number in range(draw.randint(1, 6)):
        _add_section(roster, draw, f"C{number}")
    return roster


def a_school_day(before: Roster, draw: random.Random) -> Roster:
    """Return the roster some hours later: a few things have happened."""
    roster = before.copy()
    for _ in range(draw.randint(1, 6)):
        draw.choice(_HAPPENINGS)(roster, draw)
    # A file whose sections are mostly empty is refused: here every class keeps somebody.
    for section in sorted(set(roster.sections) - {pair[0] for pair in roster.enrolled}):
        roster.enrolled.add((section, _key(draw, roster.students)))
    return roster


def _key(draw: random.Random, keys: object) -> str:
    return draw.choice(sorted(keys))  # type: ignore[call-overload,no-any-return]


def _add_school(roster: Roster, draw: random.Random, key: str) -> None:
    roster.schools[key] = {"name": f"School {key} {draw.choice(FIRST)}", "phone": "5551234567"}


def _add_teacher(roster: Roster, draw: random.Random, key: str) -> None:
    roster.teachers[key] = {
        "school": _key(draw, roster.schools),
        "first": draw.choice(FIRST),
        "last": draw.choice(LAST) or "Teacher",
        "email": draw.choice(["", f"{key}@example.org", "shared@example.org"]),
        "ext": draw.choice(["", "blue"]),
    }


def _add_staff(roster: Roster, draw: random.Random, key: str) -> None:
    emails = [f"{key}@example.org", *(t["email"] for t in roster.teachers.values() if t["email"])]
    roster.staff[key] = {
        "school": draw.choice([*sorted(roster.schools), "district"]),
        "first": draw.choice(FIRST),
        "last": draw.choice(LAST) or "Staff",
        "email": draw.choice(emails),
    }


def _add_student(roster: Roster, draw: random.Random, key: str) -> None:
    roster.students[key] = {
        "school": _key(draw, roster.schools),
        "first": draw.choice(FIRST),
        "last": draw.choice(LAST) or "Student",
        "middle": draw.choice(["", "Q"]),
        "grade": draw.choice(GRADES),
        "frl": draw.choice(["", "F", "Other"]),
        "email": draw.choice(["", f"{key}@example.org"]),
    }
    # One contact has the same values wherever it stands: of differing rows the first would win,
    # and then their order would matter, as D-PIPE-4 allows.
    pool = (
        {"name": "Pat Parent", "type": "Mother", "phone": "5550001111", "sis": "900"},
        {"name": f"Contact {key}", "type": "Great Uncle", "phone": "", "sis": f"9{key}"},
        {"name": "Gran", "type": "Emergency", "phone": "5550002222", "sis": ""},
        {"name": "Neighbour", "type": "Emergency", "phone": "", "sis": ""},
    )
    for number, contact in enumerate(draw.sample(pool, draw.randint(0, 2))):
        roster.contacts[key, str(number)] = dict(contact)


def _add_section(roster: Roster, draw: random.Random, key: str) -> None:
    if not (roster.teachers and roster.students):
        return
    course, number = draw.choice(COURSES)
    name, start, end = draw.choice(TERMS)
    roster.sections[key] = {
        "school": _key(draw, roster.schools),
        "teacher": _key(draw, roster.teachers),
        "second": draw.choice(["", *sorted(roster.teachers)]),
        "name": draw.choice(["", f"Class {key}"]),
        "course": course,
        "number": number,
        "term": name,
        "start": start,
        "end": end,
        "period": draw.choice(["", "1", "2"]),
    }
    for student in draw.sample(sorted(roster.students), draw.randint(1, len(roster.students))):
        roster.enrolled.add((key, student))


def _new_key(draw: random.Random, prefix: str) -> str:
    return f"{prefix}{draw.randint(100, 999)}"


def _arrival(roster: Roster, draw: random.Random) -> None:
    key = _new_key(draw, "1")
    _add_student(roster, draw, key)
    for section in draw.sample(sorted(roster.sections), min(2, len(roster.sections))):
        roster.enrolled.add((section, key))


def _leaver(roster: Roster, draw: random.Random) -> None:
    if len(roster.students) > 1:
        gone = _key(draw, roster.students)
        del roster.students[gone]
        roster.enrolled = {pair for pair in roster.enrolled if pair[1] != gone}
        roster.contacts = {k: v for k, v in roster.contacts.items() if k[0] != gone}


def _move(roster: Roster, draw: random.Random) -> None:
    if roster.sections and roster.students:
        pair = (_key(draw, roster.sections), _key(draw, roster.students))
        roster.enrolled ^= {pair}


def _correction(roster: Roster, draw: random.Random) -> None:
    person = roster.students[_key(draw, roster.students)]
    person[draw.choice(["first", "last", "middle", "email", "grade", "frl"])] = draw.choice(
        ["", "7", "X y", "Fixed@example.org"]
    )
    person["first"] = person["first"] or "Someone"
    person["last"] = person["last"] or "Someone"


def _new_email(roster: Roster, draw: random.Random) -> None:
    person = roster.teachers[_key(draw, roster.teachers)]
    person["email"] = draw.choice(["", "shared@example.org", "other@example.org"])


def _new_section(roster: Roster, draw: random.Random) -> None:
    _add_section(roster, draw, _new_key(draw, "C"))


def _lost_section(roster: Roster, draw: random.Random) -> None:
    if len(roster.sections) > 1:
        gone = _key(draw, roster.sections)
        del roster.sections[gone]
        roster.enrolled = {pair for pair in roster.enrolled if pair[0] != gone}


def _handover(roster: Roster, draw: random.Random) -> None:
    section = roster.sections[_key(draw, roster.sections)]
    section["teacher"] = _key(draw, roster.teachers)
    section["school"] = _key(draw, roster.schools)


_HAPPENINGS = (
    _arrival,
    _leaver,
    _move,
    _move,
    _correction,
    _new_email,
    _new_section,
    _lost_section,
    _handover,
)


def files(roster: Roster, shuffled: random.Random | None = None) -> dict[str, bytes]:
    """Write the roster as a district would send it."""
    tables = {
        "schools.csv": _schools(roster),
        "students.csv": _students(roster),
        "teachers.csv": _teachers(roster),
        "staff.csv": _staff(roster),
        "sections.csv": _sections(roster),
        "enrollments.csv": [
            {
                "School_id": roster.sections[section]["school"],
                "Section_id": section,
                "Student_id": student,
            }
            for section, student in sorted(roster.enrolled)
        ],
    }
    written = {}
    for name, rows in tables.items():
        if not rows and name == "staff.csv":
            continue
        if shuffled is not None:
            shuffled.shuffle(rows)
        written[name] = _csv(rows)
    return written


def write(roster: Roster, folder: Path, shuffled: random.Random | None = None) -> Path:
    """Write the roster's files into a folder; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files(roster, shuffled).items():
        (folder / name).write_bytes(content)
    return folder


def _csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _schools(roster: Roster) -> list[dict[str, str]]:
    return [
        {
            "School_id": key,
            "School_name": school["name"],
            "School_number": key,
            "School_phone": school["phone"],
        }
        for key, school in roster.schools.items()
    ]


def _students(roster: Roster) -> list[dict[str, str]]:
    rows = []
    for key, student in roster.students.items():
        row = {
            "School_id": student["school"],
            "Student_id": key,
            "First_name": student["first"],
            "Middle_name": student["middle"],
            "Last_name": student["last"],
            "Grade": student["grade"],
            "Frl_status": student["frl"],
            "Student_email": student["email"],
        }
        theirs = [c for (of, _), c in sorted(roster.contacts.items()) if of == key]
        blank = {"name": "", "type": "", "phone": "", "sis": ""}
        rows += [
            row
            | {
                "Contact_name": contact["name"],
                "Contact_type": contact["type"],
                "Contact_phone": contact["phone"],
                "Contact_sis_id": contact["sis"],
            }
            for contact in (theirs or [blank])
        ]
    return rows


def _teachers(roster: Roster) -> list[dict[str, str]]:
    return [
        {
            "School_id": teacher["school"],
            "Teacher_id": key,
            "First_name": teacher["first"],
            "Last_name": teacher["last"],
            "Teacher_email": teacher["email"],
            "ext.Badge": teacher["ext"],
        }
        for key, teacher in roster.teachers.items()
    ]


def _staff(roster: Roster) -> list[dict[str, str]]:
    return [
        {
            "School_id": person["school"],
            "Staff_id": key,
            "Staff_email": person["email"],
            "First_name": person["first"],
            "Last_name": person["last"],
        }
        for key, person in roster.staff.items()
    ]


def _sections(roster: Roster) -> list[dict[str, str]]:
    return [
        {
            "School_id": section["school"],
            "Section_id": key,
            "Teacher_id": section["teacher"],
            "Teacher_2_id": section["second"],
            "Name": section["name"],
            "Course_name": section["course"],
            "Course_number": section["number"],
            "Term_name": section["term"],
            "Term_start": section["start"],
            "Term_end": section["end"],
            "Period": section["period"],
        }
        for key, section in roster.sections.items()
    ]
