"""What a probe of an application without a roster sync has in common with others like it."""

import sys
from collections.abc import Sequence
from typing import NoReturn

from homeroom_kit.probe import Outcome, Probe, ProbeError, main
from starting.settings import Settings

__all__ = ["NoRuns", "probe_command"]


class NoRuns:
    """Syncs of an application that has none.

    Args:
        words: What happens instead.
    """

    def __init__(self, words: str) -> None:
        self._words = words

    def start(self, district: str, mode: str) -> str:  # noqa: ARG002 -- the kit's protocol
        """Refuse, and say what happens instead."""
        raise ProbeError("not_offered", self._words, 501)

    def look(self, run: str) -> Outcome | None:  # noqa: ARG002 -- likewise
        """There never was one."""
        return None


def probe_command(probe: Probe, found: Settings, words: Sequence[str]) -> NoReturn:
    """Ask the probe by a command, where it may be opened at all."""
    if found.opening is None:
        sys.exit("The probe is closed. It needs PROBE=on and PROBE_TOKEN, and is for tests only.")
    sys.exit(main(probe, words))
