"""Nothing of the application's is deleted because somebody left a class for a while."""

from typing import Any

import pytest
import sqlalchemy as sa
from django.db import models
from typing_extensions import override

from homeroom_kit import ConfigurationError, sync
from homeroom_kit.stores.django import DjangoStore, TieModel
from homeroom_kit.stores.django import Mapped as DjangoMapped
from homeroom_kit.stores.sqlalchemy import Mapped, SQLAlchemyStore, TieTable
from tests.kit.frameworks import django_project
from tests.kit.trial import a_trial

assert django_project  # it configures Django, which the models need

from tests.kit.classroom.models import Group, Teaching  # noqa: E402 -- see above


def _tables(ondelete: str | None) -> SQLAlchemyStore:
    """A class register whose rows marks hang on."""
    metadata = sa.MetaData()
    archived = sa.Column("archived", sa.Boolean, nullable=False)
    room = sa.Table("room", metadata, sa.Column("id", sa.Integer, primary_key=True), archived)
    seat = sa.Table(
        "seat", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("room_id", sa.Integer), sa.Column("person_id", sa.Integer),
    )  # fmt: skip
    sa.Table(
        "mark", metadata, sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seat_id", sa.ForeignKey("seat.id", ondelete=ondelete)),
    )  # fmt: skip
    ties = {"students": TieTable(seat, "room_id", "person_id")}
    return SQLAlchemyStore(sa.create_engine("sqlite://"), {"sections": Mapped(room, {}, ties=ties)})


@pytest.mark.parametrize("ondelete", ["CASCADE", "cascade"])
def test_tables_in_which_marks_would_go_with_a_seat_are_refused(ondelete: str) -> None:
    with pytest.raises(ConfigurationError, match="mark would be deleted"):
        sync(a_trial().hub, _tables(ondelete))


@pytest.mark.parametrize("ondelete", [None, "SET NULL", "RESTRICT"])
def test_tables_in_which_nothing_goes_with_a_seat_are_taken(ondelete: str | None) -> None:
    assert frozenset({"students"}) == _tables(ondelete).kept()["sections"].relations


def _of_teaching() -> Any:
    ties = {"teachers": TieModel(Teaching, "group", "person", "how")}
    return DjangoStore({"sections": DjangoMapped(Group, {"name": "title"}, ties=ties)})


def test_models_in_which_marks_would_go_with_a_tie_are_refused() -> None:
    assert frozenset({"teachers"}) == _of_teaching().kept()["sections"].relations

    class Mark(models.Model):  # type: ignore[misc]
        teaching = models.ForeignKey(Teaching, on_delete=models.CASCADE)

        class Meta:
            app_label = "classroom"

        @override
        def __str__(self) -> str:
            return "A mark"

    try:
        with pytest.raises(ConfigurationError, match=r"classroom\.Mark would be deleted"):
            sync(a_trial().hub, _of_teaching())
    finally:
        registry = Mark._meta.apps
        del registry.all_models["classroom"]["mark"]
        registry.clear_cache()
