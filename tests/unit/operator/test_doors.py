"""Break-glass: nothing without a door; through one, one district, for an hour, to look."""

import re
import threading
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from homeroom.accounts.models import account
from homeroom.districts.routes import ROUTES
from homeroom.foundation.database import Prepared
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.ids import wire_id
from homeroom.hub import Hub
from homeroom.roster.auditing.queries import broken, entries
from homeroom.roster.doors.actions import LASTS, open_door
from tests.unit.districts.town import Browser, Town, a_town

REASON = "The sync of 1 September hangs, ticket 42"
DATA = "/district/data?kind=students"


@pytest.fixture
def elm(hub: Hub) -> Town:
    return a_town(hub, "Elm Valley")


def _open(olga: Browser, town: Town, reason: str = REASON) -> int:
    return olga.post(f"/operator/districts/{town.district.id}/break-glass", reason=reason).status


def _noted(town: Town) -> list[str]:
    with town.hub.parts.store.roster.reading() as session:
        assert broken(session, town.district.number) is None
        found = entries(session, town.district.number, action="operator")
    return [one.detail for one in found]


def _paths(town: Town) -> list[tuple[str, str]]:
    """Every page and form of a district."""
    run, person = town.runs()[0].run, town.id("student:P1")
    named = {"{kind}": "users", "{name}": "errors", "{verb}": "block", "{application}": "x"}
    found = []
    for route in ROUTES:
        path = route.path.replace(
            "{id}", run if route.path.startswith("/district/runs") else person
        )
        for hole, filled in named.items():
            path = path.replace(hole, filled)
        found += [(method, re.sub(r"{\w+}", "x", path)) for method in route.methods]
    return found


def test_without_a_door_no_page_of_a_district_opens(town: Town, olga: Browser) -> None:
    for method, path in _paths(town):
        reply = olga.get(path) if method == "GET" else olga.post(path)
        assert (403, path) == (reply.status, path)
    assert b"Break glass" in olga.get("/operator/districts").body
    assert [] == _noted(town)


def test_a_reason_is_needed_and_the_district_reads_it(town: Town, olga: Browser) -> None:
    assert 400 == _open(olga, town, "short")
    assert 400 == _open(olga, town, "x" * 501)
    assert 403 == olga.get(DATA).status

    assert 303 == _open(olga, town)

    assert [f"opened for an hour: {REASON}"] == _noted(town)
    chief = town.admin()
    assert REASON in chief.text("/district")
    assert REASON in chief.text("/district/logs/decisions")
    assert REASON in chief.text("/district/team/break-glass")


def test_through_a_door_she_looks_and_does_nothing_else(town: Town, olga: Browser) -> None:
    assert 303 == _open(olga, town)
    allowed = {
        (method, path) for method, path in _paths(town) if olga.get(path).status == 200
    }  # a GET of a form's path is no page of it, so only pages are among them
    run, person = town.runs()[0].run, town.id("student:P1")
    pages = {"/district/runs", f"/district/runs/{run}", "/district/data"}
    pages |= {f"/district/data/users/{person}", f"/district/data/users/{person}/sent"}
    assert pages == {path for _, path in allowed}
    for method, path in _paths(town):
        if method == "POST":
            reply = olga.post(path)
            assert (403, path) == (reply.status, path)
    assert 403 == olga.upload(town.texts()).status
    assert "Pupil1 " in olga.text(f"/district/data/users/{person}")
    for path in pages:
        page = olga.text(path)
        assert "Break-glass: you look at" in page
        forms = re.findall(r'<form method="post" action="([^"]*)"', page)
        assert ["/logout", "/operator/break-glass/end"] == forms


def test_each_page_is_noted_and_the_notice_stays_until_it_was_seen(
    town: Town, olga: Browser
) -> None:
    assert 303 == _open(olga, town)
    person = town.id("student:P1")
    olga.text(DATA)
    olga.get("/district/people")
    town.clock.advance(timedelta(seconds=1))
    olga.text(f"/district/data/users/{person}")

    chief = town.admin()
    page = chief.text("/district/team/break-glass")
    door = re.search(r'action="/district/team/break-glass/(\w+)/seen"', page)
    assert door is not None
    listed = chief.text(f"/district/team/break-glass/{door[1]}")
    looked_at = re.findall(r'<td class="id"><bdi>([^<]*)<', listed)
    assert ["/district/data?kind=students", f"/district/data/users/{person}"] == looked_at

    assert 303 == chief.post(f"/district/team/break-glass/{door[1]}/seen").status

    assert REASON not in chief.text("/district")
    assert "already" in chief.post(f"/district/team/break-glass/{door[1]}/seen").headers["location"]
    assert ["seen", f"opened for an hour: {REASON}"] == _noted(town)


def test_a_door_opens_one_district_and_no_other(town: Town, elm: Town, olga: Browser) -> None:
    assert 303 == _open(olga, elm)
    assert 409 == _open(olga, town)
    person, run = town.id("student:P1"), town.runs()[0].run
    for path in (f"/district/data/users/{person}", f"/district/runs/{run}"):
        assert (404, path) == (olga.get(path).status, path)
    assert "Pupil1 " not in olga.text(f"{DATA}&q=Ridge")
    assert [] == _noted(town)
    unknown = wire_id(1, 2)
    assert 404 == olga.post(f"/operator/districts/{unknown}/break-glass", reason=REASON).status


def test_it_ends_by_itself_after_an_hour(town: Town, olga: Browser) -> None:
    assert 303 == _open(olga, town)
    town.clock.advance(timedelta(milliseconds=LASTS - 1))
    assert 200 == olga.get(DATA).status

    town.clock.advance(timedelta(milliseconds=1))

    assert 403 == olga.get(DATA).status
    assert 303 == _open(olga, town)


def test_it_ends_by_hand(town: Town, olga: Browser) -> None:
    assert 303 == _open(olga, town)

    for _ in range(2):
        assert 303 == olga.post("/operator/break-glass/end").status

    assert 403 == olga.get(DATA).status
    assert ["closed", f"opened for an hour: {REASON}"] == _noted(town)


def test_who_is_no_operator_any_more_sees_nothing_through_her_open_door(
    town: Town, olga: Browser
) -> None:
    assert 303 == _open(olga, town)
    for duties in ("developer", ""):
        with town.hub.parts.store.control.writing() as control:
            taken = sa.update(account).where(account.c.district == 0).values(duties=duties)
            control.run(Prepared(taken))
        assert 200 != olga.get(DATA).status


def test_the_door_of_one_operator_is_no_door_for_another_or_for_a_developer(
    town: Town, olga: Browser
) -> None:
    from tests.unit.operator.conftest import staff  # noqa: PLC0415

    assert 303 == _open(olga, town)
    dev = staff(town, "developer")
    assert 403 == dev.get(DATA).status
    assert 403 == _open(dev, town)


def test_of_two_doors_opened_in_one_moment_one_is_refused(town: Town, elm: Town) -> None:
    store, now, opened = town.hub.parts.store, 10**12, threading.Event()
    both = threading.Event()
    found: list[int] = []

    def opens(number: int, *, is_first: bool) -> None:
        if not is_first:
            opened.wait(5)
        with suppress(ConflictError), store.roster.writing() as session:
            made = open_door(session, now, number, 77, "Olga", "a reason that is long")
            found.append(made.district)
            opened.set()
            # Not committed yet: whoever opens another one now must wait for that.
            both.wait(0.5 if is_first else 0)
        both.set()

    first = threading.Thread(target=opens, args=(town.district.number,), kwargs={"is_first": True})
    second = threading.Thread(target=opens, args=(elm.district.number,), kwargs={"is_first": False})
    for one in (first, second):
        one.start()
    for one in (first, second):
        one.join()
    assert [town.district.number] == found
