"""A blank hub: a developer and an administrator sign up, and agree on their first application.

Nobody is there before them; each step is theirs, in the browser.
"""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser

from homeroom.foundation.clock import ManualClock, SystemClock
from homeroom.hub import FEATURES, Hub
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.worker import Worker
from tests.support.browsing import Hand, HandKind, Watch, a_port, serving, url_of
from tests.support.hubs import a_hub
from tests.support.intake import Files, some_files
from tests.support.stores import Place

PASSWORD: Final = "seven quiet herons"
CHIEF: Final = "chief@ridge.example.org"
_FEATURES: Final = tuple(feature for feature in FEATURES if feature.name != "sandbox")


@dataclass
class Blank:
    """A hub on which nobody is yet, and two devices."""

    hub: Hub
    url: str
    chief: Hand
    maker: Hand

    def work(self) -> None:
        """What was uploaded is worked."""
        with Worker(Desk.of(self.hub.parts)) as worker:
            worker.work_one()

    def ask(self, token: str, path: str) -> Any:
        """What the application is answered."""
        asked = urllib.request.Request(  # noqa: S310 - the hub's own address
            f"{self.url}{path}", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            return json.load(answer)

    def ids(self, token: str, kind: str) -> set[str]:
        """Every id that the application reads of a kind."""
        found = self.ask(token, f"/v3.1/{kind}?limit=1000")["data"]
        return {one["data"]["id"] for one in found}

    def told(self, token: str, after: str = "") -> list[tuple[str, str]]:
        """(Type, id of the record) of every event, from one on."""
        query = f"&starting_after={after}" if after else ""
        events = self.ask(token, f"/v3.1/events?limit=1000{query}")["data"]
        return [(one["data"]["type"], one["data"]["data"]["object"]["id"]) for one in events]

    def newest(self, token: str) -> str:
        """The id of the newest event; empty where there is none."""
        found = self.ask(token, "/v3.1/events?ending_before=last&limit=1")["data"]
        return str(found[-1]["data"]["id"]) if found else ""


@contextmanager
def a_blank(home: Path, kind: HandKind, browser: Browser) -> Iterator[Blank]:
    """Give the hub and both devices, all used by mouse or all by keyboard."""
    taken = a_port()
    url = url_of(taken)
    clock = ManualClock(SystemClock().now())
    told = {"base_url": url, "rate_limit": 100_000, "sandbox": True}
    with a_hub(Place(home, ""), clock, _FEATURES, **told) as hub, serving(hub, taken):
        watches = [
            Watch(browser.new_context(reduced_motion="reduce").new_page(), (url,)) for _ in range(2)
        ]
        chief, maker = (Hand(watch.page, kind, url) for watch in watches)
        yield Blank(hub, url, chief, maker)
        for watch in watches:
            watch.page.context.close()
        assert [] == [trouble for watch in watches for trouble in watch.troubles]


def files_of_four_schools() -> Files:
    """Eighty pupils of ten grades at four schools, and a teacher for each class."""
    return some_files(schools=4, students=80, sections=8)


def sign_up(blank: Blank) -> None:
    chief, maker = blank.chief, blank.maker
    maker.opens("/developers/sign-up")
    maker.types("Your name", "Mo Vance")
    maker.types("E-mail address", "mo@apps.example.com")
    maker.types("Password", PASSWORD)
    maker.presses("Sign up")
    maker.sees("Sign in as a developer")
    maker.types("E-mail address", "mo@apps.example.com")
    maker.types("Password", PASSWORD)
    maker.presses("Sign in")
    maker.sees("My applications")
    chief.opens("/districts/sign-up")
    chief.types("Your district's name", "Ridge Valley")
    chief.types("Short name", "ridge")
    chief.types("Your own name", "Cho Vale")
    chief.types("Your e-mail address", CHIEF)
    chief.types("Password", PASSWORD)
    chief.presses("Sign up")
    chief.sees("What needs me today?")
    chief.reads("Your roster will be here")


def upload(blank: Blank, files: Files) -> None:
    chief = blank.chief
    chief.opens("/district/upload")
    chief.hands_in("CSV files, or one zip", {name: files.text(name) for name in files.rows})
    chief.presses("Upload")
    chief.reads("Waiting its turn")
    blank.work()


def create_app(blank: Blank) -> None:
    maker = blank.maker
    maker.presses("Create an application", maker.page.get_by_role("main").locator(".empty"))
    maker.types("Name", "Reading Reef")
    maker.ticks("Secure Sync. You read the roster that a district shares.")
    maker.presses("Create the application")
    maker.sees("Your new application")


def connect(blank: Blank) -> str:
    """The district asks, the application accepts; return the application's token."""
    chief, maker = blank.chief, blank.maker
    chief.opens("/district/applications/add")
    chief.presses("Reading Reef")
    chief.chooses("On which terms do you use it?", "Trial")
    chief.presses("Send the request")
    chief.reads("Your request")
    maker.opens("/developers")
    maker.presses("Reading Reef")
    maker.presses("Districts")
    maker.reads("Asked")
    maker.presses("Accept : Ridge Valley")
    maker.presses("Ridge Valley")
    maker.presses("Show the token")
    maker.reads("Back to the connection")
    token = maker.page.locator("dd code").inner_text()
    maker.presses("Back to the connection")
    maker.reads("Show the token")  # she is there before she goes on
    return token
