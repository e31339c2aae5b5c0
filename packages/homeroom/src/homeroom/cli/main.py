"""`homeroom` itself: options for all, features' commands, and errors as one clear line."""

import sys
from importlib.metadata import version
from typing import Annotated, Final

import typer

from homeroom.cli import sandbox
from homeroom.cli.migrate import migrate
from homeroom.cli.serve import serve
from homeroom.foundation.errors import HomeroomError
from homeroom.hub import FEATURES

USAGE_CODE: Final = 2

app: Final = typer.Typer(
    name="homeroom",
    help="A rostering and single-sign-on hub for schools that you host yourself.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(asked: bool) -> None:  # noqa: FBT001 - Typer calls it with the option's value
    if asked:
        typer.echo(f"homeroom {version('homeroom')}")
        raise typer.Exit


@app.callback()
def options(
    *,
    show_version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """A rostering and single-sign-on hub for schools that you host yourself."""


app.command()(serve)
app.command()(migrate)
app.add_typer(sandbox.commands)
for _feature in FEATURES:
    if _feature.commands is not None:
        app.add_typer(_feature.commands)


def main() -> None:
    """Run the command line; what went wrong is one line, and the exit code is 2."""
    try:
        app()
    except HomeroomError as error:
        typer.echo(f"homeroom: {error.message}", err=True)
        sys.exit(USAGE_CODE)
