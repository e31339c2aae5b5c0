"""Which model and which of its fields hold what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.db import models

from homeroom_kit.planning.shapes import Shape
from homeroom_kit.planning.values import Kept, Value
from homeroom_kit.stores.columns import check_sis_ids, into_column, into_shape, sis_columns

__all__ = ["Mapped", "TieModel"]

_SHAPES: Final[Mapping[type[Any], Shape]] = {
    models.DateTimeField: "moment",  # which is a date as well to Django
    models.DateField: "date",
    models.IntegerField: "whole",
    models.FloatField: "number",
}
_OTHERS: Final = (
    *_SHAPES, models.BooleanField, models.DecimalField, models.DurationField, models.TimeField,
    models.UUIDField,
)  # fmt: skip
"""Fields that take no text; an application's own kinds of fields must know for themselves."""


@dataclass(frozen=True)
class TieModel:
    """Where ties of one relation are.

    A row is deleted when somebody leaves a class at the hub, and a new one made when she comes
    back: hang marks and progress on the person and the class, never on the tie.

    Attributes:
        model: A model with one row for each tie; `Group.students.through` for a many-to-many.
        owner: The foreign key to the section, or to the contact.
        other: The foreign key to the user at the other end.
        detail: The field for `primary` or `co`, or for what a contact is to a student.
        fixed: What else makes a row one of this relation: `{"role": "student"}`.
    """

    model: type[models.Model]
    owner: str
    other: str
    detail: str | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def column(self, name: str) -> str:
        """The attribute that holds a foreign key's value."""
        return str(self.model._meta.get_field(name).attname)  # noqa: SLF001 -- Django's own door

    @property
    def hangs_on_it(self) -> list[str]:
        """The models whose rows would be deleted with a tie."""
        return sorted(
            str(one.related_model._meta.label)  # noqa: SLF001 -- Django's own door
            for one in self.model._meta.get_fields(include_hidden=True)  # noqa: SLF001 -- likewise
            if isinstance(one, models.ManyToOneRel) and one.on_delete is models.CASCADE
        )

    @property
    def of_each(self) -> dict[str, Any]:
        """What is fixed, by the attributes that hold it; of another model's row, what names it."""
        return {self.column(name): self._held(name, value) for name, value in self.fixed.items()}

    def _held(self, name: str, value: Any) -> Any:
        """What the attribute of a foreign key holds: the row's key, or another field of its."""
        if not isinstance(value, models.Model):
            return value
        return getattr(value, self.model._meta.get_field(name).target_field.attname)  # noqa: SLF001 -- likewise


@dataclass(frozen=True)
class Mapped:
    """Where one record kind is.

    Attributes:
        model: The application's model; its primary key stays its own.
        fields: By the field's path in the API, the model's field that holds it.
        archived: The field that is true for an archived row.
        district: The field with the district's Clever id. Without one, a row that is not linked
            belongs to no district, and SIS ids prove nothing.
        sis_ids: By role, the field with the district's own id; `section` for sections.
        references: Fields that are foreign keys to another kind's row.
        ties: By relation, where ties are.
    """

    model: type[models.Model]
    fields: Mapping[str, str]
    archived: str = "archived"
    district: str | None = None
    sis_ids: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    ties: Mapping[str, TieModel] = field(default_factory=dict)

    @cached_property
    def kept(self) -> Kept:
        """What of it the kit brings.

        Raises:
            ConfigurationError: A field for the district's own ids takes no text.
        """
        others = [name for name in dict.fromkeys(self.sis_ids.values()) if self._is_other(name)]
        check_sis_ids(self.model.__name__, others)
        limits = {
            name: None if name in self.references else self._limit(name) for name in self.fields
        }
        plain = frozenset(name for name, one in self.ties.items() if one.detail is None)
        details = {
            name: most
            for name, one in self.ties.items()
            if one.detail is not None and (most := _room(one.model, one.detail)) is not None
        }
        relations, references = frozenset(self.ties), dict(self.references)
        return Kept(limits, relations, references, plain, details, self._shapes)

    def _is_other(self, name: str) -> bool:
        one = self.model._meta.get_field(name)  # noqa: SLF001 -- Django's own door
        return one.is_relation or isinstance(one, _OTHERS)

    def _limit(self, name: str) -> int | None:
        is_text = name not in self._shapes
        return _room(self.model, self.fields[name]) if is_text else _digits(self._field(name))

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        own = self.fields.keys() - self.references.keys()
        found = {name: _shape(self._field(name)) for name in sorted(own)}
        return {name: shape for name, shape in found.items() if shape is not None}

    def sis_columns(self, sis_ids: Iterable[str]) -> dict[str, str]:
        """The district's own ids of a row, by their fields."""
        return sis_columns(sis_ids, self.sis_ids, self._sis_limits)

    @cached_property
    def _sis_limits(self) -> dict[str, int | None]:
        return {name: _room(self.model, name) for name in self.sis_ids.values()}

    def key_of(self, app_id: str) -> Any:
        """The key as Django has it."""
        return self.model._meta.pk.to_python(app_id)  # noqa: SLF001 -- Django's own door

    def column(self, name: str) -> str:
        """The attribute that holds a field's value; of a foreign key, the key."""
        return str(self._field(name).attname)

    def default(self, name: str) -> Any:
        """What a field of the model has in a new row that says nothing of it."""
        return self.model._meta.get_field(name).get_default()  # noqa: SLF001 -- Django's own door

    def written(self, kind: str, name: str, values: Sequence[Value]) -> list[Any]:
        """A field's values as the model takes them."""
        shape = self.kept.shapes.get(name)
        if shape is not None:
            return into_shape(values, shape, self.kept.fields[name])
        is_json, is_nullable = self._takes[name]
        return into_column(kind, name, values, is_json=is_json, is_nullable=is_nullable)

    @cached_property
    def _takes(self) -> dict[str, tuple[bool, bool]]:
        """By field, whether it takes JSON and whether it takes nothing."""
        fields = {name: self._field(name) for name in self.fields}
        return {
            name: (isinstance(one, models.JSONField), bool(one.null))
            for name, one in fields.items()
        }

    def _field(self, name: str) -> Any:
        return self.model._meta.get_field(self.fields[name])  # noqa: SLF001 -- Django's own door


def _room(model: type[models.Model], name: str) -> int | None:
    """How many characters a field has room for; None if it does not say."""
    most = model._meta.get_field(name).max_length  # noqa: SLF001 -- Django's own door
    return most if isinstance(most, int) else None


def _digits(one: Any) -> int | None:
    """How many bytes a whole number may have, below zero where it must not be negative."""
    kind = one.get_internal_type()
    if not isinstance(one, models.IntegerField):
        return None
    room = 2 if "Small" in kind else 8 if "Big" in kind else 4
    return -room if "Positive" in kind else room


def _shape(one: Any) -> Shape | None:
    """What a field takes, if it takes no text; decimals and local time are left to Django."""
    if isinstance(one, models.DateTimeField) and not settings.USE_TZ:
        return None
    if isinstance(one, models.BooleanField):
        return "truth" if one.null else "flag"
    return next((shape for kind, shape in _SHAPES.items() if isinstance(one, kind)), None)
