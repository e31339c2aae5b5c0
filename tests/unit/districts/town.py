"""Two districts of one hub, full of markup, and people of every role who open their pages."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from homeroom.accounts import sessions
from homeroom.accounts.sessions import Device
from homeroom.foundation.clock import ManualClock
from homeroom.foundation.ids import wire_id
from homeroom.hub import Hub
from homeroom.intake.runs import founding, queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.worker import Worker
from homeroom.oauth.actions import NewApplication, register_application
from homeroom.roster import queries as roster
from homeroom.roster.actions import set_switch
from tests.support.hubs import InProcess, Reply
from tests.support.intake import Files, some_files

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
MARKUP = "<script>alert('x')</script>\"&"
FORM = "application/x-www-form-urlencoded"
EDGE = "edge"


def marked_files(students: int = 24, schools: int = 2) -> Files:
    """Clean files in which everything that is a name holds markup."""
    files = some_files(students=students, schools=schools)
    for place, row in enumerate(files["students"]):
        row["Last_name"] = f"Pupil{place} {MARKUP}"
        row["Student_number"] = f"n{place}{MARKUP}"
        row["Username"] = f"pupil{place}{MARKUP}"
    for row in files["teachers"]:
        row["Last_name"] += f" {MARKUP}"
    for row in files["schools"]:
        row["School_name"] += f" {MARKUP}"
    for row in files["sections"]:
        row["Name"] += f" {MARKUP}"
    files.rows["administrators.csv"] = [
        {
            "Admin_id": f"A{place}",
            "Admin_email": f"chief{place}@example.org",
            "First_name": f"Chief{place}",
            "Last_name": f"Adams {MARKUP}",
            "Title": "IT",
            "Role": "Clever Administrator",
        }
        for place in range(2)
    ]
    return files


def multipart(files: dict[str, str]) -> tuple[bytes, str]:
    """A form with files, as a browser sends it."""
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        f"Content-Type: text/csv\r\n\r\n{text}\r\n"
        for name, text in files.items()
    ]
    body = "".join(parts) + f"--{EDGE}--\r\n"
    return body.encode(), f"multipart/form-data; boundary={EDGE}"


@dataclass
class Browser:
    """Somebody's browser, with her session."""

    town: "Town"
    cookie: str = ""
    csrf: str = ""

    def get(self, path: str) -> Reply:
        return self.town.call(path, headers={"cookie": self.cookie})

    def text(self, path: str) -> str:
        reply = self.get(path)
        assert 200 == reply.status, (path, reply.status, reply.body[-600:])
        return reply.body.decode()

    def post(self, path: str, csrf: str | None = None, **fields: str) -> Reply:
        sent = fields | {"csrf": self.csrf if csrf is None else csrf}
        headers = {"cookie": self.cookie, "content-type": FORM}
        return self.town.call(path, "POST", headers, urlencode(sent).encode())

    def upload(self, files: dict[str, str], csrf: str | None = None) -> Reply:
        body, kind = multipart(files)
        proof = urlencode({"csrf": self.csrf if csrf is None else csrf})
        headers = {"cookie": self.cookie, "content-type": kind}
        return self.town.call(f"/district/upload?{proof}", "POST", headers, body)


@dataclass
class Town:
    """One district of a running hub."""

    hub: Hub
    district: roster.District
    files: Files = field(default_factory=marked_files)

    @property
    def desk(self) -> Desk:
        return Desk.of(self.hub.parts)

    @property
    def call(self) -> InProcess:
        return InProcess(self.hub)

    @property
    def clock(self) -> ManualClock:
        clock = self.hub.parts.clock
        assert isinstance(clock, ManualClock)
        return clock

    def work(self) -> str | None:
        with Worker(self.desk) as worker:
            return worker.work_one()

    def texts(self) -> dict[str, str]:
        return {name: self.files.text(name) for name in self.files.rows}

    def rid(self, kind: str, key: str) -> int:
        """The number of a record by the district's own key."""
        with self.hub.parts.store.roster.reading() as session:
            rows = roster.known(session, self.district.number).iter_rows()
            return next(int(rid) for its, known, rid, _ in rows if (its, known) == (kind, key))

    def id(self, key: str) -> str:
        return wire_id(self.rid("users", key), self.district.number)

    def browser(self, key: str, role: str) -> Browser:
        """A browser in which the person of this key is signed in."""
        now = int(self.clock.now().timestamp() * 1000)
        with self.hub.parts.store.control.writing() as control:
            issued = sessions.issue(
                control, now, self.district.number, self.rid("users", key),
                Device("Mozilla/5.0 (X11; Linux) Firefox/140"), method="password", role=role,
            )  # fmt: skip
        return Browser(self, f"hr={issued.token}", issued.kept.csrf)

    def admin(self, place: int = 0) -> Browser:
        return self.browser(f"district_admin:A{place}", "district_admin")

    def runs(self) -> list[Run]:
        with self.hub.parts.store.control.reading() as session:
            return queries.runs_of(session, self.district.number, 100)

    def take_in(self, by: Browser) -> Run:
        """Send the files as they are and work them; give back the run."""
        reply = by.upload(self.texts())
        assert 303 == reply.status, reply.body[-800:]
        self.work()
        return self.runs()[0]

    def application(self, name: str = "Reader", **declared: Any) -> str:
        """Register an application of the Library."""
        said = {"types": ["library", "district_sso"], "live": True, "listing": {"live": True}}
        asked = NewApplication(name, said | declared, ())
        with self.hub.parts.store.control.writing() as session:
            return register_application(session, 0, asked).application


def a_town(hub: Hub, name: str, files: Files | None = None) -> Town:
    """A district whose files were taken in."""
    district = founding.found(Desk.of(hub.parts), name)
    with hub.parts.store.roster.writing() as session:
        set_switch(session, district.number, "administrators_csv", True)
    town = Town(hub, district, files or marked_files())
    folder = town.files.write(hub.parts.settings.home / f"sent-{district.short_name}")
    _send(town, folder)
    return town


def _send(town: Town, folder: Any) -> None:
    from tests.support.intake import Intake  # noqa: PLC0415 - for the beginning only

    intake = Intake(town.desk, town.clock, town.district, folder)
    run = intake.send_path(folder)
    assert "applied" == intake.work(run.run)


def links(page: str) -> list[str]:
    """Every address of the district's pages that a page leads to."""
    found = re.findall(r'href="(/district[^"#]*)', page)
    return [one.replace("&amp;", "&") for one in found]
