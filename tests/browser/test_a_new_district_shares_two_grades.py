"""From a blank hub to an application that reads exactly what a rule says, and what events tell it.

Nobody is there but a developer and an administrator, who both sign up; each step is theirs, in
the browser. Each stage ends with the application asking the API with its own token.
"""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from homeroom.foundation.clock import ManualClock, SystemClock
from homeroom.hub import FEATURES, Hub
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.worker import Worker
from tests.support.browsing import HANDS, Hand, Watch, a_port, serving, url_of
from tests.support.hubs import a_hub
from tests.support.intake import Files, some_files
from tests.support.stores import Place

PASSWORD = "seven quiet herons"
CHIEF = "chief@ridge.example.org"
_FEATURES = tuple(feature for feature in FEATURES if feature.name != "sandbox")


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


@pytest.fixture(params=HANDS)
def blank(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, browser: Browser
) -> Iterator[Blank]:
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    taken = a_port()
    url = url_of(taken)
    clock = ManualClock(SystemClock().now())
    told = {"base_url": url, "rate_limit": 100_000, "sandbox": True}
    with a_hub(Place(home, ""), clock, _FEATURES, **told) as hub, serving(hub, taken):
        watches = [
            Watch(browser.new_context(reduced_motion="reduce").new_page(), (url,)) for _ in range(2)
        ]
        chief, maker = (Hand(watch.page, request.param, url) for watch in watches)
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
    token = maker.page.locator("dd code").inner_text()
    maker.presses("Back to the connection")
    return token


def share_two_grades(blank: Blank) -> None:
    """Grades 6 and 7 of two schools, with their sections: looked at, then shared."""
    chief = blank.chief
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Choose what is shared")
    chief.picks("Rules")
    chief.presses("Go on with this choice")
    chief.presses("Add rule")
    chief.chooses("Field of a further filter", "grade")
    chief.presses("Add filter")
    chief.page.locator("#f0-values").fill("6; 7; 8")
    chief.chooses("Field of a further filter", "school")
    chief.presses("Add filter")
    chief.page.locator("#f1-values").fill("School 0; School 1")
    chief.ticks("Also their sections, with the teachers of these")
    chief.presses("Look at what would change")


def shown(hand: Hand, label: str) -> list[int]:
    """The figures of a row of the preview: now, then, gained, lost, changed."""
    hand.reads("Figures")
    row = hand.page.get_by_role("row").filter(has=hand.page.get_by_role("rowheader", name=label))
    return [int(text.replace(",", "")) for text in row.get_by_role("cell").all_inner_texts()]


def save(hand: Hand) -> None:
    """The last button of a preview, whatever number it says."""
    hand.page.locator("form[action$='/sharing/save'] button").click()
    hand.page.wait_for_url("**/sharing?*")


def test_a_district_shares_two_grades_and_takes_a_school_back(blank: Blank) -> None:
    files = files_of_four_schools()
    expected = {
        row["Student_id"]
        for row in files["students"]
        if row["Grade"] in ("6", "7", "8") and row["School_id"] in ("S0", "S1")
    }
    sign_up(blank)
    broken = files_of_four_schools()
    broken["students"][3]["School_id"] = "S9"
    upload(blank, broken)
    blank.chief.reads("S9")
    blank.chief.reads("P3")
    upload(blank, files)
    create_app(blank)
    token = connect(blank)
    assert (set(), set()) == (blank.ids(token, "users"), blank.ids(token, "sections"))

    share_two_grades(blank)
    figures = shown(blank.chief, "Students")
    assert [0, len(expected), len(expected), 0, 0] == figures
    start = blank.newest(token)
    blank.chief.presses(f"Share with {len(expected)} students")
    assert blank.ids(token, "users") == {
        rid for what, rid in blank.told(token, start) if what == "users.created"
    }

    # A school is taken back: the preview says what is lost, and the events say the same.
    chief = blank.chief
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("Change what is shared")
    chief.presses("Change rule 1")
    chief.page.locator("#f1-values").fill("School 0")
    chief.presses("Look at what would change")
    lost = shown(chief, "Students")[3]
    before, start = blank.ids(token, "users"), blank.newest(token)
    save(chief)
    after = blank.ids(token, "users")
    told = blank.told(token, start)
    assert before - after == {rid for what, rid in told if what == "users.deleted"}
    assert 0 < lost < len(expected)

    # And given again: the same people under the same ids.
    chief.opens("/district/applications")
    chief.presses("Reading Reef")
    chief.presses("History of the sharing")
    chief.page.get_by_role("link", name="Look at going back").first.click()
    start = blank.newest(token)
    save(chief)
    assert before == blank.ids(token, "users")
    back = {rid for what, rid in blank.told(token, start) if what == "users.created"}
    assert before - after == back
