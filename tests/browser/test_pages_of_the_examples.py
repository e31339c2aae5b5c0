"""Each page of the three example applications: by axe, by its width, in light and dark."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page

from gradeline.tests.following import synced
from homeroom.testing import homeroom_prepared
from starting.playing import Sandbox
from starting.schools import School, a_place, a_school
from tests.browser.looks import faults_of
from tests.support.browsing import Hand, Watch

if TYPE_CHECKING:
    from homeroom.testing.prepared import Prepared

__all__ = ["homeroom_prepared"]

# Teachers add readalong by themselves.
TYPES = {
    "gradeline": ["secure_sync", "district_sso"],
    "signpost": ["district_sso"],
}


NARROW = 360
"""The narrowest phones."""


@dataclass(frozen=True)
class Looking:
    """Somebody who looks at an example by the keyboard alone."""

    school: School
    hand: Hand

    @property
    def page(self) -> Page:
        return self.hand.page

    def enters(self, key: str) -> None:
        """Come in as one of the school's people, who says yes at the hub."""
        self.page.goto(self.school.launch(key, "session"))
        self.page.goto(f"{self.school.place.url}/login/start")
        if self.page.get_by_role("button", name="Accept", exact=True).count():
            self.presses("Accept")

    def looks_on_as(self, key: str) -> None:
        """Come in as an administrator does who looks at things as somebody."""
        told = self.school.at_hub(key).open(
            f"{self.school.place.url}/login/start", until=self.school.place.url
        )
        jar = [
            {"name": one.name, "value": str(one.value), "url": self.school.place.url}
            for one in told.cookies.jar
            if "gradeline" in one.name
        ]
        self.page.context.add_cookies(jar)  # type: ignore[arg-type]
        self.page.goto(f"{told.url}&loginas_by_admin=true")

    def presses(self, name: str) -> None:
        """Use a link or a button, and wait for where it leads."""
        with self.page.expect_navigation():
            self.hand.presses(name)


def _class(it: Looking, key: str = "t01") -> None:
    it.enters(key)
    it.presses("Grade 3 Homeroom")


def _marked(it: Looking) -> None:
    _class(it)
    it.page.get_by_label("Mark for Maya Abbott").fill("B+ and then a long word of praise")
    it.presses("Give mark to Maya Abbott")


def _student(it: Looking) -> None:
    _marked(it)
    it.presses("Maya Abbott")


def _district(it: Looking) -> None:
    it.enters("d01")
    it.presses("Schools, people and syncs")


def _looked_at(it: Looking) -> None:
    it.looks_on_as("t01")
    it.presses("Grade 3 Homeroom")


def _opens(path: str) -> Callable[[Looking], None]:
    def way(it: Looking) -> None:
        it.page.goto(it.school.place.url + path)

    return way


def _as(key: str, *presses: str, then: str = "") -> Callable[[Looking], None]:
    def way(it: Looking) -> None:
        it.enters(key)
        for name in presses:
            it.presses(name)
        if then:
            it.page.goto(it.school.place.url + then)

    return way


PAGES: Mapping[str, Mapping[str, Callable[[Looking], None]]] = {
    "gradeline": {
        "welcome": _opens("/"),
        "refused": _opens("/login/callback?error=access_denied"),
        "teacher": _as("t01"),
        "student": _as("k01"),
        "administrator": _as("d01"),
        "class": _marked,
        "class-student": _as("k01", "Grade 3 Homeroom"),
        "person": _student,
        "district": _district,
        "looked-at": _looked_at,
        "no-page": _as("t01", then="/classes/0"),
    },
    "signpost": {
        "welcome": _opens("/"),
        "refused": _opens("/login/callback?error=access_denied"),
        "teacher": _as("t01"),
        "student": _as("k01"),
        "no-page": _as("t01", then="/nothing"),
    },
    "readalong": {
        "welcome": _opens("/"),
        "sign-up": _opens("/signup"),
        "refused": _opens("/login/callback?error=access_denied"),
        "proof": _as("t09"),
        "teacher": _as("t01", "No, I am new here"),
        "shelf": _as("t02", "No, I am new here", then="/shelf"),
        "class": _as("t03", "No, I am new here", "Co-taught Math"),
        "no-page": _as("t04", "No, I am new here", then="/nothing"),
    },
}


@pytest.fixture(scope="module")
def sandbox(homeroom_prepared: "Prepared") -> Iterator[Sandbox]:
    with homeroom_prepared.fresh() as hub:
        yield Sandbox(hub.url, hub.env["SANDBOX_TOKEN"])


@pytest.fixture(scope="module")
def school(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[School]:
    name: str = request.param
    with a_place(name, sandbox) as place:
        made = a_school(sandbox, place, "lantern-ridge")
        if name in TYPES:
            made.ask("connections", client_id=place.client_id, types=TYPES[name])
        if name == "gradeline":
            synced(made)
        yield made


@pytest.mark.parametrize(
    ("school", "name"),
    [(example, page) for example, pages in PAGES.items() for page in pages],
    indirect=["school"],
)
def test_a_page_of_an_example_is_for_everybody(browser: Browser, school: School, name: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    try:
        page = context.new_page()
        example = re.sub(r"-.*", "", school.place.home.name)
        hand = Hand(page, "keyboard", school.place.url)
        watch = Watch(page, (school.place.url, school.sandbox.url))
        PAGES[example][name](Looking(school, hand))
        assert page.url.startswith(school.place.url), page.url
        assert [] == faults_of(page, f"{example}-{name}")
        page.set_viewport_size({"width": NARROW, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW
        assert [] == watch.troubles
    finally:
        context.close()
