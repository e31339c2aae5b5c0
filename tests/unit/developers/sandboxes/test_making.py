"""Making sandboxes: one form one district, as many as one likes, each only its owner's."""

import io
import re
import zipfile

import sqlalchemy as sa

from homeroom.accounts.actions import Attempt, sign_in
from homeroom.accounts.throttles import Origin
from homeroom.developers.sandboxes.editing.sets import set_of
from homeroom.developers.sandboxes.routes import ROUTES
from homeroom.foundation.database import Prepared
from homeroom.portal import finding
from homeroom.roster.models import district
from homeroom.roster.sandboxes.queries import owners, sandboxes_of
from tests.support.hubs import Reply
from tests.support.portals import MARK
from tests.unit.developers.sandboxes.yard import MINE, Yard, a_yard, begin, reader, ticket_of
from tests.unit.developers.workshop import WREN, Workshop, make

_NOT_ENTERED = Prepared(sa.delete(district).where(district.c.district == sa.bindparam("of")))


def paths(yard: Yard) -> list[tuple[str, str]]:
    """Every method and path of a sandbox's pages."""
    return [
        (method, route.path.format(id=yard.id, kind="students"))
        for route in ROUTES
        if "{id}" in route.path
        for method in route.methods
    ]


def test_one_form_makes_one_district_however_often_it_is_sent(workshop: Workshop) -> None:
    desk = workshop.developer()
    sent = {"name": "Oak", "kind": "small", "ticket": ticket_of(desk)}
    first = desk.form(f"{MINE}/new", **sent).headers["location"]
    second = desk.form(f"{MINE}/new", **sent).headers["location"]
    assert first == second
    begin(workshop, desk, "Oak")
    with workshop.hub.parts.store.control.reading() as session:
        (owner,) = set(owners(session).values())
        assert ["#DEMO Oak", "#DEMO Oak"] == [one.name for one in sandboxes_of(session, owner)]


def test_a_form_that_is_wrong_says_so_and_keeps_what_was_typed(workshop: Workshop) -> None:
    desk = workshop.developer()
    ticket = ticket_of(desk)
    for name, kind in (("  ", "small"), ("#", "small"), ("x" * 81, "small"), ("Oak", "huge")):
        assert 400 == desk.form(f"{MINE}/new", name=name, kind=kind, ticket=ticket).status
        assert ticket in desk.text
    for forged in ("", "zz", "00" * 40, ticket_of(workshop.developer(WREN))):
        assert 400 == desk.form(f"{MINE}/new", name="Oak", kind="small", ticket=forged).status
    assert "No sandbox yet" in desk.shown(MINE)


def test_a_sandbox_is_marked_and_its_people_sign_in_on_its_own_page(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    page = yard.desk.shown(yard.path)
    assert MARK not in page
    assert "#DEMO Maple" in page
    place = re.search(r'href="(/in/[^"]+)"', page)
    assert place is not None
    browser = workshop.town.browser()
    browser.get(place[1])
    assert 303 == browser.send(place[1], username="20001", password="20001").status
    teacher = Attempt(yard.number, "30001", "30001", Origin("192.0.2.1", ""))
    assert "30001" == sign_in(workshop.town.desk, teacher).visit.person.facts["teacher"]["sis_id"]


def test_nobody_finds_a_sandbox_by_its_name_or_by_a_name_in_it(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    parts = workshop.hub.parts
    assert None is finding.find(parts, "#DEMO Maple <b id=x>").certain
    assert None is workshop.town.desk.people.district_of("20001")
    assert yard.number not in {one.number for one in finding.places(parts)}
    wren = workshop.developer(WREN)
    made = make(wren, "Other")
    for typed in ("#DEMO Maple <b id=x>", yard.id):
        assert 400 == wren.form(f"{made.path}/districts/invite", district=typed).status


def test_somebody_elses_sandbox_does_not_exist(workshop: Workshop) -> None:
    yard = begin(workshop, workshop.developer())
    wren, real = workshop.developer(WREN), workshop.town.district.id
    assert yard.id not in wren.shown(MINE)
    assert "Maple" not in wren.shown(MINE)
    for method, path in paths(yard):
        for meant in (path, path.replace(yard.id, real), path.replace(yard.id, "f" * 24)):
            address = f"{meant}?csrf={wren.csrf}" if meant.endswith("/files") else meant
            reply = wren.get(meant) if method == "GET" else wren.form(address)
            assert (404, meant) == (reply.status, meant)
    # Her own page does not open a real district to her either.
    for method, path in paths(yard):
        meant = path.replace(yard.id, real)
        address = f"{meant}?csrf={yard.desk.csrf}" if meant.endswith("/files") else meant
        reply = yard.desk.get(meant) if method == "GET" else yard.desk.form(address)
        assert (404, meant) == (reply.status, meant)


def test_no_form_of_a_sandbox_does_anything_without_its_proof(workshop: Workshop) -> None:
    yard, other = begin(workshop, workshop.developer()), workshop.developer()
    for method, path in paths(yard):
        if method == "POST":
            for csrf in ("", "wrong", other.csrf):
                assert (403, path) == (yard.desk.form(path, csrf).status, path)


def test_an_application_is_connected_once_and_disconnected(workshop: Workshop) -> None:
    yard = begin(workshop, workshop.developer())
    made = reader(workshop, yard.desk)
    token = yard.connect(made)
    assert token == yard.connect(made)
    assert 404 == yard.desk.form(f"{yard.path}/connect", application="f" * 24).status
    for _ in range(2):
        sent = yard.desk.form(f"{yard.path}/disconnect", application=made.id)
        assert 303 == sent.status
    assert 401 == yard.api(token, "/v3.1/users").status


def test_somebody_elses_application_is_not_connected(workshop: Workshop) -> None:
    yard = begin(workshop, workshop.developer())
    other = make(workshop.developer(WREN), "Other")
    assert 404 == yard.desk.form(f"{yard.path}/connect", application=other.id).status


def test_a_sandbox_that_was_cut_off_is_finished(workshop: Workshop) -> None:
    yard = begin(workshop, workshop.developer())
    with workshop.hub.parts.store.control.writing() as session:
        session.run(_NOT_ENTERED, of=yard.number)
    assert "was not finished" in yard.desk.shown(yard.path)
    assert 404 == yard.desk.get(f"{yard.path}/people").status
    assert 303 == yard.desk.form(f"{yard.path}/finish").status
    assert "applied" == yard.work()
    assert None is yard.work()


def test_the_files_go_out_as_a_zip_and_come_back_changed(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    reply = yard.desk.get(f"{yard.path}/files.zip")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        students = archive.read("students.csv").decode()
        assert "schools.csv" in archive.namelist()
    changed = students.replace(",20001,20001,", ",20001,20077,").encode()
    assert 303 == upload(yard, {"students.csv": changed}).status
    assert "applied" == yard.work()
    assert "20077" in yard.desk.shown(f"{yard.path}/people?q=20077")
    refused = yard.desk.ask(
        f"{yard.path}/files?csrf={yard.desk.csrf}", "POST", b"x", **{"content-type": "text/csv"}
    )
    assert 400 == refused.status
    assert "Please look at this again" in yard.desk.text


def test_a_change_that_loses_nearly_everything_waits_for_a_word(workshop: Workshop) -> None:
    yard = a_yard(workshop)
    files = set_of(workshop.hub.parts, yard.number).files
    # One section of 33 is more lost than one person may decide elsewhere; here is nobody else.
    hers = files["enrollments.csv"].splitlines()[1]  # each sandbox draws its own classes
    _, section, student = hers.split(b",")
    one_left = {
        "students.csv": keeping(files["students.csv"], b"," + student + b","),
        "enrollments.csv": keeping(files["enrollments.csv"], hers + b"\n"),
        "sections.csv": keeping(files["sections.csv"], b"," + section + b","),
    }
    for answer, left in (("discard", 18), ("approve", 1)):
        assert 303 == upload(yard, one_left).status
        assert "held" == yard.work()
        assert "Nothing is changed yet" in yard.desk.shown(yard.path)
        seen = yard.field("", "seen")
        assert 409 == yard.desk.form(f"{yard.path}/decide", seen="x", answer=answer).status
        for odd in ("", "maybe"):
            assert 400 == yard.desk.form(f"{yard.path}/decide", seen=seen, answer=odd).status
        assert 303 == yard.desk.form(f"{yard.path}/decide", seen=seen, answer=answer).status
        assert (None if answer == "discard" else "applied") == yard.work()
        workshop.town.later(minutes=1)
        page = yard.desk.shown(yard.path)
        assert f"<strong>{left}</strong> students" in page


def keeping(content: bytes, *marks: bytes) -> bytes:
    head, *rows = content.splitlines(keepends=True)
    return b"".join([head, *(row for row in rows if any(mark in row for mark in marks))])


def upload(yard: Yard, files: dict[str, bytes]) -> Reply:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return yard.desk.ask(
        f"{yard.path}/files?csrf={yard.desk.csrf}",
        "POST",
        made.getvalue(),
        **{"content-type": "application/zip"},
    )
