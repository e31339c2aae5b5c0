"""The oddities of real exports, put into tidy files (district.md 5, "seen in the wild").

Every one of them is taken in lenient mode with a warning or a row error; together they stay
well below the shares at which a file is refused (1 % of rows with a wrong number of values,
half of a file's references dangling: district.md 1.3, 1.7).  The people of the tidy district
all stay; rows that a reader drops belong to people and classes made up for the purpose.
"""

from itertools import pairwise

from homeroom.sandbox.generator.district import District
from homeroom.sandbox.generator.draw import Draw
from homeroom.sandbox.generator.files import CSVFile, csv_files

_GENDERS = {"M": "male", "F": "Female", "X": "non-binary"}
_SHORT_GRADES = {"Kindergarten": "0", **{str(number): f"{number:02d}" for number in range(1, 10)}}
_LEARNER_CODES = ("RFEP", "IFEP", "EL")
_RELATIVES = ("Cousin", "Family Friend", "Great Uncle", "Grandmother", "Step Father", "Mother")
_SUBJECTS = {
    "english/language arts": "ELA - Reading & Writing",
    "math": "Mathematics",
    "science": "Sciences (Gen.)",
    "social studies": "Soc. Studies",
    "language": "World Language",
    "PE and health": "Phys Ed",
    "arts and music": "Fine Arts, Performing",
    "technology and engineering": "CTE / Tech",
}
_JOBS = ("Counselor", "Head Custodian", "Bus Driver II", "Para-professional", "")
_FIRST_ROWS = 10
"""Rows at the head of a file that stay as they are: the people who sort first are there."""


def roughened(district: District, seed: int) -> dict[str, CSVFile]:
    """The district's files as its several offices would have exported them."""
    files = csv_files(district)
    draw = Draw(seed, "oddities")
    office = {one.id: at % 3 for at, one in enumerate(district.schools)}
    _roughen_schools(files["schools.csv"])
    _roughen_students(files["students.csv"], office, draw)
    _roughen_teachers(files["teachers.csv"], draw)
    _roughen_staff(files["staff.csv"])
    _rename(files["administrators.csv"], {"Admin_email": "Admin_Email", "Role": "role"})
    _roughen_sections(files["sections.csv"], office, draw)
    _roughen_enrollments(files["enrollments.csv"], draw)
    return files


def _rename(file: CSVFile, headers: dict[str, str]) -> None:
    file.header = [headers.get(name, name) for name in file.header]


def _insert(file: CSVFile, draw: Draw, rows: list[list[str]]) -> None:
    """The rows stand somewhere in the file, behind its first ones."""
    for row in rows:
        file.rows.insert(draw.between(_FIRST_ROWS, len(file.rows)), row)


def _roughen_schools(file: CSVFile) -> None:
    """Bare-CR line ends, no School_number, grades and a name in local spelling."""
    low, high = file.column("Low_grade"), file.column("High_grade")
    name, phone = file.column("School_name"), file.column("School_phone")
    for at, row in enumerate(file.rows):
        row[low] = {"Kindergarten": ("K", "KG", "0")[at % 3]}.get(row[low], row[low])
        row[high] = _SHORT_GRADES.get(row[high], row[high])
        if at % 4 == 1:
            row[phone] += " ext. 12"
    file.rows[-1][name] += ', "The Annex"'
    number = file.column("School_number")
    file.header.pop(number)
    for row in file.rows:
        row.pop(number)
    file.line_end = "\r"


def _roughen_students(file: CSVFile, office: dict[str, int], draw: Draw) -> None:
    """CRLF, `Dob`, a misspelt header; each office has its own habits in the values."""
    for at, row in enumerate(file.rows):
        _local_habits(file, row, office[row[file.column("School_id")]], draw)
        if at >= _FIRST_ROWS and draw.chance(1):
            row[file.column("Last_name")] = f"  {row[file.column('Last_name')]} "
        if draw.chance(5):
            row[file.column("Student_street")] += f", Apt {draw.between(1, 40)}"
        if at in (500, 900, 1300):
            row[file.column("State_id")] = "1.23457E+11"
    _repeat_what_is_the_students(file)
    _add_broken_students(file, draw)
    at = file.column("Middle_name")
    file.header.insert(at, "Prefered_first_name")
    for row in file.rows:
        row.insert(at, "")
    _rename(file, {"DOB": "Dob", "First_name": "first_name", "Last_name": "last_name"})
    file.line_end = "\r\n"


def _local_habits(file: CSVFile, row: list[str], habit: int, draw: Draw) -> None:
    grade, gender, born = file.column("Grade"), file.column("Gender"), file.column("DOB")
    month, day, year = row[born].split("/")
    if habit == 0:
        row[grade] = _SHORT_GRADES.get(row[grade], row[grade])
        row[gender] = _GENDERS[row[gender]]
    elif habit == 1:
        row[born] = f"{int(month)}/{int(day)}/{year[2:]}"
        phone, kind = file.column("Contact_phone"), file.column("Contact_type")
        if row[phone] and draw.chance(10):
            row[phone] += f" x{draw.between(100, 999)}"
        if row[kind] and draw.chance(15):
            row[kind] = row[file.column("Contact_relationship")] = draw.pick(_RELATIVES)
    else:
        row[born] = f"{year}-{month}-{day}"
        if draw.chance(20):
            row[file.column("Ell_status")] = draw.pick(_LEARNER_CODES)


def _repeat_what_is_the_students(file: CSVFile) -> None:
    """A student's further rows differ in the contact only, but for two that disagree."""
    own = [at for at, name in enumerate(file.header) if not name.startswith("Contact_")]
    student_id, grade = file.column("Student_id"), file.column("Grade")
    disagreeing = 2
    for before, row in pairwise(file.rows):
        if before[student_id] != row[student_id]:
            continue
        for at in own:
            row[at] = before[at]
        if disagreeing and before[grade] != "5":
            row[grade] = "5"
            disagreeing -= 1


def _add_broken_students(file: CSVFile, draw: Draw) -> None:
    """Rows that a reader drops: wrong lengths, an unlisted school, no last name."""
    model = list(file.rows[_FIRST_ROWS])
    for name in file.header:
        if name.startswith("Contact_") or name in {"Student_email", "Username"}:
            model[file.column(name)] = ""

    def made_up(number: int) -> list[str]:
        row = list(model)
        row[file.column("Student_id")] = row[file.column("Student_number")] = f"09{number:05d}"
        return row

    too_long = [[*made_up(1), "", ""], [*made_up(2), "see note"]]
    too_short = [made_up(3)[:-4], made_up(4)[:12]]
    elsewhere, nameless = made_up(5), made_up(6)
    elsewhere[file.column("School_id")] = "9999"
    nameless[file.column("Last_name")] = ""
    _insert(file, draw, [*too_long, *too_short, elsewhere, nameless])


def _roughen_teachers(file: CSVFile, draw: Draw) -> None:
    """Bare CR, lower-case headers, blank e-mails, people listed again for another school."""
    for at in range(40, 240, 40):
        file.rows[at][file.column("Teacher_email")] = ""
        # One of them is also on the list of staff: without an address she is two people, and no
        # two people of a sandbox may have one user name (sso.md 3.2).
        file.rows[at][file.column("Username")] = ""
    again = [["0012", *file.rows[at][1:]] for at in (20, 90, 170)]
    _insert(file, draw, [*again, [*file.rows[30], ""]])
    for row in file.rows:
        row.insert(file.column("Last_name"), "")
    file.header.insert(file.column("Last_name"), "Midle_name")
    file.header = [name.lower() for name in file.header]
    file.line_end = "\r"


def _roughen_staff(file: CSVFile) -> None:
    """A byte-order mark, and job titles where a role is asked for."""
    for at, row in enumerate(file.rows):
        row[file.column("Role")] = _JOBS[at % len(_JOBS)]
    file.byte_order_mark = True


def _roughen_sections(file: CSVFile, office: dict[str, int], draw: Draw) -> None:
    """Free-text subjects, two-digit years, line breaks, a column that nobody asked for."""
    subject, text = file.column("Subject"), file.column("Course_description")
    file.header.append("Room")
    for at, row in enumerate(file.rows):
        row.append(f"{at % 40 + 101}")
        habit = office[row[file.column("School_id")]]
        if habit == 0:
            row[subject] = _SUBJECTS[row[subject]]
        elif habit == 1:
            for name in ("Term_start", "Term_end"):
                month, day, year = row[file.column(name)].split("/")
                row[file.column(name)] = f"{int(month)}/{int(day)}/{year[2:]}"
        if at in (299, 599, 899):
            row[text] = 'Bring: pencils, paper,\nand the "blue book"'
    _add_broken_sections(file, draw)
    _rename(file, {"Course_description": "Course_Description", "Period": "period"})


def _add_broken_sections(file: CSVFile, draw: Draw) -> None:
    """Ids used again, and classes without a teacher, without students, of a wrong length."""
    for at in (100, 200):
        file.rows[at][file.column("Teacher_3_id")] = "0999998"
    repeated = [list(file.rows[at]) for at in range(50, 1050, 125)]
    for row in repeated:
        row[file.column("Period")] = "9"
    made_up = [list(file.rows[_FIRST_ROWS]) for _ in range(10)]
    for number, row in enumerate(made_up):
        row[file.column("Section_id")] = f"X-{number:03d}"
    for row in made_up[:4]:
        row[file.column("Teacher_id")] = ""
    made_up[4][file.column("Teacher_id")] = "0999999"
    # 5 to 7 stay whole: classes without students.
    made_up[8], made_up[9] = [*made_up[8], ""], made_up[9][:-1]
    _insert(file, draw, [*repeated, *made_up])


def _roughen_enrollments(file: CSVFile, draw: Draw) -> None:
    """Rows sent twice, rows about nobody, rows with a comma too many or too few."""
    twice = [list(row) for row in draw.some(file.rows, 60)]
    some = draw.some(file.rows, 40)
    nobody = [[row[0], row[1], f"08{at:05d}"] for at, row in enumerate(some[:10])]
    nowhere = [[row[0], f"Y-{at:03d}", row[2]] for at, row in enumerate(some[10:20])]
    uneven = [*([*row, ""] for row in some[20:26]), *(row[:2] for row in some[26:30])]
    _insert(file, draw, [*twice, *nobody, *nowhere, *uneven])
    for row in file.rows[_FIRST_ROWS::400]:
        row[1] = f" {row[1]} "
    file.header = [name.lower() for name in file.header]
