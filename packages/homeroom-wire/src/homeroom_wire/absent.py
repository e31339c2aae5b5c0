"""A key that may be left out: `Maybe[str]` is a string or nothing at all, never JSON null.

The API knows three states of a value: there, there but blank (`""`), and not there
(data-api.md 4.1). `UNSET` is the third; it is dropped when a struct is encoded.
"""

from typing import TypeVar, Union

from msgspec import UNSET, UnsetType

__all__ = ["UNSET", "Maybe", "UnsetType"]

T = TypeVar("T")

# `T | UnsetType` would be no alias to a type checker, since T has no `|` of its own there.
Maybe = Union[T, UnsetType]  # noqa: UP007
