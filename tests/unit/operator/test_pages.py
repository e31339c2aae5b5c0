"""The operator's pages: the hub as a whole, and nothing of anybody in it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from homeroom.intake.retention.actions import perform_if_due
from homeroom.oauth.actions import Holder, issue_district_token
from homeroom.oauth.openid import keys
from homeroom.operator.routes import ROUTES
from homeroom.sharing.actions import connect
from homeroom.sharing.rules import FieldAccess, Share
from tests.unit.districts.town import MARKUP, Browser, Town
from tests.unit.operator.conftest import staff

PAGES = [
    one.path
    for one in ROUTES
    if one.guard == "signed_in" and "{" not in one.path and "GET" in one.methods
]


def _links(page: str) -> list[str]:
    found = re.findall(r'href="(/operator[^"#]*)', page)
    return [one.replace("&amp;", "&") for one in found]


def _crawled(by: Browser) -> dict[str, str]:
    """Every page that the first one leads to, by its address."""
    seen: dict[str, str] = {}
    waiting = ["/operator"]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen[path] = by.text(path)
            waiting += _links(seen[path])
    return seen


def test_no_page_shows_a_name_of_the_roster(town: Town, olga: Browser) -> None:
    application = town.application()
    rows = town.files["students"] + town.files["teachers"]
    names = {one["Last_name"].partition(" <")[0] for one in rows}
    names |= {one["School_name"].partition(" <")[0] for one in town.files["schools"]}
    town.clock.advance(timedelta(minutes=1))
    del town.files["students"][12:]
    kept = {one["Student_id"] for one in town.files["students"]}
    town.files.rows["enrollments.csv"] = [
        one for one in town.files["enrollments"] if one["Student_id"] in kept
    ]
    run = town.take_in(town.admin())
    assert "held" == run.state

    pages = _crawled(olga)

    assert "Pupil0" in names
    assert {"/operator/districts", f"/operator/applications/{application}/off"} <= set(pages)
    assert run.run in pages["/operator/runs?state=held"]
    assert [] == [(path, name) for path, page in pages.items() for name in names if name in page]
    assert [] == [path for path, page in pages.items() if MARKUP in page]


@pytest.mark.parametrize("who", ["developer", "administrator", "nobody"])
def test_the_pages_are_for_nobody_else(town: Town, who: str) -> None:
    made: dict[str, Callable[[], Browser]] = {
        "developer": lambda: staff(town, "developer"),
        "administrator": town.admin,
        "nobody": lambda: Browser(town),
    }
    by = made[who]()
    replies = [by.get(path) for path in sorted(set(PAGES))]

    if who == "nobody":
        assert {303} == {one.status for one in replies}
        assert all(one.headers["location"].startswith("/operator/login") for one in replies)
    else:
        assert {403} == {one.status for one in replies}


def test_an_operator_has_no_way_into_a_district(olga: Browser) -> None:
    paths = ["/district", "/district/people", "/district/data", "/district/runs", "/developers"]
    assert [403] * len(paths) == [olga.get(path).status for path in paths]


def test_the_hub_is_healthy_until_a_run_waits_too_long(town: Town, olga: Browser) -> None:
    assert "Healthy" in olga.text("/operator")

    town.admin().upload(town.texts())
    assert "Healthy" in olga.text("/operator")

    town.clock.advance(timedelta(minutes=11))
    page = olga.text("/operator")
    assert "Needs you: 1 thing" in page
    assert "A run has been queued for 11 minutes" in page


def test_what_failed_is_counted(town: Town, olga: Browser) -> None:
    town.hub.parts.metrics.count_request("/x", "GET", 503, 0.1)
    town.hub.parts.metrics.count_run("failed")

    page = olga.text("/operator")
    assert "<strong>1</strong> failed (5xx)" in page
    assert "<strong>1</strong> run failed" in page


def test_districts_are_counted(town: Town, olga: Browser) -> None:
    page = olga.text("/operator/districts")
    assert town.district.short_name in page
    assert "1 Sep 2026, 08:00 UTC" in page
    assert "running" in page


def test_jobs_are_listed_by_state(town: Town, olga: Browser) -> None:
    run = town.runs()[0].run
    assert run in olga.text("/operator/runs?state=applied")
    assert run not in olga.text("/operator/runs?state=held")
    assert run in olga.text("/operator/runs?state=bent&before=bent")
    assert run in olga.text(f"/operator/runs?before={'9' * 5000}-x")
    assert run not in olga.text("/operator/runs?before=1-x")


def test_an_application_that_is_off_opens_nothing_until_it_is_on(town: Town, olga: Browser) -> None:
    application = town.application()
    token = _token(town, application)
    called = {"authorization": f"Bearer {token}"}
    assert 200 == town.call("/v3.0/users", headers=called).status

    off = f"/operator/applications/{application}/off"
    assert [303, 303] == [olga.post(off).status, olga.post(off).status]
    assert 401 == town.call("/v3.0/users", headers=called).status
    listed = olga.text("/operator/applications")
    assert "Off" in listed
    assert "<td>Library, District SSO</td>" in listed

    assert 303 == olga.post(f"/operator/applications/{application}/on").status
    assert 200 == town.call("/v3.0/users", headers=called).status
    assert 404 == olga.post("/operator/applications/nobody/off").status


def _token(town: Town, application: str) -> str:
    parts, now, number = town.hub.parts, town.desk.milliseconds(), town.district.number
    with parts.store.roster.writing() as session:
        connection = connect(
            session, now, number, application, "secure_sync", Share("district"), FieldAccess(),
            events=False,
        )  # fmt: skip
    with parts.store.control.writing() as control:
        holder = Holder(number, connection, application)
        return issue_district_token(control, parts.sealer, now, holder)


def test_keys_rotate_once_however_often_the_form_is_sent(town: Town, olga: Browser) -> None:
    before = _signs(town)
    assert before in olga.text("/operator/keys/rotate")

    assert 303 == olga.post("/operator/keys/rotate", seen=before).status
    after = _signs(town)
    again = olga.post("/operator/keys/rotate", seen=before)

    assert before != after
    assert (409, after) == (again.status, _signs(town))
    assert 409 == olga.post("/operator/keys/rotate").status
    assert "Retired" in olga.text("/operator/keys")


def _signs(town: Town) -> str:
    return next(one.kid for one in keys.published(town.hub.parts) if one.state == "current")


def test_a_form_of_another_session_changes_nothing(town: Town, olga: Browser) -> None:
    before = _signs(town)
    assert 403 == olga.post("/operator/keys/rotate", csrf="bent", seen=before).status
    assert before == _signs(town)


def test_the_daily_job_tells_when_it_was_done(town: Town, olga: Browser) -> None:
    assert "never yet" in olga.text("/operator/retention")
    assert perform_if_due(town.desk, "worker")
    page = olga.text("/operator/retention")
    assert "1 Sep 2026, 08:00 UTC" in page
    assert "2 Sep 2026, 08:00 UTC" in page


def test_storage_names_the_tables(olga: Browser) -> None:
    page = olga.text("/operator/storage")
    assert "<code>document</code></th><td>roster</td>" in page
    assert "<code>sync_run</code></th><td>control</td>" in page
