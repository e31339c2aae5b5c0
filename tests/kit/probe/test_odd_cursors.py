"""A cursor of somebody's own is refused with a sentence, whatever keys an application's rows have.

On SQLite and on PostgreSQL, where a number may be too long and a text hold a zero byte.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest
import sqlalchemy as sa

from homeroom_kit import sync
from homeroom_kit.probe import Gate, Opening, Probe, StoreRecords
from homeroom_kit.stores.showing import Shown
from homeroom_kit.stores.sqlalchemy import Mapped, SQLAlchemyStore
from tests.kit import tables
from tests.kit.frameworks import django_project
from tests.kit.probe.conftest import TOKEN
from tests.kit.trial import a_trial
from tests.support.stores import Place

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.store import a_classroom  # noqa: E402 -- see above

named = sa.Table(
    "named", sa.MetaData(),
    sa.Column("slug", sa.String(40), primary_key=True),
    sa.Column("given", sa.String(40)),
    sa.Column("archived", sa.Boolean, nullable=False),
)  # fmt: skip


def _engine(place: Place) -> sa.Engine:
    if not place.database_url:
        return sa.create_engine(f"sqlite:///{place.home}/application.sqlite")
    return sa.create_engine(sa.make_url(place.database_url).set(drivername="postgresql+psycopg"))


@contextmanager
def numbered(place: Place) -> Iterator[Shown]:
    engine = _engine(place)
    store = tables.a_store(engine)
    trial = a_trial()
    sync(trial.hub, store)
    yield store
    engine.dispose()


@contextmanager
def texts(place: Place) -> Iterator[Shown]:
    engine = _engine(place)
    named.metadata.create_all(engine)
    store = SQLAlchemyStore(engine, {"users": Mapped(named, {"name.first": "given"})})
    store.create_tables()
    with engine.begin() as connection:
        connection.execute(sa.insert(named).values(slug="ann", given="Ann", archived=False))
    yield store
    engine.dispose()


@contextmanager
def django(place: Place) -> Iterator[Shown]:
    with a_classroom(place) as store:
        trial = a_trial()
        sync(trial.hub, store)
        yield store


@pytest.mark.parametrize("cursor", ["x", "1e5", "\0", "9" * 30, "-" + "9" * 30])
@pytest.mark.parametrize("make", [numbered, texts, django], ids=lambda make: make.__name__)
def test_a_cursor_that_is_none_is_refused_or_leads_to_an_end(
    place: Place, make: type, cursor: str
) -> None:
    with make(place) as store:
        gate = Gate(
            Probe("Reader", "7", StoreRecords(store)),
            Opening(is_on=True, token=TOKEN, client_id="development"),
        )
        asked = {"type": "user", "cursor": cursor}
        answer = gate.answer("GET", "records", asked, f"Bearer {TOKEN}", b"")
    told = msgspec.json.decode(answer.body)
    if answer.status != 200:
        assert (422, "bad_cursor") == (answer.status, told["code"])
        assert "There is no cursor" in told["error"]
