"""What a district's files said of a record, value by value, beside what became of it."""

import html
import re
import shutil
from typing import NamedTuple

import pytest

from homeroom.hub import Hub
from homeroom.intake.lines.queries import MOST_LINES
from homeroom.intake.steps.application import applied
from homeroom.intake.uploads.queries import folder_of
from homeroom.roster.actions import set_switch
from tests.support.intake import Files
from tests.unit.districts.town import Town, a_town, marked_files

RAW = '=HYPERLINK("http://x")<b>&amp;'


class Shown(NamedTuple):
    """One value on the page: as sent, as given out, and the field it became."""

    sent: str
    given: str
    field: str


def _values(page: str) -> dict[str, list[Shown]]:
    """Column as the district calls it -> what is shown of it, line after line."""
    rows = re.findall(
        r'<th scope="row" class="id"><bdi>(.*?)</bdi></th>\s*<td>(.*?)</td>\s*<td>(.*?)</td>'
        r'\s*<td class="id">(.*?)</td>',
        page,
        re.DOTALL,
    )
    found: dict[str, list[Shown]] = {}
    for header, *cells in rows:
        told = [html.unescape(re.sub(r"<[^>]*>", "", cell)).strip() for cell in cells]
        found.setdefault(html.unescape(header), []).append(Shown(*told))
    return found


def _pupils(*columns: str) -> Files:
    """Files in which the pupils have more columns, blank for now."""
    files = marked_files()
    for row in files["students"]:
        row.update(dict.fromkeys(columns, ""))
    return files


def _files(page: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", one) for one in re.findall(r"<h2>(.*?)</h2>", page)]


def _person(town: Town, key: str) -> str:
    return town.admin().text(f"/district/data/users/{town.id(key)}/sent")


def _sent(town: Town, kind: str, of: str) -> str:
    """The page of a record that leads from another one."""
    page = town.admin().text(f"/district/data/{of}")
    found = re.findall(rf'href="(/district/data/{kind}/\w+)"', page)
    return town.admin().text(f"{found[0]}/sent")


def test_each_value_stands_as_it_was_sent_beside_what_became_of_it(hub: Hub) -> None:
    files = _pupils("Password", "Lunch", "ext.Bus")
    row = files.row("students", "Student_id", "P3")
    row |= {"DOB": "2012-04-03", "Grade": " 04", "First_name": RAW, "Password": "opensesame"}
    row |= {"Lunch": "hot", "ext.Bus": "7"}
    town = a_town(hub, "Ridge", files)
    page = _person(town, "student:P3")
    values = _values(page)

    assert ["students.csv"] == _files(page)
    assert "<caption>Line 5</caption>" in page
    assert [Shown("2012-04-03", "4/3/2012", "roles.student.dob")] == values["DOB"]
    assert [Shown("04 with blanks around it", "4", "roles.student.grade")] == values["Grade"]
    assert [Shown(RAW, "as sent", "name.first")] == values["First_name"]
    assert [Shown("7", "as sent", "roles.student.ext.Bus")] == values["ext.Bus"]
    assert [Shown("S1", "no value by itself", "")] == values["School_id"]
    assert [Shown("hot", "not read", "")] == values["Lunch"]
    assert "a password, not shown" == values["Password"][0].sent
    assert "opensesame" not in page
    assert "<b>" not in page
    assert f'/{town.id("student:P3")}/sent"' in town.admin().text(
        f"/district/data/users/{town.id('student:P3')}"
    )


def test_a_file_is_called_and_its_columns_are_spelt_as_the_district_does_it(town: Town) -> None:
    mapping = {
        "files": {"pupils 2026.csv": "students.csv"},
        "columns": {"students.csv": {"surname": ["last_name"], "pupil no": ["student_id"]}},
    }
    with town.hub.parts.store.roster.writing() as session:
        set_switch(session, town.district.number, "mapping", mapping)
    text = town.files.text("students.csv").replace("Student_id", "Pupil No")
    town.admin().upload({"Pupils 2026.csv": text.replace("Last_name", "SURNAME")})
    assert "unchanged" == town.work()  # no record is another, but the files in force are
    page = _person(town, "student:P3")

    assert ["Pupils 2026.csv, read as students.csv"] == _files(page)
    assert "roles.student.sis_id" == _values(page)["Pupil No"][0].field
    assert "name.last" == _values(page)["SURNAME"][0].field


def test_every_line_of_a_person_is_there_up_to_twenty(town: Town) -> None:
    row = town.files.row("students", "Student_id", "P3")
    for place in range(MOST_LINES):
        contact = {"Contact_name": f"Aunt {place}", "Contact_email": f"a{place}@home.example.org"}
        town.files["students"].append(row | contact)
    town.take_in(town.admin())
    page = _person(town, "student:P3")

    assert f"{MOST_LINES + 1} lines have this id; the first {MOST_LINES} are shown" in page
    names = [one.sent for one in _values(page)["Contact_name"]]
    assert ["Parent 3", *(f"Aunt {place}" for place in range(MOST_LINES - 1))] == names


def test_a_contact_is_read_off_the_line_of_its_student(hub: Hub) -> None:
    files = _pupils("Contact_phone")
    row = files.row("students", "Student_id", "P3")
    row["Contact_phone"] = "555.123.4567"
    files["students"].append(row | {"Contact_name": "Aunt", "Contact_email": ""})
    town = a_town(hub, "Ridge", files)
    page = _sent(town, "users", f"users/{town.id('student:P3')}")
    values = _values(page)

    assert ["students.csv, student P3"] == _files(page)
    assert 1 == page.count("<table>")
    assert "name.last" == values["Contact_name"][0].field
    assert Shown("555.123.4567", "(555) 123-4567", "roles.contact.phone") in values["Contact_phone"]
    relation = "roles.contact.student_relationships[0].relationship"
    assert [Shown("Parent", "as sent", relation)] == values["Contact_relationship"]
    assert {"Student_id"} == {name for name in values if not name.startswith("Contact_")}


def test_a_contact_whose_name_begins_with_an_apostrophe_has_its_line(hub: Hub) -> None:
    files = _pupils()
    files.row("students", "Student_id", "P3")["Contact_name"] = "'t Hart"
    town = a_town(hub, "Ridge", files)
    values = _values(_sent(town, "users", f"users/{town.id('student:P3')}"))

    assert [Shown("'t Hart", "as sent", "name.last")] == values["Contact_name"]


def test_a_person_of_several_roles_is_told_of_by_each_file(town: Town) -> None:
    shared = {"Staff_email": "chief0@example.org", "First_name": "Cheff"}
    town.files["staff"].append(town.files["staff"][0] | {"Staff_id": "E99"} | shared)
    town.take_in(town.admin())
    page = _person(town, "district_admin:A0")

    assert ["staff.csv", "administrators.csv"] == _files(page)
    assert "roles.staff.staff_id" == _values(page)["Staff_id"][0].field
    first = _values(page)["First_name"]
    assert Shown("Cheff", "as sent", "name.first") == first[0]
    assert Shown("Chief0", "Cheff what staff.csv says counts instead", "name.first") == first[1]


def test_what_a_side_file_overrides_is_said(hub: Hub) -> None:
    files = _pupils("ext.Bus")
    files["students"][4]["ext.Bus"] = "4"
    side = "extensionfields/students_ext.csv"
    files.rows[side] = [{"sis_id": f"P{place}", "ext.Bus": "9"} for place in (3, 4)]
    files.rows["student_emails.csv"] = [{"student_id": "P3", "email": "new@pupils.example.org"}]
    town = a_town(hub, "Ridge", files)
    three, four = (_values(_person(town, f"student:P{place}")) for place in (3, 4))

    address = "new@pupils.example.org what student_emails.csv says counts instead"
    assert [Shown("p3@pupils.example.org", address, "email")] == three["Student_email"]
    assert [Shown("new@pupils.example.org", "as sent", "email")] == three["email"]
    bus = "roles.student.ext.Bus"
    assert [
        Shown("blank", f"9 what {side} says counts instead", bus),
        Shown("9", "as sent", bus),
    ] == three["ext.Bus"]
    assert [
        Shown("4", "as sent", bus),
        Shown("9", "4 what students.csv says counts instead", bus),
    ] == four["ext.Bus"]
    assert "email" not in four


@pytest.mark.parametrize(
    ("kind", "column", "field"),
    [("courses", "Course_name", "name"), ("terms", "Term_start", "start_date")],
)
def test_courses_and_terms_are_shown_by_the_line_of_one_of_their_sections(
    town: Town, kind: str, column: str, field: str
) -> None:
    pupil = town.id("student:P3")
    section = re.findall(
        r'href="/district/data/(sections/\w+)"',
        town.admin().text(f"/district/data/users/{pupil}"),
    )[0]
    page = _sent(town, kind, section)

    assert "This is the line of one of them." in page
    assert re.fullmatch(r"sections\.csv, section C\d", _files(page)[0])
    assert field == _values(page)[column][0].field
    assert "Period" not in _values(page)
    if kind == "terms":
        assert Shown("2026-08-15", "as sent", "start_date") == _values(page)[column][0]


def test_sections_and_schools_have_lines_of_their_own(town: Town) -> None:
    for kind, key, file in (("sections", "C1", "sections.csv"), ("schools", "S1", "schools.csv")):
        rid = town.rid(kind, key)
        listed = town.admin().text(f"/district/data?kind={kind}&q={key}")
        address = re.findall(rf'href="(/district/data/{kind}/\w+)"', listed)[0]
        page = town.admin().text(f"{address}/sent")
        assert [file] == _files(page)
        assert f"{rid:x}"[:8] == address.rpartition("/")[2][:8]
        assert "sis_id" in [one.field for found in _values(page).values() for one in found]


def test_a_file_that_is_kept_no_more_is_said_to_be_gone(town: Town) -> None:
    with town.hub.parts.store.roster.reading() as session:
        files = applied(session, town.district.number).files
    number = town.district.number
    shutil.rmtree(folder_of(town.desk.uploads, number, files["students.csv"]["upload"]))
    page = _person(town, "student:P3")

    assert "This file is kept no more" in page
    assert {} == _values(page)


def test_nobody_else_sees_the_lines(town: Town, other: Town) -> None:
    pupil = town.id("student:P3")
    assert 404 == other.admin().get(f"/district/data/users/{pupil}/sent").status
    assert 404 == town.admin().get(f"/district/data/secrets/{pupil}/sent").status
    assert 303 == town.call(f"/district/data/users/{pupil}/sent").status
