"""A very small district in which every value is unmistakable, as files.

Whoever searches an answer for a planted value finds it only where it really stands: each begins
with the letters of its district and is of nobody else's. `plants` names them `who.what`.
"""

from tests.support.intake import Files, Row

STUDENTS = ("pia", "quin", "ron")
TEACHERS = ("ann", "bob", "cid")
ADDRESSLESS = "quin"
"""The pupil who has no e-mail."""

SECTIONS = {"mine": ("ann", "bob"), "other": ("cid", "")}
"""Each with its teacher and her co-teacher."""

ENROLLED = (("pia", "mine"), ("quin", "mine"), ("quin", "other"), ("ron", "other"))
SCHOOLS = ("elm", "oak")


class Planted:
    """The files of one district; `mark` tells it from another."""

    def __init__(self, mark: str) -> None:
        self.mark = mark
        self.plants: dict[str, str] = {}
        self.files = Files()
        rows = self.files.rows
        rows["schools.csv"] = [self._school(name) for name in SCHOOLS]
        rows["students.csv"] = [self._student(place, who) for place, who in enumerate(STUDENTS)]
        rows["teachers.csv"] = [self._teacher(who) for who in TEACHERS]
        rows["staff.csv"] = [self._staff()]
        rows["administrators.csv"] = [self._administrator()]
        rows["sections.csv"] = [self._section(name, *both) for name, both in SECTIONS.items()]
        rows["enrollments.csv"] = [
            {
                "School_id": self.plants["elm.sis_id"],
                "Section_id": self.plants[f"{section}.sis_id"],
                "Student_id": self.plants[f"{who}.sis_id"],
            }
            for who, section in ENROLLED
        ]
        rows["attendance.csv"] = [self._mark_of_a_day()]

    def named(self, who: str, what: str, value: str = "") -> str:
        """Plant a value."""
        made = value or f"{self.mark}{who}{what}".replace("_", "")
        self.plants[f"{who}.{what}"] = made
        return made

    def person(self, who: str) -> Row:
        """The columns that everybody has."""
        return {
            "First_name": self.named(who, "first").title(),
            "Last_name": self.named(who, "last").title(),
        }

    def email(self, who: str) -> str:
        """An address, which is kept in small letters."""
        if who == ADDRESSLESS:
            return ""
        return self.named(who, "email", f"{self.mark}{who}@example.org")

    def _school(self, name: str) -> Row:
        return {
            "School_id": self.named(name, "sis_id"),
            "School_name": self.named(name, "name"),
            "School_number": self.named(name, "number"),
            "State_id": self.named(name, "state_id"),
            "Low_grade": "K",
            "High_grade": "5",
            "Principal": self.named(name, "principal"),
            "Principal_email": self.named(name, "email", f"{self.mark}{name}head@example.org"),
        }

    def _student(self, place: int, who: str) -> Row:
        year = 2012 if self.mark.endswith("a") else 2013
        guardian = f"{who}guardian"
        return self.person(who) | {
            "School_id": self.plants["elm.sis_id"],
            "Student_id": self.named(who, "sis_id"),
            "Student_number": self.named(who, "number"),
            "State_id": self.named(who, "state_id"),
            "Middle_name": self.named(who, "middle").title(),
            "Grade": "4",
            "Gender": "F",
            "DOB": self.named(who, "dob", f"4/1{place}/{year}"),
            "Student_street": self.named(who, "street"),
            "Student_email": self.email(who),
            "Username": self.named(who, "username"),
            "Contact_name": self.named(guardian, "name"),
            "Contact_type": "Parent/Guardian",
            "Contact_relationship": "Parent",
            "Contact_email": self.named(guardian, "email", f"{self.mark}{guardian}@example.org"),
            "Contact_sis_id": self.named(guardian, "sis_id"),
            "ext.Bus": self.named(who, "extension"),
        }

    def _teacher(self, who: str) -> Row:
        return self.person(who) | {
            "School_id": self.plants["elm.sis_id"],
            "Teacher_id": self.named(who, "sis_id"),
            "Teacher_number": self.named(who, "number"),
            "State_teacher_id": self.named(who, "state_id"),
            "Middle_name": self.named(who, "middle").title(),
            "Teacher_email": self.email(who),
            "Title": self.named(who, "title"),
            "Username": self.named(who, "username"),
        }

    def _staff(self) -> Row:
        return self.person("stan") | {
            "School_id": self.plants["oak.sis_id"],
            "Staff_id": self.named("stan", "sis_id"),
            "Staff_email": self.email("stan"),
            "Title": self.named("stan", "title"),
            "Username": self.named("stan", "username"),
        }

    def _administrator(self) -> Row:
        return self.person("adam") | {
            "Admin_id": self.named("adam", "sis_id"),
            "Admin_email": self.email("adam"),
            "Title": self.named("adam", "title"),
            "Role": "Clever Administrator",
        }

    def _section(self, name: str, teacher: str, second: str) -> Row:
        return {
            "School_id": self.plants["elm.sis_id"],
            "Section_id": self.named(name, "sis_id"),
            "Teacher_id": self.plants[f"{teacher}.sis_id"],
            "Teacher_2_id": self.plants[f"{second}.sis_id"] if second else "",
            "Name": self.named(name, "name"),
            "Section_number": self.named(name, "number"),
            "Course_name": self.named(name, "course"),
            "Course_number": self.named(name, "course_number"),
            "Subject": "math",
            "Grade": "4",
            "Period": self.named(name, "period"),
            "Term_name": self.named(name, "term"),
            "Term_start": "2026-08-17",
            "Term_end": "2026-12-18",
        }

    def _mark_of_a_day(self) -> Row:
        return {
            "Attendance_id": self.named("mark", "sis_id"),
            "Attendance_date": "2026-08-24",
            "Attendance_status": "Absent",
            "Excuse_code": self.named("mark", "excuse"),
            "Student_id": self.plants["pia.sis_id"],
            "Section_id": self.plants["mine.sis_id"],
            "School_id": self.plants["elm.sis_id"],
        }
