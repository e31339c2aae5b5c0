"""A browser for each module, a town of its own for each story."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.blank import Blank, a_blank
from tests.browser.town import Town, a_harbour
from tests.support.browsing import HANDS, Hand, HandKind, Watch, a_browser
from tests.support.stores import Place

Device = Callable[[], Hand]

_ALL = os.environ.get("BROWSER") == "all"
_HERE = Path(__file__).parent
SAMPLE = (
    "test_ann_opens_an_app_from_her_portal[keyboard]",
    "test_ms_lee_installs_an_app_and_her_student_enters_after_her[keyboard]",
    "test_ron_reads_why_he_cannot_open_what_his_teacher_did_not_add[keyboard]",
    "test_ms_lee_enters_by_her_own_authority_and_then_by_her_districts[mouse]",
    "test_an_app_asks_whether_it_is_still_ann_and_ben_says_no[keyboard]",
    "test_dee_chooses_a_role_and_switches_to_the_other[mouse]",
    "test_ann_uses_a_code_that_her_teacher_makes[mouse]",
    "test_cho_uploads_files_and_sees_what_they_change[keyboard]",
    "test_a_district_shares_two_grades_and_takes_a_school_back[mouse]",
    "test_every_page_of_the_hub_is_visited",
    "test_no_two_visits_have_one_name",
    "test_what_is_wrong_with_a_page_is_found",
    "test_the_sample_names_tests_that_there_are",
    *(
        f"test_a_page_is_for_everybody[{page}]"
        for page in (
            "front", "login", "portal-student", "classes", "library", "consent", "app-refused",
            "district-home", "people", "run-held",
        )
    ),
)  # fmt: skip
"""What `make test` walks; `make browser` and the night walk everything."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the sample, and say how many others were left out, unless BROWSER=all."""
    mine = [item for item in items if item.path.is_relative_to(_HERE)]
    left_out = [] if _ALL else [item for item in mine if item.name not in SAMPLE]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as opened:
        yield opened


@pytest.fixture
def town(tmp_path: Path, sqlite_template: Path) -> Iterator[Town]:
    """Pages are the same on both stores; what they read is proved on both elsewhere."""
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    with a_harbour(Place(home, "")) as made:
        yield made


@pytest.fixture(params=HANDS)
def device(request: pytest.FixtureRequest, town: Town, browser: Browser) -> Iterator[Device]:
    """Gives devices, each with cookies of its own, all used by mouse or all by keyboard."""
    kind: HandKind = request.param
    watches: list[Watch] = []

    def another() -> Hand:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        watches.append(Watch(page, (town.url, town.demo)))
        return Hand(page, kind, town.url)

    yield another
    for watch in watches:
        watch.page.context.close()
    assert [] == [trouble for watch in watches for trouble in watch.troubles]


@pytest.fixture(params=HANDS)
def blank(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, browser: Browser
) -> Iterator[Blank]:
    """Nobody but a developer and an administrator, who will sign up."""
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    with a_blank(home, request.param, browser) as made:
        yield made


@pytest.fixture
def hand(device: Device) -> Hand:
    """The one device of a story with one person."""
    return device()
