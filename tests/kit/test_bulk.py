"""Many rows at once: the bulk paths write what the plain ones do, and nothing that is not news."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from homeroom_kit import Policy, sync
from homeroom_kit.planning import Create, Leave, Seen, Update
from homeroom_kit.stores.sqlalchemy import SQLAlchemyStore, bulk
from homeroom_kit.stores.sqlalchemy.bulk import _MANY
from tests.kit.tables import a_store, person
from tests.kit.test_stores import engine  # noqa: F401 -- a fixture
from tests.kit.trial import a_trial

DISTRICT = "5f0000000000000000000001"
MANY = range(1, 4 * _MANY)


@pytest.fixture
def store(engine: sa.Engine) -> SQLAlchemyStore:  # noqa: F811 -- the fixture
    made = a_store(engine)
    made.lease(DISTRICT, "me", datetime(2026, 9, 1, tzinfo=UTC), 900)
    return made


@pytest.fixture
def written(engine: sa.Engine) -> Iterator[list[str]]:  # noqa: F811 -- the fixture
    """The tables into which something is written, leases left out."""
    found: list[str] = []

    def note(*said: Any) -> None:
        sql = str(said[2])
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "homeroom_district" not in sql:
            found.append(sql)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield found
    sa.event.remove(engine, "before_cursor_execute", note)


def _seen(number: int, given: str = "Ann") -> Seen:
    return Seen(
        {"name.first": f"{given} {number}", "email": f"{number}\t@x\\y.example",
         "roles": ("student",), "name.last": None},
        line=b"\x00\xff" + str(number).encode(),
        sis_ids=frozenset({f"student:{number}"}),
    )  # fmt: skip


def _ids() -> dict[int, str]:
    return {number: f"{number:024x}" for number in MANY}


def _fill(store: SQLAlchemyStore) -> Any:
    store.apply(DISTRICT, [Create("users", i, _seen(n)) for n, i in _ids().items()], "me")
    return store.known(DISTRICT, "users", list(_ids().values()))


def test_many_new_rows_come_back_as_they_were(store: SQLAlchemyStore) -> None:
    found = _fill(store)

    assert len(MANY) == len({local.app_id for local in found.values()})
    for number, clever_id in _ids().items():
        seen, local = _seen(number), found[clever_id]
        assert seen == local.synced
        assert {name: value or "" for name, value in seen.values.items()} == {
            name: local.values[name] or "" for name in seen.values
        }


def test_the_applications_own_rows_get_other_keys(
    store: SQLAlchemyStore, engine: sa.Engine  # noqa: F811 -- the fixture
) -> None:  # fmt: skip
    own = {"given": "O", "family": "N", "archived": False}
    with engine.begin() as connection:
        connection.execute(sa.insert(person), [own] * 3)
    _fill(store)
    with engine.begin() as connection:
        connection.execute(sa.insert(person), [own] * 3)
        keys = connection.execute(sa.select(person.c.id)).scalars().all()
        points = connection.execute(sa.select(person.c.points)).scalars().all()
    assert len(MANY) + 6 == len(set(keys))
    assert {0} == set(points)


def test_many_changes_are_made_and_what_is_the_same_is_not_written(
    store: SQLAlchemyStore, engine: sa.Engine  # noqa: F811 -- the fixture
) -> None:  # fmt: skip
    found = _fill(store)
    changes = [
        Update("users", i, found[i].app_id, _seen(n, "Eve"),
               {"name.first": f"Eve {n}", "roles": ("teacher",)})
        for n, i in _ids().items()
    ]  # fmt: skip
    store.apply(DISTRICT, changes, "me")
    after = store.known(DISTRICT, "users", list(_ids().values()))

    assert {("Eve " + str(n), ("teacher",)) for n in MANY} == {
        (one.values["name.first"], one.values["roles"]) for one in after.values()
    }
    if engine.dialect.name == "postgresql":
        where = [
            (str(row[0]), row[1])
            for row in _all(engine, sa.text("SELECT ctid, id FROM person ORDER BY id"))
        ]
        store.apply(DISTRICT, changes, "me")
        again = _all(engine, sa.text("SELECT ctid, id FROM person ORDER BY id"))
        assert where == [(str(row[0]), row[1]) for row in again]


def _all(engine: sa.Engine, ask: Any) -> list[Any]:  # noqa: F811 -- the fixture's type
    with engine.connect() as connection:
        return list(connection.execute(ask).all())


def test_what_is_only_remembered_changes_no_row_of_the_application(
    store: SQLAlchemyStore, written: list[str]
) -> None:
    found = _fill(store)
    written.clear()
    left = [Leave("users", i, found[i].app_id, _seen(n, "New")) for n, i in _ids().items()]
    store.apply(DISTRICT, left, "me")

    assert not [sql for sql in written if "homeroom_" not in sql]
    after = store.known(DISTRICT, "users", list(_ids().values()))
    assert _seen(7, "New") == after[f"{7:024x}"].synced


def test_an_unchanged_pull_writes_to_no_table(
    engine: sa.Engine, written: list[str]  # noqa: F811 -- the fixture
) -> None:  # fmt: skip
    trial, store = a_trial(), a_store(engine)
    for number in range(2 * _MANY):
        trial.town.pupil(f"Many{number}", f"M{number}", trial.town.elm)
    assert sync(trial.hub, store, Policy()).written
    written.clear()

    assert (0, "done") == (sync(trial.hub, store).written, sync(trial.hub, store).state)
    assert [] == [sql for sql in written if "homeroom_alias" not in sql]


def test_keys_that_the_application_makes_itself_are_its_own(engine: sa.Engine) -> None:  # noqa: F811
    other = sa.MetaData()
    made = iter(range(1000, 9000))
    table = sa.Table(
        "own_keys", other,
        sa.Column("id", sa.Integer, primary_key=True, default=lambda: next(made)),
        sa.Column("given", sa.String(40)),
        sa.Column("kind", sa.String(9), default="person"),
    )  # fmt: skip
    other.create_all(engine)
    with engine.begin() as connection:
        keys = bulk.create(connection, table.c.id, {"given": [f"P{n}" for n in MANY]})
        found = connection.execute(sa.select(table).order_by(table.c.id)).all()
    assert [(1000 + at, f"P{n}", "person") for at, n in enumerate(MANY)] == [
        tuple(row) for row in found
    ]
    assert [row.id for row in found] == keys
