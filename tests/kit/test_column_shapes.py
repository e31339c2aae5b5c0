"""Columns that take no text: an application's dates, numbers, yes and no are its own kind."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from homeroom_kit import Store, sync
from homeroom_kit.errors import StoreError
from homeroom_kit.planning.shapes import SHAPES, Shape, object_of, shaped
from homeroom_kit.stores import sqlalchemy as tables
from homeroom_kit.stores.holding import Held
from tests.kit.frameworks import django_project
from tests.kit.trial import Trial, a_trial
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from homeroom_kit.stores import django as models  # noqa: E402 -- see above
from tests.kit.classroom.models import Fellow  # noqa: E402 -- likewise
from tests.kit.classroom.store import USING, a_classroom  # noqa: E402 -- likewise

FIELDS = {
    "roles.student.dob": "born",
    "last_modified": "changed",
    "roles.student.graduation_year": "year",
    "roles.student.grade": "grade",
    "roles.student.weighted_gpa": "average",
    "roles.student.unweighted_gpa": "points",
    "roles.student.gifted_status": "gifted",
    "roles.student.ell_status": "learns",
}
TOLD = {
    "dob": "7/15/2010", "graduation_year": "2028", "weighted_gpa": "3.55",
    "unweighted_gpa": "3.55", "gifted_status": "Y", "ell_status": "N", "grade": "07",
}  # fmt: skip
MOMENT = datetime(2026, 8, 1, 6, tzinfo=UTC)

Rows = Callable[[], dict[str, dict[str, Any]]]


@contextmanager
def _tables(place: Place) -> Iterator[tuple[Store, Rows]]:
    address = f"sqlite:///{place.home}/application.sqlite"
    if place.database_url:
        made = sa.make_url(place.database_url).set(drivername="postgresql+psycopg")
        address = made.render_as_string(hide_password=False)
    engine = sa.create_engine(address)
    fellow = sa.Table(
        "fellow",
        sa.MetaData(),
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("district", sa.String(24)),
        sa.Column("born", sa.Date),
        sa.Column("changed", sa.DateTime(timezone=True)),
        sa.Column("year", sa.Integer),
        sa.Column("grade", sa.SmallInteger),
        sa.Column("average", sa.Float),
        sa.Column("points", sa.Numeric(5, 1)),
        sa.Column("gifted", sa.Boolean, nullable=False),
        sa.Column("learns", sa.Boolean),
    )
    fellow.metadata.create_all(engine)
    mapped = tables.Mapped(fellow, FIELDS, district="district")
    store = tables.SQLAlchemyStore(engine, {"users": mapped})
    store.create_tables()

    def rows() -> dict[str, dict[str, Any]]:
        with engine.connect() as connection:
            found = {str(row.id): dict(row._mapping) for row in connection.execute(fellow.select())}
        for row in found.values():  # SQLite knows no zones
            row["changed"] = row["changed"] and row["changed"].replace(tzinfo=UTC)
        return found

    try:
        yield store, rows
    finally:
        engine.dispose()


@contextmanager
def _models(place: Place) -> Iterator[tuple[Store, Rows]]:
    with a_classroom(place):
        mapped = models.Mapped(Fellow, FIELDS, district="district")
        yield (
            models.DjangoStore({"users": mapped}, USING),
            lambda: {str(row["id"]): row for row in Fellow._base_manager.using(USING).values()},
        )


each_store = pytest.mark.parametrize("opened", [_tables, _models], ids=["sqlalchemy", "django"])
Opened = Callable[[Place], AbstractContextManager[tuple[Store, Rows]]]


def _with_zed(**told: Any) -> tuple[Trial, str]:
    trial = a_trial()
    zed = trial.town.pupil("Zed", "Z9", trial.town.elm)
    trial.town.records["users"][zed]["roles"]["student"] |= told
    return trial, zed


def _row_of(store: Store, trial: Trial, rows: Rows, clever_id: str) -> dict[str, Any]:
    known = store.known(trial.town.district, "users", [clever_id])
    return {name: rows()[known[clever_id].app_id][name] for name in FIELDS.values()}


@each_store
def test_dates_numbers_and_truths_are_an_applications_own(place: Place, opened: Opened) -> None:
    trial, zed = _with_zed(**TOLD)
    with opened(place) as (store, rows):
        first, again = sync(trial.hub, store), sync(trial.hub, store)
        assert ("done", "done", 0) == (first.state, again.state, again.written)
        assert {
            "born": date(2010, 7, 15), "changed": MOMENT, "year": 2028, "grade": 7,
            "average": 3.55, "points": Decimal("3.5"), "gifted": True, "learns": False,
        } == _row_of(store, trial, rows, zed)  # fmt: skip


@each_store
def test_what_a_column_cannot_hold_is_nothing_there(place: Place, opened: Opened) -> None:
    odd = {
        "grade": "Kindergarten",
        "weighted_gpa": "A-",
        "graduation_year": "4000000000",
        "ell_status": "",
    }
    trial, zed = _with_zed(**odd)
    with opened(place) as (store, rows):
        first, again = sync(trial.hub, store), sync(trial.hub, store)
        assert ([], "done", 0) == (first.problems, again.state, again.written)
        assert {**dict.fromkeys(FIELDS.values()), "changed": MOMENT, "gifted": False} == _row_of(
            store, trial, rows, zed
        )


@each_store
def test_a_day_edited_by_hand_is_brought_back_and_one_that_is_held_stays(
    place: Place, opened: Opened
) -> None:
    trial, zed = _with_zed(**TOLD)
    with opened(place) as (store, rows):
        sync(trial.hub, store)
        of = store.known(trial.town.district, "users", [zed])[zed].app_id
        held = {"roles.student.dob": "1/2/2011", "roles.student.gifted_status": "no"}
        store.hold(trial.town.district, "users", of, Held(), held)
        assert (date(2011, 1, 2), False) == (rows()[of]["born"], rows()[of]["gifted"])
        sync(trial.hub, store)
        assert (date(2011, 1, 2), False) == (rows()[of]["born"], rows()[of]["gifted"])

        store.let_go(trial.town.district, "users", of, Held(frozenset(held)))
        assert 1 == sync(trial.hub, store).count("update", "users")
        assert (date(2010, 7, 15), True) == (rows()[of]["born"], rows()[of]["gifted"])


@each_store
def test_another_way_of_writing_the_same_day_writes_no_row(place: Place, opened: Opened) -> None:
    trial, zed = _with_zed(**TOLD)
    with opened(place) as (store, _):
        sync(trial.hub, store)
        trial.town.records["users"][zed]["roles"]["student"]["dob"] = "2010-07-15"
        assert 0 == sync(trial.hub, store).written


def test_an_id_that_is_no_number_is_refused_by_name_and_nothing_is_written(place: Place) -> None:
    trial, _ = _with_zed(**TOLD)
    with a_classroom(place):
        ids = {"student": "year"}
        mapped = models.Mapped(Fellow, {"name.first": "title"}, sis_ids=ids, district="district")
        with pytest.raises(StoreError, match=r"none was written.*year.*number"):
            sync(trial.hub, models.DjangoStore({"users": mapped}, USING))
        assert 0 == Fellow._base_manager.using(USING).count()


def test_moments_are_local_where_a_django_project_knows_no_zones(place: Place) -> None:
    trial, zed = _with_zed(**TOLD)
    with override_settings(USE_TZ=False, TIME_ZONE="America/New_York"), _models(place) as held:
        store, rows = held
        sync(trial.hub, store)
        assert datetime(2026, 8, 1, 2) == _row_of(store, trial, rows, zed)["changed"]  # noqa: DTZ001 -- so it is there
        assert 0 == sync(trial.hub, store).written


TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", " ", "7/15/2010", "2/30/2010", "2010-7-5", "2010-07-15T23:30:00-05:00", "2010-07-15",
     "0001-01-01T00:00:00+14:00", "-0", "007", "1e5", "NaN", "inf", "1e999", "9" * 19, "9" * 40,
     "TRUE", "y", "N"]
)  # fmt: skip


@given(st.none() | TEXTS | st.dates().map(str) | st.floats().map(str) | st.integers().map(str),
       st.sampled_from(sorted(SHAPES)), st.none() | st.integers(0, 8))  # fmt: skip
def test_one_way_of_writing_is_one_way(
    text: str | None, shape: Shape, decimals: int | None
) -> None:
    once = shaped(text, shape, decimals)
    assert once == shaped(once, shape, decimals)
    back = object_of(once, shape)
    assert once == (None if back is None else shaped(str(back), shape, decimals))
