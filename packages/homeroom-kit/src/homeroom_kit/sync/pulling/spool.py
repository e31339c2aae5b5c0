"""What was read of a hub, on disk until all of it is there.

Nothing is written to the application's store before everything was read: a reading that breaks
off leaves no trace, and a guard can judge the whole of it. The file has no name and is gone with
the process; memory holds ids and places.
"""

import gc
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, Self

import msgspec

__all__ = ["BATCH", "Spool", "uncollected"]

BATCH: Final = 5_000
"""So many records are in memory at once."""

_encode: Final = msgspec.msgpack.Encoder().encode
_decode: Final = msgspec.msgpack.Decoder(dict[str, bytes]).decode


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector away from a batch: it finds no circles there, and looks at every value."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Spool:
    """Batches of documents in a file, each document under its id."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="homeroom-kit-")  # noqa: SIM115 -- closed below
        self._end = 0

    def close(self) -> None:
        """Let go of the file, which is its end."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def add(self, batch: Mapping[str, bytes]) -> tuple[int, int]:
        """Write a batch; return its place."""
        packed = _encode(batch)
        place = (self._end, len(packed))
        self._file.seek(self._end)
        self._file.write(packed)
        self._end += len(packed)
        return place

    def read(self, place: tuple[int, int]) -> dict[str, bytes]:
        """Read a batch again."""
        self._file.seek(place[0])
        return _decode(self._file.read(place[1]))

    def each(self, places: Sequence[tuple[int, int]]) -> Iterator[dict[str, bytes]]:
        """Read batches one after the other."""
        for place in places:
            yield self.read(place)
