"""What the portal does beside its pages: old sessions are forgotten, the password pool ends."""

import sqlite3
import threading
from typing import Final

import psycopg

from homeroom.accounts.access.tidying import tidy
from homeroom.accounts.desk import desk_of
from homeroom.foundation.errors import StoreError
from homeroom.foundation.parts import Parts

EVERY_SECONDS: Final = 600.0


def tidy_now_and_then(parts: Parts, stopping: threading.Event) -> None:
    """Forget what counts no more, now and every ten minutes, until the hub stops."""
    desk = desk_of(parts)
    while not stopping.is_set():
        try:
            forgotten = tidy(desk)
        except (StoreError, sqlite3.Error, psycopg.Error) as error:
            # The store may be back in ten minutes; nothing depends on what was not forgotten.
            parts.log.warning("tidying sessions failed", error=type(error).__name__)
        else:
            if forgotten:
                parts.log.info("sessions tidied", forgotten=forgotten)
        stopping.wait(EVERY_SECONDS)


def close(parts: Parts) -> None:
    """End the threads of the password pool; no handler runs any more."""
    desk_of(parts).pool.close()
