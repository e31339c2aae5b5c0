"""Where the bars of a plot stand: numbers for an SVG, whose looks are the stylesheet's. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 160
_GAP: Final = 0.2
"""Of a bar's room."""


@dataclass(frozen=True)
class Bar:
    """One bar, and what it says of itself."""

    x: float
    y: float
    width: float
    height: float
    said: str


@dataclass(frozen=True)
class Plot:
    """Bars side by side, the largest of them as high as the plot."""

    bars: list[Bar]
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def plot_of(values: Sequence[tuple[str, int]]) -> Plot:
    """Return the plot of named values, in their order."""
    most = max((value for _, value in values), default=0)
    room = WIDTH / max(1, len(values))
    bars = []
    for place, (name, value) in enumerate(values):
        height = HEIGHT * value / most if most else 0.0
        x, width = place * room + room * _GAP / 2, room * (1 - _GAP)
        said = f"{name}: {value:,}"
        bars.append(
            Bar(round(x, 2), round(HEIGHT - height, 2), round(width, 2), round(height, 2), said)
        )
    return Plot(bars, most)
