"""The kinds of Lantern district that a developer may make of her own, each with its inventor."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final

from homeroom.foundation.inventing import Inventor
from homeroom.sandbox.lantern.guide import OFFERED, files_of, oddities
from homeroom.sandbox.lantern.records import CHOICES


def _inventor(kind: str) -> Inventor:
    # No lot is drawn here: the same year gives the same district to everybody.
    return Inventor(lambda _seed, year: files_of(kind, year), CHOICES, partial(oddities, kind))


LANTERNS: Final[Mapping[str, Inventor]] = MappingProxyType(
    {kind: _inventor(kind) for kind in OFFERED}
)
"""By kind."""
