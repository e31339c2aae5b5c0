"""Whom a teacher brought keeps her account when a sync of her district brings her (SC-87)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from homeroom_kit import MemoryStore, sync
from homeroom_kit.provision import StoreAccounts
from homeroom_kit.provision.people import Person, changes_of, standing
from homeroom_kit.stores import LIBRARY, Held, Store
from homeroom_kit.sync import Policy
from tests.kit.frameworks import django_project
from tests.kit.tables import a_store, person
from tests.kit.trial import MODES, Mode, Trial, a_trial
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.models import Person as Reader  # noqa: E402 -- see above
from tests.kit.classroom.store import USING, a_classroom  # noqa: E402 -- likewise

Points = Callable[[str, int | None], int]
"""Sets somebody's points, or tells them: what the application hangs on its rows."""


@contextmanager
def _in_memory(_: Place) -> Iterator[tuple[Store, Points]]:
    store = MemoryStore()

    def points(row: str, new: int | None) -> int:
        own = store.table["users"][row].own
        return int(own["points"] if new is None else own.setdefault("points", new))

    yield store, points


@contextmanager
def _in_tables(place: Place) -> Iterator[tuple[Store, Points]]:
    url = place.database_url or f"sqlite:///{place.home}/application.sqlite"
    engine = sa.create_engine(sa.make_url(url.replace("postgresql:", "postgresql+psycopg:")))

    def points(row: str, new: int | None) -> int:
        hers = person.c.id == int(row)
        with engine.begin() as connection:
            if new is not None:
                connection.execute(sa.update(person).where(hers).values(points=new))
            return int(connection.execute(sa.select(person.c.points).where(hers)).scalar_one())

    yield a_store(engine), points
    engine.dispose()


@contextmanager
def _in_models(place: Place) -> Iterator[tuple[Store, Points]]:
    def points(row: str, new: int | None) -> int:
        hers = Reader._base_manager.using(USING).filter(pk=row)
        if new is not None:
            hers.update(points=new)
        return int(hers.get().points)

    with a_classroom(place) as store:
        yield store, points


STORES = {"memory": _in_memory, "sqlalchemy": _in_tables, "django": _in_models}


def _as_her_teacher_shows(clever_id: str, first: str, initial: str) -> Person:
    values = {"name.first": first, "name.last": initial}
    return Person(clever_id, None, "student", "teacher", values)


def _signs_in(store: Store, someone: Person) -> str:
    """What provisioning does at a login with somebody who has an account or gets one."""
    accounts = StoreAccounts(store, someone.district)
    near = accounts.near(someone.asked)
    hers = [one.app_id for one in near if one.clever_id == someone.id]
    assert len(hers) <= 1
    if not hers:
        return accounts.create(someone)
    profile = accounts.profiles(hers)[hers[0]]
    accounts.save(hers[0], standing(someone, profile), changes_of(someone, profile))
    return hers[0]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("where", STORES)
def test_a_sync_of_the_district_takes_the_account_over(
    where: str, mode: Mode, place: Place
) -> None:
    # LIB-23
    trial = a_trial()
    town = trial.town
    with STORES[where](place) as (store, points):
        if mode == "events":
            town.ann = _comes_later(trial, store)
        ann = _as_her_teacher_shows(town.ann, "A.", "E")
        row = _signs_in(store, ann)
        points(row, 40)
        store.hold(LIBRARY, "users", row, Held(frozenset({"email"})), {"email": "mine@home"})
        if mode == "events":
            town.change("users", town.ann, email="ann@town.example")

        report = sync(trial.hub, store, Policy(), mode)

        known = store.known(town.district, "users", [town.ann])[town.ann]
        assert (mode, row, 40) == (report.mode, known.app_id, points(row, None))
        assert ("Ann", "Example", "mine@home") == tuple(
            known.values[name] for name in ("name.first", "name.last", "email")
        )
        assert {} == store.known(LIBRARY, "users", [town.ann])
        assert 1 == report.count("update", "users")
        # Her teacher's login comes to the same row and makes nothing smaller.
        assert row == _signs_in(store, ann)
        assert known == store.known(town.district, "users", [town.ann])[town.ann]
        assert 0 == sync(trial.hub, store).written


def _comes_later(trial: Trial, store: Store) -> str:
    """Somebody whom the district shares only after its first sync."""
    sync(trial.hub, store)
    late: str = trial.town.pupil("Ann", "P9", trial.town.elm)
    return late


@pytest.mark.parametrize("where", STORES)
def test_a_login_by_the_district_takes_it_over_before_any_sync(where: str, place: Place) -> None:
    trial = a_trial()
    town = trial.town
    with STORES[where](place) as (store, points):
        row = _signs_in(store, _as_her_teacher_shows(town.ann, "Ann", "E"))
        points(row, 40)
        full = {"name.first": "Ann", "name.last": "Example"}
        by_district = Person(town.ann, town.district, "student", "district", full)
        assert row == _signs_in(store, by_district)
        assert "Example" == store.rows(town.district, "users", [row])[row].values["name.last"]
        assert row == _signs_in(store, _as_her_teacher_shows(town.ann, "Ann", "E"))
        sync(trial.hub, store)
        known = store.known(town.district, "users", [town.ann])[town.ann]
        assert (row, "Example", 40) == (
            known.app_id, known.values["name.last"], points(row, None),
        )  # fmt: skip


def test_whom_a_district_has_no_other_district_takes_over() -> None:
    store, of_one = MemoryStore(), {"name.first": "Ann"}
    row = _signs_in(store, Person("5f" * 12, "d" * 24, "student", "district", of_one))
    other = Person("5f" * 12, "e" * 24, "student", "district", of_one)
    assert [] == list(StoreAccounts(store, "e" * 24).near(other.asked))
    assert {} == StoreAccounts(store, "e" * 24).profiles([row])


def test_a_dry_run_says_that_the_account_would_change_and_changes_nothing() -> None:
    trial = a_trial()
    row = _signs_in(trial.store, _as_her_teacher_shows(trial.town.ann, "Ann", "E"))
    report = trial.sync(dry_run=True)
    assert [f"update users {trial.town.ann} (row {row})"] == [
        line[: line.index(")") + 1] for line in report.plan if trial.town.ann in line[:45]
    ]
    assert {trial.town.ann} == trial.store.active(LIBRARY, "users")
