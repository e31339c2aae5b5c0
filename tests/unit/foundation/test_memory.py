"""Memory that a thread let go of comes back to the system when it is asked for."""

import threading
from pathlib import Path

import pytest

from homeroom.foundation.working import memory

_PIECES = 400_000
_MEBIBYTE = 1 << 20


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[1]) * 4096


def test_what_another_thread_let_go_of_is_given_back() -> None:
    held: list[bytes] = []

    def fill_and_let_go() -> None:
        held.extend(bytes(700) for _ in range(_PIECES // 10))
        kept = held.pop()
        held.clear()
        held.append(kept)  # at the top, so that nothing below it goes back by itself

    worker = threading.Thread(target=fill_and_let_go)
    worker.start()
    worker.join()
    before = _resident()
    memory.give_back()
    assert before - _resident() > 10 * _MEBIBYTE


def test_a_system_that_cannot_be_asked_does_as_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_trim", lambda: None)
    memory.give_back()
