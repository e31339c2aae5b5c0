"""Which model and which of its fields hold what."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import models

from homeroom_kit.planning.values import Kept, Value
from homeroom_kit.stores.columns import into_column

__all__ = ["Mapped", "TieModel"]


@dataclass(frozen=True)
class TieModel:
    """Where ties of one relation are.

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

    @property
    def kept(self) -> Kept:
        """What of it the kit brings."""
        limits = {
            name: None if name in self.references else self._field(name).max_length
            for name in self.fields
        }
        plain = frozenset(name for name, one in self.ties.items() if one.detail is None)
        return Kept(limits, frozenset(self.ties), dict(self.references), plain)

    def key_of(self, app_id: str) -> Any:
        """The key as Django has it."""
        return self.model._meta.pk.to_python(app_id)  # noqa: SLF001 -- Django's own door

    def column(self, name: str) -> str:
        """The attribute that holds a field's value; of a foreign key, the key."""
        return str(self._field(name).attname)

    def default(self, name: str) -> Any:
        """What a field of the model has in a new row that says nothing of it."""
        return self.model._meta.get_field(name).get_default()  # noqa: SLF001 -- Django's own door

    def written(self, kind: str, name: str, value: Value) -> Any:
        """A field's value as the model takes it."""
        is_json, is_nullable = self._takes[name]
        if type(value) is str and not is_json:
            return value
        return into_column(kind, name, value, is_json=is_json, is_nullable=is_nullable)

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
