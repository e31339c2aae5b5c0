"""`homeroom year run`: August to June in a sandbox that runs."""

from datetime import date

import pytest

from homeroom.foundation.errors import ConflictError
from homeroom.sandbox.lantern.mutations import MUTATIONS
from homeroom.sandbox.year.asking import Sandbox
from homeroom.sandbox.year.plan import PLAN, due, first_day, last_day, next_year
from homeroom.sandbox.year.playing import Year
from tests.support.hubs import served
from tests.support.playing import TOKEN, playing
from tests.support.stores import Place


def test_the_plan_is_of_known_mutations_in_the_order_of_the_year() -> None:
    assert {one.mutation for one in PLAN} <= MUTATIONS.keys()
    days = [one.on(2026) for one in PLAN]
    assert sorted(days) == days
    assert first_day(2026) < days[0]
    assert days[-1] < last_day(2026)


def test_a_year_that_has_begun_is_not_played() -> None:
    assert 2026 == next_year(date(2026, 8, 9))
    assert 2027 == next_year(date(2026, 8, 10))
    assert 2027 == next_year(date(2027, 1, 1))
    assert [] == due(PLAN, 2026, first_day(2026))
    assert len(PLAN) == len(due(PLAN, 2026, last_day(2026)))


def test_a_year_is_played_and_an_application_is_told(place: Place) -> None:
    said: list[str] = []
    waits: list[int] = []
    with playing(place) as admin, served(admin.hub) as over:
        year = Year(Sandbox(over.url, TOKEN), 2030, said.append, lambda: waits.append(1))
        year.play()
    # Mutations let days pass as well, so how many weeks are left hangs on the hour it begins.
    assert 44 <= len(waits) <= 46
    listed = [line.split()[1] for line in said if line[:3] == "203"]
    assert [one.mutation for one in PLAN] == listed
    assert "nothing changes until somebody has looked" in said[-3]
    assert "sections.created" in said[-2]
    assert said[-1].startswith("The year is over. An application was told: ")
    assert year.token in said[0]
    assert {"users.created", "users.updated", "users.deleted"} <= set(year.told)


def test_a_sandbox_that_does_not_run_is_named_with_the_remedy() -> None:
    with pytest.raises(ConflictError, match="Start it with: homeroom sandbox"):
        Sandbox("http://127.0.0.1:9", "x").ask("GET", "/mutations")


def test_a_refusal_says_the_sandboxs_own_words(place: Place) -> None:
    with playing(place) as admin, served(admin.hub) as over:
        with pytest.raises(ConflictError, match="401 The sandbox's admin API needs its own token"):
            Sandbox(over.url, "wrong").ask("GET", "/mutations")
        with pytest.raises(ConflictError, match="404 There is no such district"):
            Sandbox(over.url, TOKEN).ask("GET", "/districts/x")
