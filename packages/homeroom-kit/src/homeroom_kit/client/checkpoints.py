"""Figures by which a client and its hub can tell whether they hold the same records.

A path of Homeroom's own; Clever has none. How a figure is made stands in the reference on
events: a hash for each record without `last_modified`, keys sorted, and one over these hashes in
the order of ids. So who keeps 32 bytes of a record can compare it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

__all__ = ["Checkpoint", "Figure", "figure_of", "hash_of", "line_of"]


_encode: Final = msgspec.json.Encoder(order="sorted").encode


class Figure(Struct, frozen=True):
    """All records of one kind: how many, and the hash of their hashes."""

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


def hash_of(document: Mapping[str, Any]) -> bytes:
    """The SHA-256 of the record's line."""
    return hashlib.sha256(line_of(document)).digest()


def figure_of(hashes: Iterable[bytes]) -> Figure:
    """The figure of records whose hashes come in the order of their ids."""
    number, digest = 0, hashlib.sha256()
    for one in hashes:
        number += 1
        digest.update(one)
    return Figure(number, digest.hexdigest())
