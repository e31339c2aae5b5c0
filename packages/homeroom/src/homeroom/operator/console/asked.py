"""What every command of the operator is asked, and tables as they are printed."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.table import Table

from homeroom.foundation.terminal import one_line
from homeroom.intake.console.printing import say

Home = Annotated[Path | None, typer.Option(help="Folder of the hub's files.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

_WIDE: Final = 160


def say_table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print the rows below their headings; say so if there are none."""
    table = Table(box=None, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(one_line(str(cell)) for cell in row))
    if table.row_count:
        Console(highlight=False, markup=False, width=_WIDE).print(table)
    else:
        say("None yet")
