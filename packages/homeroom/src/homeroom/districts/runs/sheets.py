"""What a run would do, and what was wrong in its files, as CSV for a spreadsheet."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Final

from homeroom.districts.frame import RUNS
from homeroom.foundation.errors import NotFoundError
from homeroom.intake.holding import sheets as holding
from homeroom.intake.problems import LOST_RECORD, Problem
from homeroom.intake.runs import queries
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import Run
from homeroom.web.answers import Answer
from homeroom.web.request import Request
from homeroom.web.spreadsheets import as_file, as_zip, line

_READ_AT_ONCE: Final = 1000
COLUMNS: Final = ("severity", "code", "file", "line", "record", "field", "value", "text", "hint")

_OF_FILES: Final = {"warnings": ("warning",), "errors": ("row_error", "file_error")}
"""Name of a sheet -> the severities on it."""

_LABELS: Final = {
    "creates": "Records that would be created",
    "updates": "Values that would change, with what they are now",
    "deletes": "Records that would be lost",
    "warnings": "Warnings",
    "errors": "Errors",
}


def offered(request: Request, run: Run) -> list[tuple[str, str]]:
    """Return the sheets of a held run that can be had: label and address."""
    names = [name for name in _LABELS if _sheet(request, run, name) is not None]
    return [(_LABELS[name], f"{RUNS}/{run.run}/sheets/{name}.csv") for name in names]


def sheet(request: Request, run: Run) -> Answer:
    """One sheet of a held run; of warnings and errors, of any run."""
    name = request.path_params["name"]
    found = _sheet(request, run, name)
    if found is None:
        raise _no_such_file()
    return as_file(f"{name}-{run.run}.csv", found)


def every_sheet(request: Request, run: Run) -> Answer:
    """Every sheet of a held run in one zip (district.md 1.12)."""
    if run.state != "held":
        raise _no_such_file()
    found = ((f"{name}.csv", _sheet(request, run, name)) for name in _LABELS)
    there = ((name, one) for name, one in found if one is not None)
    return as_zip(f"held-{run.run}.zip", request.parts.clock.now(), there)


def _sheet(request: Request, run: Run, name: str) -> Iterator[bytes] | None:
    """Give a sheet piece by piece; None if there is none, or it is kept no more."""
    if name in _OF_FILES:
        return problem_lines(problems_of(request, run, ("",), _OF_FILES[name]))
    if run.state == "held" and name in holding.SHEETS:
        return holding.chunks(Desk.of(request.parts).uploads, run, name)
    return None


def _no_such_file() -> NotFoundError:
    return NotFoundError("There is no such file of this run, or it is kept no more.")


def problems(request: Request, run: Run) -> Answer:
    """Every problem of the run, and the records that would be lost."""
    rows = problems_of(request, run, ("", LOST_RECORD))
    return as_file(f"problems-{run.run}.csv", problem_lines(rows))


def problem_lines(
    rows: Iterable[Problem],
    more: Collection[str] = (),
    beside: Callable[[Problem], Iterable[object]] = lambda _: (),
) -> Iterator[bytes]:
    """Give the problems line by line below their header; `beside` fills the columns `more`."""
    yield line((*COLUMNS, *more))
    for one in rows:
        yield line((*(getattr(one, name) for name in COLUMNS), *beside(one)))


def problems_of(
    request: Request, run: Run, codes: Iterable[str], severities: Collection[str] = ()
) -> Iterator[Problem]:
    """Give a run's problems of these codes, in stretches; no severities: of each."""
    for code in codes:
        after = -1
        while found := _stretch(request, run, after, code):
            yield from (one for _, one in found if not severities or one.severity in severities)
            after = found[-1][0]


def _stretch(request: Request, run: Run, after: int, code: str) -> list[tuple[int, Problem]]:
    with request.parts.store.roster.reading() as session:
        named = (run.district, run.run)
        return queries.problems_after(session, named, after, _READ_AT_ONCE, code)
