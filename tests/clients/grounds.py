"""A hub that real clients reach as https://clever.com, and the browser of whoever signs in.

Client libraries have these addresses in their code, and nothing in them is edited (sso.md 9.2). So
the hub is served over TLS with the certificate of a throw-away authority; `processes` tells the
client's process whom to trust and where the two names lead.

Lantern Ridge connects applications; in Fern Hollow, a district of the same hub, teachers add them
from the Library. The hub's time is the machine's, since clients check a token's time by theirs.
"""

import http.client
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from homeroom.foundation.clock import SystemClock
from homeroom.hub import FEATURES, Hub
from homeroom.oauth.actions import NewApplication, Registered, register_application
from homeroom.roster import actions as roster
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share
from tests.clients.authority import Papers, papers
from tests.support.district_rows import DISTRICT, DistrictRows
from tests.support.hubs import a_hub, listening
from tests.support.portals import Browser, forms_of
from tests.support.stores import Place

NAMES: Final = ("clever.com", "api.clever.com")
ISSUER: Final = f"https://{NAMES[0]}"
CALLBACK: Final = "https://app.example.org/callback"
RIDGE, HOLLOW = DISTRICT, DISTRICT + 1
LISTING: Final = {
    "live": True,
    "developer": "Reading Makers (invented)",
    "summary": "Stories to read aloud",
    "description": "Ten minutes a day.",
    "subjects": ["english/language arts"],
    "grades": ["3", "4"],
    "free_offer": "Free for one class",
    "privacy_url": "https://app.example.org/privacy",
    "agreement_url": "https://app.example.org/agreement.pdf",
    "agreement_version": "2.1",
}
BOTH: Final[Mapping[str, Any]] = {
    "types": ["district_sso", "library"],
    "user_types": ["student", "teacher", "staff", "district_admin"],
    "listing": LISTING,
}
"""What an application declares that districts connect and teachers add."""

# A sandbox begins by making districts of its own, which takes its time.
_WITHOUT_DEMO = tuple(feature for feature in FEATURES if feature.name != "sandbox")
_EVERYONE: Final = Share("district", staff=True, administrators=True)


@dataclass(frozen=True)
class Someone:
    """A person of the rosters; the number is the name to sign in with, and the password."""

    district: DistrictRows
    rid: int
    number: str

    @property
    def id(self) -> str:
        return self.district.id(self.rid)

    @property
    def district_id(self) -> str:
        return self.district.id(self.district.of_kind("districts")[0])


@dataclass
class Grounds:
    """The served hub and who lives in it."""

    hub: Hub
    port: int
    trust: Papers
    people: dict[str, Someone]
    browsers: dict[str, Browser] = field(default_factory=dict)

    def app(self, callback: str = CALLBACK, **declaration: Any) -> Registered:
        """An application that Lantern Ridge connects; District SSO unless the test says more."""
        said = {"types": ["district_sso"]} | declaration
        now = int(SystemClock().now().timestamp() * 1000)
        with self.hub.parts.store.control.writing() as control:
            asked = NewApplication("Reader", said, (callback,))
            made = register_application(control, now, asked)
        access = FieldAccess(tier="district_sso")
        with self.hub.parts.store.roster.writing() as session:
            connect(
                session, now, RIDGE, made.application, "district_sso", _EVERYONE, access,
                events=False,
            )  # fmt: skip
        return made

    def signs_in(self, address: str, name: str, callback: str = CALLBACK) -> str:
        """Somebody opens the client's address in her browser; return where she arrives.

        The first time she fills in the login form; she accepts what a consent page asks.
        """
        browser = self.browsers.setdefault(name, self.browser())
        browser.get(self._path(address))
        for _ in range(8):
            location = browser.page.headers.get("location", "")
            if location.startswith(callback):
                return location
            if location:
                browser.get(self._path(location))
            else:
                self._answer(browser, self.people[name])
        raise AssertionError(f"{name} does not arrive: {browser.page.status} {browser.text}")

    def browser(self) -> Browser:
        """A browser that reaches the hub as the clients do."""
        outside: Any = _Outside(self.port, self.trust)
        return Browser(outside, host=NAMES[0])

    def instant_login(self, app: Registered, name: str) -> str:
        """Where the hub's own icon of the application leads."""
        asked = {"client_id": app.client_id, "district_id": self.people[name].district_id}
        return f"{ISSUER}/oauth/instant-login?{urlencode(asked)}"

    def _path(self, address: str) -> str:
        path = address.removeprefix(ISSUER)
        assert path.startswith("/"), f"the browser is sent to {address}"
        return path

    def _answer(self, browser: Browser, who: Someone) -> None:
        actions = [form.action for form in forms_of(browser.page)]
        if "/login" in actions:
            typed = {"username": who.number, "password": who.number, "district": who.district_id}
            browser.send("/login", **typed)
        elif "/oauth/continue" in actions:
            browser.send("/oauth/continue", answer="accept")
        else:
            raise AssertionError(f"a page without a way on: {browser.page.status} {browser.text}")


class _Outside:
    """Stands for the hub in a browser and hands each request to the served one, over TLS."""

    def __init__(self, port: int, trust: Papers) -> None:
        self._port = port
        self._trust = ssl.create_default_context(cafile=str(trust.authority))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self._port, context=self._trust, timeout=30
        )
        try:
            query = scope["query_string"].decode()
            path = scope["raw_path"].decode() + (f"?{query}" if query else "")
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            connection.request(scope["method"], path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        named = [(name.lower().encode(), value.encode()) for name, value in answer.getheaders()]
        await send({"type": "http.response.start", "status": answer.status, "headers": named})
        await send({"type": "http.response.body", "body": content})


def _named(rows: DistrictRows, rid: int, number: str, first: str, email: str) -> Someone:
    body = rows.rows[rid].body
    body["name"] = {"first": first, "last": "Example"}
    # Where a person has no address, the roster has no key for one.
    del body["email"]
    body |= {"email": email} if email else {}
    return Someone(rows, rid, number)


def _people() -> tuple[DistrictRows, DistrictRows, dict[str, Someone]]:
    """Ann and Ben learn with Lee in the one district, Pia with May in the other."""
    ridge, hollow = DistrictRows(RIDGE), DistrictRows(HOLLOW)
    ridge.district("Lantern Ridge")
    elm = ridge.school("Elm School")
    ann, ben = (ridge.student(elm, student_number=number) for number in ("1001", "1002"))
    lee = ridge.teacher(elm, teacher_number="2001")
    ridge.section(elm, [lee], [ann, ben])
    hollow.district("Fern Hollow")
    hill = hollow.school("Hill School")
    pia, may = (
        hollow.student(hill, student_number="5001"),
        hollow.teacher(hill, teacher_number="6001"),
    )
    hollow.section(hill, [may], [pia])
    for rows in (ridge, hollow):
        for row in rows.rows.values():
            row.body |= {"district": rows.id(rows.of_kind("districts")[0])}
    people = {
        "ann": _named(ridge, ann, "1001", "Ann", "ann@ridge.example.org"),
        "ben": _named(ridge, ben, "1002", "Ben", ""),
        "lee": _named(ridge, lee, "2001", "Lee", "lee@ridge.example.org"),
        "pia": _named(hollow, pia, "5001", "Pia", "pia@hollow.example.org"),
        "may": _named(hollow, may, "6001", "May", "may@hollow.example.org"),
    }
    return ridge, hollow, people


def _found(hub: Hub, rows: DistrictRows, short_name: str, name: str) -> None:
    row = {
        "district": rows.number,
        "rid": rows.of_kind("districts")[0],
        "short_name": short_name,
        "name": name,
        "sandbox": 1,
        "clock_offset_seconds": 0,
        "created_at": 0,
    }
    with hub.parts.store.control.writing() as control:
        roster.add_district(control, row)
    with hub.parts.store.roster.writing() as session:
        rows.write(session)


@contextmanager
def some_grounds(place: Place, folder: Path) -> Iterator[Grounds]:
    """Give the served hub with its people; the authority's files lie in the folder."""
    ridge, hollow, people = _people()
    trust = papers(folder, NAMES)
    known = {"base_url": ISSUER, "allowed_hosts": NAMES, "sandbox": True}
    with a_hub(place, SystemClock(), _WITHOUT_DEMO, **known) as hub:
        _found(hub, ridge, "lantern", "Lantern Ridge")
        _found(hub, hollow, "fern", "Fern Hollow")
        with listening(hub, ssl_certfile=trust.certificate, ssl_keyfile=trust.key) as port:
            yield Grounds(hub, port, trust, people)
