"""An application's ids beside a district's: only what the connection reads, and told to both."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest

from homeroom.accounts import sessions
from homeroom.accounts.actions import add_hub_account
from homeroom.accounts.desk import desk_of
from homeroom.accounts.rules import HUB
from homeroom.accounts.sessions import Device
from homeroom.developers.matching.reading import MOST_BYTES, read
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.errors import InvalidRequestError
from homeroom.intake.retention.actions import let_go
from homeroom.oauth.registration.actions import own
from homeroom.sharing.disclosing.flushing import flush
from homeroom.sharing.matching.queries import matchings_of
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.stores import Place
from tests.unit.districts.connecting import FULL, connect
from tests.unit.districts.town import START, Town, a_town, multipart


@dataclass
class Bench:
    """A developer, her application, and one district that it is connected to."""

    town: Town
    cookie: str
    csrf: str
    application: str
    connection: str

    @property
    def path(self) -> str:
        return f"/developers/apps/{self.application}/districts/{self.connection}/matching"

    def get(self, path: str) -> Reply:
        return self.town.call(path, headers={"cookie": self.cookie})

    def text(self, path: str) -> str:
        reply = self.get(path)
        assert 200 == reply.status, (path, reply.status, reply.body[-600:])
        return reply.body.decode()

    def send(self, text: str | bytes, role: str = "", csrf: str | None = None) -> Reply:
        body, kind = multipart({"list.csv": "@@"})
        raw = text.encode() if isinstance(text, str) else text
        body = body.replace(b"@@", raw)
        asked = urlencode({"csrf": self.csrf if csrf is None else csrf, "role": role})
        headers = {"cookie": self.cookie, "content-type": kind}
        return self.town.call(f"{self.path}?{asked}", "POST", headers, body)

    def rows(self, text: str, role: str = "") -> dict[str, tuple[str, str]]:
        """Match a list; return their id -> (result, field) of the file."""
        reply = self.send(text, role)
        assert 303 == reply.status, reply.body[-900:]
        here = reply.headers["location"].partition("?")[0]
        file = csv.DictReader(io.StringIO(self.text(f"{here}/result.csv")))
        return {
            row["Your id"]: (row["Result"], row["Matched by"]) for row in file if row["Your id"]
        }


def bench(town: Town, share: Share | None = None, access: FieldAccess = FULL) -> Bench:
    application, connection = (
        connect(town, "Reader <i>", access=access)
        if share is None
        else connect(town, "Reader <i>", share, access)
    )
    desk = desk_of(town.hub.parts)
    person, _ = add_hub_account(desk, f"{application}@example.org", "Bo <b>", "developer")
    with town.hub.parts.store.control.writing() as control:
        own(control, desk.now(), application, person.user)
        issued = sessions.issue(
            control, desk.now(), HUB, person.user, Device(), method="password", role="developer"
        )
    return Bench(town, f"hr={issued.token}", issued.kept.csrf, application, connection)


@pytest.fixture
def town(place: Place) -> Iterator[Town]:
    with a_hub(place, ManualClock(START), max_upload_bytes=200_000) as hub:
        yield a_town(hub, "Ridge")


def test_each_record_has_its_result_and_both_sides_are_told(town: Town) -> None:
    app = bench(town)
    text = (
        "app_id,Sis_id,Email,First_name,Last_name,School\n"
        "a,P0,,,,\nb,,P1@Pupils.example.org,,,\nc,P9999,,,,\nd,P2,,,,\ne,P2,,,,\n\n,P3,,,,\n"
    )
    assert {
        "a": ("Match", "SIS id"), "b": ("Match", "E-mail address"),
        "c": ("From you, no match", ""), "d": ("From you, duplicate", "SIS id"),
        "e": ("From you, duplicate", "SIS id"),
    } == app.rows(text, "student")  # fmt: skip
    page = app.text(app.path)
    assert "Bo &lt;b&gt; of Reader &lt;i&gt;" in page
    (result,) = set(re.findall(rf"{app.path}/[0-9a-f]{{24}}", page))
    shown = app.text(result)
    assert "Left out because" in shown
    assert "First0" not in shown  # ids alone: who is who the application reads by its token
    chief = town.admin()
    theirs = chief.text(f"/district/applications/{app.application}")
    assert "Ids that it matched" in theirs
    assert "Bo &lt;b&gt; of Reader &lt;i&gt;" in theirs
    assert "2 matched" in chief.text("/district/logs/decisions?action=matching")
    flush(town.hub.parts)
    assert "Reader" in chief.text(f"/district/disclosures/people/{town.id('student:P0')}")


def test_the_same_list_twice_is_one_matching(town: Town) -> None:
    app = bench(town)
    first, again = (app.send("Id,Sis_id\na,P0\n").headers["location"] for _ in range(2))
    assert first == again
    assert first != app.send("Id,Sis_id\na,P1\n").headers["location"]


def test_nobody_is_found_who_is_not_shared(town: Town) -> None:
    """The attack: a list of everybody, to learn who is in the district."""
    inside = Share("schools", schools=frozenset({town.rid("schools", "S0")}))
    app = bench(town, inside)
    by_school = {row["Student_id"]: row for row in town.files["students"]}
    out = io.StringIO()
    out.write("Id,Sis_id,Email,First_name,Last_name,School\n")
    fields = ("Student_id", "Student_id", "Student_email", "First_name", "Last_name", "School_id")
    csv.writer(out).writerows([row[name] for name in fields] for row in by_school.values())
    text = out.getvalue()
    found = app.rows(text)
    seen = {one for one, row in by_school.items() if row["School_id"] == "S0"}
    assert seen == {one for one, (result, _) in found.items() if result == "Match"}
    assert {("From you, no match", "")} == {found[one] for one in by_school.keys() - seen}
    assert not {town.id(f"student:{one}") for one in by_school.keys() - seen} & set(
        re.findall(r"[0-9a-f]{24}", app.text(app.send(text).headers["location"] + "/result.csv"))
    )


@pytest.mark.parametrize(
    ("refused", "column", "value"),
    [
        ("users.email", "Email", "p0@pupils.example.org"),
        ("users.roles.student.sis_id", "Sis_id", "P0"),
        ("users.name", "First_name,Last_name,School", None),
    ],
)
def test_a_field_that_is_off_matches_nobody(
    town: Town, refused: str, column: str, value: str | None
) -> None:
    """The attack: to try values of a field that the district does not give."""
    first = town.files["students"][0]
    name = first["Last_name"].replace('"', '""')
    row = value or f'{first["First_name"]},"{name}",S0'
    text = f"Id,{column}\na,{row}\n"
    assert "Match" == bench(town).rows(text)["a"][0]
    shy = FieldAccess(scopes=FULL.scopes, refused=frozenset({refused}))
    assert ("From you, no match", "") == bench(town, access=shy).rows(text)["a"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Choose one CSV file"),
        ("Id,Sis_id\n", "no rows"),
        ("Sis_id,Email\nP0,x\n", "Id"),
        ("Id,Favourite\na,b\n", "needs these columns"),
        ("Id,First_name,Last_name\na,b,c\n", "needs these columns"),
        ("Id,Sis_id\n,P0\n", 'id="file-trouble"'),
        (b"PK\x03\x04" + b"0" * 2000, "Save the list as CSV"),
        (b"\x89PNG\x00\x01", "no CSV file"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(town: Town, text: str | bytes, told: str) -> None:
    app = bench(town)
    reply = app.send(text)
    assert (400, True) == (reply.status, told in reply.body.decode()), reply.body.decode()[-1500:]
    assert "None." in app.text(app.path)


def test_a_vast_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    vast = tmp_path / "list.csv"
    with vast.open("wb") as stream:
        stream.write(b"Id,Email\n")
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(InvalidRequestError, match="more than 50 MB"):
        read(vast)


def test_messy_files_are_read(town: Town) -> None:
    app = bench(town)
    match = ("Match", "SIS id")
    for raw in (
        "\ufeffID;".replace(";", ",") + " sis_id \r\na,P0\r\n\r\n",
        "Id,Sis_id\na,P0\n".encode("utf-16").decode("utf-16"),
        'Id,Sis_id,Last_name\r"a","P0","O""Neil, x"\r',
    ):
        assert match == app.rows(raw)["a"], raw
    assert 303 == app.send("Id,Sis_id,Last_name\nä,P0,Müller\n".encode("cp1252")).status
    assert 303 == app.send("Id,Sis_id\na,P0\n".encode("utf-16")).status


def test_results_are_erased_after_thirty_days(town: Town) -> None:
    app = bench(town)
    here = app.send("Id,Sis_id\na,P0\n").headers["location"]
    town.clock.advance(timedelta(days=30))
    let_go(town.desk, town.district)
    with town.hub.parts.store.roster.reading() as session:
        assert 1 == len(matchings_of(session, town.district.number, app.application))
    town.clock.advance(timedelta(seconds=1))
    let_go(town.desk, town.district)
    with town.hub.parts.store.roster.reading() as session:
        assert [] == matchings_of(session, town.district.number, app.application)
    assert here.startswith(app.path)


def test_only_its_developer_matches_and_only_while_it_is_connected(town: Town) -> None:
    app, other = bench(town), bench(town)
    made = app.send("Id,Sis_id\na,P0\n").headers["location"]
    for path in (app.path, made, f"{made}/result.csv"):
        assert 404 == other.get(path).status
    mixed = made.replace(app.application, other.application).replace(
        app.connection, other.connection
    )
    assert 404 == other.get(mixed).status
    assert 403 == app.send("Id,Sis_id\na,P0\n", csrf="wrong").status
    assert 303 == InProcess(town.hub)(app.path).status  # nobody signs in first
    sso = FieldAccess(tier="district_sso")
    assert 404 == (lone := bench(town, access=sso)).get(lone.path).status
