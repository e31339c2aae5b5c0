"""An application that is tried out: people sign in to it, and it brings its codes, or does not."""

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from homeroom.oauth.actions import set_redirect_uris
from homeroom.oauth.queries import app_named
from homeroom.oauth.requests import flushing
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share
from tests.support.district_rows import DISTRICT
from tests.support.hubs import Reply
from tests.support.portals import MARK, NOW, Browser
from tests.unit.developers.workshop import CALLBACK, Desk, Made, Workshop, declare, make

PEOPLE = {"ann": "1001", "cat": "1003", "lee": "2001", "kim": "2002", "may": "3001"}


@dataclass
class Tried:
    """The application, and its developer's browser."""

    workshop: Workshop
    desk: Desk
    app: Made

    def person(self, name: str) -> Browser:
        return self.workshop.town.signed_in(PEOPLE[name])

    def link(self, **asked: str) -> str:
        """The application's Instant Login link."""
        given = {"client_id": self.app.client_id, "district_id": self.workshop.town.district.id}
        return f"/oauth/instant-login?{urlencode(given | asked)}"

    def own(self, **asked: str) -> str:
        """Where the application's own button leads."""
        given = {"response_type": "code", "client_id": self.app.client_id}
        return f"/oauth/authorize?{urlencode(given | asked)}"

    def icon(self, browser: Browser) -> str:
        """What the application's icon in somebody's portal leads to."""
        page = browser.get("/portal").body.decode()
        found = [one.split('"')[0] for one in page.split('href="') if "instant-login" in one]
        assert 1 == len(found), page[-800:]
        return found[0].replace("&amp;", "&")

    def bring(self, answer: Reply, code: str = "") -> Reply:
        """The application brings the code of an answer, or another."""
        assert answer.status in {302, 303}, answer.body[-600:]
        found = parse_qs(urlsplit(answer.headers["location"]).query)
        fields = {
            "grant_type": "authorization_code",
            "code": code or found["code"][0],
            "redirect_uri": CALLBACK,
        }
        pair = base64.b64encode(f"{self.app.client_id}:{self.app.secret}".encode()).decode()
        browser = self.workshop.town.browser(authorization=f"Basic {pair}")
        self.passes()
        said = browser.post("/oauth/tokens", **fields)
        self.passes()
        return said

    def passes(self) -> None:
        """A moment passes, by which the lines of the log are ordered."""
        self.workshop.town.later(seconds=1)

    def page(self, below: str) -> str:
        """One of its pages, with everything that was seen so far."""
        self.passes()
        flushing.flush(self.workshop.hub.parts)
        return self.desk.shown(f"{self.app.path}/{below}")


def tried(workshop: Workshop, types: list[str], **declared: Any) -> Tried:
    desk = workshop.developer()
    app = make(desk, f"Tries {types[0]} {MARK}", types=types, code="imported")
    with workshop.hub.parts.store.control.writing() as session:
        asked = app_named(session, app.id)
        assert asked is not None
        set_redirect_uris(session, asked, [CALLBACK])
    if declared:
        declare(workshop, app, **declared)
    return Tried(workshop, desk, app)


def connected(one: Tried, share: Share | None = None) -> None:
    """The district connects the application by District SSO."""
    with one.workshop.hub.parts.store.roster.writing() as session:
        connect(
            session, NOW, DISTRICT, one.app.id, "district_sso", share or Share("district"),
            FieldAccess(tier="district_sso"), events=False,
        )  # fmt: skip


def row_of(page: str, *words: str) -> str:
    """The one row of the page's tables that holds these words."""
    rows = [one.split("</tr>")[0] for one in page.split("<tr>")[1:]]
    (found,) = [one for one in rows if all(word in one for word in words)]
    return found
