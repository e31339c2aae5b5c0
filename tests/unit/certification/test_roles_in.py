"""What an answer calls the hub's user types."""

import pytest

from homeroom.certification.requirements.survey.answers import problem_of
from homeroom.certification.requirements.survey.questions import question
from homeroom.certification.requirements.survey.roles import roles_in


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("", {}),
        ("staff = teacher", {"staff": "teacher"}),
        ("Staff=Helper; district admin = Admin", {"staff": "helper", "district_admin": "admin"}),
        ("staff = Équipe; teacher = Org. admin", {"staff": "équipe", "teacher": "org. admin"}),
        ("staff = teacher (limited)", {"staff": "teacher (limited)"}),
        ("student = pupil\nteacher = educator\n", {"student": "pupil", "teacher": "educator"}),
    ],
)
def test_pairs_say_what_roles_are_called(text: str, called: dict[str, str]) -> None:
    assert called == roles_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "Staff see the classes of their schools.",
        "staff =",
        "principal = admin",
        "staff = a, staff = b",
        "student = teacher",
        "staff = person, student = person",
        "staff = student",
    ],
)
def test_other_words_are_no_pairs_and_students_are_never_called_as_adults(text: str) -> None:
    assert roles_in(text) is None
    assert "write pairs" in problem_of(question("Q-Y31-more"), text)
