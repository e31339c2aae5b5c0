"""Figures with their targets, as a table and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Literal

Bound = Literal["at most", "at least"]


@dataclass(frozen=True)
class Figure:
    """One figure: its value in every repetition, and what it should be."""

    name: str
    values: Sequence[float]
    unit: str = "x"
    bound: Bound = "at most"
    target: float | None = None
    note: str = ""
    parts: Mapping[str, Sequence[float]] = field(default_factory=dict)

    @property
    def middle(self) -> float:
        return median(self.values)

    @property
    def verdict(self) -> str:
        """`met` or `missed` by the median; nothing where no target is set."""
        if self.target is None:
            return ""
        good = self.middle <= self.target if self.bound == "at most" else self.middle >= self.target
        return "met" if good else "missed"

    def row(self) -> tuple[str, ...]:
        """Return the cells of the table's line."""
        lowest, highest = min(self.values), max(self.values)
        sign = "<=" if self.bound == "at most" else ">="
        return (
            self.name,
            f"{_short(self.middle)} {self.unit}",
            f"{_short(lowest)}..{_short(highest)} ({len(self.values)})",
            "" if self.target is None else f"{sign} {_short(self.target)}",
            self.verdict,
            "; ".join(
                [*(_part(*one) for one in self.parts.items()), *([self.note] * bool(self.note))]
            ),
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"median": self.middle, "verdict": self.verdict}


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.2f}"


def _part(name: str, values: Sequence[float]) -> str:
    return f"{name} {median(values):.3g}"


_HEADS = ("figure", "median", "min..max (repetitions)", "target", "verdict", "of")


def printed(figures: Sequence[Figure], machine: Mapping[str, str]) -> str:
    """Return the whole report as text."""
    rows = [_HEADS, *(figure.row() for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(_HEADS))]
    lines = [f"{name}: {value}" for name, value in machine.items()] + [""]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
    missed = [figure.name for figure in figures if figure.verdict == "missed"]
    lines += ["", "missed: " + ", ".join(missed) if missed else "every target is met"]
    return "\n".join(lines)
