"""`homeroom year run`."""

import time
from pathlib import Path
from typing import Annotated, Final

import typer

from homeroom.foundation.clock import SystemClock
from homeroom.foundation.errors import ConflictError
from homeroom.foundation.settings import load_settings
from homeroom.sandbox.kept import read_kept
from homeroom.sandbox.year.asking import Sandbox
from homeroom.sandbox.year.plan import next_year
from homeroom.sandbox.year.playing import Year

commands: Final = typer.Typer(name="year", help="A school year, played in a running sandbox.")


@commands.callback()
def year() -> None:
    """A school year, played in a running sandbox."""


@commands.command()
def run(
    *,
    speed: Annotated[
        float, typer.Option(min=0, max=60, help="Seconds that a week of the district takes.")
    ] = 2.0,
    home: Annotated[Path | None, typer.Option(help="Folder of the sandbox's files.")] = None,
) -> None:
    """Play August to June of an invented district, and print what an application is told."""
    settings = load_settings(sandbox=True, home=home)
    kept = read_kept(settings.home)
    if kept is None or not kept.is_complete:
        raise ConflictError(
            f"The sandbox in {settings.home} is not complete. Start it with: homeroom sandbox",
            "sandbox_not_built",
        )
    sandbox = Sandbox(kept.url, kept.admin_token)
    school_year = next_year(SystemClock().now().date())
    Year(sandbox, school_year, typer.echo, lambda: time.sleep(speed)).play()
