"""What a scenario saw, part by part."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from homeroom.certification.browsing import VisitError
from homeroom.certification.harness import UndecidedError

__all__ = ["WHY", "Story", "in_words"]

Part = TypeVar("Part")

WHY = {
    "unreachable": "nobody answered, or what came was no answer",
    "slow": "the page was not done in time",
    "too_large": "the page is larger than a page may be",
    "loop": "it led on from page to page without end",
    "garbage": "what came is no page",
    "forbidden": "it led where no visitor goes",
    "needs_browser": "only a script can do this, and no browser was used",
    "not_there": "what should be pressed is not there or cannot be pressed",
}
"""What a `VisitError` means, in words that hold no address: one seed gives one report."""


def in_words(error: VisitError) -> str:
    """Say why a visit ended."""
    return WHY.get(error.code, error.code)


@dataclass
class Story:
    """The parts that were played, and why others were not."""

    parts: dict[type, Any] = field(default_factory=dict)
    troubles: dict[type, str] = field(default_factory=dict)

    def play(self, kind: type[Part], part: Callable[[], Part]) -> None:
        """Play a part; if that cannot be done, only the checks that look at it are undecided."""
        try:
            self.parts[kind] = part()
        except UndecidedError as reason:
            self.troubles[kind] = reason.message
        except VisitError as error:
            self.troubles[kind] = f"A step could not be taken: {in_words(error)}."
        except Exception as error:  # noqa: BLE001 -- see below
            # An application may make the harness itself trip; the other parts are still played.
            self.troubles[kind] = f"The harness failed: {type(error).__name__}: {error!s:.200}"

    def of(self, kind: type[Part]) -> Part:
        """Return a part.

        Raises:
            UndecidedError: It was not played to its end.
        """
        if kind not in self.parts:
            raise UndecidedError(self.troubles.get(kind, "This part was not played."))
        found: Part = self.parts[kind]
        return found
