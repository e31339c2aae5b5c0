"""Whatever a district had is gone, of others nothing; wherever it breaks off, it goes on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from homeroom.foundation.database import Session, Store
from homeroom.foundation.errors import ConflictError
from homeroom.intake.erasure import actions
from homeroom.intake.erasure.queries import Closing, closing_of
from homeroom.intake.erasure.sweeping import STAYS
from homeroom.intake.runs.worker import Worker
from tests.support.meanwhile import meanwhile
from tests.unit.districts.leaving.planting import all_rows, plant, shared, tables
from tests.unit.districts.town import Town


def _closing(town: Town) -> Closing | None:
    with town.hub.parts.store.control.reading() as control:
        return closing_of(control, town.district.number)


def _left(town: Town) -> list[str]:
    found = all_rows(town.hub.parts.store, town.district.number)
    return [name for name, rows in found.items() if rows]


def _uploads(town: Town) -> list[Any]:
    return sorted(town.desk.uploads.glob("[0-9a-f]*/*/*"))


def test_no_table_keeps_a_row_of_an_erased_district_and_another_district_keeps_all(
    town: Town, other: Town
) -> None:
    store, number = town.hub.parts.store, town.district.number
    app, token = shared(town)
    plant(store, number)
    plant(store, other.district.number)
    elsewhere = all_rows(store, other.district.number)
    assert ["closing"] == [name for name, rows in all_rows(store, number).items() if not rows]
    kept_files = _uploads(other)

    actions.ask(town.desk, town.district, "Olive", at_once=True)
    actions.carry_on(town.desk)

    assert list(STAYS) == _left(town)
    assert len(tables()) > 40
    assert elsewhere == all_rows(store, other.district.number)
    folders = {path.parent.parent.name for path in kept_files}
    assert {f"{other.district.number:010x}", f"{number:010x}"} == folders
    assert {f"{other.district.number:010x}"} == {one.parent.parent.name for one in _uploads(town)}
    reply = town.call("/v3.0/users", headers={"authorization": f"Bearer {token}"})
    assert 401 == reply.status
    found = _closing(town)
    assert found is not None
    assert ("erasing", "") == (found.state, found.asked_by)
    assert [(app, 2, 1)] == [
        (one["application"], one["people"], one["reads"]) for one in found.counts["disclosures"]
    ]
    assert found.counts["rows"]["document"] > 24


def test_what_a_process_still_held_is_swept_before_the_certificate_says_that_all_is_gone(
    town: Town,
) -> None:
    store = town.hub.parts.store
    actions.ask(town.desk, town.district, "Olive", at_once=True)
    actions.carry_on(town.desk)
    plant(store, town.district.number)

    actions.carry_on(town.desk)

    assert list(STAYS) == _left(town)
    still = _closing(town)
    assert still is not None
    assert still.ended_at is None
    town.clock.advance(actions.SETTLING)
    plant(store, town.district.number)
    actions.carry_on(town.desk)
    ended = _closing(town)
    assert ended is not None
    assert ("erased", town.desk.milliseconds()) == (ended.state, ended.ended_at)
    assert list(STAYS) == _left(town)


class _Breaking:
    """Half a store whose writing breaks off after so many transactions."""

    def __init__(self, half: Any, after: int) -> None:
        self._half = half
        self._after = after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._half, name)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        if self._after == 0:
            message = "the power is cut"
            raise InterruptedError(message)
        self._after -= 1
        with self._half.writing() as session:
            yield session


@pytest.mark.parametrize(("control", "roster"), [(0, 99), (1, 0), (1, 1), (1, 7)])
def test_a_crash_leaves_the_district_as_it_was_or_goes_on_to_the_end(
    town: Town, control: int, roster: int
) -> None:
    store = town.hub.parts.store
    actions.ask(town.desk, town.district, "Olive", at_once=True)
    before = all_rows(store, town.district.number)
    broken: Any = Store(_Breaking(store.control, control), _Breaking(store.roster, roster))  # type: ignore[arg-type]

    with pytest.raises(InterruptedError):
        actions.carry_on(replace(town.desk, store=broken))

    after = all_rows(store, town.district.number)
    assert (before == after) == (control == 0)
    assert bool(after["district"]) == (control == 0)
    actions.carry_on(town.desk)
    assert list(STAYS) == _left(town)


def test_it_waits_two_weeks_and_can_be_taken_back_until_then(town: Town) -> None:
    actions.ask(town.desk, town.district, "Olive")
    with pytest.raises(ConflictError):
        actions.ask(town.desk, town.district, "Olive")
    actions.carry_on(town.desk)
    assert "document" in _left(town)

    actions.take_back(town.desk, town.district.number)
    with pytest.raises(ConflictError):
        actions.take_back(town.desk, town.district.number)
    town.clock.advance(actions.SETTLING * 6 * 24 * (actions.WAIT_DAYS + 1))
    actions.carry_on(town.desk)

    assert "closing" not in _left(town)
    assert "document" in _left(town)


class _Meanwhile:
    """Half a store: something else happens just before its first writing transaction."""

    def __init__(self, half: Any, act: Callable[[], None]) -> None:
        self._half = half
        self._acts = [act]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._half, name)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        while self._acts:
            self._acts.pop()()
        with self._half.writing() as session:
            yield session


def test_a_district_that_is_taken_back_in_the_moment_it_is_due_keeps_everything(
    town: Town,
) -> None:
    store, number = town.hub.parts.store, town.district.number
    before = all_rows(store, number)
    actions.ask(town.desk, town.district, "Olive", at_once=True)
    late: Any = _Meanwhile(store.control, lambda: actions.take_back(town.desk, number))

    actions.carry_on(replace(town.desk, store=Store(late, store.roster)))

    assert before == all_rows(store, number)
    assert _uploads(town)


def test_no_way_back_once_it_has_begun(town: Town) -> None:
    actions.ask(town.desk, town.district, "Olive", at_once=True)
    actions.carry_on(town.desk)

    with pytest.raises(ConflictError):
        actions.take_back(town.desk, town.district.number)


def test_a_district_of_nobody_is_erased_at_once_and_leaves_no_certificate(town: Town) -> None:
    actions.erase_district(town.desk, town.district)
    assert list(STAYS) == _left(town)

    town.clock.advance(actions.SETTLING)
    actions.carry_on(town.desk)

    assert [] == _left(town)


def test_of_two_who_ask_at_once_one_is_told_that_it_is_asked_for(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def ask(who: str) -> None:
        try:
            told.append(actions.ask(town.desk, town.district, who).asked_by)
        except ConflictError as error:
            told.append(error.code)

    with meanwhile(monkeypatch, actions, "Closing", lambda: ask("Olive")):
        ask("Ada")

    assert "closing_changed" in told
    found = _closing(town)
    assert found is not None
    assert {found.asked_by, "closing_changed"} == set(told)


def test_a_district_of_nobody_that_is_erased_twice_at_once_is_erased(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def erase() -> None:
        actions.erase_district(town.desk, town.district)

    with meanwhile(monkeypatch, actions, "Closing", erase):
        erase()

    assert list(STAYS) == _left(town)


def test_a_run_of_a_district_that_is_gone_ends_and_the_worker_goes_on(
    town: Town, other: Town
) -> None:
    town.files["students"][0]["Last_name"] = "Renamed"
    town.clock.advance(timedelta(minutes=1))
    assert 303 == town.admin().upload(town.texts()).status
    run = town.runs()[0].run
    with Worker(town.desk) as worker:
        told: list[str] = []

        def erase_midway(step: str, _: int, __: int) -> None:
            if not told:
                actions.erase_district(town.desk, town.district)
            told.append(step)

        assert "lost" == worker.work_one(run, erase_midway)
        actions.carry_on(town.desk)
        assert list(STAYS) == _left(town)
        other.files["students"][0]["Last_name"] = "Renamed"
        assert 303 == other.admin().upload(other.texts()).status
        assert "applied" == worker.work_one()
