"""`homeroom migrate`: bring the store to this version without serving it."""

from pathlib import Path
from typing import Annotated

import typer

from homeroom.foundation.database import open_store
from homeroom.foundation.occupying import occupied
from homeroom.foundation.settings import load_settings
from homeroom.migrations import HEAD, bring_up


def migrate(
    *, home: Annotated[Path | None, typer.Option(help="Folder of the hub's files.")] = None
) -> None:
    """Bring the store to this version of Homeroom; `serve` does the same at its start."""
    settings = load_settings(home=home)
    with occupied(settings.home):
        store = open_store(settings.home, settings.database_url)
        try:
            changed = bring_up(store)
        finally:
            store.close()
    typer.echo(f"The store is at {HEAD}" + ("." if changed else ", as it was."))
