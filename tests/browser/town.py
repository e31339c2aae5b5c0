"""Harbour Point: a small district that came in from files, its applications, and its people.

Ms Lee and Mr Kim teach Maths 3 together, Cy Novak Maths 4, Zoe Alder nothing; Dee Park teaches,
works in the office and is an administrator. Ann, Ben and Eve learn Maths 3, Ron Maths 4; Eve has no
e-mail address.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from homeroom.accounts import desk as accounts
from homeroom.accounts import sessions
from homeroom.accounts.people import Person
from homeroom.accounts.proof import passwords
from homeroom.accounts.sessions import Device
from homeroom.foundation.clock import ManualClock, SystemClock
from homeroom.foundation.ids import wire_id
from homeroom.hub import FEATURES, Hub
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run, runs_of
from homeroom.intake.runs.worker import Worker
from homeroom.oauth.actions import NewApplication, Registered, register_application
from homeroom.roster import actions, queries
from homeroom.roster.queries import District
from homeroom.sandbox.demo import Client, create_demo
from homeroom.sharing import actions as sharing
from homeroom.sharing.library import actions as library
from homeroom.sharing.library.actions import Act
from homeroom.sharing.queries import connections_to
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.browsing import a_port, serving, url_of
from tests.support.hubs import a_hub
from tests.support.intake import Files, Intake
from tests.support.stores import Place

CHIEF = "chief@harbour.example.org"
CHIEF_PASSWORD = "violet otter 1"
RTL = "\N{HEBREW LETTER SHIN}\N{HEBREW LETTER LAMED}\N{HEBREW LETTER VAV}"
MARK = "<b>x</b>"
LEE, KIM, CY, ZOE, DEE = "700001", "700002", "700003", "700004", "700005"
ANN, BEN, RON, EVE = "800001", "800002", "800003", "800004"
MAY = "900001"

_TEACHERS = {
    LEE: ("Min", "Lee"), KIM: ("Joon", "Kim"), CY: ("Cy", "Novak"), ZOE: ("Zoe", "Alder"),
    DEE: ("Dee", "Park"),
}  # fmt: skip
_STUDENTS = {
    ANN: ("Ann", f"Abara {MARK}"), BEN: ("Ben", RTL), RON: ("Ron", "Ito"), EVE: ("Eve", "Marsh"),
}  # fmt: skip
_CLASSES = {"C1": (LEE, KIM, "Maths 3"), "C2": (CY, "", "Maths 4")}
_ENROLLED = [("C1", ANN), ("C1", BEN), ("C1", EVE), ("C2", RON)]
_LISTING = {
    "live": True,
    "developer": "Reef Makers",
    "summary": "Stories to read aloud",
    "description": "Ten minutes a day, alone or with the class.",
    "subjects": ["english/language arts"],
    "grades": ["3", "4"],
    "free_offer": "Free for one class",
    "agreement_version": "2.1",
    "support": "help@reef.example.org",
}
_FEATURES = tuple(
    replace(feature, prepare=None) if feature.name == "sandbox" else feature for feature in FEATURES
)


def harbour_files() -> Files:
    """The files that the district sends."""
    files = Files()
    files.rows["schools.csv"] = [
        {"School_id": "S", "School_name": "Elm Street School", "School_number": "1"}
    ]
    files.rows["teachers.csv"] = [
        {"School_id": "S", "Teacher_id": number, "Teacher_number": number, "First_name": first,
         "Last_name": last, "Teacher_email": f"{first.lower()}@harbour.example.org"}
        for number, (first, last) in _TEACHERS.items()
    ]  # fmt: skip
    files.rows["staff.csv"] = [
        {"School_id": "S", "Staff_id": MAY, "First_name": "May", "Last_name": "Okoro",
         "Staff_email": "may@harbour.example.org"},
        {"School_id": "S", "Staff_id": "900005", "First_name": "Dee", "Last_name": "Park",
         "Staff_email": "dee@harbour.example.org"},
    ]  # fmt: skip
    files.rows["students.csv"] = [
        {"School_id": "S", "Student_id": number, "Student_number": number, "First_name": first,
         "Last_name": last, "Grade": "3",
         "Student_email": "" if number == EVE else f"{first.lower()}@pupils.example.org"}
        for number, (first, last) in _STUDENTS.items()
    ]  # fmt: skip
    files.rows["sections.csv"] = [
        {"School_id": "S", "Section_id": key, "Teacher_id": first, "Teacher_2_id": second,
         "Name": name, "Subject": "math", "Grade": "3", "Term_name": "Year",
         "Term_start": "2020-08-01", "Term_end": "2099-07-31"}
        for key, (first, second, name) in _CLASSES.items()
    ]  # fmt: skip
    files.rows["enrollments.csv"] = [
        {"School_id": "S", "Section_id": key, "Student_id": number} for key, number in _ENROLLED
    ]
    files.rows["administrators.csv"] = [
        {"Admin_id": "A1", "Admin_email": CHIEF, "First_name": "Cho", "Last_name": "Vale",
         "Title": "IT", "Role": "Clever Administrator"},
        {"Admin_id": "A2", "Admin_email": "dee@harbour.example.org", "First_name": "Dee",
         "Last_name": "Park", "Title": "Deputy", "Role": "Clever Administrator"},
    ]  # fmt: skip
    return files


@dataclass
class Town:
    """The district at a hub that is served, with an application outside that shows who comes."""

    hub: Hub
    clock: ManualClock
    district: District
    url: str
    demo: str
    files: Files = field(default_factory=harbour_files)
    apps: dict[str, Registered] = field(default_factory=dict)

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    @property
    def desk(self) -> Desk:
        return Desk.of(self.hub.parts)

    # -------------------------------------------------------------------------------- roster

    def send(self, *only: str) -> Run:
        """The district's files come in as they are now."""
        folder = (
            self.hub.parts.settings.home / f"sent-{self.newest_run().run if self.runs() else 0}"
        )
        self.later(minutes=1)
        intake = Intake(self.desk, self.clock, self.district, folder)
        return intake.take_in(self.files, *only)

    def work(self) -> None:
        """What was uploaded is worked."""
        with Worker(self.desk) as worker:
            worker.work_one()

    def lose_students(self) -> Run:
        """An export comes without half of the pupils, as it does when one school is left out."""
        for number in (ANN, RON):
            self.files.drop("students", "Student_id", number)
            self.files.drop("enrollments", "Student_id", number)
        return self.send("students.csv", "enrollments.csv")

    def later(self, **by: float) -> None:
        """Time passes."""
        self.clock.advance(timedelta(**by))

    def switch(self, **chosen: Any) -> None:
        """The district chooses."""
        with self.hub.parts.store.roster.writing() as session:
            for name, value in chosen.items():
                actions.set_switch(session, self.district.number, name, value)

    def texts(self) -> dict[str, str]:
        return {name: self.files.text(name) for name in self.files.rows}

    def runs(self) -> list[Run]:
        with self.hub.parts.store.control.reading() as session:
            return runs_of(session, self.district.number, 1)

    def newest_run(self) -> Run:
        return self.runs()[0]

    def person(self, number: str) -> Person:
        """Somebody by the number of the files."""
        of_role = {"7": "teacher", "8": "student", "9": "staff"}
        key = f"{of_role[number[0]]}:{number}" if number[0] in of_role else "district_admin:A1"
        with self.hub.parts.store.roster.reading() as session:
            rows = queries.known(session, self.district.number).iter_rows()
            rid = next(int(rid) for kind, known, rid, _ in rows if (kind, known) == ("users", key))
        found = accounts.desk_of(self.hub.parts).people.active(self.district.number, rid)
        assert found is not None
        return found

    def id(self, number: str) -> str:
        return wire_id(self.person(number).user, self.district.number)

    def session(self, number: str, role: str = "", *, shared: bool = False) -> tuple[str, str]:
        """Somebody is signed in: the name and the value of her cookie."""
        person = self.person(number)
        device = Device("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36", shared)
        with self.hub.parts.store.control.writing() as control:
            issued = sessions.issue(
                control, self.now, person.district, person.user, device, method="password",
                role=role or person.roles[0],
            )  # fmt: skip
        return "hr", issued.token

    # -------------------------------------------------------------------------- applications

    def app(self, key: str) -> Registered:
        return self.apps[key]

    def launch(self, key: str) -> str:
        """The button of an application on some page of the district."""
        return (
            f"/oauth/instant-login?client_id={self.app(key).client_id}"
            f"&district_id={self.district.id}"
        )

    def authorize(self, key: str, **more: str) -> str:
        """Where an application sends a browser that is to sign in (sso.md 4.1)."""
        app = self.app(key)
        asked = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": f"{self.demo}/{key}/callback",
        }
        return f"/oauth/authorize?{urlencode(asked | more)}"

    def connect(self, key: str) -> None:
        """The district connects an application itself."""
        with self.hub.parts.store.roster.writing() as session:
            sharing.connect(
                session, self.now, self.district.number, self.app(key).application,
                "district_sso", Share("district", staff=True, administrators=True),
                FieldAccess(tier="district_sso"), events=False,
            )  # fmt: skip

    def has_connected(self, key: str) -> bool:
        """Whether the district has connected an application itself."""
        with self.hub.parts.store.roster.reading() as session:
            return bool(connections_to(session, self.app(key).application))

    def install(self, key: str, teacher: str) -> None:
        """A teacher has added an application for her classes."""
        person = self.person(teacher)
        act = Act(self.now, self.district.number, str(person.user))
        with self.hub.parts.store.roster.writing() as session:
            library.install(session, act, self.app(key).application, person.user, "1")


_APPS: dict[str, tuple[str, dict[str, Any]]] = {
    "tide": ("Tide Maths", {"types": ["district_sso"], "oidc_enabled": True, "send_iss": True}),
    "reef": ("Reading Reef", {"types": ["library"], "listing": _LISTING}),
    "cobble": (
        "Cobble Lane",
        {"types": ["library", "district_sso"],
         "listing": _LISTING | {"developer": "Cobble Lane Learning", "summary": "Short exercises"}},
    ),
    "office": ("Office Desk", {"types": ["district_sso"], "user_types": ["staff", "teacher"]}),
}  # fmt: skip
"""The demo has buttons for the first two; nobody is connected to `cobble` and `office` yet."""


def _register(hub: Hub, demo: str, now: int) -> dict[str, Registered]:
    made = {}
    for key, (name, said) in _APPS.items():
        pages = {f"{page}_url": f"{demo}/about/{key}/{page}" for page in ("privacy", "agreement")}
        listing = {"listing": said["listing"] | pages} if "listing" in said else {}
        given = {"user_types": ["student", "teacher"]} | said | listing
        if said["types"] == ["district_sso"] and "user_types" not in said:
            given["user_types"] = ["student", "teacher", "staff", "district_admin"]
        asked = NewApplication(name, given, (f"{demo}/{key}/callback",))
        with hub.parts.store.control.writing() as session:
            made[key] = register_application(session, now, asked)
    return made


def _demo(hub: str, demo: str, apps: dict[str, Registered]) -> Any:
    clients = [
        Client(
            key, _APPS[key][0], app.client_id, app.client_secret or "",
            f"{demo}/{key}/callback", f"/{key}/callback", asks_openid=key == "tide",
        )
        for key, app in apps.items()
    ]  # fmt: skip
    return create_demo(hub, clients)


@contextmanager
def a_harbour(place: Place, *, sandbox: bool = True, apps: bool = True) -> Iterator[Town]:
    """Give the town; without `apps` nobody offers any."""
    # The demo, being outside, looks at a clock of its own when it checks an id_token.
    clock = ManualClock(SystemClock().now())
    taken, outside = a_port(), a_port()
    url, demo = url_of(taken), url_of(outside)
    with a_hub(place, clock, _FEATURES, sandbox=sandbox, base_url=url, rate_limit=100_000) as hub:
        district = founding.found(Desk.of(hub.parts), "Harbour Point")
        with hub.parts.store.roster.writing() as session:
            actions.set_switch(session, district.number, "administrators_csv", True)
        town = Town(hub, clock, district, url, demo)
        assert "applied" == town.send().state
        desk = accounts.desk_of(hub.parts)
        passwords.print_password(desk, town.person("A1"), CHIEF_PASSWORD)
        town.apps = _register(hub, demo, town.now) if apps else {}
        if apps:
            town.connect("tide")
            with serving(hub, taken), serving(_demo(url, demo, town.apps), outside):
                yield town
        else:
            outside.close()
            with serving(hub, taken):
                yield town
