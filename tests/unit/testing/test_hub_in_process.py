"""The fixture `homeroom`: a hub for an application's tests, new for each."""

import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest

from homeroom.testing import HubInProcess
from homeroom.testing.prepared import Prepared
from homeroom_kit import Hub, MemoryStore, NotFoundError, TokenRejectedError, sync
from homeroom_kit.login import App, arrive, start
from tests.kit.login.grounds import path_of, query_of
from tests.support.portals import Browser, forms_of

_CALLBACK = "http://localhost:9000/callback"


def _hub(homeroom: HubInProcess, token: str = "") -> Hub:
    return Hub(
        homeroom.address, token or homeroom.token, transport=homeroom.transport(),
        clock=homeroom.clock,
    )  # fmt: skip


def _ann(homeroom: HubInProcess) -> Any:
    with _hub(homeroom) as hub:
        return next(hub.users(role="student"))


def test_the_kit_syncs_from_it_without_a_socket(homeroom: HubInProcess) -> None:
    store = MemoryStore()
    report = sync(_hub(homeroom), store)
    assert ("done", "agrees", homeroom.district) == (
        report.state, report.comparison, report.district,
    )  # fmt: skip
    assert 20 < len(store.active(homeroom.district, "users"))


def test_what_one_test_changes_the_next_does_not_see(homeroom_prepared: Prepared) -> None:
    with homeroom_prepared.fresh() as before:
        name = _ann(before).name.first
        students = before.files["students.csv"].replace(name.encode(), b"Zelda")
        before.take_in({**before.files, "students.csv": students})
        before.advance(days=2)
        assert "Zelda" == _ann(before).name.first
    with homeroom_prepared.fresh() as after:
        assert name == _ann(after).name.first
        assert students != after.files["students.csv"]
        assert after.clock.now() < before.clock.now() - timedelta(days=1)


def test_what_the_district_sends_comes_by_events(homeroom: HubInProcess) -> None:
    store = MemoryStore()
    sync(_hub(homeroom), store)
    name = _ann(homeroom).name.first
    students = homeroom.files["students.csv"].replace(name.encode(), b"Zelda")
    homeroom.take_in({**homeroom.files, "students.csv": students})
    report = sync(_hub(homeroom), store, mode="events")
    assert ("events", "agrees", 0) == (report.mode, report.comparison, report.count("create"))
    assert 1 <= report.count("update", "users")


def test_a_new_hub_for_a_test_is_ready_in_a_moment(homeroom_prepared: Prepared) -> None:
    took = []
    for _ in range(8):
        began = time.perf_counter()
        with homeroom_prepared.fresh():
            took.append(time.perf_counter() - began)
    # 6 to 25 ms on two busy cores; the least of some is the machine at its quietest.
    assert min(took) < 0.05


def test_it_is_served_on_loopback_when_it_is_asked_for(homeroom_prepared: Prepared) -> None:
    for _ in range(2):
        with homeroom_prepared.fresh() as homeroom:
            told = homeroom.env
            assert told["HOMEROOM_URL"] == homeroom.url == homeroom.address
            asked = Request(  # noqa: S310 -- our own loopback address
                f"{homeroom.url}/v3.1/districts/{homeroom.district}",
                headers={"Authorization": f"Bearer {told['DISTRICT_TOKEN']}"},
            )
            with urlopen(asked, timeout=10) as answer:  # noqa: S310 -- likewise
                assert 200 == answer.status
            assert homeroom.url.startswith("http://127.0.0.1:")


def test_its_people_sign_in_to_the_application(homeroom: HubInProcess) -> None:
    homeroom.redirect_to(_CALLBACK)
    app = App(
        homeroom.client_id, homeroom.client_secret, hub=homeroom.address, redirect_uri=_CALLBACK,
        transport=homeroom.transport(), clock=homeroom.clock,
    )  # fmt: skip
    for role in ("teacher", "student"):
        session: dict[str, Any] = {}
        browser = Browser(homeroom.hub)
        browser.get(path_of(start(app, session)))
        while not (location := browser.page.headers.get("location", "")).startswith(_CALLBACK):
            if location:
                browser.get(path_of(location))
                continue
            assert "/login" in [form.action for form in forms_of(browser.page)]
            who = homeroom.people[role]
            browser.send(
                "/login", username=who.username, password=who.password, district=homeroom.district
            )
        assert role == arrive(app, session, query_of(location))[0].type


def test_time_passes_only_forwards(homeroom: HubInProcess) -> None:
    before = homeroom.clock.now()
    homeroom.advance(hours=1)
    homeroom.clock.sleep(60)
    assert timedelta(minutes=61) <= homeroom.clock.now() - before
    with pytest.raises(ValueError, match="cannot go back"):
        homeroom.advance(days=-1)


def test_a_wrong_token_is_refused(homeroom: HubInProcess) -> None:
    assert (200, 401, 401) == tuple(
        homeroom.get("/v3.1/users?limit=1", token).status for token in (None, "", "wrong")
    )
    with pytest.raises(TokenRejectedError):
        next(_hub(homeroom, "wrong").users())


def test_the_plugin_imports_nothing_of_the_hub_before_a_test_asks() -> None:
    code = (
        "import sys, homeroom.testing; "
        "print([one for one in sys.modules if one.startswith('homeroom.')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    assert "['homeroom.testing']" == done.stdout.decode().strip()


def test_the_kit_reads_attendance_page_by_page(homeroom: HubInProcess) -> None:
    with _hub(homeroom) as hub:
        schools = [school.id for school in hub.schools()]
        everything = [mark for one in schools for mark in hub.attendance_of("schools", one)]
        day = date.fromisoformat(everything[-1].attendance_date)
        school, status = everything[-1].school_id, everything[-1].attendance_status
        hub.page_size = 1
        chosen = hub.attendance_of("schools", school, since=day, until=day, status=status)
        assert [
            mark
            for mark in everything
            if (mark.attendance_date, mark.school_id, mark.attendance_status)
            == (day.isoformat(), school, status)
        ] == list(chosen)
        assert len(everything) > 10
        with pytest.raises(NotFoundError):
            next(hub.attendance_of("sections", "f" * 24))
