"""Argon2id in a few threads with a bounded queue, so that a morning rush stays a queue.

One hash is 19 MiB and about 17 ms of a core (house.md 2). Without a bound, two hundred pupils who
sign in together would take every thread and 4 GB; with it they wait their turn, the next one is
told to come back, and everything else goes on. Nothing but passwords waits here.
"""

import base64
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from homeroom.accounts.errors import BusyError
from homeroom.accounts.rules import LONGEST, plain_secret

QUEUE: Final = 200
_HASH_BYTES: Final = 32
_SALT_BYTES: Final = 16
_NICENESS: Final = 10
"""How far a thread that hashes stands back behind those that answer."""

Result = TypeVar("Result")


@dataclass(frozen=True)
class Cost:
    """Argon2id's parameters; the default is the floor of sso.md 10.2."""

    memory_kib: int = 19 * 1024
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class Counts:
    """What the pool has computed since it began."""

    verified: int = 0
    hashed: int = 0
    refused: int = 0

    @property
    def computed(self) -> int:
        """Argon2 computations of either kind; each costs the same."""
        return self.verified + self.hashed


class Pool:
    """Checks and hashes passwords; `counts` says how often, for whoever compares costs."""

    def __init__(
        self,
        cost: Cost | None = None,
        threads: int = 0,
        queue: int = QUEUE,
        *,
        gives_way: bool = False,
    ) -> None:
        chosen = cost or Cost()
        self._hasher = PasswordHasher(
            chosen.passes, chosen.memory_kib, chosen.lanes, _HASH_BYTES, _SALT_BYTES, type=Type.ID
        )
        self._nobody = _made_up(chosen)
        self._queue = queue
        self._threads = threads or max(1, (os.cpu_count() or 2) - 1)
        begin = _give_way if gives_way else None
        self._executor = ThreadPoolExecutor(self._threads, "password", begin)
        self._inside = threading.local()
        self._lock = threading.Lock()
        self._taken = 0
        self._counts = Counts()

    @property
    def counts(self) -> Counts:
        """What was computed so far."""
        return self._counts

    def submit(self, work: Callable[[], Result]) -> "Future[Result]":
        """Do the work in one of the pool's threads; BusyError when the queue is full.

        Whoever serves requests hands in a whole sign-in and waits for the future without holding
        one of its own threads.
        """
        with self._lock:
            if self._taken >= self._threads + self._queue:
                self._counts = replace(self._counts, refused=self._counts.refused + 1)
                raise BusyError
            self._taken += 1
        return self._executor.submit(self._work, work)

    def verify(self, kept: str | None, given: str) -> bool:
        """True if the password is the one hashed; None, for nobody's, takes just as long."""
        return self._run(lambda: self._verify(kept, given))

    def hash(self, password: str) -> str:
        """Return the password hashed, with its salt and parameters."""
        return self._run(lambda: self._hash(password))

    def is_outdated(self, kept: str) -> bool:
        """True if the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """Finish what is being computed; what still waits is dropped."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _run(self, work: Callable[[], Result]) -> Result:
        if getattr(self._inside, "yes", False):
            return work()  # already in a thread of ours, and waiting for another could be for ever
        return self.submit(work).result()

    def _work(self, work: Callable[[], Result]) -> Result:
        self._inside.yes = True
        try:
            return work()
        finally:
            with self._lock:
                self._taken -= 1

    def _verify(self, kept: str | None, given: str) -> bool:
        with self._lock:
            self._counts = replace(self._counts, verified=self._counts.verified + 1)
        fits = len(given) <= LONGEST
        try:
            right = self._hasher.verify(
                kept or self._nobody, plain_secret(given) if fits else "too long"
            )
        except (VerificationError, InvalidHashError):
            return False
        return right and fits and kept is not None

    def _hash(self, password: str) -> str:
        with self._lock:
            self._counts = replace(self._counts, hashed=self._counts.hashed + 1)
        return self._hasher.hash(plain_secret(password))


def _give_way() -> None:
    """Whoever reads goes first where cores are few; whoever signs in waits her turn anyway.

    Measured on two cores: it helps readers on SQLite; with PostgreSQL on the same cores it did not.
    """
    if sys.platform == "linux":  # elsewhere it is the whole process that would stand back
        os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0) + _NICENESS)


def _made_up(cost: Cost) -> str:
    """Return a hash that nobody's password has: random bytes in the usual form."""

    def text(size: int) -> str:
        return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")

    parameters = f"m={cost.memory_kib},t={cost.passes},p={cost.lanes}"
    return f"$argon2id$v=19${parameters}${text(_SALT_BYTES)}${text(_HASH_BYTES)}"
