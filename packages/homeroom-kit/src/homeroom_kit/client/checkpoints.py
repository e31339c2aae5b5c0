"""Figures by which a client and its hub can tell whether they hold the same records.

A path of Homeroom's own; Clever has none. How a figure is made stands in the reference on
events: each record without `last_modified`, keys sorted, one line each in the order of ids.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

__all__ = ["Checkpoint", "Figure", "figure_of", "line_of"]


_encode: Final = msgspec.json.Encoder(order="sorted").encode


class Figure(Struct, frozen=True):
    """All records of one kind: how many, and the hash of their lines."""

    count: int
    sha256: str


class Checkpoint(Struct, frozen=True):
    """What the hub shows at one event of the feed; `at` is None while the feed is empty."""

    at: str | None
    kinds: Mapping[str, Figure]


def line_of(document: Mapping[str, Any]) -> bytes:
    """The record as the checkpoint counts it."""
    kept = dict(document)
    kept.pop("last_modified", None)
    return _encode(kept)


def figure_of(lines: Iterable[bytes]) -> Figure:
    """The figure of records whose lines come in the order of their ids."""
    number, digest = 0, hashlib.sha256()
    for line in lines:
        number += 1
        digest.update(line + b"\n")
    return Figure(number, digest.hexdigest())
