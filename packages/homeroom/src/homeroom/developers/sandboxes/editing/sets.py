"""The set of a sandbox: the CSV files that make up its roster, with what waits to be taken in."""

from collections.abc import Mapping
from dataclasses import dataclass

from homeroom.developers.sandboxes.editing.sheets import Sheet
from homeroom.foundation.errors import ConflictError, SourceUnavailableError
from homeroom.foundation.parts import Parts
from homeroom.intake.mapping.rules import mapping_of
from homeroom.intake.runs import staging
from homeroom.intake.runs.desk import Desk
from homeroom.intake.runs.queries import runs_in_state, runs_of
from homeroom.intake.sources.clever_csv import canonical_name
from homeroom.intake.steps import application
from homeroom.intake.uploads.queries import uploads_named
from homeroom.roster.queries import setting


@dataclass(frozen=True)
class CSVSet:
    """The files by their names, and the newest sync when they were read."""

    files: Mapping[str, bytes]
    newest: str

    def sheet(self, name: str, header: list[str]) -> Sheet:
        """Return one of our files; with this header and no rows where the set lacks it."""
        place = self.place(name)
        return Sheet.read(place, self.files[place]) if place in self.files else Sheet(header, [])

    def place(self, name: str) -> str:
        """Return the name under which the set has one of our files."""
        return next((one for one in self.files if canonical_name(one) == name), name)


def set_of(parts: Parts, number: int) -> CSVSet:
    """Return the files as they are now; what waits its turn counts, what is held does not."""
    desk = Desk.of(parts)
    with parts.store.control.reading() as session:
        newest = runs_of(session, number, 1)
        moving = [
            upload
            for state in ("running", "queued")
            for run in runs_in_state(session, number, state)
            for upload in run.uploads
        ]
        sent = uploads_named(session, moving)
    with parts.store.roster.reading() as session:
        accepted = application.applied(session, number).files
        mapping = mapping_of(setting(session, number).switches)
    try:
        staged = staging.stage(desk.uploads, number, accepted, sent, "lenient", mapping)
    except SourceUnavailableError:
        raise ConflictError(
            "The files of this sandbox are no longer kept. Set it back, or upload all of them."
        ) from None
    files = {name: file.path.read_bytes() for name, file in staged.received.files.items()}
    return CSVSet(files, newest[0].run if newest else "")
