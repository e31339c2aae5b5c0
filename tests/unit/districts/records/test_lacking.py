"""What each connected application lacks: counted, listed, as a file, never of what is hidden."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from homeroom.events.pinning import actions as pinning
from homeroom.hub import Hub
from homeroom.sharing import actions as sharing
from homeroom.sharing import views
from homeroom.sharing.changing.rules import Author
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.sharing.views import Ask
from tests.unit.districts.connecting import EVERYBODY, FULL
from tests.unit.districts.town import Browser, Town, a_town, marked_files

NEEDS = {
    "users.email": "required",
    "users.roles.student.dob": "optional",
    "users.roles.student.student_number": "",
}
QUALITY = "/district/quality"


@pytest.fixture
def town(hub: Hub) -> Town:
    """Of 60 pupils 55 have no address, and two of the others one, in different schools."""
    files = marked_files(students=60)
    for place, row in enumerate(files["students"]):
        row["Student_email"] = "" if place > 4 else f"pupil{place}@example.org"
    files["students"][2]["Student_email"] = "Twin@example.org"
    files["students"][3]["Student_email"] = "twin@example.org"
    files["students"][7]["DOB"] = ""
    return a_town(hub, "Ridge", files)


def asking(
    town: Town,
    name: str,
    share: Share = EVERYBODY,
    access: FieldAccess = FULL,
    needs: dict[str, str] | None = None,
) -> tuple[str, str]:
    """Connect an application that asks for these fields; return it and its connection."""
    fields = {path: {"need": need, "reason": "We do."} for path, need in (needs or NEEDS).items()}
    application = town.application(name, fields=fields)
    number = town.district.number
    with town.hub.parts.store.roster.writing() as session:
        made = sharing.connect(
            session, 0, number, application, access.tier, share, access, events=False
        )
    return application, made


def told(page: str) -> list[list[str]]:
    """The rows of what applications lack, their cells as text."""
    if "Missing and not unique" not in page:
        return []
    part = page[page.index("Missing and not unique") :]
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", part, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[_plain(one) for one in row] for row in cells]


def _plain(cell: str) -> str:
    text = " ".join(re.sub(r"<[^>]*>", "", cell).split())
    return re.sub(r"^[!\u2022] ", "", text)


def sheet(by: Browser, **asked: str) -> list[dict[str, Any]]:
    text = by.text(f"{QUALITY}/records.csv?{urlencode(asked)}")
    return list(csv.DictReader(io.StringIO(text)))


def test_what_applications_ask_for_and_do_not_find_is_counted_and_names_them(town: Town) -> None:
    application, _ = asking(town, "Reader")
    asking(town, "Sums", needs={"users.email": "optional"})
    page = town.admin().text(QUALITY)

    assert [
        ["Missing", "Students", "email", "55", "Reader (required): 55, Sums: 55"],
        ["Not unique", "Students", "email", "2", "Reader (required): 2, Sums: 2"],
        ["Missing", "Students", "student: dob", "1", "Reader"],
    ] == [row for row in told(page) if row[1] == "Students"]
    only = told(town.admin().text(f"{QUALITY}?application={application}"))
    assert {"Reader", "Reader (required)"} == {row[4] for row in only}


def test_the_page_of_an_application_says_what_it_lacks_and_whether_it_needs_it(town: Town) -> None:
    application, _ = asking(town, "Reader")
    asking(town, "Sums", needs={"users.name": "required", "sections.name": "optional"})
    page = town.admin().text(f"/district/applications/{application}")

    rows = [row[:5] for row in told(page) if row[1] == "Students"]
    assert [
        ["Missing", "Students", "email", "55", "Required"],
        ["Not unique", "Students", "email", "2", "Required"],
        ["Missing", "Students", "student: dob", "1", "Optional"],
    ] == rows


def test_the_records_are_listed_a_page_at_a_time_and_each_is_in_the_file(town: Town) -> None:
    application, _ = asking(town, "Reader")
    chief = town.admin()
    asked = {"application": application, "problem": "missing", "type": "students"}
    asked |= {"field": "users.email"}
    first = chief.text(f"{QUALITY}/records?{urlencode(asked)}")
    (link,) = re.findall(r'href="([^"]*after=[^"]*)"', first)
    second = chief.text(link.replace("&amp;", "&"))
    pages = [re.findall(r'href="/district/data/users/(\w+)"', one) for one in (first, second)]

    assert [50, 5] == [len(one) for one in pages]
    assert {town.id(f"student:P{n}") for n in range(5, 60)} == {*pages[0], *pages[1]}
    rows = sheet(chief, **asked)
    assert {f"P{n}" for n in range(5, 60)} == {row["sis_id"] for row in rows}
    assert {("Reader", "required", "missing")} == {
        (row["application"], row["needed"], row["problem"]) for row in rows
    }


def test_records_with_one_value_are_listed_together_with_it(town: Town) -> None:
    application, _ = asking(town, "Reader")
    asked = {"application": application, "problem": "non_unique"}
    values = [(row["sis_id"], row["value"]) for row in sheet(town.admin(), **asked)]

    assert [("P2", "Twin@example.org"), ("P3", "twin@example.org")] == values


def test_a_finding_that_is_gone_or_never_was_is_not_found(town: Town, other: Town) -> None:
    application, _ = asking(town, "Reader")
    for asked in ("", f"application={application}&field=users.name.first"):
        status = town.admin().get(f"{QUALITY}/records?{asked}").status
        assert (404 if asked else 200) == status
    assert 404 == other.admin().get(f"{QUALITY}/records?application={application}").status
    assert [] == sheet(other.admin())


def test_what_an_application_is_not_given_is_none_of_its_findings(town: Town) -> None:
    one_school = Share("schools", schools=frozenset({town.rid("schools", "S0")}))
    asking(town, "One school", one_school)
    asking(town, "No address", access=FieldAccess(refused=frozenset({"users.email"})))
    asking(town, "Nobody", Share("nothing"))
    rows = told(town.admin().text(QUALITY))

    # P2 is in the one school, and P3 with the same address in the other.
    assert ["Missing", "Students", "email", "27", "One school (required)"] in rows
    assert [] == [row for row in rows if row[0] == "Not unique"]
    assert [] == [row for row in rows if row[2] == "email" and "No address" in row[4]]
    assert not any("Nobody" in row[4] for row in rows)
    assert {"One school"} == {
        row["application"] for row in sheet(town.admin()) if row["field"] == "users.email"
    }


def test_it_finds_what_a_reader_of_the_view_finds(town: Town) -> None:
    one_school = Share("schools", schools=frozenset({town.rid("schools", "S1")}))
    _, made = asking(town, "One school", one_school)
    number = town.district.number
    with town.hub.parts.store.roster.reading() as session:
        view = views.view_of(session, number, made, "v3.1")
        ask = Ask("users", role="student", limit=1000)
        people = [msgspec.json.decode(body) for body in views.page(session, view, ask).bodies]

    rows = sheet(town.admin(), problem="missing", type="students", field="users.email")
    assert {one["id"] for one in people if not one.get("email")} == {row["id"] for row in rows}
    assert rows


def test_a_household_may_share_an_address_and_a_user_name_has_one_owner(hub: Hub) -> None:
    files = marked_files()
    for row in files["students"]:
        row["Contact_email"] = "home@example.org"
    files["students"][0]["Username"] = "ADA"
    files["teachers"][0]["Username"] = "ada"
    files["teachers"][1]["Teacher_email"] = files["staff"][0]["Staff_email"]
    files["students"][1]["Student_number"] = files["students"][2]["Student_number"]
    town = a_town(hub, "Ash Dale", files)
    asks = ("users.email", "users.roles.student.credentials", "users.roles.student.student_number")
    needs = dict.fromkeys((*asks, "users.roles.teacher.credentials"), "required")
    asking(town, "Reader", needs=needs)

    rows = sheet(town.admin(), problem="non_unique")
    username = "credentials.district_username"
    found = {(row["type"], row["field"].partition(".")[2], row["sis_id"]) for row in rows}
    assert {
        ("students", f"roles.student.{username}", "P0"),
        ("teachers", f"roles.teacher.{username}", "T0"),
        ("students", "roles.student.student_number", "P1"),
        ("students", "roles.student.student_number", "P2"),
    } == {one for one in found if one[1] != "email"}
    assert "contacts" not in {kind for kind, _, _ in found}


def test_a_sensitive_value_is_missing_only_for_who_is_given_the_field(hub: Hub) -> None:
    files = marked_files()
    for place, row in enumerate(files["students"]):
        row["ELL_status"] = "Y" if place else ""
    town = a_town(hub, "Ash Dale", files)
    given = FieldAccess(opt_ins=frozenset({"ell_status"}))
    needs = {"users.roles.student.ell_status": "required"}
    asking(town, "Given", access=given, needs=needs)
    asking(town, "Not given", needs=needs)

    rows = sheet(town.admin(), type="students")
    assert [("Given", "P0")] == [(row["application"], row["sis_id"]) for row in rows]


def test_of_a_paused_application_it_is_what_it_reads(town: Town) -> None:
    _, made = asking(town, "Reader")
    chief = town.admin()
    with town.hub.parts.store.roster.writing() as session:
        pinning.pause(session, town.district.number, made, Author("Chief", 0, ""))
    town.clock.advance(timedelta(minutes=1))
    town.files["students"][7]["DOB"] = "8/3/2012"
    assert "applied" == town.take_in(chief).state

    assert ["P7"] == [row["sis_id"] for row in sheet(chief, field="users.roles.student.dob")]


def test_an_application_that_never_said_what_it_asks_for_is_named_as_not_looked_at(
    town: Town,
) -> None:
    application = town.application("Old")
    with town.hub.parts.store.roster.writing() as session:
        sharing.connect(
            session, 0, town.district.number, application, "secure_sync", EVERYBODY, FULL,
            events=False,
        )  # fmt: skip
    page = town.admin().text(QUALITY)

    assert [] == told(page)
    assert re.search(r"Not looked at.*<bdi>Old</bdi>", page)
