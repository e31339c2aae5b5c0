"""A command's way to the hub's store: the same files or database that the server uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.database import open_store
from homeroom.foundation.errors import NotFoundError
from homeroom.foundation.log import make_logger
from homeroom.foundation.occupying import occupied
from homeroom.foundation.settings import Settings, load_settings
from homeroom.intake.runs import founding
from homeroom.intake.runs.desk import Desk
from homeroom.migrations import bring_up
from homeroom.roster import queries


@contextmanager
def opened(home: Path | None) -> Iterator[Desk]:
    """Give the desk of the hub that the settings name; a running server need not be stopped."""
    settings = load_settings(home=home)
    with occupied(settings.home):
        yield from _opened(settings)


def _opened(settings: Settings) -> Iterator[Desk]:
    store = open_store(settings.home, settings.database_url)
    try:
        bring_up(store)
        # What a person at a terminal wants to know is printed; the log is for what goes wrong.
        quiet = replace(settings, log_level="error" if settings.log_level == "error" else "warning")
        yield Desk(settings, SystemClock(), store, make_logger(quiet))
    finally:
        store.close()


def district_named(desk: Desk, name: str, *, create: bool = False) -> queries.District:
    """Return the district of exactly this short name, id or name; create it if that was asked.

    A name that is only like another is a district of its own: files loaded into the wrong one
    would take its people away.
    """
    found = _look(desk, name)
    if found is None and create:
        return founding.found(desk, name)
    return found or _missing(desk, name)


def imagined(desk: Desk, name: str, *, create: bool) -> queries.District:
    """Return the district, or, for a dry run, the one that would be created."""
    found = _look(desk, name)
    if found is None and create:
        return founding.imagined(desk, name)
    return found or _missing(desk, name)


def _look(desk: Desk, name: str) -> queries.District | None:
    with desk.store.control.reading() as session:
        return queries.district_named(session, name)


def _missing(desk: Desk, name: str) -> queries.District:
    with desk.store.control.reading() as session:
        there = [f"{one.short_name} ({one.name})" for one in queries.districts(session)]
    listed = ", ".join(there) if there else "none yet"
    raise NotFoundError(
        f"There is no district {name!r}. Districts: {listed}. Add --create to make it.",
        "no_such_district",
    )
