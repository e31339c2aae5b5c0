"""What is longer than an application's columns stops no sync, and no id is cut into another one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import sqlalchemy as sa

from homeroom_kit import Store, sync
from homeroom_kit.planning.values import Value, value_at
from homeroom_kit.stores import Wanted
from tests.kit.frameworks import django_project
from tests.kit.tables import a_store
from tests.kit.trial import a_trial
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.store import a_classroom  # noqa: E402 -- see above

LONG = "1234567890" * 10
PEOPLE = {
    "email": "a@b.example",
    "roles": {
        "teacher": {"sis_id": "1", "schools": ["s2"]},
        "student": {"sis_id": "9999999", "schools": ["s1", "s3"]},
    },
}


@contextmanager
def _tables(place: Place) -> Iterator[Store]:
    address = f"sqlite:///{place.home}/application.sqlite"
    if place.database_url:
        made = sa.make_url(place.database_url).set(drivername="postgresql+psycopg")
        address = made.render_as_string(hide_password=False)
    engine = sa.create_engine(address)
    yield a_store(engine)
    engine.dispose()


@pytest.mark.parametrize("opened", [_tables, a_classroom], ids=["sqlalchemy", "django"])
def test_what_does_not_fit_a_column_stops_nobody(
    place: Place, opened: Callable[[Place], AbstractContextManager[Store]]
) -> None:
    trial = a_trial()
    town = trial.town
    zed = town.pupil("Zed", LONG, town.elm)
    links = [{"student": zed, "relationship": LONG, "type": "Primary"}]
    parent = town.user("Pat", {"contact": {"student_relationships": links}})
    with opened(place) as store:
        first, again = sync(trial.hub, store), sync(trial.hub, store)
        assert ("done", "done", 0) == (first.state, again.state, again.written)
        known = store.known(town.district, "users", [zed, parent])
        assert [LONG[:80]] == [tie.detail for tie in known[parent].ties]
        for asked in (LONG, LONG[:40]):
            wanted = Wanted(sis_ids=frozenset({f"student:{asked}"}))
            assert [] == list(store.accounts(town.district, "users", wanted))


@pytest.mark.parametrize(
    ("name", "limit", "kept"),
    [
        ("sis_id", None, "9999999"),
        ("sis_id", 7, "9999999"),
        ("sis_id", 6, None),
        ("roles", 15, ("student", "teacher")),
        ("roles", 14, ("student",)),
        ("schools", 8, ("s1", "s2", "s3")),
        ("schools", 7, ("s1", "s2")),
        ("schools", 1, None),
        ("email", 4, "a@b."),
    ],
)
def test_a_text_is_cut_and_an_id_is_not(name: str, limit: int | None, kept: Value) -> None:
    assert kept == value_at(PEOPLE, name, limit)
