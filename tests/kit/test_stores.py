"""Every store passes the checks, and syncs into the application's own tables on both databases."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from typing_extensions import override

from homeroom_kit import MemoryStore, sync
from homeroom_kit.planning import Create, Kept, Seen
from homeroom_kit.stores.sqlalchemy import SQLAlchemyStore
from homeroom_kit.testing import CHECKS, check_shown, check_store
from tests.kit.tables import MAPPED, a_store, course, member, person
from tests.kit.trial import a_trial, check_same_rows
from tests.support.stores import Place


@pytest.fixture
def engine(place: Place) -> Iterator[sa.Engine]:
    """A database of the application's own, on SQLite and on PostgreSQL."""
    if place.database_url:
        url = sa.make_url(place.database_url).set(drivername="postgresql+psycopg")
        made = sa.create_engine(url)
    else:
        made = sa.create_engine(f"sqlite:///{place.home}/application.sqlite")
    yield made
    made.dispose()


@pytest.mark.parametrize("name", CHECKS)
def test_the_memory_store_passes(name: str) -> None:
    CHECKS[name](MemoryStore())


@pytest.mark.parametrize("name", CHECKS)
def test_the_sqlalchemy_store_passes(name: str) -> None:
    CHECKS[name](a_store(sa.create_engine("sqlite://", poolclass=sa.StaticPool)))


def test_the_sqlalchemy_store_passes_on_both_databases(engine: sa.Engine) -> None:
    store = a_store(engine)

    def emptied() -> SQLAlchemyStore:
        with engine.begin() as connection:
            for table in ("member", "parent", "class", "person", "term", "site", "customer",
                          "homeroom_link", "homeroom_alias", "homeroom_district",
                          "homeroom_unread"):  # fmt: skip
                connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608 -- our own names
        return store

    check_store(emptied)


def test_both_stores_show_all_their_rows(engine: sa.Engine) -> None:
    check_shown(MemoryStore())
    check_shown(a_store(engine))


@pytest.mark.parametrize("name", ["archives_and_restores_the_same_row", "lets_one_sync_work"])
def test_a_check_can_fail(name: str) -> None:
    class Forgetful(MemoryStore):
        @override
        def active(self, district: str, kind: str) -> set[str]:
            return super().active(district, kind) & set()

        @override
        def release(self, district: str, holder: str) -> None:
            super().release(district, self._leases.get(district, (holder, None))[0])

    with pytest.raises(AssertionError, match="A store must"):
        CHECKS[name](Forgetful())


def test_both_stores_end_with_the_same_rows(engine: sa.Engine) -> None:
    kept = {kind: mapped.kept for kind, mapped in MAPPED.items()}
    trial = a_trial(store=MemoryStore(kept))
    store = a_store(engine)
    check_same_rows(trial, store)
    with engine.connect() as connection:
        assert 2 == connection.execute(sa.select(sa.func.count()).select_from(course)).scalar()


def test_rows_that_were_there_before_are_linked_by_sis_id_and_keep_their_points(
    engine: sa.Engine,
) -> None:
    trial, store = a_trial(), a_store(engine)
    old = {"given": "A.", "family": "E.", "student_no": "P1", "points": 40, "archived": False}
    with engine.begin() as connection:
        connection.execute(sa.insert(person).values(customer=trial.town.district, **old))
        connection.execute(sa.insert(person).values(customer="another", **old))

    report = sync(trial.hub, store)

    assert ([], 7, 1) == (
        report.questions, report.count("create", "users"), report.count("update", "users"),
    )  # fmt: skip
    assert not store.has_free(trial.town.district, "users")
    assert store.has_free("another", "users")
    with engine.connect() as connection:
        rows = connection.execute(sa.select(person).order_by(person.c.id)).all()
    ours = [(row.given, row.points) for row in rows if row.student_no == "P1"]
    assert [("Ann", 40), ("A.", 40)] == ours


def test_a_pupil_who_was_added_by_hand_in_the_tables_stays(engine: sa.Engine) -> None:
    trial, store = a_trial(), a_store(engine)
    sync(trial.hub, store)
    town = trial.town
    known = store.known(town.district, "sections", [town.algebra])[town.algebra]
    dan = store.known(town.district, "users", [town.dan])[town.dan]
    with engine.begin() as connection:
        connection.execute(
            sa.insert(member).values(
                class_id=int(known.app_id), person_id=int(dan.app_id), is_teacher=False
            )
        )

    assert [("sections", town.algebra, "students")] == sync(trial.hub, store).kept
    ties = store.known(town.district, "sections", [town.algebra])[town.algebra].ties
    assert town.dan in {tie.other for tie in ties}


def test_a_batch_that_the_database_refuses_writes_nothing(engine: sa.Engine) -> None:
    store = a_store(engine)
    district = "5f0000000000000000000001"
    trial = a_trial()
    store.lease(district, "me", trial.clock.now(), 900)
    seen = Seen({"name.first": "Ann"})
    both = [Create("users", "1", seen), Create("users", "1", seen)]
    with pytest.raises(Exception, match="none was written"):
        store.apply(district, both, "me")

    with engine.connect() as connection:
        assert [] == connection.execute(sa.select(person)).all()


def test_a_columns_length_is_the_longest_that_is_kept() -> None:
    assert Kept({"name": 200}) == MAPPED["terms"].kept
