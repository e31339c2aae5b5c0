"""What we would choose for a header or a file that is called otherwise. Pure.

Words that other systems use for our fields, then likeness. A guess is only ever shown to a
person, who decides; nothing is read by a guess.
"""

import difflib
import re
from collections.abc import Iterable
from typing import Final

from homeroom.intake.reading.columns import SHAPES, FileShape
from homeroom.intake.reading.spelling import digits_of

_CLOSE: Final = 0.8
_OTHER: Final = re.compile(r"[^a-z0-9]+")
_WORDS: Final = {
    "school_id": "school building campus schoolcode buildingcode campusid site siteid location",
    "school_name": "name school buildingname campusname sitename",
    "school_number": "schoolcode buildingnumber campusnumber number",
    "student_id": "id sisid pupilid pupilno pupilnumber learnerid studentno studentkey"
    " localid localstudentid personid",
    "student_number": "number localnumber studentno pupilnumber lunchnumber",
    "state_id": "stateid statestudentid stateassignedid uniquepupilnumber upn",
    "teacher_id": "id sisid employeeid instructorid teacherno teachernumber personid facultyid",
    "teacher_number": "number employeenumber teacherno",
    "staff_id": "id sisid employeeid employeenumber staffno personid",
    "section_id": "id classid sisid sectionkey courseclassid groupid sectionno",
    "section_number": "sectionno number classnumber",
    "last_name": "surname familyname lastname nachname lname name2 legallastname",
    "first_name": "givenname forename firstname vorname fname legalfirstname",
    "middle_name": "middlename middle mname secondname",
    "preferred_first_name": "nickname calledname knownas preferredname",
    "dob": "birthdate birthday dateofbirth born",
    "grade": "gradelevel year yeargroup level class gradecode",
    "gender": "sex",
    "race": "ethnicity",
    "hispanic_latino": "hispanic latino",
    "home_language": "language primarylanguage nativelanguage",
    "student_email": "email mail emailaddress schoolemail",
    "teacher_email": "email mail emailaddress workemail schoolemail",
    "staff_email": "email mail emailaddress workemail schoolemail",
    "student_street": "street address addressline1 streetaddress",
    "student_city": "city town",
    "student_state": "state province",
    "student_zip": "zip zipcode postcode postalcode",
    "contact_name": "guardian parent parentname guardianname",
    "contact_phone": "phone guardianphone parentphone telephone",
    "contact_email": "guardianemail parentemail",
    "contact_relationship": "relationship relation",
    "username": "login loginname user userid account",
    "password": "pass passphrase pin",
    "title": "position jobtitle",
    "department": "dept",
    "name": "sectionname classname title",
    "course_name": "course coursetitle",
    "course_number": "coursecode courseid courseno",
    "period": "block hour expression",
    "subject": "department area",
    "term_name": "term semester session",
    "term_start": "startdate termstartdate begins",
    "term_end": "enddate termenddate ends",
    "school_phone": "phone telephone",
    "school_address": "address street",
    "school_city": "city town",
    "school_state": "state",
    "school_zip": "zip zipcode postcode",
    "principal": "principalname head headteacher",
    "low_grade": "lowestgrade gradelow fromgrade",
    "high_grade": "highestgrade gradehigh tograde",
    "email": "mail emailaddress",
    "sis_id": "id",
}
_SYNONYMS: Final = {field: frozenset(words.split()) for field, words in _WORDS.items()}
_FILE_WORDS: Final = (
    ("enrollments.csv", ("enrol", "rosterline", "classmember", "membership")),
    ("attendance.csv", ("attendance", "absence")),
    ("sections.csv", ("section", "class", "course", "timetable")),
    ("students.csv", ("student", "pupil", "learner", "kid", "child")),
    ("teachers.csv", ("teacher", "instructor", "faculty")),
    ("staff.csv", ("staff", "employee", "personnel")),
    ("schools.csv", ("school", "campus", "building", "site")),
)
"""Ours -> what stands in names of such files; the first that fits, so that `student class
enrolments` is not taken for students."""


def squashed(name: str) -> str:
    """Return a name by its letters and digits alone."""
    return _OTHER.sub("", name.lower())


def guess_field(header: str, shape: FileShape, free: Iterable[str]) -> str:
    """Return the field, of those still free, that a header most likely means; or nothing."""
    wanted = squashed(header)
    names = list(free)
    if not wanted:
        return ""
    for name in names:
        if squashed(name) == wanted:
            return name
    for name in names:
        if wanted in _SYNONYMS.get(name, ()):
            return name
    numbers = digits_of(header)
    like = {squashed(name): name for name in names if digits_of(name) == numbers}
    close = difflib.get_close_matches(wanted, like, n=1, cutoff=_CLOSE)
    return like[close[0]] if close and like[close[0]] in shape.columns else ""


def guess_file(name: str, headers: Iterable[str]) -> str:
    """Return which of our files this most likely is: by its name, then by its columns."""
    told = squashed(name.removesuffix(".csv").rpartition("/")[2])
    for ours, words in _FILE_WORDS:
        if any(word in told for word in words):
            return ours
    there = {header.strip().lower() for header in headers}
    best = max(SHAPES, key=lambda ours: _fit(ours, there))
    return best if _fit(best, there) > 0 else ""


def _fit(ours: str, headers: set[str]) -> float:
    """Return how well headers fit a file: all it requires there, and then how many known."""
    required = {column.name for column in SHAPES[ours].required}
    known = len(headers & SHAPES[ours].columns.keys())
    return known / (1 + len(headers)) + len(required) / 100 if required <= headers else 0.0
