"""When a notice is tried again, what it says, and how it is signed. Values in, values out."""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

import msgspec

SECOND: Final = 1000
_MINUTE: Final = 60 * SECOND
_HOUR: Final = 60 * _MINUTE
DAY: Final = 24 * _HOUR
"""How long a notice is tried before it is a dead letter."""

WAITS: Final = (
    30 * SECOND,
    2 * _MINUTE,
    10 * _MINUTE,
    30 * _MINUTE,
    _HOUR,
    2 * _HOUR,
    4 * _HOUR,
    8 * _HOUR,
    8 * _HOUR + 17 * _MINUTE + 30 * SECOND,
)
"""How long after each try the next one is due; the last one comes when the day is over."""

OTHERS_WAIT: Final = 10 * _MINUTE
"""How long an application's other notices wait, at the most, where nobody answered for it."""

ROTATION: Final = DAY
"""How long the old secret signs beside the new one."""

HEADER: Final = "Homeroom-Signature"
LONGEST_ADDRESS: Final = 500


def wait_after(tries: int) -> int:
    """Return how long after this many tries the next one is due."""
    return WAITS[min(max(tries, 1), len(WAITS)) - 1]


def is_over(since: int, now: int) -> bool:
    """True if a notice that has failed once more was tried long enough."""
    return now - since >= DAY


def notice(connection: str, district: str, event: str, at: str) -> bytes:
    """Return what is sent; the same bytes are signed."""
    said = {
        "type": "events", "connection": connection, "district": district, "event": event, "at": at,
    }  # fmt: skip
    return msgspec.json.encode(said)


def test_notice(at: str) -> bytes:
    """Return what is sent to try an address out: of no connection."""
    return msgspec.json.encode({"type": "test", "at": at})


def signature(secrets: Iterable[str], timestamp: int, body: bytes) -> str:
    """Return the header's value: the second of signing, and a signature for each secret."""
    text = b"%d.%b" % (timestamp, body)
    marks = [hmac.new(secret.encode(), text, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={timestamp}", *(f"v1={mark}" for mark in marks)])
