"""Reports for people: tables, problems line by line, a bar while something takes long."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from homeroom.foundation.terminal import json_safe, one_line, some_lines
from homeroom.intake.problems import Problem, lines_listed
from homeroom.intake.runs.queries import Run
from homeroom.intake.runs.report import run_row
from homeroom.intake.steps.preparation import Progress as Tell

SHOWN: Final = 100
"""How many problems or records a report lists before it says how many more there are."""

_WIDE: Final = 160
_NUMBERS: Final = ("existing", "created", "updated", "deleted", "errors", "warnings")
_ORDER: Final = ("file_error", "row_error", "warning", "info")
_WORDS: Final = {
    "file_error": "File error",
    "row_error": "Error",
    "warning": "Warning",
    "info": "Note",
}


def say(text: str = "") -> None:
    """Print a line of the answer; control characters in it are shown, not obeyed."""
    typer.echo(some_lines(text))


def remark(text: str) -> None:
    """Print a line beside the answer, which may be read by a program."""
    typer.echo(some_lines(text), err=True)


def say_json(value: Any) -> None:
    """Print the answer as JSON."""
    typer.echo(json_safe(json.dumps(value, ensure_ascii=False, indent=2)))


@contextmanager
def bar(*, wanted: bool) -> Iterator[Tell]:
    """Give something to tell progress to; a bar at a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not wanted or not console.is_terminal:
        yield _nothing
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("waiting", total=None)

        def tell(step: str, done: int, total: int) -> None:
            progress.update(task, description=step, completed=done, total=total or None)

        yield tell


def _nothing(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


def counts_table(counts: Mapping[str, Mapping[str, int]]) -> None:
    """Print the figures type by type."""
    table = Table(box=None, pad_edge=False)
    table.add_column("Type")
    for name in _NUMBERS:
        table.add_column(name.capitalize(), justify="right")
    for kind, row in counts.items():
        table.add_row(kind, *(str(row.get(name, 0)) for name in _NUMBERS))
    if table.row_count:
        Console(highlight=False, width=_WIDE).print(table)


def figures_lines(figures: Mapping[str, int]) -> None:
    """Print the figures that belong to no type."""
    for name, value in figures.items():
        say(f"{name.replace('_', ' ').capitalize()}: {value}")


def problem_line(problem: Problem, lines: list[int] | None = None) -> str:
    """Return a problem as one line: file, physical line, field, value, reason, remedy."""
    where = problem.file or "The upload"
    if lines and len(lines) > 1:
        where += f" {lines_listed(lines)}"
    elif problem.line is not None:
        where += f" line {problem.line}"
    if problem.field:
        where += f", {problem.field}"
    if problem.value:
        where += f" {problem.value!r}"
    said = f"{_WORDS[problem.severity]}: {where}: {problem.text}"
    return one_line(f"{said} -> {problem.hint}" if problem.hint else said)


def problems_list(problems: list[Problem]) -> None:
    """Print every problem, the gravest first."""
    for problem in sorted(problems, key=_gravity):
        say(problem_line(problem))


def problems_told(problems: list[Problem], more: str) -> None:
    """Print problems, those that differ in nothing but their line as one."""
    alike: dict[Problem, list[int]] = {}
    for problem in sorted(problems, key=_gravity):
        lines = alike.setdefault(replace(problem, line=None, record=""), [])
        if problem.line is not None:
            lines.append(problem.line)
    for problem, lines in list(alike.items())[:SHOWN]:
        line = lines[0] if lines else None
        say(problem_line(replace(problem, line=line), lines))
    if len(alike) > SHOWN:
        say(f"... and {len(alike) - SHOWN} more ({more})")


def _gravity(problem: Problem) -> int:
    return _ORDER.index(problem.severity)


def records_list(records: list[dict[str, Any]], most: int | None) -> None:
    """Print the records of a dry run."""
    for record in records[:most]:
        changed = ", ".join(record.get("changed", ()))
        tail = f": {changed}" if changed else ""
        told = f"{record['action']} {record['kind']} {record['id']} {record['label']}{tail}"
        say(one_line(told))
    if most is not None and len(records) > most:
        say(f"... and {len(records) - most} more (--json lists all)")


def run_report(run: Run, problems: list[Problem]) -> None:
    """Print what became of a run."""
    say(f"Run {run.run}: {run.state}")
    outcome = run.outcome
    if outcome.get("message") and not problems:
        say(outcome["message"])
    if outcome.get("undoes"):
        say(f"Undoes run {outcome['undoes']}")
    if outcome.get("superseded_by"):
        say(f"Superseded by run {outcome['superseded_by']}")
    counts_table(outcome.get("counts", {}))
    figures_lines(outcome.get("figures", {}))
    if run.state == "held":
        hold_lines(outcome.get("hold", []), extreme=bool(outcome.get("extreme")))
        for one in run.approvals:
            say(f"Approved by {one['by']}: {one['note']}")
        say(f"Release it with: homeroom runs approve {run.run} --by NAME --note TEXT")
        say(f"Let it go with: homeroom runs discard {run.run}")
    problems_told(problems, f"homeroom runs show {run.run} --problems")
    if "seconds" in outcome:
        say(f"Took {outcome['seconds']} s")


def hold_lines(hold: Iterable[Mapping[str, Any]], *, extreme: bool = False) -> None:
    """Print why a person must look."""
    for reason in hold:
        say(f"Held: {reason['text']}")
    if extreme:
        say("Held: more than 95 % of a type would be lost; two people must approve, with a note.")


def run_json(run: Run, problems: list[Problem] | None = None) -> dict[str, Any]:
    """Return a run, with its problems if they were asked for, as `--json` prints it."""
    value: dict[str, Any] = {"run": run_row(run)}
    if problems is not None:
        value["problems"] = [asdict(problem) for problem in problems]
    return value


def runs_table(runs: Iterable[Run], names: Mapping[int, str]) -> None:
    """Print runs, the newest first."""
    table = Table(box=None, pad_edge=False)
    for name in ("Run", "District", "Action", "State", "Queued", "Changes"):
        table.add_column(name, no_wrap=True)
    for run in runs:
        row = run_row(run)
        counts = run.outcome.get("counts", {}).values()
        changes = sum(one.get(name, 0) for one in counts for name in _NUMBERS[1:4])
        district = names.get(run.district, f"{run.district:010x}")
        queued = str(row["queued_at"])
        table.add_row(run.run, district, run.action, run.state, queued, str(changes))
    Console(highlight=False, width=_WIDE).print(table)
