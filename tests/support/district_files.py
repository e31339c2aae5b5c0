"""The contract suite's district as Clever CSV files, and what changes in them on a school day."""

from tests.support.intake import Files, Row

PUPILS = 130
SCHOOLS = 4
CLASSES = 8
WITHOUT_COURSE = CLASSES
"""The number of the section that has neither a course nor a term, as some districts send them."""

COURSES = ("Art", "Maths", "Reading")
TERMS = (("Fall", "08/17/2026", "12/18/2026"), ("Spring", "2027-01-04", "2027-06-11"))
NO_CONTACT: Row = dict.fromkeys(
    (
        "Contact_name", "Contact_type", "Contact_relationship", "Contact_phone",
        "Contact_phone_type", "Contact_email", "Contact_sis_id",
    ),
    "",
)  # fmt: skip


def contact(name: str, phone: str = "", email: str = "", sis: str = "") -> Row:
    """The contact columns of a student's row."""
    return NO_CONTACT | {
        "Contact_name": f"Sam Guardian {name}",
        "Contact_type": "Parent/Guardian",
        "Contact_relationship": "Parent",
        "Contact_phone": phone,
        "Contact_phone_type": "Cell" if phone else "",
        "Contact_email": email,
        "Contact_sis_id": sis,
    }


CONTACTS: dict[int, list[Row]] = {
    0: [contact("0", "555-010-0100", sis="G0")],
    1: [contact("1", "555-010-0101", sis="G1")],
    2: [contact("2", email="sam2@example.org", sis="G2"), contact("II", "555-010-0109")],
    5: [contact("5", "555-010-0105")],
    8: [contact("8", "555-010-0108")],
    9: [contact("1", "555-010-0101", sis="G1")],
    10: [contact("10", email="sam10@example.org")],
}
"""Known by an id, by e-mail or only by phone; one of them belongs to two pupils."""


class Year:
    """A school year's files; each verb is something that happens in the district."""

    def __init__(self, pupils: int) -> None:
        self.files = Files()
        self.arrived = 0
        rows = self.files.rows
        rows["schools.csv"] = [_school(place) for place in range(SCHOOLS)]
        rows["students.csv"] = [
            row for place in range(pupils) for row in _student(place, place % SCHOOLS)
        ]
        rows["teachers.csv"] = [_teacher(place) for place in range(CLASSES)]
        rows["staff.csv"] = _staff()
        rows["administrators.csv"] = [_administrator()]
        rows["sections.csv"] = [
            _section(place, "T5" if place == 1 else "") for place in range(CLASSES)
        ]
        rows["sections.csv"].append(_section(WITHOUT_COURSE) | {"Teacher_id": "T0"})
        rows["enrollments.csv"] = []
        for place in range(pupils):
            self.enrol(f"P{place}", place % CLASSES)
        for place in range(min(3, pupils)):
            self.enrol(f"P{place}", WITHOUT_COURSE)

    def student(self, place: int) -> Row:
        """A pupil's (first) row."""
        return self.files.row("students", "Student_id", f"P{place}")

    def enrol(self, student: str, section: int) -> None:
        """The pupil joins the class."""
        self.files["enrollments"].append(
            {
                "School_id": f"S{section % SCHOOLS}",
                "Section_id": f"C{section}",
                "Student_id": student,
            }
        )

    def arrive(self, place: int, section: int) -> None:
        """A new pupil comes, into the class and its school."""
        self.files["students"].extend(_student(place, section % SCHOOLS))
        self.enrol(f"P{place}", section)

    def hire_for_everywhere(self) -> None:
        """Somebody of the staff works for the district, so at each of its schools."""
        somebody = self.files.row("staff", "Staff_id", "ST2")
        everywhere = {"School_id": "district", "Staff_id": "ST3", "Staff_email": "all@example.org"}
        self.files["staff"].append(somebody | everywhere)

    def move(self, place: int, to: int) -> None:
        """The pupil changes school: she leaves her classes and joins that school's first one."""
        self.student(place)["School_id"] = f"S{to}"
        self.files.drop("enrollments", "Student_id", f"P{place}")
        self.enrol(f"P{place}", to)

    def end_class(self, place: int) -> None:
        """The class is taught no more."""
        self.files.drop("sections", "Section_id", f"C{place}")
        self.files.drop("enrollments", "Section_id", f"C{place}")

    def mark_attendance(self) -> None:
        """Six days' marks of twelve pupils go along with the next upload."""
        self.files.rows["attendance.csv"] = [
            {
                "Attendance_id": f"M{day}-{place}" if place % 3 else "",
                "Attendance_date": f"2026-08-{18 + day:02d}",
                "Attendance_status": ("Present", "Absent", "Tardy")[(day + place) % 3],
                "Excuse_code": "ill" if place == 1 else "",
                "Student_id": f"P{place}",
                "Section_id": "" if day % 2 else f"C{place % CLASSES}",
                "School_id": "" if day % 3 else f"S{place % SCHOOLS}",
            }
            for day in range(6)
            for place in range(12)
        ]

    # ------------------------------------------------------------------------- whole days

    def birth_corrected(self) -> None:
        """A pupil's day of birth was wrong."""
        self.student(1)["DOB"] = "3/3/2018"

    def pupil_arrives(self) -> None:
        """One more pupil in a school that both readers see."""
        self.arrived += 1
        self.arrive(500 + self.arrived, 1)

    def pupil_moves(self) -> None:
        """A pupil goes from the second school to the first."""
        self.move(13, 0)

    def phones_change(self) -> None:
        """Two contacts have new numbers: one with a SIS id (of two pupils), one with nothing."""
        for place, phone in ((1, "555-020-0201"), (8, "555-020-0208"), (9, "555-020-0201")):
            self.student(place)["Contact_phone"] = phone

    def busy_day(self) -> None:
        """Something of every kind."""
        self.files.row("teachers", "Teacher_id", "T1")["Last_name"] = "Brook"
        self.move(9, 0)
        self.move(4, 3)
        self.end_class(4)
        self.files["sections"].append(_section(12))
        self.arrive(900, 12)
        self.enrol("P8", 12)
        for row in self.files["sections"]:
            if row["Term_name"] == "Fall":
                row["Term_name"] = "Autumn"

    def nothing(self) -> None:
        """The same files again."""


def _school(place: int) -> Row:
    return {
        "School_id": f"S{place}",
        "School_name": f"School {place}",
        "School_number": str(place),
        "State_id": "",
        "Low_grade": "K",
        "High_grade": "5",
        "Principal": f"Head {place}",
        "Principal_email": f"head{place}@example.org",
        "School_phone": "",
        "ext.Bus": f"line {place}",
    }


def _student(place: int, at: int) -> list[Row]:
    row = {
        "School_id": f"S{at}",
        "Student_id": f"P{place}",
        "Student_number": str(1000 + place),
        "State_id": "",
        "Last_name": f'O\'Pupil "{place}" \\ <b>',
        "Middle_name": "Æ",
        "First_name": f"Pip{place}",
        "Grade": str(1 + place % 5),
        "Gender": "F" if place % 2 else "M",
        "DOB": f"{1 + place % 12}/{1 + place % 28}/2017",
        "Hispanic_Latino": "N",
        "Home_language": ("Welsh", "spa")[place % 2],
        "Ell_status": "Y" if place % 4 == 0 else "N",
        "Iep_status": "N",
        "Frl_status": "Other" if place % 7 == 0 else "Free",
        "Gifted_status": "Y",
        "Section_504_status": "N",
        "Disability_status": "Y" if place % 9 == 0 else "N",
        "Disability_type": "Autism" if place % 9 == 0 else "",
        "Preferred_first_name": "Pi" if place % 5 == 0 else "",
        "Unweighted_gpa": "3.5",
        "Student_city": "Ödhof",
        "Student_zip": f"{place:05d}",
        "Student_email": "" if place % 10 == 3 else f"pupil{place}@example.org",
        "Username": f"pupil{place}",
        "ext.course": f"bus {place}",
    }
    return [row | one for one in CONTACTS.get(place, [NO_CONTACT])]


def _teacher(place: int) -> Row:
    return {
        "School_id": f"S{place % SCHOOLS}",
        "Teacher_id": f"T{place}",
        "Teacher_number": str(place),
        "Teacher_email": f"teacher{place}@example.org",
        "First_name": f"Tess{place}",
        "Last_name": "Iver",
        "Title": "Teacher",
    }


def _staff() -> list[Row]:
    """One is a teacher as well, one works at two schools."""
    people = (
        ("S0", "ST0", "teacher0@example.org", "Tess0", "School Tech Lead"),
        ("S0", "ST1", "staff@example.org", "Stacy", ""),
        ("S1", "ST1", "staff@example.org", "Stacy", ""),
        ("S2", "ST2", "office@example.org", "Olive", ""),
    )
    return [
        {
            "School_id": school,
            "Staff_id": key,
            "Staff_email": email,
            "First_name": first,
            "Last_name": "Iver",
            "Title": "Office",
            "Role": role,
        }
        for school, key, email, first, role in people
    ]


def _administrator() -> Row:
    return {
        "Admin_id": "A0",
        "Admin_email": "admin@example.org",
        "First_name": "Adam",
        "Last_name": "Iver",
        "Title": "IT",
        "Role": "Clever Administrator",
    }


def _section(place: int, second: str = "") -> Row:
    is_whole = place != WITHOUT_COURSE
    term = TERMS[place % 2] if is_whole else ("", "", "")
    return {
        "School_id": f"S{place % SCHOOLS}",
        "Section_id": f"C{place}",
        "Teacher_id": f"T{place % CLASSES}",
        "Teacher_2_id": second,
        "Section_number": str(place),
        "Name": f"Class {place}",
        "Course_name": COURSES[place % 3] if is_whole else "",
        "Course_number": f"K{place % 3}" if is_whole else "",
        "Subject": "math",
        "Period": "",
        "Term_name": term[0],
        "Term_start": term[1],
        "Term_end": term[2],
        "ext.Room": "12",
    }
