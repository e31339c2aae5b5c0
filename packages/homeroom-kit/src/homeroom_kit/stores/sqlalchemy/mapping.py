"""Which table and which columns of an application hold what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from homeroom_kit.planning.shapes import Shape
from homeroom_kit.planning.values import Kept, Value
from homeroom_kit.stores.columns import check_sis_ids, into_column, into_shape, sis_columns

__all__ = ["Mapped", "OwnTables", "TieTable", "own_tables"]

_SHAPES: Final[Mapping[type[Any], Shape]] = {
    sa.Date: "date",
    sa.DateTime: "moment",
    sa.Integer: "whole",
    sa.Float: "number",
}
_ID: Final = 64
_KIND: Final = 16


@dataclass(frozen=True)
class TieTable:
    """Where ties of one relation are.

    A row is deleted when somebody leaves a class at the hub, and a new one made when she comes
    back: hang marks and progress on the person and the class, never on the tie.

    Attributes:
        table: A table with one row for each tie.
        owner: The column with the key of the section, or of the contact.
        other: The column with the key of the user at the other end.
        detail: The column for `primary` or `co`, or for what a contact is to a student.
        fixed: What else makes a row one of this relation: `{"role": "student"}`.
    """

    table: sa.Table
    owner: str
    other: str
    detail: str | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hangs_on_it(self) -> list[str]:
        """The tables of the same metadata whose rows would be deleted with a tie."""
        return sorted(
            other.name
            for other in self.table.metadata.tables.values()
            for key in other.foreign_keys
            if (key.ondelete or "").upper() == "CASCADE" and self._is_meant(key)
        )

    def _is_meant(self, key: sa.ForeignKey) -> bool:
        try:
            return key.column.table is self.table
        except sa.exc.NoReferenceError:
            return False  # It points to a table that is in other metadata.

    def of(self) -> list[sa.ColumnElement[bool]]:
        """The conditions by which a row is one of this relation."""
        return [self.table.c[name] == value for name, value in self.fixed.items()]


@dataclass(frozen=True)
class Mapped:
    """Where one record kind is.

    Attributes:
        table: The application's table; it has one primary key column, which stays its own.
        fields: By the field's path in the API, the column that holds it.
        archived: The column that is true for an archived row.
        district: The column with the district's Clever id. Without one, a row that is not linked
            belongs to no district, and SIS ids prove nothing.
        sis_ids: By role, the column with the district's own id; `section` for sections.
        references: Fields whose columns hold the key of another kind's row.
        ties: By relation, where ties are.
    """

    table: sa.Table
    fields: Mapping[str, str]
    archived: str = "archived"
    district: str | None = None
    sis_ids: Mapping[str, str] = field(default_factory=dict)
    references: Mapping[str, str] = field(default_factory=dict)
    ties: Mapping[str, TieTable] = field(default_factory=dict)

    @cached_property
    def kept(self) -> Kept:
        """What of it the kit brings.

        Raises:
            ConfigurationError: A column for the district's own ids takes no text.
        """
        columns = (self.table.c[name] for name in dict.fromkeys(self.sis_ids.values()))
        check_sis_ids(self.table.name, [one.key for one in columns if not _is_text(one)])
        limits = {name: self._limit(name) for name in self.fields}
        plain = frozenset(name for name, one in self.ties.items() if one.detail is None)
        details = {
            name: most
            for name, one in self.ties.items()
            if one.detail is not None and (most := _room(one.table.c[one.detail])) is not None
        }
        relations, references = frozenset(self.ties), dict(self.references)
        return Kept(limits, relations, references, plain, details, self._shapes)

    @cached_property
    def _shapes(self) -> dict[str, Shape]:
        own = self.fields.keys() - self.references.keys()
        found = {name: _shape(self.table.c[self.fields[name]]) for name in sorted(own)}
        return {name: shape for name, shape in found.items() if shape is not None}

    def sis_columns(self, sis_ids: Iterable[str]) -> dict[str, str]:
        """The district's own ids of a row, by their columns."""
        return sis_columns(sis_ids, self.sis_ids, self._sis_limits)

    @cached_property
    def _sis_limits(self) -> dict[str, int | None]:
        return {name: _room(self.table.c[name]) for name in self.sis_ids.values()}

    @cached_property
    def key(self) -> sa.Column[Any]:
        """The application's own key."""
        (key,) = self.table.primary_key.columns
        return key

    @cached_property
    def read(self) -> sa.Select[Any]:
        """The question for what the kit reads of rows: the key first, and no column twice."""
        names = {*self.fields.values(), *self.sis_ids.values(), self.archived}
        names |= {*filter(None, [self.district])} - {self.key.key}
        columns = (self.table.c[name] for name in sorted(names - {self.key.key}))
        return sa.select(self.key, *columns)

    @cached_property
    def at(self) -> dict[str, int]:
        """At which place of what `read` gives each column is."""
        places = {one.key: place for place, one in enumerate(self.read.selected_columns)}
        return {str(name): place for name, place in places.items()}

    @cached_property
    def key_of(self) -> Callable[[str], Any]:
        """What makes the key, as the database has it, of a row's own id."""
        kind = self.key.type.python_type
        return kind if kind in (int, UUID) else str

    def _limit(self, name: str) -> int | None:
        if name in self.references:
            return None
        column = self.table.c[self.fields[name]]
        return _digits(column) if name in self._shapes else _room(column)

    @cached_property
    def _takes(self) -> dict[str, tuple[bool, bool]]:
        """By field, whether its column takes JSON and whether it takes nothing."""
        columns = {name: self.table.c[column] for name, column in self.fields.items()}
        return {
            name: (isinstance(one.type, sa.JSON), bool(one.nullable))
            for name, one in columns.items()
        }

    def written(self, kind: str, name: str, values: Sequence[Value]) -> list[Any]:
        """A field's values as its column takes them."""
        shape = self.kept.shapes.get(name)
        if shape is not None:
            made = into_shape(values, shape, self.kept.fields[name])
            column = self.table.c[self.fields[name]]
            has_zone = shape != "moment" or getattr(column.type, "timezone", False)
            return made if has_zone else [one and one.replace(tzinfo=None) for one in made]
        is_json, is_nullable = self._takes[name]
        return into_column(kind, name, values, is_json=is_json, is_nullable=is_nullable)


def _room(column: sa.Column[Any]) -> int | None:
    """How many characters a column has room for; None if it does not say."""
    length = getattr(column.type, "length", None)
    return length if isinstance(length, int) else None


def _is_text(column: sa.Column[Any]) -> bool:
    """Whether a column takes text, or has a type of an application's own, which must know."""
    try:
        return bool(column.type.python_type is str)
    except NotImplementedError:  # what SQLAlchemy raises where a type does not say
        return True


def _digits(column: sa.Column[Any]) -> int | None:
    """How many bytes a whole number may have."""
    kind = column.type
    if not isinstance(kind, sa.Integer):
        return None
    return 2 if isinstance(kind, sa.SmallInteger) else 8 if isinstance(kind, sa.BigInteger) else 4


def _shape(column: sa.Column[Any]) -> Shape | None:
    """What a column takes, if it takes no text.

    Decimals are left to the database, and a type of an application's own knows for itself.
    """
    if isinstance(column.type, sa.Boolean):
        return "truth" if column.nullable else "flag"
    if isinstance(column.type, sa.Numeric | sa.Float) and column.type.asdecimal:
        return None
    return next((shape for kind, shape in _SHAPES.items() if isinstance(column.type, kind)), None)


@dataclass(frozen=True)
class OwnTables:
    """The store's own tables."""

    link: sa.Table
    alias: sa.Table
    district: sa.Table
    unread: sa.Table


def _record() -> list[sa.Column[Any]]:
    """The columns that name a record."""
    lengths = {"district": _ID, "kind": _KIND, "clever_id": _ID}
    return [sa.Column(name, sa.String(most), primary_key=True) for name, most in lengths.items()]


def own_tables(metadata: sa.MetaData) -> OwnTables:
    """Add the store's tables to an application's metadata, for its own migrations."""
    link = sa.Table(
        "homeroom_link",
        metadata,
        *_record(),
        sa.Column("app_id", sa.String(_ID), nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("line", sa.LargeBinary, nullable=False),
        sa.Column("synced", sa.LargeBinary, nullable=False),
        sa.Column("held", sa.Text, nullable=False, server_default=""),
        sa.Index("homeroom_link_app_id", "kind", "app_id", unique=True),
    )
    alias = sa.Table(
        "homeroom_alias",
        metadata,
        *_record(),
        sa.Column("app_id", sa.String(_ID), nullable=False),
        sa.Column("until", sa.Float),
    )
    district = sa.Table(
        "homeroom_district",
        metadata,
        sa.Column("district", sa.String(_ID), primary_key=True),
        sa.Column("cursor", sa.String(_ID)),
        sa.Column("read_at", sa.Float),
        sa.Column("holder", sa.String(_ID), nullable=False, server_default=""),
        sa.Column("until", sa.Float, nullable=False, server_default="0"),
    )
    unread = sa.Table("homeroom_unread", metadata, *_record())
    return OwnTables(link, alias, district, unread)
