"""A hub with two small districts and people who sign in through its pages, and their browsers.

Every name in it that a stranger may have written holds markup: wherever a page shows one as it
stands, a test sees it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from typing_extensions import override

from homeroom.accounts.desk import Desk, desk_of
from homeroom.accounts.people import Person
from homeroom.accounts.proof import passwords
from homeroom.foundation.clock import ManualClock
from homeroom.hub import FEATURES, Hub
from homeroom.oauth.actions import NewApplication, Registered, register_application
from homeroom.portal import finding
from homeroom.roster import actions as roster
from homeroom.roster.models import district_setting
from homeroom.roster.queries import District
from homeroom.sharing.actions import connect
from homeroom.sharing.library import actions as library
from homeroom.sharing.library.actions import Act
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT, DistrictRows, a_district
from tests.support.hubs import InProcess, Reply, a_hub
from tests.support.stores import Place

START = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
NOW = int(START.timestamp() * 1000)
MARK = "<b id=x>"
"""What no page may show as it stands."""

FORM = "application/x-www-form-urlencoded"
CALLBACK = "https://app.example.org/callback"
CHIEF_PASSWORD = "violet otter 1"
OTHER = 0x0A0B0C0D0F
_WITHOUT_DEMO = tuple(
    replace(feature, prepare=None) if feature.name == "sandbox" else feature for feature in FEATURES
)
"""A sandbox begins by making districts of its own, which takes its time."""

_CHOOSE = (
    sa.update(district_setting)
    .where(district_setting.c.district == sa.bindparam("of"))
    .values(switches=sa.bindparam("chosen"))
)


@dataclass
class Page:
    """One form of a page: where it goes, and what it carries."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[dict[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """Reads the forms of a page as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Page] = []
        self.inside = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            assert given["method"] == "post"
            self.forms.append(Page(given["action"]))
            self.inside = True
        elif tag == "input" and self.inside:
            checked = given["type"] not in ("radio", "checkbox") or "checked" in given
            if checked:
                self.forms[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self.inside:
            self.forms[-1].buttons.append(given)

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def forms_of(reply: Reply) -> list[Page]:
    """Return every form of a page."""
    reader = _Forms()
    reader.feed(reply.body.decode())
    return reader.forms


class _Tap:
    """The hub, with all header fields of its last answer, of which some come several times."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.headers: list[tuple[str, str]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def tapped(event: Any) -> None:
            if event["type"] == "http.response.start":
                self.headers = [(k.decode(), v.decode()) for k, v in event["headers"]]
            await send(event)

        await self.hub(scope, receive, tapped)


class Browser:
    """Keeps cookies as one, and sends the forms that it is shown."""

    def __init__(self, hub: Hub, **headers: str) -> None:
        self._tap = _Tap(hub)
        self._call = InProcess(self._tap)
        self.headers = headers
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []
        self.page = Reply(0, {}, b"")

    def ask(self, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> Reply:
        """Send one request; nothing is followed."""
        given = {**self.headers, **headers}
        if self.cookies:
            given["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if method == "POST":
            given.setdefault("content-type", FORM)
        reply = self._call(path, method, given, body)
        self.set_cookies = [v for k, v in self._tap.headers if k == "set-cookie"]
        for one in self.set_cookies:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        self.page = reply
        return reply

    def get(self, path: str) -> Reply:
        """Open an address."""
        return self.ask(path)

    def post(self, path: str, **fields: str) -> Reply:
        """Send fields, whatever the page holds."""
        return self.ask(path, "POST", urlencode(fields).encode())

    def send(self, action: str, **typed: str) -> Reply:
        """Send the page's form that goes there, with what it carries and what was typed."""
        form = next(one for one in forms_of(self.page) if one.action == action)
        return self.post(action, **(form.fields | typed))

    def follow(self) -> Reply:
        """Go where the last answer leads."""
        return self.get(self.page.headers["location"])

    @property
    def text(self) -> str:
        """The page as text."""
        return self.page.body.decode()


@dataclass
class Town:
    """Ann and Ben learn maths with Lee, Cat science with Kim; Dee has two jobs; Chief runs it."""

    hub: Hub
    clock: ManualClock
    rows: DistrictRows
    people: dict[str, int] = field(default_factory=dict)
    apps: int = 0

    @property
    def desk(self) -> Desk:
        return desk_of(self.hub.parts)

    @property
    def district(self) -> District:
        found = finding.of_number(self.hub.parts, DISTRICT)
        assert found is not None
        return found

    def browser(self, **headers: str) -> Browser:
        return Browser(self.hub, **headers)

    def signed_in(self, name: str, secret: str = "", path: str = "/login", **typed: str) -> Browser:
        """A browser in which somebody has just signed in."""
        browser = self.browser()
        browser.get(path)
        self.sign_in(browser, name, secret, **typed)
        assert browser.page.status == 303, browser.text
        return browser

    def sign_in(self, browser: Browser, name: str, secret: str = "", **typed: str) -> Reply:
        """Fill the login form in and send it; a number is its own password."""
        given = {"username": name, "password": secret or name, "district": self.district.id}
        return browser.send("/login", **(given | typed))

    def chief(self) -> Browser:
        return self.signed_in("chief@example.org", CHIEF_PASSWORD)

    def person(self, name: str) -> Person:
        found = self.desk.people.active(DISTRICT, self.people[name])
        assert found is not None
        return found

    def id(self, name: str) -> str:
        return self.rows.id(self.people[name])

    def later(self, **by: float) -> None:
        self.clock.advance(timedelta(**by))

    def app(self, name: str = f"Reader {MARK}", **declaration: Any) -> Registered:
        """An application; District SSO unless the test says otherwise."""
        said = {"types": ["district_sso"]} | declaration
        with self.hub.parts.store.control.writing() as control:
            return register_application(control, NOW, NewApplication(name, said, (CALLBACK,)))

    def connect(self, app: Registered, share: Share | None = None) -> None:
        """The district connects the application."""
        access = FieldAccess(tier="district_sso")
        everyone = share or Share("district", staff=True, administrators=True)
        with self.hub.parts.store.roster.writing() as session:
            connect(
                session, NOW, DISTRICT, app.application, "district_sso", everyone, access,
                events=False,
            )  # fmt: skip

    def install(self, app: Registered, teacher: str) -> None:
        """A teacher adds the application from the Library."""
        act = Act(NOW, DISTRICT, teacher)
        with self.hub.parts.store.roster.writing() as session:
            library.install(session, act, app.application, self.people[teacher], "1")

    def choose(self, **sign_in: Any) -> None:
        """The district chooses how its people sign in."""
        with self.hub.parts.store.roster.writing() as session:
            session.run(_CHOOSE, of=DISTRICT, chosen=json.dumps({"sign_in": sign_in}))


def _named(rows: DistrictRows, rid: int, first: str, last: str, email: str = "") -> int:
    body = rows.rows[rid].body
    body["name"] = {"first": first, "last": last}
    body["email"] = email
    return rid


def _populate(town: Town) -> None:
    r = town.rows
    elm = r.school(f"Elm {MARK}")
    r.school("Hill School")

    def add(name: str, rid: int, last: str = "Example") -> int:
        town.people[name] = _named(r, rid, name.title(), last, f"{name}@example.org")
        return rid

    ann = add("ann", r.student(elm, student_number="1001"), f"Zed {MARK}")
    ben = add("ben", r.student(elm, student_number="1002"), "Abel")
    cat = add("cat", r.student(elm, student_number="1003"))
    lee = add("lee", r.teacher(elm, teacher_number="2001"), f"Lee {MARK}")
    kim = add("kim", r.teacher(elm, teacher_number="2002"))
    add("dee", r.teacher(elm, staff_at=[elm], teacher_number="2003"))
    may = add("may", r.staff(elm))
    r.rows[may].body["roles"]["staff"]["staff_id"] = "3001"
    add("chief", r.administrator())
    r.section(elm, [lee], [ann, ben], name=f"Maths {MARK}")
    r.section(elm, [kim], [cat], name="Science")


def _found(hub: Hub, rows: DistrictRows, short_name: str, name: str, *, sandbox: bool) -> None:
    row = {
        "district": rows.number,
        "rid": rows.of_kind("districts")[0],
        "short_name": short_name,
        "name": name,
        "sandbox": int(sandbox),
        "clock_offset_seconds": 0,
        "created_at": 0,
    }
    with hub.parts.store.control.writing() as control:
        roster.add_district(control, row)
    with hub.parts.store.roster.writing() as session:
        rows.write(session)


@contextmanager
def a_town(place: Place, *, sandbox: bool = True, **changed: Any) -> Iterator[Town]:
    """Give a hub with Lantern Ridge and its people, and Far Away, where nobody lives."""
    clock = ManualClock(START)
    with a_hub(place, clock, _WITHOUT_DEMO, sandbox=sandbox, **changed) as hub:
        town = Town(hub, clock, a_district())
        _populate(town)
        _found(hub, town.rows, "lantern", f"Lantern Ridge {MARK}", sandbox=sandbox)
        far = DistrictRows(OTHER)
        far.district()
        far.school("Hill School")
        _found(hub, far, "far", "Far Away", sandbox=True)
        passwords.print_password(town.desk, town.person("chief"), CHIEF_PASSWORD)
        yield town
