"""Nothing of the application's is deleted because somebody left a class for a while."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
import sqlalchemy as sa
from django.db import models

from homeroom_kit import ConfigurationError, sync
from homeroom_kit.provision import StoreAccounts
from homeroom_kit.provision.people import Person
from homeroom_kit.stores.django import DjangoStore, TieModel
from homeroom_kit.stores.django import Mapped as DjangoMapped
from homeroom_kit.stores.sqlalchemy import Mapped, SQLAlchemyStore, TieTable
from homeroom_kit.sync import repair, resolve
from tests.kit.frameworks import django_project
from tests.kit.trial import a_trial

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.models import Group, Teaching  # noqa: E402 -- see above

DISTRICT: Final = "5f00000000000000000000d1"


def _tables(ondelete: str | None, schema: str | None = None) -> SQLAlchemyStore:
    """A class register whose rows marks hang on."""
    metadata = sa.MetaData(schema=schema)
    room = sa.Table(
        "room", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("archived", sa.Boolean, nullable=False),
    )  # fmt: skip
    person = sa.Table(
        "person", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("given", sa.String), sa.Column("archived", sa.Boolean, nullable=False),
    )  # fmt: skip
    seat = sa.Table(
        "seat", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.Integer), sa.Column("person_id", sa.Integer),
    )  # fmt: skip
    sa.Table(
        "mark", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seat_id", sa.ForeignKey("seat.id", ondelete=ondelete)),
    )  # fmt: skip
    ties = {"students": TieTable(seat, "room_id", "person_id")}
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    mapped = {
        "sections": Mapped(room, {}, ties=ties),
        "users": Mapped(person, {"name.first": "given"}),
    }
    store = SQLAlchemyStore(engine, mapped)
    metadata.create_all(engine)
    store.create_tables()
    return store


@pytest.mark.parametrize("schema", [None, "main"])
@pytest.mark.parametrize("ondelete", ["CASCADE", "cascade"])
def test_tables_in_which_marks_would_go_with_a_seat_are_refused(
    ondelete: str, schema: str | None
) -> None:
    trial, store = a_trial(), _tables(ondelete, schema)
    hub, town = trial.hub, trial.town
    calls: list[Callable[[], object]] = [
        lambda: sync(hub, store),
        lambda: repair(hub, store, town.art),
        lambda: resolve(hub, store, "users", town.ann, "1"),
    ]
    for call in calls:
        with pytest.raises(ConfigurationError, match="mark would be deleted"):
            call()


def test_whoever_signs_in_there_gets_an_account_all_the_same() -> None:
    values = {"name.first": "Ann"}
    ann = Person("5f0000000000000000000001", DISTRICT, "student", "district", values)
    accounts = StoreAccounts(_tables("CASCADE"), DISTRICT)
    made = accounts.create(ann)
    assert {"name.first": "Ann"} == accounts.profiles([made])[made].values


@pytest.mark.parametrize("ondelete", [None, "SET NULL", "RESTRICT"])
def test_tables_in_which_nothing_goes_with_a_seat_are_taken(ondelete: str | None) -> None:
    assert frozenset({"students"}) == _tables(ondelete).kept()["sections"].relations


def test_a_table_that_points_out_of_the_metadata_is_no_hindrance() -> None:
    metadata = sa.MetaData()
    seat = sa.Table("seat", metadata, sa.Column("id", sa.Integer, primary_key=True))
    elsewhere = sa.ForeignKey("nowhere.id", ondelete="CASCADE")
    sa.Table("note", metadata, sa.Column("of", elsewhere))
    assert [] == TieTable(seat, "room_id", "person_id").hangs_on_it


@contextmanager
def _model(name: str, **fields: Any) -> Iterator[Any]:
    """A model of the application's for as long as a test needs it."""
    meta = type("Meta", (), {"app_label": "classroom"})
    made: Any = type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
    registry = made._meta.apps
    try:
        yield made
    finally:
        del registry.all_models["classroom"][name.lower()]
        registry.clear_cache()


def _of_teaching() -> Any:
    ties = {"teachers": TieModel(Teaching, "group", "person", "how")}
    return DjangoStore({"sections": DjangoMapped(Group, {"name": "title"}, ties=ties)})


@pytest.mark.parametrize("related_name", ["marks", "+"])
def test_models_in_which_marks_would_go_with_a_tie_are_refused(related_name: str) -> None:
    _of_teaching().check_ties()
    key = models.ForeignKey(Teaching, on_delete=models.CASCADE, related_name=related_name)
    with _model("Mark", teaching=key):
        with pytest.raises(ConfigurationError, match=r"classroom\.Mark would be deleted"):
            sync(a_trial().hub, _of_teaching())
        assert frozenset({"teachers"}) == _of_teaching().kept()["sections"].relations


def test_what_is_fixed_is_named_as_the_foreign_key_names_it() -> None:
    with _model("Part", code=models.CharField(max_length=9, unique=True)) as part:
        key = models.ForeignKey(part, on_delete=models.PROTECT, to_field="code")
        with _model("Sitting", part=key) as sitting:
            fixed = {"part": part(pk=3, code="pupil")}
            assert {"part_id": "pupil"} == TieModel(sitting, "a", "b", fixed=fixed).of_each
