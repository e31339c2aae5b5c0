"""What became of defective applications, in words and as the matrix mutant x check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_SHORT: Final = {"SYN-": "", "CORE-": "C", "SSO-": "S", "LIB-": "L"}
LEGEND: Final = (
    "# red as it must be   + red as it may be   . looked at, and not red   (empty) not looked at"
    "   ? missed   ! unexpected"
)


@dataclass(frozen=True)
class Row:
    """What became of one mutant.

    Attributes:
        fails: What must turn red.
        also: What may, because it rests on the same thing.
        red: What did: FAIL, or WARN where it is a recommendation.
        green: What was looked at and passed.
    """

    name: str
    fails: tuple[str, ...]
    also: tuple[str, ...]
    red: frozenset[str]
    green: frozenset[str]

    @property
    def missed(self) -> list[str]:
        """What should have turned red and did not."""
        return sorted(set(self.fails) - self.red)

    @property
    def strange(self) -> list[str]:
        """What turned red and should not have."""
        return sorted(self.red - set(self.fails) - set(self.also))

    @property
    def is_caught(self) -> bool:
        """True when exactly what was declared turned red."""
        return not self.missed and not self.strange


def line_of(row: Row) -> str:
    """Say in words what turned red."""
    also = sorted(row.red & set(row.also))
    return (
        f"{'caught' if row.is_caught else 'WRONG '}  {row.name:<33}"
        f" red: {' '.join(row.fails)}"
        f"{'  with: ' + ' '.join(also) if also else ''}"
        f"{'  MISSED: ' + ' '.join(row.missed) if row.missed else ''}"
        f"{'  UNEXPECTED: ' + ' '.join(row.strange) if row.strange else ''}"
    )


def grid_of(rows: Sequence[Row]) -> Iterator[str]:
    """Draw the matrix, a line for each mutant; the legend stands above it."""
    columns = sorted({name for one in rows for name in (*one.red, *one.fails)})
    yield LEGEND
    yield " " * 34 + " ".join(map(_short, columns))
    for row in sorted(rows, key=lambda one: (columns.index(one.fails[0]), one.name)):
        marks = (_mark(row, name).ljust(len(_short(name))) for name in columns)
        yield f"{row.name:<33} {' '.join(marks)}".rstrip()


def _short(name: str) -> str:
    kind, dash, number = name.partition("-")
    return _SHORT[kind + dash] + number if dash else name


def _mark(row: Row, name: str) -> str:
    if name in row.fails:
        return "#" if name in row.red else "?"
    if name in row.red:
        return "+" if name in row.also else "!"
    return "." if name in row.green else " "
