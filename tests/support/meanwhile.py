"""Two requests at the same moment, in an order that a test decides: no sleeping, no luck."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

_LONG_ENOUGH = 2.0
"""Seconds in which the other one would be through, if nothing kept it waiting."""


@contextmanager
def meanwhile(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, other: Callable[[], object]
) -> Iterator[None]:
    """The first call of a function starts something else and gives it time to get through.

    What keeps the other one waiting lets it go on as soon as the first one is done.
    """
    real = getattr(module, name)
    threads: list[threading.Thread] = []

    def slow(*args: Any, **kwargs: Any) -> Any:
        if not threads:
            threads.append(threading.Thread(target=other))
            threads[0].start()
            threads[0].join(_LONG_ENOUGH)
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(module, name, slow)
        yield
        for thread in threads:
            thread.join()
    assert threads, f"{name} was never called"
