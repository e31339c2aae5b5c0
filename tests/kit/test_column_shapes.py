"""Columns that take no text: an application's dates, numbers, yes and no are its own kind."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from homeroom_kit import Policy, Store, sync
from homeroom_kit.errors import ConfigurationError, StoreError
from homeroom_kit.planning import Holds, Seen
from homeroom_kit.planning.shapes import Shape, can_hold, object_of, shaped
from homeroom_kit.planning.values import is_same
from homeroom_kit.stores import Wanted
from homeroom_kit.stores import sqlalchemy as tables
from homeroom_kit.stores.columns import packed_seen
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
    "created": "begun",
    "last_modified": "changed",
    "roles.student.graduation_year": "year",
    "roles.student.grade": "grade",
    "roles.student.weighted_gpa": "average",
    "roles.student.gifted_status": "gifted",
    "roles.student.ell_status": "learns",
}
TOLD = {
    "dob": "7/15/2010", "graduation_year": "2028", "weighted_gpa": "3.55",
    "gifted_status": "Y", "ell_status": "N", "grade": "07",
}  # fmt: skip
MOMENT = datetime(2026, 8, 1, 6, tzinfo=UTC)

Rows = Callable[[], dict[str, dict[str, Any]]]


@contextmanager
def _tables(place: Place, **mapping: Any) -> Iterator[tuple[Store, Rows]]:
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
        sa.Column("begun", sa.DateTime),
        sa.Column("changed", sa.DateTime(timezone=True)),
        sa.Column("year", sa.Integer),
        sa.Column("grade", sa.SmallInteger),
        sa.Column("average", sa.Float),
        sa.Column("gifted", sa.Boolean, nullable=False),
        sa.Column("learns", sa.Boolean),
    )
    fellow.metadata.create_all(engine)
    mapped = tables.Mapped(fellow, FIELDS, district="district", **mapping)
    store = tables.SQLAlchemyStore(engine, {"users": mapped})
    store.create_tables()

    def rows() -> dict[str, dict[str, Any]]:
        with engine.connect() as connection:
            found = {str(row.id): dict(row._mapping) for row in connection.execute(fellow.select())}
        for row in found.values():  # SQLite knows no zones
            for name in ("begun", "changed"):
                row[name] = row[name] and row[name].replace(tzinfo=UTC)
        return found

    try:
        yield store, rows
    finally:
        engine.dispose()


@contextmanager
def _models(place: Place, **mapping: Any) -> Iterator[tuple[Store, Rows]]:
    with a_classroom(place):
        mapped = models.Mapped(Fellow, FIELDS, district="district", **mapping)
        yield (
            models.DjangoStore({"users": mapped}, USING),
            lambda: {str(row["id"]): row for row in Fellow._base_manager.using(USING).values()},
        )


each_store = pytest.mark.parametrize("opened", [_tables, _models], ids=["sqlalchemy", "django"])
Opened = Callable[..., AbstractContextManager[tuple[Store, Rows]]]


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
            "born": date(2010, 7, 15), "begun": MOMENT, "changed": MOMENT, "year": 2028, "grade": 7,
            "average": 3.55, "gifted": True, "learns": False,
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
        assert {
            **dict.fromkeys(FIELDS.values()),
            "begun": MOMENT,
            "changed": MOMENT,
            "gifted": False,
        } == _row_of(store, trial, rows, zed)


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


def test_what_a_field_of_an_applications_own_refuses_is_told_and_nothing_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, _ = _with_zed(**TOLD)

    def refuse(value: object, _connection: object) -> object:
        message = f"no average of ours: {value}"
        raise ValueError(message)

    with _models(place) as (store, rows):
        monkeypatch.setattr(Fellow._meta.get_field("average"), "get_db_prep_save", refuse)
        with pytest.raises(StoreError, match=r"none was written.*no average of ours"):
            sync(trial.hub, store)
        assert {} == rows()


@each_store
@pytest.mark.parametrize("name", ["year", "average", "born", "gifted"])
def test_a_column_that_takes_no_text_is_refused_for_the_districts_own_ids(
    place: Place, opened: Opened, name: str
) -> None:
    trial, _ = _with_zed(**TOLD)
    with opened(place, sis_ids={"student": name, "teacher": name}) as (store, rows):
        told = pytest.raises(ConfigurationError, match=rf"(?i)^fellow\.{name}: .*`007`")
        with told:
            sync(trial.hub, store)
        with told:
            store.accounts(trial.town.district, "users", Wanted(sis_ids=frozenset({"student:7"})))
        assert {} == rows()


@each_store
def test_what_a_column_cannot_hold_is_not_held(place: Place, opened: Opened) -> None:
    trial, zed = _with_zed(**TOLD)
    with opened(place) as (store, rows):
        sync(trial.hub, store)
        of = store.known(trial.town.district, "users", [zed])[zed].app_id
        for name, told in (("roles.student.dob", "sept 5"), ("roles.student.gifted_status", "?")):
            with pytest.raises(StoreError, match=name):
                store.hold(trial.town.district, "users", of, Held(), {name: told})
        assert (date(2010, 7, 15), True) == (rows()[of]["born"], rows()[of]["gifted"])


@each_store
def test_a_field_that_went_away_stays_and_one_that_cannot_be_held_does_not(
    place: Place, opened: Opened
) -> None:
    trial, zed = _with_zed(**TOLD)
    policy = Policy(holds=Holds(absent="keep"))
    with opened(place) as (store, rows):
        sync(trial.hub, store, policy)
        student = trial.town.records["users"][zed]["roles"]["student"]
        del student["gifted_status"], student["dob"]
        student |= {"grade": "Kindergarten", "ell_status": "Y"}
        sync(trial.hub, store, policy)
        found = _row_of(store, trial, rows, zed)
        assert (True, date(2010, 7, 15)) == (found["gifted"], found["born"])
        assert (None, True) == (found["grade"], found["learns"])
        student["gifted_status"] = "N"
        sync(trial.hub, store, policy)
        assert _row_of(store, trial, rows, zed)["gifted"] is False
        # A no that was told is brought back, like every other value.
        of = store.known(trial.town.district, "users", [zed])[zed].app_id
        by_hand = {"roles.student.gifted_status": "yes", "roles.student.grade": "5"}
        store.hold(trial.town.district, "users", of, Held(), by_hand)
        store.let_go(trial.town.district, "users", of, Held(frozenset(by_hand)))
        sync(trial.hub, store, policy)
        found = _row_of(store, trial, rows, zed)
        assert (False, None) == (found["gifted"], found["grade"])
        assert 0 == sync(trial.hub, store, policy).written


@each_store
def test_what_a_kit_without_shapes_remembered_is_no_hand_edit(
    place: Place, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial, zed = _with_zed(**TOLD | {"dob": "2010-07-15"})
    policy = Policy(holds=Holds({"users": frozenset({"roles.student.grade"})}))
    with opened(place) as (store, rows):
        with monkeypatch.context() as before:
            before.setattr("homeroom_kit.stores.columns.packed_seen", _as_told)
            sync(trial.hub, store, policy)
        trial.town.records["users"][zed]["roles"]["student"]["grade"] = "09"
        sync(trial.hub, store, policy)
        assert 9 == _row_of(store, trial, rows, zed)["grade"]


def _as_told(seen: Seen) -> bytes:
    grade = {"roles.student.grade": "07"} if seen.values["roles.student.grade"] == "7" else {}
    return packed_seen(structs.replace(seen, values={**seen.values, **grade}))


TEXTS = st.text(max_size=12) | st.sampled_from(
    ["", " ", "7/15/2010", "2/30/2010", "2010-7-5", "2010-07-15T23:30:00-05:00", "2010-07-15",
     "0001-01-01T00:00:00+14:00", "-0", "007", "1e5", "NaN", "inf", "1e999", "9" * 19, "9" * 40,
     "TRUE", "y", "N"]
)  # fmt: skip


@given(st.none() | TEXTS | st.dates().map(str) | st.floats().map(str) | st.integers().map(str),
       st.sampled_from(get_args(Shape)), st.sampled_from([None, 2, 4, 8, -2, -4, -8]))  # fmt: skip
def test_one_way_of_writing_is_one_way(text: str | None, shape: Shape, room: int | None) -> None:
    once = shaped(text, shape, room)
    assert once == shaped(once, shape, room)
    assert is_same(once, shaped(object_of(once, shape), shape, room))
    assert (once is None) == (text is None)
    assert can_hold(text, shape, room) or not once


def test_the_least_and_the_greatest_of_each_room() -> None:
    for room in (2, 4, 8):
        least, most = -(256**room) // 2, 256**room // 2 - 1
        assert [str(least), str(most)] == [shaped(str(one), "whole", room) for one in (least, most)]
        assert ["", ""] == [shaped(str(one), "whole", room) for one in (least - 1, most + 1)]
        assert ["", "0"] == [shaped(one, "whole", -room) for one in ("-1", "-0")]
    assert "0.0" == shaped("-0", "number")
