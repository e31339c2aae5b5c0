"""Which integration type fits: four answers in, one result with its reasons out.

The facts are those of Clever's pages "Certification Types" and "District SSO vs Library SSO";
the questions are our own, for Clever's form is not public (certification.md 2.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Buyer = Literal["teacher", "district"]
Classes = Literal["nobody", "teachers", "roster"]
Fields = Literal["nothing", "basic", "roster"]
Login = Literal["yes", "no"]
Outcome = Literal["library", "sso", "sso+sync"]

QUESTIONS: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "buyer": (
        "Who decides to use your application?",
        (
            ("teacher", "A teacher, for her own classes"),
            ("district", "A school or a district, for many people"),
        ),
    ),
    "classes": (
        "Who creates the classes in your application?",
        (
            ("nobody", "It has no classes"),
            ("teachers", "Teachers do, or they arise when a teacher signs in"),
            ("roster", "They should be those of the school's roster, and stay up to date"),
        ),
    ),
    "fields": (
        "What must it know about people?",
        (
            ("nothing", "Nothing but who it is"),
            ("basic", "Names, and e-mail addresses of adults"),
            ("roster", "More: schools, grades, numbers, who is in which class"),
        ),
    ),
    "login": (
        "Is it enough if an account is made when somebody signs in?",
        (
            ("yes", "Yes: whoever never signs in need not be there"),
            ("no", "No: people must be there before, or without ever signing in"),
        ),
    ),
}
"""Name of the answer -> the question, and its answers in their order."""

TYPES: Final[Mapping[Outcome, tuple[str, ...]]] = {
    "library": ("library",),
    "sso": ("district_sso",),
    "sso+sync": ("district_sso", "secure_sync"),
}
NAMES: Final[Mapping[Outcome, str]] = {
    "library": "Library",
    "sso": "District SSO",
    "sso+sync": "District SSO with Secure Sync",
}


@dataclass(frozen=True)
class Answers:
    """What was answered to the four questions."""

    buyer: Buyer
    classes: Classes
    fields: Fields
    login: Login


@dataclass(frozen=True)
class Advice:
    """What fits, why, what it does not give, and how it is certified."""

    outcome: Outcome
    reasons: tuple[str, ...]
    limits: tuple[str, ...]
    """What the answers ask for and this type alone cannot give."""

    certified: str

    @property
    def name(self) -> str:
        """The result in words."""
        return NAMES[self.outcome]


def advise(answers: Answers) -> Advice:
    """Return the integration type that fits these answers."""
    if answers.buyer == "teacher":
        return _of_a_teacher(answers)
    return _of_a_district(answers)


def _of_a_teacher(answers: Answers) -> Advice:
    reasons = [
        "A teacher decides, and a Library connection is the one that a teacher authorises herself.",
    ]
    if answers.classes != "nobody":
        reasons.append(
            "Her sections come along with name, grade, subject, teachers and students, so classes"
            " can be made from them."
        )
    if answers.fields == "basic":
        reasons.append(
            "You receive the teacher's name and e-mail address, and of students the first name"
            " and the first letter of the last."
        )
    if answers.login == "yes":
        reasons.append(
            "Accounts are made at the first login: hers when she adds the application, her"
            " students' as soon as she has authorised it."
        )
    limits = ["Only teachers and students can use it, and a free trial or tier must exist."]
    if answers.fields == "roster":
        limits.append(
            "Schools, numbers and full last names of students are not shared through the Library."
            " Ask at the first login for what you miss, or let districts connect you with Secure"
            " Sync as well."
        )
    if answers.classes == "roster" or answers.login == "no":
        limits.append(
            "Nobody is there before a teacher signs in, and classes change when she does. For a"
            " roster that is always up to date districts must connect you with Secure Sync."
        )
    return Advice("library", tuple(reasons), tuple(limits), _CERTIFIED["library"])


def _of_a_district(answers: Answers) -> Advice:
    reasons = [
        (
            "A school or district decides, so the district authorises the connection, for everybody"
            " whom it shares."
        ),
    ]
    wants = [
        (answers.classes == "roster", "classes are to be those of the roster"),
        (answers.fields == "roster", "it must know more than names and e-mail addresses"),
        (answers.login == "no", "people must be there before they sign in"),
    ]
    wanted = [text for is_so, text in wants if is_so]
    if not wanted:
        reasons += [
            (
                "District SSO gives the id, first name, last name and e-mail address of whoever"
                " signs in, which is all that you need."
            ),
            "No roster is read, so there is nothing to keep up to date.",
        ]
        return Advice("sso", tuple(reasons), _LIMITS_OF_SSO, _CERTIFIED["sso"])
    reasons += [
        f"Secure Sync is needed because {' and '.join(wanted)}.",
        (
            "It gives the personal data and the roster that the district shares: districts,"
            " schools, users, sections and who is in them."
        ),
        "District SSO beside it lets the same people sign in.",
    ]
    return Advice("sso+sync", tuple(reasons), _LIMITS_OF_SYNC, _CERTIFIED["sso+sync"])


_LIMITS_OF_SSO: Final = (
    "Schools and sections are not shared by District SSO.",
    "Not everybody has an e-mail address: use the id as the key.",
)
_LIMITS_OF_SYNC: Final = (
    "Read the roster at least once a day.",
    "Archive what is not shared any more, and restore it when its id comes back.",
)
_CERTIFIED: Final[Mapping[Outcome, str]] = {
    "library": "One certification, with the Library survey. Built together with District SSO:"
    " one certification for both, with one survey.",
    "sso": "One certification. Built together with the Library: one for both, with one survey.",
    "sso+sync": "One certification for both, with the Secure Sync survey; the survey of District"
    " SSO is not needed.",
}
