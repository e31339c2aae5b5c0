"""Each page of the hub, in light and dark, on a phone and on a wide screen, empty and full."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from homeroom.hub import FEATURES
from tests.browser.conftest import SAMPLE
from tests.browser.looks import Visit, a_walk, faults_of, route_of
from tests.browser.town import Town, a_harbour
from tests.browser.visits import (
    applications,
    certification,
    classes,
    developers,
    disclosures,
    district,
    leaving,
    matching,
    operator,
    people,
    public,
    recommending,
    records,
    sharing,
    showing,
    team,
    trying,
    uploads,
    watching,
    yards,
)
from tests.support.browsing import HANDS
from tests.support.stores import Place

KINDS: dict[str, tuple[dict[str, Any], list[Visit]]] = {
    "full": (
        {},
        public.VISITS.all
        + people.VISITS.all
        + district.VISITS.all
        + applications.VISITS.all
        + sharing.VISITS.all
        + recommending.VISITS.all
        + records.VISITS.all
        + classes.VISITS.all
        + matching.VISITS.all
        + uploads.VISITS.all
        + team.VISITS.all
        + disclosures.VISITS.all
        + leaving.VISITS.all
        + operator.VISITS.all
        + developers.VISITS.all
        + yards.VISITS.all
        + showing.VISITS.all
        + watching.VISITS.all
        + trying.VISITS.all
        + certification.VISITS.all,
    ),
    "empty": (
        {"apps": False},
        people.EMPTY.all
        + district.EMPTY.all
        + applications.EMPTY.all
        + classes.EMPTY.all
        + sharing.EMPTY.all
        + operator.EMPTY.all
        + developers.EMPTY.all
        + yards.EMPTY.all
        + certification.EMPTY.all,
    ),
    "strict": ({"sandbox": False, "apps": False}, public.STRICT.all + developers.STRICT.all),
}
EVERY = [(kind, visit) for kind, (_, visits) in KINDS.items() for visit in visits]
LEADS_ON = {
    "GET /district/data/records.csv": "is a file",
    **{
        f"GET /district/disclosures/{of}/record.{ending}": "is a file"
        for of in ("applications/{application}", "people/{id}")
        for ending in ("csv", "json")
    },
    "GET /district/logs/access.csv": "is a file",
    "GET /district/logs/decisions.csv": "is a file",
    "GET /district/quality/problems.csv": "is a file",
    "GET /district/quality/records.csv": "is a file",
    "GET /district/reports/usage.csv": "is a file",
    "GET /district/reports/files/{directory}/{file}": "is a file",
    "GET /districts/deleted/{receipt}/certificate.txt": "is a file",
    "POST /district/applications/{application}/pause": "leads to the application",
    "POST /district/applications/{application}/resume": "leads to the application",
    "POST /district/tasks/dismiss": "leads to the first page",
    "POST /district/tasks/show-again": "leads to the first page",
    "POST /district/team/break-glass/{door}/seen": "leads to the visits",
    "POST /district/team/deletion/take-back": "leads to the deletion",
    "POST /operator/break-glass/end": "leads to the districts",
    "GET /district/runs/{id}/problems.csv": "is a file",
    "GET /district/runs/{id}/sheets/{name}.csv": "is a file",
    "GET /district/runs/{id}/sheets.zip": "is a file",
    **{
        f"POST /district/applications/{{application}}/{verb}": "leads to the application"
        for verb in ("accept", "decline", "launch", "remind", "widening", "withdraw")
    },
    "POST /district/applications/{application}/sharing/keep": "leads to the sharing",
    "POST /district/applications/{application}/sharing/names.csv": "is a file",
    "POST /developers/account/end": "leads to the account",
    "POST /developers/account/everywhere": "leads to the developers' login",
    **{
        f"POST /developers/apps/{{id}}/districts/{verb}": "leads to the districts"
        for verb in ("accept", "remind", "withdraw")
    },
    "POST /developers/apps/{id}/districts/{connection}/take": "leads to the connection",
    "POST /developers/apps/{id}/owners/remove": "leads to the owners",
    "POST /developers/join": "leads to the application",
    "POST /developers/apps/{id}/keys/revoke": "leads to the keys",
    "POST /developers/apps/{id}/icon/remove": "leads to the icon",
    "POST /developers/apps/{id}/listing/pictures/remove": "leads to the pictures",
    "POST /developers/apps/{id}/listing/withdraw": "leads to the listing",
    "GET /developers/sandboxes/{id}/files.zip": "is a file",
    "POST /developers/sandboxes/{id}/files": "leads to the sandbox",
    "POST /developers/sandboxes/{id}/edit/{kind}/remove": "leads to the list",
    "POST /developers/sandboxes/{id}/login": "leads to the person's home",
    **{
        f"POST /developers/sandboxes/{{id}}/{verb}": "leads to the sandbox"
        for verb in ("connect", "decide", "disconnect", "finish", "reset")
    },
    "POST /developers/apps/{id}/webhook/again": "leads to the webhook",
    "POST /developers/apps/{id}/webhook/remove": "leads to the webhook",
    "POST /district/library/apps/{id}/{verb}": "leads to the Library's page",
    "POST /district/library/policy": "leads to the Library's page",
    "POST /district/people/{id}/restore": "leads to the person",
    "POST /district/people/{id}/sign-out": "leads to the person",
    "POST /district/people/{id}/suspend": "leads to the person",
    "POST /district/runs/{id}/approve": "leads to the run",
    "POST /district/runs/{id}/discard": "leads to the run",
    "POST /district/runs/{id}/undo": "leads to the run",
    "POST /district/sync-settings/administrators": "leads to the settings",
    "POST /district/sync-settings/pause": "leads to the settings",
    "POST /district/sync-settings/pause/end": "leads to the settings",
    "POST /district/sync-settings/reading": "leads to the settings",
    "POST /district/sync-settings/rollover": "leads to the settings",
    "POST /district/sync-settings/rollover/end": "leads to the settings",
    "POST /district/team/withdraw": "leads to the team",
    "POST /district/team/{id}/remove": "leads to the team",
    "POST /district/team/{id}/role": "leads to the team",
    "GET /developers/apps/{id}/districts/{connection}/matching/{matching}/result.csv": "is a file",
    "POST /district/classes/remove": "leads to the classes",
    "POST /district/ids/apply": "leads to the ids",
    "POST /district/ids/file": "shows what a GET shows",
    "POST /district/upload/{upload}/file": "leads to the upload",
    "POST /district/upload/{upload}/start": "leads to the run",
    "POST /district/upload/{upload}/throw-away": "leads to the uploads",
    "POST /library/{client_id}/put-away": "leads to the start page",
    "POST /library/{client_id}/remove": "leads to the Library",
    "POST /login/role": "leads to the home of the role",
    "POST /oauth/authorize": "shows what a GET shows",
    "POST /oauth/logout": "shows what a GET shows",
    "POST /oauth/logout/confirm": "leads to the application or says what a GET says",
    "POST /operator/applications/{id}/off": "leads to the applications",
    "POST /operator/applications/{id}/on": "leads to the applications",
    "POST /operator/keys/rotate": "leads to the keys",
    "GET /developers/apps/{id}/certification/{submission}/files/agreement.pdf": "is a file",
    "POST /developers/apps/{id}/certification/{submission}/files": "leads to the documents",
    **{
        f"POST /developers/apps/{{id}}/certification/{{submission}}/{verb}": "leads to the"
        " submission"
        for verb in ("again", "check", "submit", "withdraw")
    },
    "POST /developers/training": "leads to the training",
    **{
        f"GET /reviewers/submissions/{{submission}}/{file}": "is a file"
        for file in ("agreement.pdf", "evidence.tar.gz", "evidence/file")
    },
    **{
        f"POST /reviewers/submissions/{{submission}}/{verb}": "leads to the submission"
        for verb in ("certify", "publish", "reject", "revoke", "suspend", "take")
    },
    "POST /portal/sessions/end": "leads to the sessions",
    "POST /portal/sessions/everywhere": "leads to the login",
}
"""Routes without a page of their own, and where they lead."""


def test_every_page_of_the_hub_is_visited() -> None:
    stated = {
        f"{method} {route.path}"
        for feature in FEATURES
        for route in feature.routes
        if route.page
        for method in route.methods
    }
    visited = {visit.route for _, visit in EVERY}

    assert sorted(stated) == sorted(visited | set(LEADS_ON))
    assert set() == visited & set(LEADS_ON)


def test_no_two_visits_have_one_name() -> None:
    names = [visit.name for _, visit in EVERY]
    assert sorted(set(names)) == sorted(names)


def test_the_sample_names_tests_that_there_are() -> None:
    written = "".join(path.read_text() for path in Path(__file__).parent.glob("test_*.py"))
    pages = {visit.name for _, visit in EVERY}
    names = [name.rstrip("]").partition("[") for name in SAMPLE]

    assert [] == [name for name, _, _ in names if f"def {name}(" not in written]
    assert [] == [of for _, _, of in names if of not in {"", *HANDS, *pages}]


def test_what_is_wrong_with_a_page_is_found(browser: Browser, town: Town) -> None:
    spoil = """
        document.documentElement.removeAttribute('lang');
        document.querySelector('label').remove();
        document.querySelector('h1').outerHTML = '<p id="far">x</p>';
        document.querySelector('#far').style.width = '600px';
        fetch('http://127.0.0.1:9/').catch(() => 0);
    """
    with a_walk(browser, town) as (walk, watch):
        walk.opens("/login")
        walk.page.evaluate(f"() => {{ {spoil} }}")
        found = " ".join(faults_of(walk.page, "spoiled"))
        troubles = " ".join(watch.troubles)

    wanted = (
        "its language is ''", "0 headings of the first rank", "axe (light, wide): label:",
        "axe (dark, phone): label:", "px in a window of 390",
    )  # fmt: skip
    assert [] == [one for one in wanted if one not in found]
    assert "console: " in troubles


def test_no_two_pages_have_one_title(
    browser: Browser, tmp_path: Path, sqlite_template: Path
) -> None:
    titles: dict[str, set[str]] = {}
    first = {visit.route: visit for visit in reversed(KINDS["full"][1])}
    for number, (route, visit) in enumerate(first.items()):
        if route.startswith("GET ") and not route.startswith("GET /oauth/"):
            # A town for each: what one visit does there is not there for the next.
            home = tmp_path / str(number)
            shutil.copytree(sqlite_template, home)
            with a_harbour(Place(home, "")) as town, a_walk(browser, town) as (walk, _):
                visit.way(walk)
                titles.setdefault(walk.page.title(), set()).add(route)

    several = [routes for routes in titles.values() if len(routes) > 1]
    # One page under two addresses: the hub's and the district's own.
    assert [{"GET /login", "GET /in/{shortname}"}] == several


@pytest.fixture
def place(tmp_path: Path, sqlite_template: Path) -> Place:
    home = tmp_path / "home"
    shutil.copytree(sqlite_template, home)
    return Place(home, "")


@pytest.fixture
def harbour(request: pytest.FixtureRequest, place: Place) -> Iterator[Town]:
    said, _ = KINDS[request.param]
    with a_harbour(place, **said) as made:
        yield made


@pytest.mark.parametrize(
    ("harbour", "visit"),
    EVERY,
    indirect=["harbour"],
    ids=[visit.name for _, visit in EVERY],
)
def test_a_page_is_for_everybody(browser: Browser, harbour: Town, visit: Visit) -> None:
    with a_walk(browser, harbour) as (walk, watch):
        visit.way(walk)
        assert visit.route == route_of(harbour, watch)
        assert [] == faults_of(walk.page, visit.name)
        assert [] == watch.troubles
