"""Memory that was let go of goes back to the system."""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Return what the C library keeps for the next who asks; between the steps of large work.

    Each thread keeps what it let go of, and large work has several: after the steps of a sync
    that is a sixth of all it holds. Systems whose C library cannot be asked do as they do.
    """
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):
        return None
