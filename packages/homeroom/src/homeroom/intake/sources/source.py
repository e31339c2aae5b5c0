"""The door for formats: whatever can hand out tables in Clever's columns is a source."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from homeroom.intake.problems import Problem
from homeroom.intake.sources.received import ReceivedFile
from homeroom.intake.tables import Table


class Looked(Protocol):
    """One file of which no rows were made yet."""

    def table(self) -> Table:
        """Make the rows; problems are in the table, nothing is raised."""


class Source(Protocol):
    """One upload in a known format.

    `files` are what the source will read, under their canonical names, so that the run can tell
    an unchanged file by its sha256 and leave it out. `problems` are those of the set as a whole.
    """

    @property
    def format(self) -> str:
        """The format's stable name, for the run's report."""

    @property
    def files(self) -> Mapping[str, ReceivedFile]:
        """Canonical name -> file."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the set before any file is opened."""

    def missing(self, known: Iterable[str]) -> tuple[Problem, ...]:
        """A file error for each required file that neither came nor is known from before."""

    def look(self, name: str) -> Looked:
        """Look at one file's bytes, which many may do at once; the rows are made when asked for."""
