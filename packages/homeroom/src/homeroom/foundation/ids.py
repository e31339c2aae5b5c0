"""Record numbers inside, 24-hex ids outside (house.md 14, data-api.md 4.2 and 6.8).

A record number is 64 bits: seconds << 24 | counter. On the wire it is 24 hex digits: four bytes
of seconds, five bytes that are constant for the district, three bytes of counter. So the two
forms are the same number to anyone who knows the district, sort alike, and an id of another
district is recognised without a look-up. The counter's top bit is 0 for records, 1 for events:
the two can never collide.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

COUNTER_BITS = 23
"""Bits of the counter that count; the 24th says whether the number is an event's."""

_COUNTERS = 1 << COUNTER_BITS
_EVENT_BIT = 1 << COUNTER_BITS
_LOW_24 = (1 << 24) - 1
_WIRE_LENGTH = 24
_HEX = frozenset("0123456789abcdef")
_RECORD_COLUMNS = (0, 1, 2, 3, 9, 10, 11)
"""Bytes of an id that are the record's; those between are its district's."""

Rids = npt.NDArray[np.uint64]


def wire_id(rid: int, district: int) -> str:
    """Write a record number as the district's 24-hex id."""
    return f"{rid >> 24:08x}{district:010x}{rid & _LOW_24:06x}"


def parse_id(text: str) -> tuple[int, int] | None:
    """Read a 24-hex id as (record number, district number); None if it is not one."""
    if len(text) != _WIRE_LENGTH or not _HEX.issuperset(text):
        return None
    return (int(text[:8], 16) << 24) | int(text[18:], 16), int(text[8:18], 16)


def rids_in(joined: bytes) -> list[int]:
    """Read ids that follow each other, 24 letters each, as record numbers of their districts."""
    digits = np.frombuffer(bytes.fromhex(joined.decode()), dtype=np.uint8)
    ids = digits.reshape(-1, _WIRE_LENGTH // 2).astype(np.uint64)
    found = np.zeros(len(ids), dtype=np.uint64)
    for column in _RECORD_COLUMNS:
        found = (found << np.uint64(8)) | ids[:, column]
    listed: list[int] = found.tolist()
    return listed


def seconds_of(rid: int) -> int:
    """Return the Unix second in which the number was minted."""
    return rid >> 24


@dataclass(frozen=True)
class Block:
    """A run of fresh record numbers, strictly above every number minted before."""

    first: int
    count: int

    @property
    def last(self) -> int:
        """The position to remember as `last_minted`, whatever the count."""
        return self.first + self.count - 1

    def rid(self, position: int) -> int:
        """Return the record number at `position` of the block."""
        linear = self.first + position
        return (linear >> COUNTER_BITS) << 24 | (linear & (_COUNTERS - 1))

    def rids(self) -> Rids:
        """Return the whole block as an ascending array."""
        linear = np.arange(self.first, self.first + self.count, dtype=np.uint64)
        counter = linear & np.uint64(_COUNTERS - 1)
        return ((linear >> np.uint64(COUNTER_BITS)) << np.uint64(24)) | counter


def mint(last_minted: int, now_seconds: int, count: int) -> Block:
    """Reserve `count` record numbers after `last_minted`, at `now_seconds` or later.

    Positions are kept without the event bit ("linear"), so that a block may run over into the
    next second. When the clock goes back, counting simply goes on.
    """
    return Block(max(last_minted + 1, now_seconds << COUNTER_BITS), count)


def event_rid(second: int, position: int) -> int:
    """Return the number of the event at `position` in the batch published in `second`."""
    carry, counter = divmod(position, _COUNTERS)
    return (second + carry) << 24 | _EVENT_BIT | counter


def event_place(rid: int) -> tuple[int, int] | None:
    """Return (second, position) of an event number; None if it is a record's."""
    if not rid & _EVENT_BIT:
        return None
    return rid >> 24, rid & (_COUNTERS - 1)


def pack(rids: Rids) -> bytes:
    """Write record numbers as the packed form of `membership`: 8 bytes each, little end."""
    return rids.astype("<u8", copy=False).tobytes()


def unpack(packed: bytes) -> Rids:
    """Read the packed form back."""
    return np.frombuffer(packed, dtype="<u8").astype(np.uint64, copy=False)
