"""An upload that is called otherwise: looked at, mapped once for the district, then taken in."""

import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from homeroom.intake.mapping.rules import mapping_of
from homeroom.intake.mapping.sampling import covered
from homeroom.intake.runs import actions
from homeroom.intake.uploads.actions import Arrival, receive
from homeroom.intake.uploads.keys import issue_upload_key
from homeroom.roster.actions import set_switch
from homeroom.roster.queries import one, setting
from tests.support.hubs import Reply
from tests.unit.districts.town import MARKUP, Browser, Town, multipart

UPLOAD = "/district/upload"
_PUPILS = "Pupils 2026.csv"


def _address(reply: Reply) -> str:
    assert 303 == reply.status, reply.body[-800:]
    found = reply.headers["location"]
    assert re.fullmatch(r"/district/upload/[0-9a-f]{24}", found), found
    return found


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def _places(page: str) -> dict[str, str]:
    """Header -> the name of its choice."""
    found = re.findall(r'<select name="(to_\d+)" aria-label="(.*?) becomes"', page)
    return {header: name for name, header in found}


def _chosen(page: str) -> dict[str, str]:
    """Header -> what its choice stands on."""
    rows = re.findall(
        r'aria-label="([^"]*) becomes">.*?<option value="([^"]*)" selected>', page, re.DOTALL
    )
    return dict(rows)


def _changes_never_wait(town: Town) -> None:
    """A new field changes every pupil, which otherwise waits for a person."""
    with town.hub.parts.store.roster.writing() as session:
        set_switch(
            session,
            town.district.number,
            "limits",
            {"updated": {"students": None, "sections": None}},
        )


def _called_otherwise(town: Town) -> str:
    """The pupils' file as another system writes it, one of them with a new name."""
    town.files.row("students", "Student_id", "P2")["First_name"] = "Renamed"
    lines = town.files.text("students.csv").splitlines(keepends=True)
    head = lines[0].replace("Student_id", "Pupil No").replace("Last_name", "Surname")
    return "".join([head.replace("Grade", "Bus route 7"), *lines[1:]])


def _mapped(chief: Browser, text: str) -> str:
    """Say which file it is and what its columns are; give the upload's address."""
    address = _address(chief.upload({_PUPILS: text}))
    page = chief.text(address)
    said = chief.post(f"{address}/file", file=_PUPILS, ours="students.csv", seen=_seen(page))
    assert f"{address}?said=file" == said.headers["location"]
    page = chief.text(address)
    to = {_places(page)[header]: chosen for header, chosen in _chosen(page).items()}
    to[_places(page)["Bus route 7"]] = "ext"
    said = chief.post(f"{address}/columns", file=_PUPILS, seen=_seen(page), **to)
    assert f"{address}?said=columns" == said.headers["location"], said.body[-900:]
    return address


def _body(town: Town, key: str) -> str:
    with town.hub.parts.store.roster.reading() as session:
        found = one(session, town.district.number, "users", town.rid("users", key))
    assert found is not None
    return f"{found[0]} {found[1]}"


def test_what_is_known_starts_at_once_and_what_is_not_waits_and_is_guessed(town: Town) -> None:
    chief = town.admin()
    assert "/district/runs/" in chief.upload({"students.csv": town.texts()["students.csv"]}).headers["location"]  # fmt: skip  # noqa: E501
    runs = len(town.runs())
    address = _address(chief.upload({_PUPILS: _called_otherwise(town)}))
    assert runs == len(town.runs())
    page = chief.text(address)
    assert "None of the files is known" in page
    assert '<option value="students.csv" selected>' in page
    assert 400 == chief.post(f"{address}/start").status
    chief.post(f"{address}/file", file=_PUPILS, ours="students.csv", seen=_seen(page))
    page = chief.text(address)
    assert "Lacks Student_id, Last_name" in page
    chosen = _chosen(page)
    assert ("student_id", "last_name", "-") == (
        chosen["Pupil No"], chosen["Surname"], chosen["Bus route 7"]
    )  # fmt: skip
    assert "School_id" in page
    assert "Re•••••" in page
    assert "Renamed" not in page
    assert MARKUP not in page
    assert runs == len(town.runs())


def test_a_mapping_is_the_districts_own_whatever_way_its_files_come(
    town: Town, tmp_path: Path
) -> None:
    chief = town.admin()
    _changes_never_wait(town)
    town.clock.advance(timedelta(minutes=1))
    before = town.rid("users", "student:P2")
    address = _mapped(chief, _called_otherwise(town))
    reply = chief.post(f"{address}/start")
    assert address == reply.headers["location"]
    assert 303 == chief.post(f"{address}/start").status
    assert "applied" == town.work()
    assert town.work() is None
    run = f"/district/runs/{town.runs()[0].run}"
    assert run == chief.get(address).headers["location"]
    assert before == town.rid("users", "student:P2")
    assert '"first":"Renamed"' in _body(town, "student:P2")
    assert '"bus_route_7":"3"' in _body(town, "student:P2")
    town.clock.advance(timedelta(minutes=1))
    # The next one needs no word any more, and neither does a folder on the hub's machine.
    text = _called_otherwise(town).replace("Renamed", "Again")
    assert run != chief.upload({_PUPILS: text}).headers["location"] != address
    assert "applied" == town.work()
    assert '"first":"Again"' in _body(town, "student:P2")
    (tmp_path / _PUPILS).write_text(text.replace("Again", "Thrice"))
    sent = receive(town.desk, Arrival(town.district.number, "folder", "", {}), tmp_path)
    actions.submit(town.desk, sent, "strict")
    assert "applied" == town.work()
    assert '"first":"Thrice"' in _body(town, "student:P2")
    # Nor does a script of the district's with its key.
    town.clock.advance(timedelta(minutes=1))
    with town.hub.parts.store.control.writing() as session:
        key = issue_upload_key(session, town.district.number, "sis", 0)
    sent_by_key = town.call(
        "/intake/v1/uploads?file=Pupils%202026.csv", "POST",
        {"authorization": f"Bearer {key}", "content-type": "text/csv"},
        text.replace("Again", "Fourth").encode(),
    )  # fmt: skip
    assert 202 == sent_by_key.status
    assert "applied" == town.work()
    assert '"first":"Fourth"' in _body(town, "student:P2")
    assert "mapping" in chief.text("/district/logs/decisions").lower()


def test_one_column_feeds_two_fields_and_a_field_takes_one_column(town: Town) -> None:
    chief = town.admin()
    _changes_never_wait(town)
    text = town.texts()["students.csv"].replace("Student_number", "Local")
    address = _address(chief.upload({"students.csv": text}))
    page = chief.text(address)
    to = _places(page)
    twice = chief.post(
        f"{address}/columns", file="students.csv", seen=_seen(page), number="1",
        **{to["Local"]: "student_id"},
    )  # fmt: skip
    assert 400 == twice.status
    assert "Student_id would come from two columns" in twice.body.decode()
    assert "student_id" == _chosen(twice.body.decode())["Local"]
    done = chief.post(
        f"{address}/columns", file="students.csv", seen=_seen(page), then="start",
        also_from=to["Local"].removeprefix("to_"), also_field="state_id",
        **{to["Local"]: "student_number"},
    )  # fmt: skip
    assert 303 == done.status
    assert "applied" == town.work()
    with town.hub.parts.store.roster.reading() as session:
        kept = mapping_of(setting(session, town.district.number).switches)
    assert {"local": ("student_number", "state_id")} == dict(kept.fields_of("students.csv"))
    assert '"state_id":"n2' in _body(town, "student:P2")


def test_a_form_of_another_tab_is_refused_and_keeps_what_was_chosen(town: Town) -> None:
    chief = town.admin()
    text = town.texts()["students.csv"].replace("Grade", "Level 9")
    address = _address(chief.upload({"students.csv": text}))
    page = chief.text(address)
    place = _places(page)["Level 9"]
    asked = {"file": "students.csv", "seen": _seen(page), place: "grade"}
    assert 303 == chief.post(f"{address}/columns", **asked).status
    stale = chief.post(f"{address}/columns", **asked | {place: "gender"})
    assert 409 == stale.status
    assert "nothing was saved" in stale.body.decode()
    assert "gender" == _chosen(stale.body.decode())["Level 9"]


def test_asked_to_look_first_the_run_waits_and_applications_see_no_hold(town: Town) -> None:
    chief = town.admin()
    town.files.row("students", "Student_id", "P2")["First_name"] = "Renamed"
    text = town.texts()["students.csv"]
    body = chief.upload({"students.csv": text})
    assert 303 == body.status
    town.work()
    town.clock.advance(timedelta(minutes=1))
    address = _first(chief, {"students.csv": text.replace("Renamed", "Later")})
    assert "Start the upload" in chief.text(address)
    chief.post(f"{address}/start", look="first")
    assert "held" == town.work()
    run = town.runs()[0]
    page = chief.text(f"/district/runs/{run.run}")
    assert "You asked to see what would change" in page
    assert "Approve these changes" in page
    assert '"first":"Renamed"' in _body(town, "student:P2")
    with town.hub.parts.store.roster.reading() as session:
        assert "running" == setting(session, town.district.number).profile["state"]
    chief.post(f"/district/runs/{run.run}/approve", attempt=str(run.attempt))
    assert "applied" == town.work()
    assert '"first":"Later"' in _body(town, "student:P2")


def _first(chief: Browser, files: dict[str, str]) -> str:
    """Send files by the button that asks to look at them first."""
    body, kind = multipart(files)
    proof = urlencode({"look": "first", "csrf": chief.csrf})
    headers = {"cookie": chief.cookie, "content-type": kind}
    return _address(chief.town.call(f"{UPLOAD}?{proof}", "POST", headers, body))


def test_files_that_wait_are_found_again_and_thrown_away(town: Town, other: Town) -> None:
    chief = town.admin()
    address = _address(chief.upload({"students.csv": "Odd,Student_id\n1,2\n"}))
    assert address in chief.text(UPLOAD)
    assert 404 == other.admin().get(address).status
    assert 404 == other.admin().post(f"{address}/throw-away").status
    folder = next(town.desk.uploads.glob(f"*/{address.rpartition('/')[2]}"))
    assert "Throw 1 file away" in chief.text(f"{address}/throw-away")
    assert 303 == chief.post(f"{address}/throw-away").status
    assert not folder.exists()
    assert 404 == chief.get(address).status
    assert address not in chief.text(UPLOAD)


def test_hostile_files_get_a_clear_answer_and_nothing_is_lost(town: Town) -> None:
    chief = town.admin()
    runs = len(town.runs())
    wide = ",".join(f"c{place}" for place in range(10_000)) + "\n"
    address = _address(chief.upload({"students.csv": wide, "strange.csv": "\x00\xff,\n"}))
    assert "has 10,000 columns; at most 1,000 are taken" in chief.text(address)
    for name, content in (("../students.csv", b"x"), ("students.csv", b"0" * 9_000_000)):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        refused = _sent_zip(chief, out.getvalue())
        assert 400 == refused.status, name
        assert "The zip was not taken" in refused.body.decode()
    broken = _sent_zip(chief, out.getvalue()[:200])
    assert 400 == broken.status
    body, kind = multipart({"students.csv": town.texts()["students.csv"]})
    headers = {"cookie": chief.cookie, "content-type": kind}
    cut = town.call(f"{UPLOAD}?csrf={chief.csrf}", "POST", headers, body[:-600])
    assert (400, True) == (cut.status, "broke off before all of it was here" in cut.body.decode())
    assert runs == len(town.runs())
    assert "24" in chief.text("/district/data")


def _sent_zip(chief: Browser, content: bytes) -> Reply:
    edge = b"--edge\r\n"
    head = b'Content-Disposition: form-data; name="files"; filename="all.zip"\r\n\r\n'
    body = edge + head + content + b"\r\n--edge--\r\n"
    headers = {"cookie": chief.cookie, "content-type": "multipart/form-data; boundary=edge"}
    return chief.town.call(f"{UPLOAD}?csrf={chief.csrf}", "POST", headers, body)


def test_what_is_shown_of_a_value_tells_its_form_and_not_the_person() -> None:
    assert "20••-••-••" == covered("DOB", "2012-03-01")
    assert "an•@•••••••.•••" == covered("Mail", "ann@example.org")
    assert "M" == covered("Gender", "M")
    assert "••••" == covered("Password", "swordfish")
