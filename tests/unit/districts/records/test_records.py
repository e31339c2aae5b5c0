"""Records found, looked at and downloaded; what each application is given of them."""

import csv
import io
import json
import re
from datetime import timedelta

from homeroom.roster.documents import numbers_of
from homeroom.sharing import views
from homeroom.sharing.queries import view_of
from homeroom.sharing.rules import FieldAccess, Share
from homeroom_wire.roles import ROLE_BITS
from tests.unit.districts.connecting import FULL, connect
from tests.unit.districts.town import Browser, Town

ROLES = {"students": "student", "teachers": "teacher", "staff": "staff", "contacts": "contact"}


def _ids(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/district/data/\w+/(\w+)"', page)


def _leaf(by: Browser, path: str) -> list[str]:
    """Every id of a list, page after page."""
    found: list[str] = []
    while path:
        page = by.text(path)
        found += _ids(page)
        following = re.search(r'href="([^"]+)">Next', page)
        path = following[1].replace("&amp;", "&") if following else ""
    return found


def test_every_tab_holds_what_the_store_holds_and_its_file_the_same(town: Town) -> None:
    chief = town.admin()
    for tab in ("schools", "students", "teachers", "staff", "sections", "terms", "courses",
                "contacts"):  # fmt: skip
        kind = "users" if tab in ROLES else tab
        bit = ROLE_BITS[ROLES[tab]] if tab in ROLES else 0
        with town.hub.parts.store.roster.reading() as session:
            rows = numbers_of(session, town.district.number, kind)
        count = sum(1 for _, roles in rows if not bit or roles & bit)
        page = chief.text(f"/district/data?kind={tab}")
        file = chief.text(f"/district/data/records.csv?kind={tab}")
        downloaded = [one["Hub id"] for one in csv.DictReader(io.StringIO(file))]
        assert f"{count} {tab} in all" in page
        assert (count, _ids(page)) == (len(downloaded), downloaded)


def test_records_are_found_by_name_id_and_address_and_within_a_school_and_grade(
    town: Town,
) -> None:
    chief = town.admin()
    pupil, school = town.id("student:P12"), town.rid("schools", "S0")
    school_id = re.findall(r'value="(\w{24})">School 0', chief.text("/district/data"))[0]
    for typed in ("pupil12", "P12", "p12@pupils", pupil, pupil.upper()):
        assert [pupil] == _ids(chief.text(f"/district/data?q={typed}")), typed
    assert 12 == len(_ids(chief.text(f"/district/data?school={school_id}")))
    assert pupil in _ids(chief.text(f"/district/data?school={school_id}&grade=3"))
    assert [] == _ids(chief.text(f"/district/data?school={school_id}&grade=2"))
    assert "Nothing is found" in chief.text("/district/data?q=xyzzy<b>")
    assert f"{school:x}"[:8] == school_id[:8]
    part = chief.text(f"/district/data/records.csv?school={school_id}&grade=3")
    assert 1 + 3 == len(list(csv.reader(io.StringIO(part))))


def test_lists_are_leafed_through_in_each_order_and_meet_every_record_once(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(minutes=1))
    for place in range(24, 110):
        first = town.files["students"][place % 24]
        number = {"Student_id": f"P{place}", "Student_email": f"p{place}@pupils.example.org"}
        town.files["students"].append(first | number | {"Last_name": f"=Pupil{place}"})
        town.files["enrollments"].append(
            town.files["enrollments"][place % 24] | {"Student_id": f"P{place}"}
        )
    town.files.row("students", "Student_id", "P3")["First_name"] = "Zebedee"
    run = town.take_in(chief)
    chief.post(f"/district/runs/{run.run}/approve", attempt=str(run.attempt))
    assert "applied" == town.work()

    by_name = _leaf(chief, "/district/data?kind=students")
    newest = _leaf(chief, "/district/data?kind=students&order=created")
    changed = _leaf(chief, "/district/data?kind=students&order=modified")
    assert (110, 110) == (len(by_name), len(set(by_name)))
    assert sorted(by_name) == sorted(changed) == newest[::-1]
    assert town.id("student:P3") in changed[:87]
    file = chief.text("/district/data/records.csv?kind=students&q=pupil109")
    assert "'=Pupil109" in file


def test_a_record_tells_what_each_application_is_given_and_why(town: Town) -> None:
    chief = town.admin()
    first = town.rid("schools", "S0")
    short = FieldAccess(scopes=FULL.scopes, refused=frozenset({"users.email"}))
    _, whole = connect(town, "Whole")
    connect(town, "Shy", access=short)
    connect(town, "First school", Share("schools", frozenset({first})))
    pupil = town.id("student:P1")
    page = chief.text(f"/district/data/users/{pupil}")
    rows = dict(re.findall(r'<tr><th scope="row" class="id"><bdi>([^<]+)</bdi></th>(.*?)</tr>',
                           page))  # fmt: skip

    assert 'href="/district/people/' + pupil in page
    assert "The person is at none of the shared schools." in page
    assert "Given to <bdi>First school</bdi>" not in page
    cells = re.findall(r"<bdi>([^<]*)</bdi>", rows["email"])
    assert sorted(["p1@pupils.example.org", "as stored", "not given"]) == sorted(cells)
    with town.hub.parts.store.roster.reading() as session:
        view = view_of(session, town.district.number, whole, "v3.1")
        given = views.one(session, view, "users", town.rid("users", "student:P1"))
    assert given is not None
    assert json.loads(given)["email"] in rows["email"]
    assert f'href="/district/data/users/{pupil}"' in chief.text(f"/district/people/{pupil}")


def test_a_record_leads_to_its_neighbours_and_tells_what_changed_when(town: Town) -> None:
    chief = town.admin()
    town.clock.advance(timedelta(days=1))
    town.files.row("students", "Student_id", "P1")["First_name"] = "Zebedee<b>"
    chief = town.admin()
    run = town.take_in(chief)
    pupil = town.id("student:P1")

    page = chief.text(f"/district/data/users/{pupil}")
    assert "2 Sep 2026, 08:00 UTC" in page
    assert f'<a href="/district/runs/{run.run}">by a sync</a>' in page
    assert "<bdi>First1</bdi></td><td><bdi>Zebedee&lt;b&gt;</bdi>" in page
    section = re.findall(r'href="/district/data/sections/(\w+)"', page)[0]
    there = chief.text(f"/district/data/sections/{section}")
    assert f"/district/data/users/{pupil}" in there
    assert "/district/data/terms/" in there
    school = re.findall(r'href="/district/data/schools/(\w+)"', page)[0]
    assert f"kind=students&amp;school={school}" in chief.text(f"/district/data/schools/{school}")
    assert len(re.findall(r'href="(/district/data/\w+/\w+)"', there)) > 5
    for path in re.findall(r'href="(/district/data/\w+/\w+)"', there):
        assert section in chief.text(path) or "/schools/" in path


def test_records_of_another_district_do_not_exist(town: Town, other: Town) -> None:
    pupil = town.id("student:P1")
    stranger = other.admin()

    assert 404 == stranger.get(f"/district/data/users/{pupil}").status
    assert 404 == stranger.get(f"/district/data/schools/{pupil}").status
    assert 404 == town.admin().get(f"/district/data/secrets/{pupil}").status
    assert [] == _ids(stranger.text(f"/district/data?q={pupil}"))
    assert 24 == len(_leaf(stranger, f"/district/data?after={pupil}&school={pupil}"))
