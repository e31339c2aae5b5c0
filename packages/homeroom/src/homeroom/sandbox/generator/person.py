"""Drawing a person: a name, a birthday, an address, a family."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from homeroom.sandbox.generator import names
from homeroom.sandbox.generator.district import Contact, Family, School, Student
from homeroom.sandbox.generator.draw import Draw
from homeroom.sandbox.generator.files import GRADE_NUMBERS

_PLAIN = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "ß": "ss", "æ": "ae"})
_RACES = ("W", "A", "B", "I", "P", "M", "Caucasian", "Black or African American", "")
_LANGUAGES = (
    "English",
    "English",
    "English",
    "Spanish",
    "Hmong",
    "Somali",
    "Vietnamese",
    "Arabic",
    "",
)


@dataclass(frozen=True)
class Town:
    """Where the schools of a small district stand, and its domain for addresses."""

    name: str
    state: str
    zip: str
    domain: str


def plain(text: str) -> str:
    """The letters a-z of a name, for user names and addresses; blank for other scripts."""
    folded = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return "".join(letter for letter in folded.lower() if letter.isascii() and letter.isalnum())


class Registrar:
    """Gives out names, and user names that nobody in the district has yet."""

    def __init__(self, seed: int, purpose: str, prefix: str) -> None:
        self.draw = Draw(seed, purpose)
        self.prefix = prefix
        self._taken: Counter[str] = Counter()
        self._people: set[tuple[str, str]] = set()

    def name(self, gender: str) -> tuple[str, str]:
        """First and last name; the same pair only when 40 lots in a row were taken."""
        given = {"F": names.GIRLS, "M": names.BOYS}.get(gender, names.ANYONE)
        pair = ("", "")
        for _ in range(40):
            last = self.draw.pick(names.FAMILIES)
            if self.draw.chance(3):
                last = self.draw.pick(names.FAMILIES_OF_TWO_WORDS)
            pair = (self.draw.pick(given), last)
            if pair not in self._people:
                break
        self._people.add(pair)
        return pair

    def username(self, first: str, last: str, fallback: str) -> str:
        """`first.last` in plain letters, with a number from the second one on."""
        stem = ".".join(part for part in (plain(first), plain(last)) if part) or fallback
        stem = self.prefix + stem
        self._taken[stem] += 1
        return stem if self._taken[stem] == 1 else f"{stem}{self._taken[stem]}"

    def reserve(self, usernames: Iterable[str]) -> None:
        """Hold these user names as taken; the next of that stem gets a number."""
        self._taken.update(usernames)

    def gender(self) -> str:
        """F and M in equal shares, X now and then."""
        lot = self.draw.below(100)
        return "X" if lot == 0 else "F" if lot % 2 else "M"

    def phone(self) -> str:
        """A number from the block that is kept for invented people, 555-0100 to 555-0199."""
        return f"({self.draw.between(201, 989)}) 555-01{self.draw.below(100):02d}"

    def street(self) -> str:
        """House number and street."""
        return f"{self.draw.between(1, 990)} {self.draw.pick(names.STREETS)}"


def born(draw: Draw, grade: str, school_year: int) -> date:
    """A birthday that fits the grade in the school year that begins in `school_year`."""
    youngest = date(school_year - 5 - GRADE_NUMBERS[grade], 8, 31)
    return youngest - timedelta(days=draw.below(360))


def new_student(
    registrar: Registrar, student_id: str, school_id: str, grade: str, school_year: int
) -> Student:
    """A student with everything but an e-mail, a place and a family."""
    draw = registrar.draw
    gender = registrar.gender()
    first, last = registrar.name(gender)
    return Student(
        id=student_id,
        school_id=school_id,
        first=first,
        middle=draw.pick(names.MIDDLES),
        last=last,
        grade=grade,
        gender=gender,
        born_on=born(draw, grade, school_year),
        email="",
        username=registrar.username(first, last, student_id),
        street=registrar.street(),
        city="",
        state="",
        zip="",
        race=draw.pick(_RACES),
        hispanic=draw.pick(("Y", "N", "N")),
        language=draw.pick(_LANGUAGES),
        ell=draw.pick(("Y", "N", "N", "N")),
        frl=draw.pick(("Free", "Reduced", "Paid", "Paid")),
        iep=draw.pick(("Y", "N", "N", "N", "N")),
    )


def new_school(registrar: Registrar, town: Town, planned: tuple[str, str, str, str]) -> School:
    """A school by its id, name, lowest and highest grade; its principal and street by lot."""
    school_id, name, low, high = planned
    first, last = registrar.name(registrar.gender())
    return School(
        id=school_id,
        number=school_id[1:],
        name=name,
        low_grade=low,
        high_grade=high,
        principal=f"{first} {last}",
        principal_email=f"{plain(first)}.{plain(last)}@{town.domain}",
        street=registrar.street(),
        city=town.name,
        state=town.state,
        zip=town.zip,
        phone=registrar.phone(),
    )


def new_family(registrar: Registrar, last: str, sis_id: str, domain: str) -> Family:
    """A parent who shares the student's last name; `domain` blank means no e-mail."""
    draw = registrar.draw
    gender = draw.pick(("F", "M"))
    first = draw.pick(names.GIRLS if gender == "F" else names.BOYS)
    mailbox = registrar.username(first, last, "family") if domain else ""
    email = f"{mailbox.removeprefix(registrar.prefix)}@{domain}" if domain else ""
    phone_type = draw.pick(("Cell", "Cell", "Home", "Work"))
    contact = Contact(sis_id, f"{first} {last}", registrar.phone(), phone_type, email)
    return Family(contact, "Mother" if gender == "F" else "Father", "Parent/Guardian")
