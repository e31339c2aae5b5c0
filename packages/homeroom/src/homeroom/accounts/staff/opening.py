"""A command's way to the hub's accounts and store: the same that the server uses."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from homeroom.accounts.desk import desk_of
from homeroom.foundation.clock import SystemClock
from homeroom.foundation.database import open_store
from homeroom.foundation.log import make_logger
from homeroom.foundation.metrics import Metrics
from homeroom.foundation.occupying import occupied
from homeroom.foundation.parts import Parts
from homeroom.foundation.secrets import Sealer, master_key
from homeroom.foundation.settings import Settings, load_settings
from homeroom.migrations import bring_up


@contextmanager
def opened(home: Path | None) -> Iterator[Parts]:
    """Give the parts of the hub that the settings name; a running server need not be stopped."""
    settings = load_settings(home=home)
    with occupied(settings.home):
        yield from _opened(settings)


def _opened(settings: Settings) -> Iterator[Parts]:
    store = open_store(settings.home, settings.database_url)
    # What a person at a terminal wants to know is printed; the log is for what goes wrong.
    quiet = replace(settings, log_level="error" if settings.log_level == "error" else "warning")
    sealer = Sealer(master_key(settings))
    parts = Parts(settings, SystemClock(), store, sealer, make_logger(quiet), Metrics())
    try:
        bring_up(store)
        yield parts
    finally:
        desk_of(parts).pool.close()
        store.close()
