"""How often a token may call: a fixed window that the token's first request opens.

Clever: 1,200 requests a minute for each bearer token, in a window that starts with the token's
first request, not with the clock minute (data-api.md 1.2). Counts live in memory, because a row
per request would make SQLite's readers wait for writers (house.md 2). Several processes on one
PostgreSQL tell each other what they counted: see `flush`.
"""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import msgspec

from homeroom.foundation.clock import Clock

_SWEEP_AT = 4096
"""Windows held before expired ones are thrown away; doubles as a bound on the work of a sweep."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Spent(msgspec.Struct, frozen=True):
    """Where a token stands after one more request."""

    limit: int
    remaining: int
    resets_at: int
    """Unix second from which on the window is over."""
    retry_after: int
    """Seconds until then, never less than one."""
    allowed: bool

    def headers(self) -> list[tuple[bytes, bytes]]:
        """Return the four headers that every answer of the API host carries (data-api.md 1.1)."""
        return [
            (b"x-ratelimit-bucket", b"bearer"),
            (b"x-ratelimit-limit", b"%d" % self.limit),
            (b"x-ratelimit-remaining", b"%d" % self.remaining),
            (b"x-ratelimit-reset", b"%d" % self.resets_at),
        ]


@dataclass(slots=True)
class _Window:
    opened_at: int
    shared: int = 0  # what the store knew of at the last flush, our own share included
    fresh: int = 0  # counted here since then

    @property
    def spent(self) -> int:
        return self.shared + self.fresh


@dataclass(frozen=True, slots=True)
class Delta:
    """What this process counted for one token since it last told the others."""

    bucket: str
    opened_at: int
    count: int


class Rates:
    """The open windows of one process; safe to ask from many threads at once."""

    def __init__(self, clock: Clock, limit: int, window_seconds: int) -> None:
        self._clock = clock
        self._limit = limit
        self._length = window_seconds * 1000
        self._windows: dict[str, _Window] = {}
        self._lock = threading.Lock()
        self._sweep_at = _SWEEP_AT

    @property
    def window_milliseconds(self) -> int:
        """How long a window lasts."""
        return self._length

    def spend(self, bucket: str) -> Spent:
        """Count one request of the token; say whether it may go on."""
        now = milliseconds(self._clock.now())
        with self._lock:
            window = self._windows.get(bucket)
            # A clock that went back would otherwise hold a token in its window for years.
            if window is None or not window.opened_at <= now < window.opened_at + self._length:
                window = self._open(bucket, now)
            allowed = window.spent < self._limit
            if allowed:
                # A refused request costs nothing, so a client that hammers is not told ever
                # larger numbers, and the others' counts stay true.
                window.fresh += 1
            ends_at = window.opened_at + self._length
            remaining = max(0, self._limit - window.spent)
        return Spent(
            limit=self._limit,
            remaining=remaining,
            resets_at=-(-ends_at // 1000),
            retry_after=max(1, -(-(ends_at - now) // 1000)),
            allowed=allowed,
        )

    def untouched(self) -> Spent:
        """Return how a token stands that has made no request yet; counts nothing."""
        now = milliseconds(self._clock.now())
        return Spent(
            limit=self._limit,
            remaining=self._limit,
            resets_at=-(-(now + self._length) // 1000),
            retry_after=1,
            allowed=True,
        )

    def _open(self, bucket: str, now: int) -> _Window:
        if len(self._windows) >= self._sweep_at:
            self._windows = {
                name: window
                for name, window in self._windows.items()
                if window.opened_at <= now < window.opened_at + self._length
            }
            self._sweep_at = max(_SWEEP_AT, 2 * len(self._windows))
        window = self._windows[bucket] = _Window(now)
        return window

    def take_deltas(self) -> list[Delta]:
        """Hand over what was counted since the last call, to be told to the others."""
        with self._lock:
            deltas = [
                Delta(bucket, window.opened_at, window.fresh)
                for bucket, window in self._windows.items()
                if window.fresh
            ]
            for delta in deltas:
                window = self._windows[delta.bucket]
                window.shared += window.fresh
                window.fresh = 0
        # One order for all processes, so that two flushes never wait for each other in a ring.
        return sorted(deltas, key=lambda delta: delta.bucket)

    def learn(self, delta: Delta, opened_at: int, spent: int) -> None:
        """Take over the totals of all processes for the window that the delta was counted in."""
        with self._lock:
            window = self._windows.get(delta.bucket)
            if window is not None and window.opened_at == delta.opened_at:
                window.opened_at = opened_at
                window.shared = spent

    def put_back(self, deltas: list[Delta]) -> None:
        """Count the deltas as untold again, because the store could not be reached."""
        with self._lock:
            for delta in deltas:
                window = self._windows.get(delta.bucket)
                if window is not None and window.opened_at == delta.opened_at:
                    window.shared -= delta.count
                    window.fresh += delta.count


def milliseconds(moment: datetime) -> int:
    """Write a moment as milliseconds since 1970, the form that tables hold."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def moment(since: int) -> datetime:
    """Read such milliseconds back."""
    return _EPOCH + timedelta(milliseconds=since)
