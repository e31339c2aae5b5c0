"""People who come to a district by the two forms that nobody need be signed in for."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from homeroom.accounts import sessions
from homeroom.accounts.sessions import Device
from homeroom.foundation.clock import ManualClock
from homeroom.hub import Hub
from homeroom.roster.queries import District, districts
from homeroom.roster.team.queries import Member, members
from tests.support.hubs import InProcess, Reply
from tests.unit.districts.town import FORM, Browser, Town

PASSWORD = "walnut harbour lantern nine"
SIGN_UP = "/districts/sign-up"
TYPED = {
    "district": "Walnut Creek",
    "short_name": "walnut",
    "name": "Olive Owner",
    "email": "olive@walnut.example",
    "password": PASSWORD,
}


@dataclass
class Guest:
    """A browser in which nobody is signed in."""

    hub: Hub

    def send(self, path: str, shown: str = "", **fields: str) -> Reply:
        """Open the form, fill it in, send it."""
        call = InProcess(self.hub)
        page = call(shown or path)
        assert 200 == page.status, page.body[-400:]
        token = re.search(rb'name="csrf" value="([^"]*)"', page.body)
        assert token is not None
        headers = {"cookie": page.headers["set-cookie"].split(";")[0], "content-type": FORM}
        body = urlencode(fields | {"csrf": token[1].decode()}).encode()
        return call(path, "POST", headers, body)

    def sign_up(self, **changed: str) -> Reply:
        return self.send(SIGN_UP, **(TYPED | changed))

    def join(self, link: str, name: str = "Hal Help", password: str = PASSWORD) -> Reply:
        path = link[link.index("/districts/join") :]
        return self.send(
            "/districts/join", path, link=path.partition("link=")[2], name=name, password=password
        )


def district_of(hub: Hub, short_name: str = "walnut") -> District | None:
    with hub.parts.store.control.reading() as session:
        return next((one for one in districts(session) if one.short_name == short_name), None)


def team_of(hub: Hub, district: District) -> list[Member]:
    with hub.parts.store.roster.reading() as session:
        return members(session, district.number)


def a_signed_up_town(hub: Hub) -> Town:
    """A district that signed up by the form, with nothing in it."""
    assert 303 == Guest(hub).sign_up().status
    district = district_of(hub)
    assert district is not None
    return Town(hub, district)


def browser_of(town: Town, email: str) -> Browser:
    """A browser in which this member of the team is signed in."""
    clock = town.hub.parts.clock
    assert isinstance(clock, ManualClock)
    person = next(one.person for one in team_of(town.hub, town.district) if one.email == email)
    with town.hub.parts.store.control.writing() as control:
        issued = sessions.issue(
            control, int(clock.now().timestamp() * 1000), town.district.number, person,
            Device("Mozilla/5.0 (X11; Linux) Firefox/140"), method="password",
            role="district_admin",
        )  # fmt: skip
    return Browser(town, f"hr={issued.token}", issued.kept.csrf)


def invited(by: Browser, email: str, role: str = "help_desk") -> str:
    """Invite somebody; return the link that was shown."""
    reply = by.post("/district/team/invite", email=email, role=role)
    assert 200 == reply.status, reply.body[-600:]
    found = re.search(r"(/districts/join\?link=[\w.-]+)", reply.body.decode())
    assert found is not None
    return found[1]


def a_colleague(town: Town, by: Browser, email: str, role: str) -> Browser:
    """Somebody who followed an invitation."""
    assert 303 == Guest(town.hub).join(invited(by, email, role)).status
    return browser_of(town, email)
