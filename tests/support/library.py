"""A hub with a small school, taken in from files, whose teachers use the Library.

Ann and Bob teach class C1 together, Cy teaches C2 alone, Zoe teaches nothing. Pia is in C1, Quin in
both, Ron in C2. Everybody signs in with real accounts; every name has markup in it.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from homeroom.accounts import actions as accounts
from homeroom.accounts.actions import Attempt
from homeroom.accounts.desk import Desk
from homeroom.accounts.proof.pool import Cost, Pool
from homeroom.accounts.throttles import Origin
from homeroom.data_api import FEATURE as DATA_API
from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from homeroom.library import FEATURE as LIBRARY
from homeroom.oauth import FEATURE as OAUTH
from homeroom.oauth.actions import NewApplication, Registered, register_application
from homeroom.oauth.grants.user_tokens import user_grant_of
from homeroom.roster import queries as roster
from homeroom.roster.queries import District
from homeroom.sharing import actions as sharing
from homeroom.sharing.library.queries import consents_of
from homeroom.sharing.rules import FieldAccess, Share
from homeroom.web import Feature
from homeroom.web.pages import assets
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.intake import Files
from tests.support.pipeline import a_district, take_in
from tests.support.stores import Place

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
CALLBACK = "https://reader.example.org/callback"
FORM = "application/x-www-form-urlencoded"
MARK = "<script>x</script>"
FEATURES = (Feature("pages", routes=assets.routes), OAUTH, DATA_API, LIBRARY)
LISTING = {
    "live": True,
    "developer": "Reading <b>Makers</b>",
    "summary": "Stories to read aloud",
    "description": "Ten minutes a day.",
    "subjects": ["english/language arts"],
    "grades": ["3", "4"],
    "free_offer": "Free for one class",
    "privacy_url": "https://reader.example.org/privacy",
    "agreement_url": "https://reader.example.org/agreement.pdf",
    "agreement_version": "2.1",
}
TEACHERS = {"ann": "700001", "bob": "700002", "cy": "700003", "zoe": "700004"}
STUDENTS = {"pia": "800001", "quin": "800002", "ron": "800003"}


def school_files() -> Files:
    """The files that the school sends."""
    files = Files()
    files.rows["schools.csv"] = [
        {"School_id": "S", "School_name": "Hidden Elm School", "School_number": "1"}
    ]
    files.rows["teachers.csv"] = [
        {
            "School_id": "S",
            "Teacher_id": name,
            "Teacher_number": number,
            "Last_name": f"Teach{MARK}",
            "First_name": name.title(),
            "Teacher_email": f"{name}@staff.example.org",
        }
        for name, number in TEACHERS.items()
    ]
    files.rows["students.csv"] = [
        {
            "School_id": "S",
            "Student_id": name,
            "Student_number": number,
            "Last_name": "Hidden",
            "First_name": f"{name.title()}{MARK}",
            "Grade": "3",
            "Student_email": f"{name}@hidden.example.org",
        }
        for name, number in STUDENTS.items()
    ]
    files.rows["staff.csv"] = [
        {"School_id": "S", "Staff_id": "900001", "First_name": "May", "Last_name": "Office",
         "Staff_email": "may@staff.example.org"}
    ]  # fmt: skip
    files.rows["sections.csv"] = [
        _section("C1", "ann", "bob", f"Reading {MARK}"),
        _section("C2", "cy", "", "Maths"),
    ]
    enrolled = [("C1", "pia"), ("C1", "quin"), ("C2", "quin"), ("C2", "ron")]
    files.rows["enrollments.csv"] = [
        {"School_id": "S", "Section_id": section, "Student_id": student}
        for section, student in enrolled
    ]
    return files


def _section(key: str, teacher: str, second: str, name: str) -> dict[str, str]:
    return {
        "School_id": "S",
        "Section_id": key,
        "Teacher_id": teacher,
        "Teacher_2_id": second,
        "Name": name,
        "Subject": "english/language arts",
        "Grade": "3",
        "Term_name": "Fall",
        "Term_start": "2026-08-15",
        "Term_end": "2026-12-20",
    }


@dataclass
class Browser:
    """Somebody's browser: one cookie, and what the last page held."""

    call: InProcess
    cookie: str

    def get(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Open a page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(path, method, {"cookie": self.cookie} | named)

    def post(
        self, path: str, fields: Mapping[str, str] | Sequence[tuple[str, str]], **headers: str
    ) -> Reply:
        """Send a form; as pairs where a field comes several times."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        given = {"cookie": self.cookie, "content-type": FORM} | named
        return self.call(path, "POST", given, urlencode(fields).encode())

    def answer(self, page: Reply, answer: str) -> Reply:
        """Press a button of a consent page."""
        assert page.status == 200, page.body
        return self.post("/oauth/continue", hidden(page) | {"answer": answer})


@dataclass
class School:
    """One district of the hub, and its people by their first names."""

    hub: Hub
    call: InProcess
    clock: ManualClock
    desk: Desk
    district: District
    files: Files = field(default_factory=school_files)

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def send(self) -> None:
        """The school sends its files as they are now."""
        self.clock.advance(timedelta(minutes=1))
        with tempfile.TemporaryDirectory(prefix="homeroom-test-") as folder:
            done = take_in(
                self.hub.parts.store, self.district, self.files.write(Path(folder)),
                self.clock.now(),
            )  # fmt: skip
        if done.comparison is not None:
            done.comparison.changes.close()

    def number(self, name: str) -> int:
        """Somebody's record number."""
        kind = "student" if name in STUDENTS else "teacher"
        with self.hub.parts.store.roster.reading() as session:
            rows = roster.known(session, self.district.number).iter_rows()
            found: dict[str, int] = {key: rid for of, key, rid, _ in rows if of == "users"}
        return found[f"{kind}:{name}"]

    def browser(self, name: str) -> Browser:
        """Somebody signs in, with her number as name and password."""
        number = {**TEACHERS, **STUDENTS}.get(name, name)
        attempt = Attempt(self.district.number, number, number, Origin("192.0.2.7"))
        done = accounts.sign_in(self.desk, attempt)
        assert not done.visit.waits_for
        return Browser(self.call, f"hr={done.token}")

    def app(self, name: str = f"Reader {MARK}", **declaration: Any) -> Registered:
        """An application of the Library."""
        said = {
            "types": ["library"],
            "user_types": ["teacher", "student"],
            "live": True,
            "listing": LISTING,
        }
        asked = NewApplication(name, said | declaration, (CALLBACK,))
        with self.hub.parts.store.control.writing() as session:
            return register_application(session, self.now, asked)

    def entry(self, app: Registered) -> str:
        """Where the Library's button leads."""
        asked = {"client_id": app.client_id, "district_id": self.district.id, "start": "portal"}
        return f"/oauth/instant-login?{urlencode(asked)}"

    def install(self, name: str, app: Registered) -> Reply:
        """Somebody presses Install and accepts."""
        browser = self.browser(name)
        return browser.answer(browser.get(self.entry(app)), "accept")

    def token(self, app: Registered, answer: Reply) -> str:
        """Trade the code of an answer for a token."""
        said = self.exchange(app, answer)
        assert said.status == 200, said.body
        token: str = said.json["access_token"]
        return token

    def exchange(self, app: Registered, answer: Reply) -> Reply:
        """Ask for a token with the code of an answer."""
        assert answer.status in {302, 303}, answer.body
        fields = {
            "grant_type": "authorization_code",
            "code": sent(answer)["code"],
            "redirect_uri": CALLBACK,
            "client_id": app.client_id,
            "client_secret": app.client_secret,
        }
        body = urlencode(fields).encode()
        return self.call("/oauth/tokens", "POST", {"content-type": FORM}, body)

    def enters(self, name: str, app: Registered) -> str:
        """Somebody opens the application and has a token."""
        return self.token(app, self.browser(name).get(self.entry(app)))

    def bearing(self, path: str, token: str) -> Reply:
        """Ask the API with a token."""
        return self.call(path, headers={"authorization": f"Bearer {token}"})

    def is_kept(self, token: str) -> bool:
        """Whether the token's row is still there."""
        with self.hub.parts.store.control.reading() as session:
            return user_grant_of(session, token, self.now) is not None

    def stands(self, name: str, app: Registered) -> list[tuple[str, str]]:
        """What is stored of somebody's consents, the first one first."""
        teacher = self.number(name)
        with self.hub.parts.store.roster.reading() as session:
            found = consents_of(session, self.district.number, app.application, teacher)
        return [(one.stored.state, one.stored.cause) for one in found]

    def connect(self, app: Registered, share: Share | None = None) -> str:
        """The district connects the application itself, for sign-in."""
        with self.hub.parts.store.roster.writing() as session:
            return sharing.connect(
                session, self.now, self.district.number, app.application, "district_sso",
                share or Share("district"), FieldAccess(tier="district_sso"), events=False,
            )  # fmt: skip

    def disconnect(self, connection: str) -> None:
        """The district ends its connection."""
        with self.hub.parts.store.roster.writing() as session:
            sharing.disconnect(session, self.district.number, connection)

    def beside(self, number: int = 0x0102030405) -> "School":
        """Another district of the same hub, with the same files."""
        district = a_district(self.hub.parts.store, self.clock.now(), number)
        other = School(self.hub, self.call, self.clock, self.desk, district)
        other.send()
        return other


def sent(answer: Reply) -> dict[str, str]:
    """The parameters of a redirect to the application."""
    location = answer.headers["location"]
    assert location.startswith(CALLBACK), location
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def hidden(page: Reply) -> dict[str, str]:
    """The hidden fields of the forms of a page."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.body.decode())
    return {name: unescape(value) for name, value in found}


def text_of(page: Reply) -> str:
    """What a page says, without its marks."""
    plain = re.sub(r"<[^>]*>", " ", page.body.decode())
    return " ".join(unescape(plain).split())


@contextmanager
def a_school(place: Place, pool: Pool | None = None) -> Iterator[School]:
    """Give a hub with one school."""
    clock = ManualClock(START)
    cheap = pool or Pool(Cost(memory_kib=8, passes=1), threads=1)
    with a_hub(place, clock, FEATURES, sandbox=True, rate_limit=100_000) as hub:
        desk = Desk.of(hub.parts, cheap)
        district = a_district(hub.parts.store, clock.now())
        school = School(hub, InProcess(hub), clock, desk, district)
        school.send()
        yield school
    if pool is None:
        cheap.close()
