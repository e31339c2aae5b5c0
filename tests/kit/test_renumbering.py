"""The district's own ids follow the hub where an application wants each of them only once, too."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa
from django.db import connections

from homeroom_kit import Store, sync
from homeroom_kit.stores import Wanted
from homeroom_kit.stores.django import Mapped as DjangoMapped
from homeroom_kit.stores.sqlalchemy import Mapped
from tests.kit.frameworks import django_project
from tests.kit.tables import a_store
from tests.kit.trial import Trial, a_trial
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.models import Person  # noqa: E402 -- see above
from tests.kit.classroom.store import USING, a_classroom  # noqa: E402 -- likewise

MANY = 60
Opened = Callable[[Place], AbstractContextManager[tuple[Store, Callable[[str], Any]]]]


@contextmanager
def _tables(place: Place) -> Iterator[tuple[Store, Callable[[str], Any]]]:
    address = f"sqlite:///{place.home}/application.sqlite"
    if place.database_url:
        made = sa.make_url(place.database_url).set(drivername="postgresql+psycopg")
        address = made.render_as_string(hide_password=False)
    engine = sa.create_engine(address)
    store = a_store(engine)

    def asked(text: str) -> None:
        with engine.begin() as connection:
            connection.execute(sa.text(text.format(person="person")))

    yield store, asked
    engine.dispose()


@contextmanager
def _models(place: Place) -> Iterator[tuple[Store, Callable[[str], Any]]]:
    with a_classroom(place) as store:

        def asked(text: str) -> None:
            with connections[USING].cursor() as cursor:
                cursor.execute(text.format(person="classroom_person"))

        yield store, asked


both_stores = pytest.mark.parametrize("opened", [_tables, _models], ids=["sqlalchemy", "django"])


def _who(trial: Trial, store: Store, *numbers: str) -> list[set[str | None]]:
    """The Clever ids of those who have each of the numbers."""
    found = [
        store.accounts(trial.town.district, "users", Wanted(sis_ids=frozenset({f"student:{one}"})))
        for one in numbers
    ]
    return [{one.clever_id for one in some} for some in found]


def _gets(trial: Trial, pupil: str, number: str) -> None:
    role = trial.town.records["users"][pupil]["roles"]["student"]
    trial.town.change("users", pupil, roles={"student": role | {"sis_id": number}})


@both_stores
def test_numbers_that_are_somebody_elses_stop_no_sync(place: Place, opened: Opened) -> None:
    trial = a_trial()
    town = trial.town
    some = [town.pupil(f"Pupil {one}", f"N{one}", town.elm) for one in range(MANY)]
    with opened(place) as (store, asked):
        asked("CREATE UNIQUE INDEX each_once ON {person} (student_no)")
        sync(trial.hub, store)
        town.drop("users", town.dan)
        sync(trial.hub, store)
        # Two swap, one gets the number of somebody who is gone, and many move up by one.
        for pupil, number in ((town.ann, "P2"), (town.ben, "P1"), (town.cat, "P4")):
            _gets(trial, pupil, number)
        for at, pupil in enumerate(some, 1):
            _gets(trial, pupil, f"N{at}")

        reports = [sync(trial.hub, store) for _ in range(2)]
        assert ["done", "done"] == [one.state for one in reports]
        assert _who(trial, store, "P1", "P2", "P3", "P4") == [
            {town.ann}, {town.ben}, {town.cat}, {town.dan},
        ]  # fmt: skip
        numbers = [f"N{at}" for at in range(MANY + 1)]
        assert _who(trial, store, *numbers) == [set(), *({one} for one in some)]


@both_stores
def test_numbers_that_may_be_there_twice_follow_the_hub(place: Place, opened: Opened) -> None:
    trial = a_trial()
    town = trial.town
    with opened(place) as (store, _):
        sync(trial.hub, store)
        town.drop("users", town.dan)
        for pupil, number in ((town.ann, "P2"), (town.ben, "P1"), (town.cat, "P4")):
            _gets(trial, pupil, number)
        sync(trial.hub, store)
        assert _who(trial, store, "P1", "P2", "P3", "P4") == [
            {town.ben}, {town.ann}, set(), {town.cat, town.dan},
        ]  # fmt: skip


@both_stores
def test_a_single_blank_number_is_looked_for_as_any_other(place: Place, opened: Opened) -> None:
    trial = a_trial()
    with opened(place) as (store, asked):
        sync(trial.hub, store)
        asked("UPDATE {person} SET student_no = '' WHERE given = 'Ann'")
        assert [{trial.town.ann}] == _who(trial, store, "")


_ROLES = {"teacher": "teacher_no", "staff": "teacher_no", "student": "student_no"}
_PERSON = sa.Table(
    "person", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("student_no", sa.String(40)), sa.Column("teacher_no", sa.String(40)),
)  # fmt: skip


@pytest.mark.parametrize("told", [*permutations(["staff:S1", "teacher:T1", "student:P1"])])
@pytest.mark.parametrize(
    "mapped",
    [Mapped(_PERSON, {}, sis_ids=_ROLES), DjangoMapped(Person, {}, sis_ids=_ROLES)],
    ids=["sqlalchemy", "django"],
)
def test_roles_that_share_a_column_put_the_same_one_into_it_each_time(
    mapped: Any, told: tuple[str, ...]
) -> None:
    assert {"teacher_no": "T1", "student_no": "P1"} == mapped.sis_columns(told)
    assert {"teacher_no": "S1"} == mapped.sis_columns(["staff:S1", "teacher:" + 41 * "T"])
