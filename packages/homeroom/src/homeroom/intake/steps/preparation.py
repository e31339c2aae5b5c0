"""From files to a comparison, with nothing written: the steps of district.md 6, in order.

read -> normalise -> merge side files -> validate -> derive -> identify -> compare. A dry run
stops here; a real one goes on to decide and apply.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any, Final

import polars as pl

from homeroom.foundation.checkpoint import checkpoint
from homeroom.foundation.database import Session
from homeroom.foundation.errors import UnreadableSourceError
from homeroom.foundation.ids import Block
from homeroom.foundation.working.memory import give_back
from homeroom.intake import lookalikes
from homeroom.intake.assembly.columns import without_unsaid
from homeroom.intake.assembly.neighbours import People, people
from homeroom.intake.assembly.rows import Assembly
from homeroom.intake.derivation.draft import Draft, draft
from homeroom.intake.mapping.rules import mapping_of
from homeroom.intake.problems import Mode, Problem, file_problem, has_file_error
from homeroom.intake.rules import Tally
from homeroom.intake.sources.detect import detect
from homeroom.intake.sources.received import Received
from homeroom.intake.sources.source import Source
from homeroom.intake.steps import attendance, identification, merging, validation
from homeroom.intake.steps.comparison import Comparison, compare, count_people_by_key
from homeroom.intake.steps.normalise import normalise
from homeroom.intake.tables import LINE, Table
from homeroom.roster import identity, queries

Progress = Callable[[str, int, int], None]
Reserve = Callable[[int], Block]

_RESOURCES: Final = "resources.csv"
_ADMINISTRATORS: Final = "administrators.csv"
_ENROLLMENTS: Final = "enrollments.csv"
_KEPT_RAW: Final = {
    "students.csv": ("contact_type",),
    "attendance.csv": ("attendance_status", "attendance_date"),
}
"""Columns whose text is kept beside what it becomes: a later step asks for it, or shows it."""

_READERS: Final = 2
"""Files looked at at once: most of the bytes lie in two of them, students and enrolments."""

SECONDS_A_DAY: Final = 86_400


@dataclass(frozen=True)
class Order:
    """What to take in, for whom, and when."""

    district: queries.District
    switches: Mapping[str, Any]
    received: Received
    mode: Mode
    now: datetime  # by the district's clock
    attendance: bool = True  # whether attendance.csv is new; older ones were taken in already
    sent: Received | None = None  # what was sent, without the files that lay there before

    @property
    def day_number(self) -> int:
        """Today as days since 1970."""
        return int(self.now.timestamp()) // SECONDS_A_DAY


@dataclass
class Prepared:
    """Everything that a decision and an apply need."""

    problems: list[Problem]
    figures: dict[str, int] = field(default_factory=dict)
    comparison: Comparison | None = None
    draft: Draft | None = None
    numbers: identification.Numbers | None = None
    who: People | None = None
    entries: list[attendance.Row] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """True if a file error stops the run."""
        return has_file_error(self.problems)

    def tallies(self) -> dict[str, Tally]:
        """Return what would happen, type by type."""
        found = self.comparison
        if found is None:
            return {}
        names = {*found.existing, *found.counts}
        return {
            name: Tally(found.existing.get(name, 0), **found.counts.get(name, {})) for name in names
        }


def prepare(session: Session, order: Order, reserve: Reserve, progress: Progress) -> Prepared:
    """Take the files as far as the comparison; `session` reads the roster, nothing is written."""
    prepared = Prepared([])
    frames = _frames(order, prepared, progress)
    drafted = _drafted(order, prepared, frames) if frames is not None else None
    if frames is None or drafted is None:
        return prepared
    present = frames.get("attendance") if order.attendance else None
    frames.clear()  # what was read is in the draft, or not wanted any more
    district = order.district
    days = int(order.switches.get("memory_days", identity.MEMORY_DAYS))
    known = identity.remembered(queries.known(session, district.number), order.day_number, days)
    asked = identification.wanted(drafted, known)
    numbers = identification.number(drafted, asked, reserve(asked.missing))
    del asked
    checkpoint("intake.identified")
    who = people(drafted, numbers)
    today = f"{order.now:%Y-%m-%d}"
    assembly = Assembly(drafted, numbers, who, district.number, district.id, today)
    prepared.comparison = compare(session, assembly, order.now, progress)
    del assembly
    drafted = drafted.without_texts()
    count_people_by_key(prepared.comparison, numbers, known)
    prepared.draft, prepared.numbers, prepared.who = drafted, numbers, who
    if present is not None:
        rows, problems = attendance.rows(present, drafted, numbers, order.now)
        prepared.entries = rows
        prepared.problems += problems
    give_back()
    checkpoint("intake.compared")
    return prepared


def _frames(order: Order, prepared: Prepared, progress: Progress) -> dict[str, pl.DataFrame] | None:
    """Read, normalise and merge; None if a file error stops the run."""
    tables = read(order, progress)
    prepared.problems += [problem for table in tables.values() for problem in table.problems]
    if prepared.is_refused:
        return None
    files, told = merging.checked({name: table.frame for name, table in tables.items()})
    sent = order.received if order.sent is None else order.sent
    prepared.problems += [*told, *merging.outdated(sent.names, files)]
    return merging.merged(files)


def _drafted(order: Order, prepared: Prepared, frames: dict[str, pl.DataFrame]) -> Draft | None:
    """Validate and derive; None if a file error stops the run."""
    accepted = validation.validate(frames)
    frames.pop("enrollments", None)  # now pairs of places
    give_back()
    checkpoint("intake.validated")
    told = [*accepted.problems, *lookalikes.notes(accepted.problems, frames)]
    prepared.problems += merging.as_sent(told, frames)
    prepared.figures = accepted.figures
    if has_file_error(accepted.problems):
        return None
    drafted = draft(accepted, order.switches)
    prepared.problems += merging.as_sent(drafted.problems, frames)
    drafted = without_unsaid(drafted)
    give_back()
    checkpoint("intake.derived")
    return drafted


def read(order: Order, progress: Progress) -> dict[str, Table]:
    """Read and normalise every file; what is wrong with the set stands in the table `''`."""
    try:
        if order.sent is not None:
            # Beside the files of before, anything would pass for a set without a change.
            detect(order.sent, order.mode)
        source = detect(order.received, order.mode, mapping_of(order.switches).columns)
    except UnreadableSourceError as error:
        return {"": _set_problems([_unreadable(error), *order.received.problems])}
    problems = [*source.problems, *source.missing(())]
    tables = {"": _set_problems(problems)}
    names = [name for name in source.files if name != _RESOURCES]
    if len(names) < len(source.files):
        problems.append(_not_by_file())
        tables[""] = _set_problems(problems)
    if _ADMINISTRATORS in names and not order.switches.get("administrators_csv", False):
        names.remove(_ADMINISTRATORS)
        tables[""] = _set_problems([*problems, _switched_off()])
    for place, (name, table) in enumerate(_tables(source, names)):
        tables[name] = table
        progress("read", place, len(names))
    give_back()
    checkpoint("intake.read")
    if any(not table.is_usable for table in tables.values()):
        return tables
    for place, name in enumerate(names):
        progress("normalise", place, len(names))
        tables[name] = normalise(tables[name], order.now.date())
    checkpoint("intake.normalised")
    return tables


def _tables(source: Source, names: list[str]) -> Iterator[tuple[str, Table]]:
    """Look at files beside each other, and make the rows of one after the other.

    The parser uses every core by itself. Enrolments come first: they are many rows of few ids, and
    what is let go of when those are counted out is used again for the next file.
    """
    turn = Lock()

    def _read(name: str) -> Table:
        looked = source.look(name)
        with turn:
            return _kept(looked.table())

    with ThreadPoolExecutor(_READERS, "read") as readers:
        first = sorted(names, key=lambda name: name != _ENROLLMENTS)
        tables = {name: readers.submit(_read, name) for name in first}
        try:
            for name in names:
                yield name, tables.pop(name).result()
        finally:
            readers.shutdown(cancel_futures=True)  # after an error nobody wants the others


def _kept(table: Table) -> Table:
    """Keep of a file what later steps ask for."""
    name = table.name
    if raw := [column for column in _KEPT_RAW.get(name, ()) if column in table.frame.columns]:
        beside = (pl.col(column).alias(f"{column}_raw") for column in raw)
        table = Table(table.name, table.frame.with_columns(beside), table.problems)
    if name == _ENROLLMENTS and table.is_usable:
        ids = ("school_id", "section_id", "student_id")
        ends = (pl.col(column).cast(_few_ids()) for column in ids)
        table = Table(table.name, table.frame.select(LINE, *ends), table.problems)
    return table


def _few_ids() -> pl.Categorical:
    """The type of a column that names few things in many rows; each of its ids is held once."""
    return pl.Categorical(pl.Categories.random())


def _set_problems(problems: list[Problem]) -> Table:
    return Table("", pl.DataFrame(), tuple(problems))


def _switched_off() -> Problem:
    return file_problem(
        "warning",
        "administrators_off",
        _ADMINISTRATORS,
        f"{_ADMINISTRATORS} is switched off for this district; it was not read.",
        "Switch it on in the district's settings, or leave the file out.",
    )


def _not_by_file() -> Problem:
    text = f"{_RESOURCES} was not read: resources are not taken from a district's files."
    hint = "Leave the file out; resources are mapped to courses in the hub."
    return file_problem("warning", "resources_ignored", _RESOURCES, text, hint)


def _unreadable(error: UnreadableSourceError) -> Problem:
    return Problem(error.code, "file_error", "", None, "", "", "", error.message, "")
